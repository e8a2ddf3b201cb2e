// 파인튜닝: 실험과 그 결과.

import type { Catalog } from '..';
import type { DataNote } from '../../engine/types';
import { josa } from './particles';

const notes: { [Code in DataNote['code']]: (note: Extract<DataNote, { code: Code }>) => string } = {
  few_examples: ({ found, expected }) => `학습 예제가 ${expected}개가 아니라 ${found}개입니다. 모두 사용합니다.`,
  without_label: ({ count }) => `학습 예제 ${count}개를 제외했습니다. 정답이 최대 시퀀스 길이를 넘어갑니다.`,
  cut: ({ training, test }) => `최대 시퀀스 길이보다 길어 끝을 자른 예제: 학습 ${training}개, 테스트 ${test}개.`,
  missing_classes: ({ classes }) => `학습 예제 가운데 클래스 ${classes.join(', ')}에 속하는 것이 없습니다.`,
  one_class: ({ class: name }) => `학습 예제가 모두 클래스 ${name}에 속합니다. 구별할 것이 없습니다.`,
  unknown_classes: ({ classes }) =>
    `테스트 예제에 학습 예제에는 없는 클래스(${classes.join(', ')})가 있습니다. 이 예제들은 오답으로 셉니다.`,
  unknown_words: ({ percent }) =>
    `토큰의 ${percent}%가 어휘에 없습니다. 이 모델은 그 토큰들을 모두 [UNK]로 읽습니다. 비슷한 텍스트로 사전 학습한 모델을 고르세요.`,
};

