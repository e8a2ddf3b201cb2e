// 다른 모델들, 모델로 글을 쓰는 방법.

import type { NamedEntry } from '../../terms';

export const comparison = {
  causal_mask: {
    name: '인과적 마스크',
    text: '각 위치가 자신과 그 왼쪽만 보게 하는 마스크입니다. 다음 토큰이 보이지 않으므로, 모든 위치에서 다음 토큰을 예측하도록 학습할 수 있습니다. GPT가 이렇게 학습합니다.',
    forms: ['인과 마스크', '왼쪽에서 오른쪽으로', 'LTR'],
  },
  gpt: {
    name: 'GPT',
    text: '왼쪽부터 읽으며 다음 토큰을 예측하는 트랜스포머 디코더입니다(GPT-1: Radford 외, 2018). 글을 잘 쓰지만, 각 벡터에는 왼쪽 문맥만 담깁니다.',
    forms: ['GPT-1'],
  },
  elmo: {
    name: 'ELMo',
    text: '왼쪽부터 읽는 LSTM 언어 모델과 오른쪽부터 읽는 LSTM 언어 모델로 이루어지며, 두 모델의 상태를 마지막에만 합칩니다(Peters 외, 2018). 과제에서는 이를 고정된 특징으로 씁니다.',
  },
  lstm: {
    name: 'LSTM',
    text: '장단기 메모리(long short-term memory)라는 순환 신경망입니다. 토큰을 하나씩 읽으며 상태를 다음으로 넘기므로, 현재 토큰까지의 한쪽 문맥만 봅니다.',
  },
  roberta: {
    name: 'RoBERTa',
    text: 'BERT를 더 세심하게 학습한 모델입니다(Liu 외, 2019). 더 많은 텍스트, 더 큰 배치, 동적 마스킹을 쓰고, 필요 없다고 밝혀진 NSP를 뺐습니다.',
  },
  spanbert: {
    name: 'SpanBERT',
    text: '평균 3.8단어 길이의 이어진 단어 구간을 마스킹하고 NSP를 뺀 BERT입니다(Joshi 외, 2020).',
  },
  temperature: {
    name: '온도(temperature)',
    text: '토큰을 뽑기 전에 로짓을 나누는 수입니다. 0이면 항상 확률이 가장 높은 토큰을 고르고, 1이면 모델의 확률대로 뽑으며, 더 크면 확률이 낮은 토큰이 더 자주 나옵니다.',
    forms: ['온도'],
  },
  mask_predict: {
    name: 'mask-predict',
    text: '마스크드 언어 모델로 글을 쓰는 방법입니다. 모든 마스크를 한꺼번에 예측해 가장 확실한 토큰만 남기고 나머지를 다시 마스킹하는 일을 되풀이합니다(Ghazvininejad 외, 2019).',
  },
  masked_diffusion: {
    name: '마스크 확산 모델',
    text: '마스크 비율을 0%에서 100%까지 바꾸어 가며 학습한 마스크드 언어 모델입니다. 그래서 마스크를 단계적으로 채워 글 전체를 쓸 수 있습니다.',
    forms: ['마스크 확산(masked diffusion) 모델', '마스크 확산'],
  },
} satisfies Record<string, NamedEntry>;
