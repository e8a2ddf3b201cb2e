import type { Catalog } from '..';

export const charts: Pick<Catalog, 'tallies'> = {
  tallies: {
    title: '주사위는 규칙을 지켰을까요?',
    lead: '첫 단계부터 센 값입니다. 띠는 100번 가운데 95번 들어오는 우연의 범위입니다.',
    selected: '선택',
    ofTokens: '전체 토큰 중',
    ofSelected: '선택된 토큰 중',
    nothing: '아직 뽑은 것이 없습니다',
    none: (tokens) => `토큰 ${tokens}개를 보았지만 선택된 것은 없습니다. 이 학습 목표는 아무것도 가리지 않습니다.`,
    expected: (share) => `기댓값 ${share}`,
    chance: (low, high) => `우연의 범위 ${low}~${high}`,
    fixed: '우연이 아니라 규칙이 정한 값',
    count: (count) => `토큰 ${count}개`,
    repeated: (selected, draws) =>
      `같은 마스크가 에포크마다 되풀이되므로, 선택된 토큰 ${selected}개는 ${draws}번 뽑은 것과 같습니다.`,
  },
};
