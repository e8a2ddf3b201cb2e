// Settings: name, term and, where there is a choice, the words for it.

import { ruleChoices, type SettingTexts } from '../texts';
import { rules } from './masking';

export const settings: SettingTexts = {
  corpus: {
    name: 'Corpus',
    term: 'The text the model learns from. Nothing you paste leaves this computer.',
  },
  text: {
    name: 'Your text',
    term: 'One sentence per line, a blank line between documents. Running text is split into sentences.',
  },
  vocabulary_size: {
    name: 'Vocabulary size',
    term: 'Maximum number of tokens in the vocabulary. Rare words are split into pieces (WordPieces); a piece that continues a word starts with ##. BERT-base: 30,522.',
  },
  'masking.probability': {
    name: 'Selection probability',
    term: 'Share of the tokens that are selected for prediction. BERT: 0.15, which is 15%.',
  },
  'masking.mask': {
    name: 'Masked (%)',
    term: 'Share of the selected tokens that are replaced by [MASK]. BERT: 80.',
  },
  'masking.random': {
    name: 'Random (%)',
    term: 'Share of the selected tokens that are replaced by a random token of the vocabulary. BERT: 10.',
  },
  'masking.keep': {
    name: 'Kept (%)',
    term: 'Share of the selected tokens that are left unchanged but still predicted. BERT: 10.',
  },
  'masking.rule': { name: 'Selection method', ...ruleChoices(rules) },
  'masking.max_predictions': {
    name: 'Max predictions per sequence',
    term: 'Upper limit on the selected tokens of a sequence. It has no effect if each token is selected independently. BERT: 20 at a length of 128.',
  },
  'masking.whole_word': {
    name: 'Whole-word masking',
    term: 'Select all pieces of a word together, so that no piece gives the others away.',
  },
  'masking.fresh': {
    name: 'Dynamic masking',
    term: 'On: new random masks each time a sequence is used, as in RoBERTa. Off: the same masks in every epoch (static masking). An epoch is one pass through the training text. BERT: static, with 10 copies of the text.',
  },
  hidden_size: {
    name: 'Hidden size',
    term: 'Length of the vector of each token. It must be divisible by the number of heads. BERT-base: 768.',
  },
  layers: {
    name: 'Layers',
    term: 'Number of Transformer encoder layers. BERT-base: 12.',
  },
  heads: {
    name: 'Attention heads',
    term: 'Attention heads per layer. Each head projects all vectors to hidden size ÷ heads numbers and computes its own attention with them. BERT-base: 12.',
  },
  intermediate_size: {
    name: 'Feed-forward size',
    term: 'Size of the feed-forward network inside each layer, usually 4 × hidden size. BERT-base: 3,072.',
  },
  sequence_length: {
    name: 'Max sequence length',
    term: 'Maximum number of tokens in one input, including [CLS] and both [SEP]. Longer pairs are truncated. BERT: 512.',
  },
  initializer_range: {
    name: 'Initializer range',
    term: 'Standard deviation of the random initial weights. BERT: 0.02; small models train better with a larger value.',
  },
  batch_size: {
    name: 'Batch size',
    term: 'Number of sequences that one training step processes together. BERT: 256.',
  },
  objective: {
    name: 'Training objective',
    term: 'What the model is trained on: masked language modeling (MLM), next sentence prediction (NSP), or the sum of both losses as in BERT. GPT-1 predicts each next token from the tokens before it.',
    choices: {
      'mlm+nsp': 'MLM + NSP',
      mlm: 'MLM only',
      nsp: 'NSP only',
      ltr: 'Next token, BERT’s model',
      causal: 'Next token (GPT-1)',
    },
  },
  optimizer: {
    name: 'Optimizer',
    term: 'PyTorch’s AdamW, or the variant in Google’s BERT code, which has no bias correction.',
    choices: { adamw: 'AdamW', google: 'Adam, no bias correction (BERT)' },
  },
  learning_rate: {
    name: 'Peak learning rate',
    term: 'How strongly each update changes the weights. This is the highest value, at the end of the warm-up. BERT: 0.0001.',
  },
  warmup_steps: {
    name: 'Warm-up steps',
    term: 'Steps in which the learning rate rises linearly from 0 to its peak. BERT: 10,000.',
  },
  steps: {
    name: 'Training steps',
    term: 'Number of training steps in the run. After the warm-up the learning rate falls linearly to 0 at the last step. BERT: 1,000,000.',
  },
  evaluation_interval: {
    name: 'Evaluate every (steps)',
    term: 'Number of steps between evaluations on the held-out (validation) documents.',
  },
  seed: {
    name: 'Seed',
    term: 'Determines initial weights, sentence pairs, masks and order. The same seed reproduces the run, on the CPU to the last digit.',
  },
  device: {
    name: 'Device',
    term: 'Where the computation runs. Results differ only by rounding.',
    choices: { auto: 'Automatic (faster one)', cpu: 'CPU', webgpu: 'WebGPU' },
  },
  engine: {
    name: 'Engine',
    term: 'The code that computes: Cloze’s own, or Burn, a deep learning framework in Rust. Results differ only by rounding. Burn is slower, and is downloaded when you choose it.',
    choices: { auto: 'Automatic (faster one)', cloze: 'Cloze', burn: 'Burn' },
  },
};
