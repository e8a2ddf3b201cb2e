// Settings: name, term and, where there is a choice, the words for it.

import { ruleChoices, type SettingTexts } from '../texts';
import { rules } from './masking';

export const settings: SettingTexts = {
  corpus: {
    name: '말뭉치',
    term: '모델이 배울 글입니다. 붙여 넣은 글은 이 컴퓨터를 떠나지 않습니다.',
  },
  text: {
    name: '내가 쓴 글',
    term: '한 줄에 한 문장을 쓰고 문서 사이에 빈 줄을 둡니다. 이어 쓴 글은 문장으로 나눕니다.',
  },
  vocabulary_size: {
    name: '어휘 크기',
    term: '토크나이저가 알 수 있는 WordPiece의 수입니다. 드문 낱말은 여러 조각으로 쓰고, 이어지는 조각에는 ##을 붙입니다.',
  },
  'masking.probability': {
    name: '선택 비율',
    term: '전체 토큰 가운데 선택할 비율입니다. BERT는 0.15입니다.',
  },
  'masking.mask': {
    name: '[MASK], %',
    term: '선택된 토큰 가운데 [MASK]가 되는 비율입니다. BERT는 80입니다.',
  },
  'masking.random': {
    name: '무작위, %',
    term: '선택된 토큰 가운데 어휘의 아무 토큰으로나 바뀌는 비율입니다. BERT는 10입니다.',
  },
  'masking.keep': {
    name: '유지, %',
    term: '선택된 토큰 가운데 그대로 두고 똑같이 예측하는 비율입니다. BERT는 10입니다.',
  },
  'masking.rule': { name: '선택 방식', ...ruleChoices(rules) },
  'masking.max_predictions': {
    name: '행마다 최대',
    term: '규칙이 개수를 정할 때, 한 행에서 이보다 많이 선택하지 않습니다.',
  },
  'masking.whole_word': {
    name: '낱말 단위로',
    term: '한 낱말의 조각을 모두 함께 선택해, 남은 조각이 답을 알려 주지 않게 합니다.',
  },
  'masking.fresh': {
    name: '볼 때마다 새로 가림',
    term: '같은 문장 쌍이 다시 나올 때 새로 가릴지, 처음 가린 그대로 둘지 정합니다.',
  },
  hidden_size: {
    name: '너비',
    term: '토큰마다 갖는 벡터의 길이입니다. BERT base는 768입니다. 헤드 수로 나누어떨어져야 합니다.',
  },
  layers: {
    name: '층',
    term: '위로 쌓은 인코더 층의 수입니다. BERT base는 12층입니다.',
  },
  heads: {
    name: '어텐션 헤드',
    term: '층마다 있는 어텐션 헤드의 수이며, 저마다 벡터의 한 부분으로 봅니다.',
  },
  intermediate_size: {
    name: '피드포워드 너비',
    term: '층마다 있는 피드포워드 부분의 너비로, 보통 모델 너비의 네 배입니다.',
  },
  sequence_length: {
    name: '최대 행 길이',
    term: '[CLS]와 [SEP] 두 개를 포함한 행의 자리 수입니다. 더 긴 문장 쌍은 자릅니다.',
  },
  initializer_range: {
    name: '첫 가중치의 퍼짐',
    term: '무작위로 뽑는 첫 가중치의 표준 편차입니다. BERT는 0.02를 쓰지만 작은 모델에는 더 큰 값이 좋습니다.',
  },
  batch_size: {
    name: '배치의 행 수',
    term: '한 단계에서 함께 배우는 문장 쌍의 수입니다.',
  },
  objective: {
    name: '학습 목표',
    term: '어떤 손실을 더할지 고릅니다. 가린 토큰, 다음 문장, 또는 둘 다입니다.',
    choices: {
      'mlm+nsp': '둘 다',
      mlm: '가린 토큰만',
      nsp: '다음 문장만',
      ltr: '다음 토큰, BERT 모델',
      causal: '다음 토큰 (GPT-1)',
    },
  },
  optimizer: {
    name: '최적화 방법',
    term: 'PyTorch의 AdamW, 또는 편향 보정이 없는 Google의 원래 방식입니다.',
    choices: { adamw: 'AdamW', google: 'Google 방식' },
  },
  learning_rate: {
    name: '학습률',
    term: '한 걸음의 최대 크기이며, 워밍업이 끝날 때 이 값에 이릅니다.',
  },
  warmup_steps: {
    name: '워밍업 단계',
    term: '학습률이 0부터 올라가는 동안의 단계 수입니다.',
  },
  steps: {
    name: '전체 단계',
    term: '학습의 길이입니다. 끝에서 학습률은 0이 됩니다.',
  },
  evaluation_interval: {
    name: '평가 간격 (단계)',
    term: '떼어 둔 문서로 얼마나 자주 시험할지 정합니다.',
  },
  seed: {
    name: '시드',
    term: '첫 가중치, 문장 쌍, 마스크, 순서를 정합니다. 시드가 같으면 마지막 자리까지 같은 학습이 됩니다.',
  },
  device: {
    name: '장치',
    term: '계산할 장치입니다. 반올림 차이를 빼면 어느 쪽이든 같은 학습입니다.',
    choices: { auto: '더 빠른 쪽', cpu: 'CPU', webgpu: 'WebGPU' },
  },
  engine: {
    name: '엔진',
    term: '누구의 코드로 계산하는지를 정합니다. Cloze 자체 엔진이거나, Rust 딥러닝 프레임워크인 Burn입니다. 반올림 차이를 빼면 같은 학습입니다. Burn은 더 느리고, 고를 때 내려받습니다.',
    choices: { auto: '더 빠른 쪽', cloze: 'Cloze', burn: 'Burn' },
  },
};
