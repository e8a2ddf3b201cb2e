// Settings: name, term and, where there is a choice, the words for it.

import { ruleChoices, type SettingTexts } from '../texts';
import { rules } from './masking';

export const settings: SettingTexts = {
  corpus: {
    name: 'Corpus',
    term: 'The text to learn from. Nothing you paste leaves this computer.',
  },
  text: {
    name: 'Your text',
    term: 'A sentence a line and an empty line between documents; running text is split into sentences.',
  },
  vocabulary_size: {
    name: 'Vocabulary',
    term: 'How many WordPieces the tokenizer may know. Rare words are written as several pieces, continued with ##.',
  },
  'masking.probability': {
    name: 'Share selected',
    term: 'The part of all tokens that gets selected. BERT: 0.15.',
  },
  'masking.mask': {
    name: '[MASK], %',
    term: 'Of the selected, how many become [MASK]. BERT: 80.',
  },
  'masking.random': {
    name: 'Random, %',
    term: 'Of the selected, how many become any token of the vocabulary. BERT: 10.',
  },
  'masking.keep': {
    name: 'Kept, %',
    term: 'Of the selected, how many stay as they are, and are predicted all the same. BERT: 10.',
  },
  'masking.rule': { name: 'Selection', ...ruleChoices(rules) },
  'masking.max_predictions': {
    name: 'Most a row',
    term: 'No row has more selected tokens than this, where the rule fixes how many.',
  },
  'masking.whole_word': {
    name: 'Whole words',
    term: 'Select all pieces of a word together, so that no piece gives the others away.',
  },
  'masking.fresh': {
    name: 'New masks every pass',
    term: 'Draw masks anew whenever a pair comes up again, or keep its first ones.',
  },
  hidden_size: {
    name: 'Width',
    term: 'Numbers in the vector of each token. BERT base has 768. The heads have to divide it.',
  },
  layers: {
    name: 'Layers',
    term: 'Encoder layers one above the other. BERT base has 12.',
  },
  heads: {
    name: 'Attention heads',
    term: 'Attention heads a layer; each looks with its own slice of the vector.',
  },
  intermediate_size: {
    name: 'Feed-forward width',
    term: 'Width of the feed-forward part in each layer, commonly four times the model’s.',
  },
  sequence_length: {
    name: 'Longest row',
    term: 'Positions of a row, with [CLS] and both [SEP]. Longer pairs are cut.',
  },
  initializer_range: {
    name: 'Spread of first weights',
    term: 'Standard deviation of the random first weights. BERT takes 0.02; a small model wants more.',
  },
  batch_size: {
    name: 'Rows a batch',
    term: 'Sentence pairs that one step learns from together.',
  },
  objective: {
    name: 'Objective',
    term: 'Which losses are summed: masked tokens, next sentence, or both.',
    choices: {
      'mlm+nsp': 'Both',
      mlm: 'Masked tokens only',
      nsp: 'Next sentence only',
      ltr: 'Next token, BERT’s model',
      causal: 'Next token (GPT-1)',
    },
  },
  optimizer: {
    name: 'Optimiser',
    term: 'AdamW as PyTorch has it, or Google’s original rule, without bias correction.',
    choices: { adamw: 'AdamW', google: 'Google’s rule' },
  },
  learning_rate: {
    name: 'Learning rate',
    term: 'The highest length of a step, reached after the warm-up.',
  },
  warmup_steps: {
    name: 'Warm-up steps',
    term: 'Steps during which the learning rate rises from 0.',
  },
  steps: {
    name: 'Steps in all',
    term: 'The length of the run. The learning rate falls to 0 at its end.',
  },
  evaluation_interval: {
    name: 'Test every … steps',
    term: 'How often the held-out documents are tried.',
  },
  seed: {
    name: 'Seed',
    term: 'Decides first weights, pairs, masks and order. The same seed gives the same run, to the last digit.',
  },
  device: {
    name: 'Device',
    term: 'Where the arithmetic is done. Both give the same run but for rounding.',
    choices: { auto: 'The faster one', cpu: 'CPU', webgpu: 'WebGPU' },
  },
  engine: {
    name: 'Engine',
    term: 'Whose code does the arithmetic: Cloze’s own, or Burn, a deep learning framework in Rust. Both give the same run but for rounding; Burn is slower, and is fetched when you choose it.',
    choices: { auto: 'The faster one', cloze: 'Cloze', burn: 'Burn' },
  },
};
