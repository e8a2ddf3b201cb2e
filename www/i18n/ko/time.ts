export const time = {
  time: {
    title: '학습 과정 되돌아보기',
    slider: '학습 과정의 시점',
    back: '한 시점 뒤로',
    forward: '한 시점 앞으로',
    toNow: '지금',
    keep: '이 문장 따라가기',
    after: (step: string) => (step === '0' ? '학습 전' : `${step}단계 학습 후`),
    now: (step: string) => `지금, ${step}단계 학습 후`,
    hint: '뒤로 가면 모델이 이 문장을 예전에는 어떻게 예측했는지 볼 수 있습니다.',
    waiting: '지난 모습을 계산하는 중…',
    nothing: '모델이 너무 커서 지난 상태를 보관하지 못합니다. 문장은 지금부터만 따라갈 수 있습니다.',
    alone:
      '손실과 기울기는 배치 전체가 아니라 이 문장 하나만의 값입니다. 느린 화면이나 다른 규칙을 보려면 지금으로 돌아가 문장을 놓아 주세요.',
    pairAlone: '이 시점에 이 쌍 하나만의 손실',
    multiples: '답을 찾아온 과정',
    multiplesLead:
      '선택된 토큰마다 그림 하나씩: 모델이 원래 토큰을 얼마나 그럴듯하게 보았는지, 그동안 무엇을 더 그럴듯하게 보았는지.',
    original: '원래 토큰',
    chart: (token: string) => `“${token}”`,
    range: (first: string, last: string) =>
      `왼쪽에서 오른쪽으로: 학습 ${first}단계부터 ${last}단계까지. 아래에서 위로: 0부터 100\u00a0%까지.`,
    gaps: '가장 그럴듯한 다섯 개에 들지 않는 동안에는 선이 끊깁니다.',
  },

  examples: {
    title: '학습에 쓰지 않는 문장들',
    lead: '첫 단계부터 마지막까지 같은 빈칸입니다. 처음에는 잡음, 다음에는 문법에 맞는 말, 그다음에는 뜻이 통하는 말이 나옵니다.',
    original: '원문',
    step: (step: string) => (step === '0' ? '학습 전' : `${step}단계`),
    now: '지금',
    right: '맞음',
    wrong: '틀림',
    tally: (right: number, blanks: number) => `${blanks}개 중 ${right}개 맞음`,
    none: '보여 줄 문장이 없습니다. 글이 너무 짧아 따로 남겨 둔 문장이 없거나, 이 학습 목표는 빈칸을 채우지 않습니다.',
  },
};
