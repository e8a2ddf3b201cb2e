import type { Catalog } from '..';

export const charts: Pick<Catalog, 'tallies'> = {
  tallies: {
    title: '마스킹이 규칙대로 되고 있을까요?',
    lead: '첫 스텝부터 누적한 값입니다. 띠는 95% 구간입니다. 우연한 변동은 100번 가운데 95번은 이 안에 들어옵니다.',
    selected: '선택',
    ofTokens: '전체 토큰 중',
    ofSelected: '선택된 토큰 중',
    nothing: '아직 선택된 토큰이 없습니다',
    none: (tokens) => `토큰 ${tokens}개를 읽었지만 선택된 토큰은 없습니다. 이 학습 목표는 마스킹을 하지 않습니다.`,
    expected: (share) => `기댓값 ${share}`,
    chance: (low, high) => `95% 구간 ${low}~${high}`,
    fixed: '규칙으로 고정된 값',
    count: (count) => `토큰 ${count}개`,
    repeated: (selected, draws) =>
      `에포크마다 같은 마스크를 쓰므로(정적 마스킹), 선택된 토큰 ${selected}개의 정보량은 독립적으로 뽑은 ${draws}개와 같습니다.`,
  },
};
