import type { Catalog } from '..';
import { aboutFile } from './file_refusals';
import { settings } from './settings';

const label = (name: keyof typeof settings) => settings[name].name;

/** By the setting that an error of the engine names: what is wrong, and what to do. Single values are checked before. */
const REASONS: Record<string, string> = {
  batch_size: `이 모델과 배치에는 메모리가 너무 많이 필요합니다. ${label('batch_size')}, ${label('sequence_length')}, 모델 크기를 줄이세요.`,
  objective: `다음 문장 예측(NSP)에는 문서가 둘 이상 필요합니다. 문서 사이에 빈 줄을 넣거나 ${label('objective')}에서 ‘${settings.objective.choices.mlm}’을 고르세요.`,
  text: '이 텍스트로는 학습할 수 없습니다. 한 줄에 한 문장씩 텍스트를 더 넣어 보세요.',
  corpus: '이 말뭉치로는 학습할 수 없습니다. 다른 말뭉치를 고르거나 텍스트를 더 넣어 보세요.',
  vocabulary_size: '이 텍스트로는 이 크기의 어휘를 만들 수 없습니다. 다른 값을 넣어 보세요.',
  learning_rate: '손실이 발산해 학습이 멈췄습니다. 더 작은 학습률로 다시 시작하세요.',
  steps: '이번 학습이 마지막 스텝에 이르렀습니다. 스텝 수를 늘려 새로 시작하세요.',
};

export const refusals: Pick<Catalog, 'refusals'> = {
  refusals: {
    setting: (setting) => REASONS[setting ?? ''] ?? '이 값은 쓸 수 없습니다. 값을 확인하고 다시 시도하세요.',
    file: aboutFile,
    step: () => '이 스텝의 정보는 더 볼 수 없습니다. 한 스텝 더 학습한 뒤 다시 시도하세요.',
    sentence: () => '지금은 예측할 수 없습니다. 한 스텝 더 학습하거나 문장을 고쳐 보세요.',
  },
};
