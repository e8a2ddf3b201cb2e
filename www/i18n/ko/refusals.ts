import type { Catalog } from '..';

/** By the setting that caused the error: what is wrong, and what to do. */
const REASONS: Record<string, string> = {
  batch_size:
    '이 모델과 배치에는 이 페이지가 쓸 수 있는 것보다 많은 메모리가 필요합니다. 배치의 행 수나 행 길이, 모델 크기를 줄이세요.',
  objective: '다음 문장 문제에는 문장이 둘 이상인 문서가 둘 이상 필요합니다. 글을 더 넣거나 ‘가린 토큰만’을 고르세요.',
  text: '이 글로는 학습할 수 없습니다. 한 줄에 한 문장씩, 글을 더 넣어 보세요.',
  corpus: '이 말뭉치로는 학습할 수 없습니다. 다른 말뭉치를 고르거나 글을 더 넣어 보세요.',
  vocabulary_size: '이 글로 이 크기의 어휘를 만들 수 없습니다. 다른 값을 넣어 보세요.',
  learning_rate: '손실이 끝없이 커져 학습이 멈췄습니다. 더 낮은 학습률로 다시 시작하세요.',
  steps: '이 실행은 마지막 단계에 이르렀습니다. 단계 수를 늘려 새로 시작하세요.',
};

export const refusals: Pick<Catalog, 'refusals'> = {
  refusals: {
    setting: (setting) => REASONS[setting ?? ''] ?? '이 값은 쓸 수 없습니다. 설정 옆에 적힌 범위에 맞게 고쳐 주세요.',
    step: () => '이 단계에 대해서는 더 물어볼 수 없습니다. 한 단계 더 학습한 뒤 다시 물어보세요.',
    sentence: () => '지금은 모델에 물어볼 수 없습니다. 한 단계 더 학습하거나 문장을 고쳐 보세요.',
  },
};
