import type { Catalog } from '..';

export const guide: Pick<Catalog, 'guide'> = {
  guide: {
    waits: '학습 대기 중',
    comeBack: (step) => `${step}단계에서 떠난 실행으로 돌아가기`,
    finished:
      '이번 실행은 정해진 단계를 모두 학습했습니다. 새 시드로 다시 해 보거나, ‘바꿔 보기’에서 단계 수를 늘려 새로 시작해 보세요.',
    noOther: '이 배치의 다른 예시는 더 이상 메모리에 없습니다. 한 단계 더 학습하면 볼 수 있습니다.',
    clickToken: '토큰을 누르면 계산 과정이 열립니다.',
    unchanged: {
      always_mask: '이 문장 쌍에서는 선택된 토큰이 이미 모두 [MASK]라서 이 규칙으로 달라질 것이 없습니다.',
      no_random: '이 문장 쌍에는 무작위 토큰이 없어서 이 규칙으로 달라질 것이 없습니다.',
      select_all: '이 규칙으로 달라질 것이 없습니다.',
      every_position: '이 규칙으로 달라질 것이 없습니다.',
    },
    changedPair: '달라지는 문장 쌍 보기',
    unchangedBatch: '이 배치에는 달라질 문장 쌍이 없습니다. 한 단계 더 학습한 뒤 다시 보세요.',
  },
};
