import type { Catalog } from '..';

export const charts: Pick<Catalog, 'tallies'> = {
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
