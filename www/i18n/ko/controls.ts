import type { Catalog } from '..';
import { n } from './count';
import { settings } from './settings';

export const controls: Pick<Catalog, 'transport' | 'settings' | 'warnings'> = {
  transport: {
    label: '학습 제어',
    play: '재생',
    pause: '일시 정지',
    step: '한 스텝 학습',
    next: '다음 예시',
    speed: '속도',
    speeds: { slow: '초당 1스텝', medium: '초당 5스텝', full: '최대' },
    again: '다시 시작',
    another: '새 시드로 시작',
    keys: '단축키: Space 재생·일시 정지, S 한 스텝 학습, N 다음 예시',
    stepOf: (step, steps) => `스텝 ${step} / ${steps}`,
  },

  settings: {
    title: '설정',
    lead: '설정과 시드가 같으면 같은 학습이 재현됩니다. 기본값과 다른 설정은 이 페이지의 주소에 들어 있어, 링크만으로 같은 학습을 다시 할 수 있습니다.',
    groups: { corpus: '데이터', model: '모델', masking: '마스킹', training: '학습' },
    apply: '이 설정으로 새 학습 시작',
    undo: '변경 취소',
    defaults: '기본값으로',
    changed: (count) => `변경 ${n(count)}개가 아직 적용되지 않았습니다`,
    unchanged: '지금 보고 있는 학습의 설정입니다.',
    refused: '이 설정으로는 학습할 수 없습니다. 하던 학습은 그대로 이어집니다.',
    sharesSum: (sum) => `합계 ${sum}%.`,
    sharesWrong: (sum) => `마스킹·무작위·유지 비율의 합이 100%여야 합니다(현재 ${sum}%).`,
    range: (minimum, maximum, included) => (included ? `${minimum}~${maximum}` : `${minimum} 초과 ${maximum} 이하`),
    notANumber: '숫자를 입력하세요.',
    notWhole: '정수를 입력하세요.',
    notOffered: '고를 수 없는 값입니다.',
    outOfRange: (minimum, maximum, included) =>
      included ? `${minimum}~${maximum} 범위의 값이어야 합니다.` : `${minimum}보다 크고 ${maximum} 이하여야 합니다.`,
    headsDivide: (hidden, heads) => `은닉 크기(${hidden})는 헤드 수(${heads})로 나누어떨어져야 합니다.`,
    emptyText: '텍스트를 먼저 붙여 넣으세요. 한 줄에 한 문장, 문서 사이에는 빈 줄을 둡니다.',
    textPlaceholder: '한 줄에 한 문장을 쓰고, 빈 줄을 두면 새 문서가 시작됩니다.',
    warmupTooLong: (steps, warmup) =>
      `워밍업(${warmup}스텝)이 끝나기 전에 학습(${steps}스텝)이 끝납니다. 학습률은 올라가기만 하고 최댓값에 이르지 못합니다.`,
    about: (name) => `‘${name}’ 설명 보기`,
    presets: {
      stories: '짧은 이야기 (영어)',
      course: '교재 예문 (영어)',
      korean: '한국어 이야기',
      text: '직접 입력한 텍스트',
    },
    presetFacts: (documents, sentences) => `문서 ${documents}개, 문장 ${sentences}개`,
    of: settings,
  },

  warnings: {
    no_pairs: () =>
      '다음 문장 예측(NSP)을 끄고 학습합니다. NotNext 쌍을 만들려면 문서가 둘 이상 필요합니다. 문서 사이에 빈 줄을 넣으세요.',
    nothing_held_out: () =>
      '텍스트가 너무 짧아 검증 데이터를 따로 둘 수 없습니다. 처음 보는 텍스트로 평가하지 못합니다.',
    small_vocabulary: () => '이 텍스트로 만든 어휘는 이보다 작습니다.',
  },
};
