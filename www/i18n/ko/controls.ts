import type { Catalog } from '..';
import { n } from './count';
import { settings } from './settings';

export const controls: Pick<Catalog, 'transport' | 'settings' | 'warnings'> = {
  transport: {
    label: '학습 조작',
    play: '재생',
    pause: '일시 정지',
    step: '한 단계',
    next: '다음 예시',
    speed: '속도',
    speeds: { slow: '초당 1단계', medium: '초당 5단계', full: '최대' },
    again: '같은 시드로 다시',
    another: '새 시드',
    keys: '단축키: 스페이스는 재생과 정지, S는 한 단계 학습, N은 다음 예시입니다.',
    stepOf: (step, steps) => `${steps}단계 중 ${step}단계`,
    finished: '마지막 단계까지 학습을 마쳤습니다.',
  },

  settings: {
    title: '바꿔 보기',
    lead: '설정과 시드가 곧 하나의 학습입니다. 이 페이지의 주소에 둘 다 들어 있습니다.',
    groups: { corpus: '글', model: '모델', masking: '마스킹', training: '학습' },
    apply: '새 학습 시작',
    undo: '되돌리기',
    defaults: '모두 기본값으로',
    changed: (count) => `${n(count)}개를 바꿨고 아직 시작하지 않았습니다`,
    unchanged: '지금 보고 있는 학습의 설정입니다.',
    refused: '이 설정으로는 학습할 수 없습니다. 하던 학습은 그대로 이어집니다.',
    sharesSum: (sum) => `합계 ${sum}\u00a0%.`,
    sharesWrong: (sum) => `세 비율의 합이 ${sum}\u00a0%입니다. 100이 되어야 합니다.`,
    range: (minimum, maximum) => `${minimum}부터 ${maximum}까지`,
    notANumber: '숫자가 아닙니다.',
    notWhole: '정수여야 합니다.',
    notOffered: '고를 수 없는 값입니다.',
    outOfRange: (minimum, maximum) => `${minimum}부터 ${maximum}까지여야 합니다.`,
    headsDivide: (hidden, heads) => `너비 ${hidden}을(를) 헤드 ${heads}개로 똑같이 나눌 수 없습니다.`,
    emptyText: '먼저 글을 붙여 넣으세요. 한 줄에 한 문장, 문서 사이에는 빈 줄을 둡니다.',
    textPlaceholder: '한 줄에 한 문장을 쓰고, 빈 줄을 두면 새 문서가 시작됩니다.',
    about: (name) => `‘${name}’이(가) 무엇인가요?`,
    presets: {
      stories: '짧은 이야기 (영어)',
      course: '강의에 나온 문장 (영어)',
      korean: '한국어 이야기',
      text: '내가 쓴 글',
    },
    presetFacts: (documents, sentences) => `문서 ${documents}개, 문장 ${sentences}개`,
    of: settings,
  },

  warnings: {
    no_pairs: () => '이 글에서는 문장 쌍을 만들 수 없어 다음 문장 예측을 끄고 학습합니다.',
    nothing_held_out: () => '글이 너무 짧아 따로 떼어 둘 부분이 없습니다. 처음 보는 글로 시험하지 못합니다.',
    small_vocabulary: () => '이 글에서 나오는 WordPiece는 이보다 적습니다.',
  },
};
