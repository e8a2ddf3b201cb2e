import type { Catalog } from '..';

export const charts: Pick<Catalog, 'curves' | 'tallies'> = {
  curves: {
    title: '배우고 있을까요?',
    lead: '손실은 내려가고 정확도는 올라가야 합니다. 따로 떼어 둔 문서는 학습에 쓰지 않습니다.',
    mlm: '가린 토큰 손실',
    nsp: '다음 문장 손실',
    accuracy: '떼어 둔 문서에서의 정확도',
    step: '단계',
    train: '학습',
    smoothed: '학습 (이동 평균)',
    heldOut: '떼어 둔 문서',
    uniform: (words) => `${words.toLocaleString('ko')}개 중 찍기`,
    coin: '동전 던지기',
    mlmAccuracy: '가린 토큰',
    nspAccuracy: '다음 문장',
    majority: '늘 더 흔한 답 고르기',
    at: (step) => `${step}단계`,
    empty: '곡선은 첫 단계부터 그려집니다.',
    notTrained: '이번 학습에는 들어 있지 않습니다.',
    asUnsureAs: (words) => `낱말 ${words}개 가운데 하나를 고르는 만큼 망설이는 상태입니다`,
    explore: (title) => `${title}: 화살표 키로 단계별 값을 읽습니다`,
  },

  tallies: {
    title: '주사위는 규칙을 지켰을까요?',
    lead: '첫 단계부터 센 값입니다. 띠는 100번 가운데 95번 들어오는 우연의 범위입니다.',
    selected: '선택',
    ofTokens: '전체 토큰 중',
    ofSelected: '선택된 토큰 중',
    observed: '관측',
    expected: '기대',
    count: (count) => `토큰 ${count}개`,
    rounding: '행마다 선택하는 토큰 수가 정수라서, 선택 비율은 규칙과 조금 다를 수밖에 없습니다.',
  },
};