export const finetune: Pick<Catalog, 'finetune'> = {
  finetune: {
    title: '사전 학습한 모델 파인튜닝하기',
    lead: '사전 학습에는 레이블이 필요 없지만 과제에는 필요합니다. 세 모델이 레이블이 있는 같은 예제 몇 개로, 같은 순서로 같은 과제를 학습합니다. 하나는 무작위 가중치에서 시작하고, 하나는 사전 학습한 인코더를 고정한 채 새 헤드만 학습하며, 하나는 모든 가중치를 학습합니다(파인튜닝). 먼저 배운 것을 새 과제에 쓰는 것을 전이(transfer)라고 합니다.',
    modes: { scratch: '처음부터', frozen: '인코더 고정', tuned: '파인튜닝' },
    modesAbout: {
      scratch: '무작위 초기 가중치, 모두 학습',
      frozen: '사전 학습한 인코더, 헤드만 학습(특징 기반), 학습률은 10배',
      tuned: '사전 학습한 인코더, 모든 가중치 학습',
    },
    from: '사전 학습한 가중치',
    bases: {
      shipped: '페이지에 들어 있는 모델',
      run: (step: string) => `이 페이지의 학습(현재 스텝 ${step})`,
      files: '내 컴퓨터의 체크포인트',
    },
    baseNotes: {
      shipped: '말뭉치 ‘짧은 이야기 (영어)’로 3,000스텝 사전 학습했습니다(1MB, 시작할 때 내려받습니다).',
      run: '과제를 학습하는 동안 사전 학습은 멈춥니다.',
      files: 'Hugging Face 형식의 폴더나 zip에 든 파일입니다.',
    },
    opened: (name: string, parameters: string, layers: number) =>
      `${name}: 파라미터 ${parameters}개, 레이어 ${layers}개`,
    data: '레이블이 있는 예제',
    languages: { en: '영어', ko: '한국어' } as Record<string, string>,
    presets: { sentiment: '감성 분석', topic: '주제 분류', ner: '개체명 인식', qa: '질의응답' } as Record<
      string,
      string
    >,
    presetAbout: (training: number, test: number, corpus: string) =>
      `학습용 최대 ${training}개, 테스트용 ${test}개이며, 말뭉치 ‘${corpus}’와 같은 종류의 문장입니다. 테스트 예제의 정답을 가르는 단어는 그 말뭉치에는 나오지만 레이블이 있는 학습 예제에는 나오지 않습니다.`,
    otherCorpus: (corpus: string, own: string) =>
      `이 예제들은 말뭉치 ‘${corpus}’의 내용을 바탕으로 하는데, 고른 모델은 말뭉치 ${josa(`‘${own}’`, '으로')} 사전 학습했습니다. 이대로는 사전 학습의 효과가 거의 나타나지 않습니다. 같은 말뭉치의 예제나 모델을 고르세요.`,
    own: '내 파일',
    tasks: {
      sequence: '텍스트 또는 텍스트 쌍마다 클래스 하나',
      token: '단어마다 태그 하나',
      question: '지문 안의 정답',
    },
    ownNote:
      'CSV, TSV, JSON Lines 또는 CoNLL. 열 이름: text, pair(선택), label · words, tags · context, question, answer, start(선택). 파일은 외부로 전송되지 않으며, 새로고침하면 다시 골라야 합니다.',
    chooseFile: '파일 고르기',
    paste: '또는 여기에 행을 붙여 넣으세요(CSV, 첫 줄은 열 이름)',
    usePasted: '붙여 넣은 행 읽기',
    missing: (part: string) => `이름이 ‘${part}’인 열이 없습니다. 어느 열인가요?`,
    column: '열',
    read: (examples: string, classes: number) =>
      `쓸 수 있는 예제 ${examples}개${classes > 0 ? `, 레이블 ${classes}종` : ''}.`,
    faults: (count: number) => `쓸 수 없는 행 ${count}개:`,
    faultLine: (line: number, message: string) => `${line}번째 줄: ${message}`,
    leaveOut: '이 행들을 빼고 계속하기',
    splitNote: '예제 다섯 개 가운데 하나(최대 500개)는 테스트용으로 남겨 둡니다.',
    example: '예시',
    settings: '학습 설정',
    labels: '레이블이 있는 예제 수',
    labelsField: '레이블이 있는 예제 수',
    steps: '스텝',
    stepsField: '학습 스텝 수',
    seedsField: '시드 수(모델당 학습 횟수)',
    pool: '분류 헤드의 입력',
    pools: { cls: '[CLS]의 출력', mean: '모든 출력의 평균' },
    start: '시작',
    sweep: '예제 수 8~512개 모두',
    sweepNote: (runs: number) => `${runs}번 학습하며 몇 분 걸립니다.`,
    pause: '일시 정지',
    resume: '계속',
    left: (done, cells) => `${cells}회 가운데 ${done}회를 마친 실험이 남아 있습니다.`,
    close: '버리기',
    progress: (cell: number, cells: number, labels: number, seed: number) =>
      `${cell} / ${cells}회: 예제 ${labels}개, 시드 ${seed}`,
    stepOf: (step: number, steps: number) => `스텝 ${step} / ${steps}`,
    timeLeft: (seconds: string) => `약 ${seconds}초 남음`,
    done: '끝났습니다. 페이지의 사전 학습은 계속됩니다.',
    notes,
    majority: '다수 클래스',
    score: { sequence: '정확도', token: '개체 F1', question: 'F1' },
    scores: {
      accuracy: '정확도',
      macro_f1: '매크로 F1',
      word_accuracy: '단어별 정확도',
      micro_f1: '마이크로 F1(O가 아닌 단어)',
      entity_f1: '개체 F1(seqeval)',
      exact_match: '완전 일치(SQuAD)',
      f1: 'F1(SQuAD)',
    },
    learning: '사전 학습이 도움이 될까요?',
    learningLead: (labels: number, seeds: number) =>
      `레이블이 있는 예제 ${labels}개. 선은 시드 ${seeds}개의 평균이고, 띠는 가장 낮은 값부터 가장 높은 값까지입니다.`,
    scoreTitle: (score: string) => `학습 중 테스트 ${score}`,
    lossTitle: '학습 손실',
    labelsTitle: (score: string) => `레이블이 있는 예제 수에 따른 테스트 ${score}`,
    asTable: '표로 보기',
    testCaption: (count: number) => `어느 모델도 학습하지 않은 테스트 예제 ${count}개에 대한 점수`,
    spreadNote:
      '±는 시드에 따른 표준편차입니다. 시드 하나로는 알 수 있는 것이 적습니다. 레이블이 적으면 점수가 크게 흔들립니다.',
    movement: '무엇이 바뀌었을까요?',
    movementLead:
      '파인튜닝하면서 각 부분의 가중치가 초깃값에서 얼마나 멀어졌는지를 초깃값의 노름에 대한 비율로 나타냅니다. 고정한 인코더는 전혀 바뀌지 않습니다.',
    embeddings: '임베딩',
    layer: (number: number) => `레이어 ${number}`,
    pooler: '풀러',
    try: '직접 해 보기',
    tryLead: {
      sequence: '텍스트를 입력하세요. 학습하는 동안에도 모든 모델이 레이블을 붙입니다.',
      token: '문장을 입력하세요. 학습하는 동안에도 모든 모델이 단어에 태그를 붙입니다.',
      question: '지문과 질문을 입력하세요. 학습하는 동안에도 모든 모델이 정답을 표시합니다.',
    },
    tryText: { sequence: '텍스트', token: '문장', question: '지문' },
    tryPair: { sequence: '둘째 텍스트(쌍을 다루는 과제일 때)', token: '', question: '질문' },
    tryExample: '테스트 예제 하나',
    spans: '토큰별 시작 점수와 끝 점수',
    spanStart: '시작',
    spanEnd: '끝',
    errors: '정답과 오답',
    errorsLead: '마지막 세 모델이 테스트 예제를 어떻게 예측하는지 보여 줍니다.',
    which: '모델',
    confusion: '혼동 행렬',
    confusionNote: '행은 레이블, 열은 모델의 예측입니다. 대각선이 정답입니다.',
    confusionCorner: '레이블',
    sentences: '테스트 예제(확신이 큰 순서)',
    rightOf: (right: number, all: number) => `${all}개 가운데 ${right}개를 맞혔습니다.`,
    wrongOnly: '오답만',
    isRight: '정답',
    labelIs: (label: string) => `정답: ${label}`,
    sure: (percent: string) => `예측한 확률: ${percent}`,
    noneWrong: '없습니다.',
    more: (count: number) => `${count}개는 표시하지 않았습니다.`,
    testNow: '지금 상태의 모델 테스트하기',
    headButton: '헤드가 읽는 출력',
    headLead: (loss: string) =>
      `이 예제 하나의 손실은 ${loss}입니다. 헤드는 테두리가 있는 출력만 읽고, 빗금 친 출력은 손실에 들어가지 않습니다.`,
    headGradient: '막대: 각 출력에서 손실의 기울기(노름). 헤드가 읽지 않는 위치에서는 정확히 0입니다.',
    headFrozen: '인코더가 고정되어 있습니다. 기울기는 헤드에서 끝나고 인코더의 출력에는 전해지지 않습니다.',
    save: 'transformers용으로 저장',
    saveModel: (mode: string) => `‘${mode}’ 저장(zip)`,
  },
};
