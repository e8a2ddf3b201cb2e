import type { Catalog } from '..';

export const time: Pick<Catalog, 'time' | 'examples'> = {
  time: {
    title: '학습 과정 되돌아보기',
    slider: '보여 줄 학습 스텝',
    back: '이전 시점',
    forward: '다음 시점',
    toNow: '최신',
    keep: '이 문장 따라가기',
    after: (step) => (step === '0' ? '학습 전' : `${step}스텝 학습 후`),
    now: (step) => `최신: ${step}스텝 학습 후`,
    hint: '이전 시점으로 가면 모델이 이 문장을 예전에 어떻게 예측했는지 볼 수 있습니다.',
    waiting: '이전 스텝을 계산하는 중…',
    nothing: '모델이 너무 커서 지난 상태를 저장하지 못합니다. 문장은 지금부터만 따라갈 수 있습니다.',
    alone:
      '손실과 기울기는 배치 전체가 아니라 이 문장 하나의 값입니다. 느린 재생이나 ‘만약에’를 보려면 ‘최신’으로 돌아가 ‘이 문장 따라가기’를 끄세요.',
    pairAlone: '이 스텝에서 이 문장 쌍 하나의 전체 손실',
    multiples: '예측이 변해 온 과정',
    multiplesLead:
      '선택된 토큰마다 그래프가 하나씩 있습니다. 학습하면서 원래 토큰의 확률과 가장 강한 경쟁 토큰들의 확률이 어떻게 변했는지 보여 줍니다.',
    original: '원래 토큰',
    chart: (token) => `‘${token}’`,
    range: (first, last) => `왼쪽에서 오른쪽으로: 스텝 ${first}~${last}. 아래에서 위로: 0~100%.`,
    gaps: '상위 다섯 개에 들지 않는 동안에는 선이 끊깁니다.',
  },

  examples: {
    title: '검증 문장 (학습에 쓰지 않음)',
    lead: '학습하는 동안 같은 빈칸을 계속 예측합니다. 여기서는 빈칸이 모두 [MASK]입니다. 보통 처음에는 아무 말이나, 다음에는 문법에 맞는 말, 그다음에는 뜻이 통하는 말이 나옵니다.',
    original: '원문',
    step: (step) => (step === '0' ? '학습 전' : `스텝 ${step}`),
    now: '지금',
    right: '맞음',
    wrong: '틀림',
    tally: (right, blanks) => `${blanks}개 중 ${right}개 맞힘`,
    none: '보여 줄 문장이 없습니다. 텍스트가 너무 짧아 검증 문장이 없거나, 이 학습 목표에는 MLM이 없습니다.',
  },
};
