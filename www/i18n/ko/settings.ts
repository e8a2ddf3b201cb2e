// Settings: name, term and, where there is a choice, the words for it.

import { ruleChoices, type SettingTexts } from '../texts';
import { rules } from './masking';

export const settings: SettingTexts = {
  corpus: {
    name: '말뭉치',
    term: '모델이 학습할 텍스트입니다. 붙여 넣은 텍스트는 외부로 전송되지 않습니다.',
  },
  text: {
    name: '직접 입력한 텍스트',
    term: '한 줄에 한 문장을 쓰고 문서 사이에 빈 줄을 둡니다. 이어 쓴 글은 문장으로 나눕니다.',
  },
  vocabulary_size: {
    name: '어휘 크기',
    term: '어휘(vocabulary)에 들어가는 토큰의 최대 개수입니다. 드문 단어는 여러 조각(WordPiece)으로 나누고, 단어를 이어 가는 조각 앞에는 ##을 붙입니다. BERT-base는 30,522입니다.',
  },
  'masking.probability': {
    name: '선택 확률',
    term: '예측 대상으로 선택하는 토큰의 비율입니다. BERT는 0.15, 즉 15%입니다.',
  },
  'masking.mask': {
    name: '마스킹 (%)',
    term: '선택된 토큰 가운데 [MASK]로 바꾸는 비율입니다. BERT는 80입니다.',
  },
  'masking.random': {
    name: '무작위 (%)',
    term: '선택된 토큰 가운데 어휘의 무작위 토큰으로 바꾸는 비율입니다. BERT는 10입니다.',
  },
  'masking.keep': {
    name: '유지 (%)',
    term: '선택된 토큰 가운데 그대로 두고 예측만 하는 비율입니다. BERT는 10입니다.',
  },
  'masking.rule': { name: '선택 방식', ...ruleChoices(rules) },
  'masking.max_predictions': {
    name: '시퀀스당 최대 예측 수',
    term: '한 시퀀스에서 선택할 토큰의 최대 개수입니다. 토큰마다 독립적으로 선택하는 방식에는 적용되지 않습니다. BERT는 길이 128에서 20개입니다.',
  },
  'masking.whole_word': {
    name: '단어 단위 마스킹',
    term: '한 단어의 조각을 모두 함께 선택합니다. 남은 조각이 정답을 알려 주지 않게 하기 위해서입니다.',
  },
  'masking.fresh': {
    name: '동적 마스킹',
    term: '켜면 같은 시퀀스가 나올 때마다 새로 마스킹합니다(RoBERTa 방식). 끄면 에포크마다 같은 마스크를 씁니다(정적 마스킹). 에포크(epoch)는 학습 데이터를 한 번 다 보는 것입니다. BERT는 마스킹한 사본 10개를 쓰는 정적 방식입니다.',
  },
  hidden_size: {
    name: '은닉 크기',
    term: '토큰마다 갖는 벡터의 길이입니다. 헤드 수로 나누어떨어져야 합니다. BERT-base는 768입니다.',
  },
  layers: {
    name: '레이어 수',
    term: '트랜스포머(Transformer) 인코더 레이어의 수입니다. BERT-base는 12입니다.',
  },
  heads: {
    name: '어텐션 헤드 수',
    term: '레이어마다 있는 어텐션 헤드의 수입니다. 헤드마다 모든 벡터를 (은닉 크기 ÷ 헤드 수) 차원으로 줄여 따로 어텐션을 계산합니다. BERT-base는 12입니다.',
  },
  intermediate_size: {
    name: '피드포워드 크기',
    term: '레이어 안에 있는 피드포워드 네트워크의 크기로, 보통 은닉 크기의 4배입니다. BERT-base는 3,072입니다.',
  },
  sequence_length: {
    name: '최대 시퀀스 길이',
    term: '[CLS]와 [SEP] 두 개를 포함한 입력의 최대 토큰 수입니다. 더 긴 문장 쌍은 자릅니다. BERT는 512입니다.',
  },
  initializer_range: {
    name: '초기화 표준편차',
    term: '무작위로 정하는 초기 가중치의 표준편차입니다. BERT는 0.02이며, 작은 모델은 더 큰 값에서 잘 학습됩니다.',
  },
  batch_size: {
    name: '배치 크기',
    term: '한 스텝에서 함께 처리하는 시퀀스의 수입니다. BERT는 256입니다.',
  },
  objective: {
    name: '학습 목표',
    term: '무엇을 학습할지 정합니다. 마스크드 언어 모델링(MLM)이나 다음 문장 예측(NSP)만 학습하거나, BERT처럼 두 손실의 합으로 학습합니다. GPT-1은 앞의 토큰만 보고 다음 토큰을 예측합니다.',
    choices: {
      'mlm+nsp': 'MLM + NSP',
      mlm: 'MLM만',
      nsp: 'NSP만',
      ltr: '다음 토큰, BERT 모델',
      causal: '다음 토큰 (GPT-1)',
    },
  },
  optimizer: {
    name: '옵티마이저',
    term: 'PyTorch의 AdamW, 또는 편향 보정이 없는 Google BERT 코드의 방식입니다.',
    choices: { adamw: 'AdamW', google: 'Adam, 편향 보정 없음 (BERT)' },
  },
  learning_rate: {
    name: '최대 학습률',
    term: '업데이트할 때 가중치를 얼마나 바꿀지 정합니다. 워밍업이 끝날 때의 최댓값입니다. BERT는 0.0001입니다.',
  },
  warmup_steps: {
    name: '워밍업 스텝',
    term: '학습률이 0에서 최댓값까지 선형으로 올라가는 동안의 스텝 수입니다. BERT는 10,000입니다.',
  },
  steps: {
    name: '총 학습 스텝',
    term: '전체 학습 스텝의 수입니다. 워밍업이 끝나면 학습률이 선형으로 내려가 마지막 스텝에서 0이 됩니다. BERT는 1,000,000입니다.',
  },
  evaluation_interval: {
    name: '평가 간격 (스텝)',
    term: '몇 스텝마다 검증 데이터로 평가할지 정합니다.',
  },
  seed: {
    name: '시드',
    term: '초기 가중치, 문장 쌍, 마스크, 순서를 정합니다. 시드가 같으면 같은 학습이 재현됩니다(CPU에서는 끝자리까지).',
  },
  device: {
    name: '실행 장치',
    term: '계산을 실행할 장치입니다. 결과는 반올림 오차만큼만 다릅니다.',
    choices: { auto: '자동 (더 빠른 쪽)', cpu: 'CPU', webgpu: 'WebGPU' },
  },
  engine: {
    name: '엔진',
    term: '어떤 코드로 계산할지 정합니다. Cloze 자체 엔진이나, Rust로 만든 딥러닝 프레임워크인 Burn을 고를 수 있습니다. 결과는 반올림 오차만큼만 다릅니다. Burn은 더 느리고, 고를 때 내려받습니다.',
    choices: { auto: '자동 (더 빠른 쪽)', cloze: 'Cloze', burn: 'Burn' },
  },
};
