// The terms of the glossary: their ids and their English names, which the Korean entries show too. What they mean is in
// `en/glossary` and `ko/glossary`; a term without an entry in both does not compile. None of these files is part of the page's first
// files: `www/glossary/store.svelte.ts` fetches them.

export const TERMS = {
  // Text
  corpus: 'corpus',
  document: 'document',
  token: 'token',
  tokenizer: 'tokenizer',
  wordpiece: 'WordPiece',
  continuation: '##',
  vocabulary: 'vocabulary',
  special_token: 'special token',
  cls: '[CLS]',
  sep: '[SEP]',
  mask: '[MASK]',
  unk: '[UNK]',
  pad: '[PAD]',
  padding: 'padding',
  sequence: 'sequence',
  position: 'position',
  segment: 'segment (token type)',
  sentence_pair: 'sentence pair',
  original_token: 'original token',
  label: 'label',
  held_out: 'held-out (validation) data',

  // Pre-training
  bert: 'BERT',
  pre_training: 'pre-training',
  self_supervised: 'self-supervised learning',
  objective: 'objective',
  mlm: 'masked language modeling (MLM)',
  cloze_test: 'cloze test',
  selected: 'selected',
  masked: 'masked',
  random: 'random (randomized)',
  kept: 'kept',
  context_token: 'context token',
  role: 'role of a token',
  scored: 'scored',
  rule_80_10_10: '80/10/10 rule',
  candidate: 'candidate',
  random_draw: 'random draw',
  whole_word_masking: 'whole-word masking',
  span_masking: 'span masking',
  dynamic_masking: 'dynamic and static masking',
  max_predictions: 'max predictions per sequence',
  nsp: 'next sentence prediction (NSP)',
  is_next: 'IsNext and NotNext',
  what_if: 'what-if',

  // Model
  transformer: 'Transformer',
  encoder: 'encoder',
  layer: 'layer',
  embedding: 'embedding',
  position_embedding: 'position embedding',
  hidden_size: 'hidden size',
  attention: 'attention',
  attention_weight: 'attention weight',
  attention_head: 'attention head',
  query_key_value: 'query, key and value',
  feed_forward: 'feed-forward network',
  residual: 'residual connection',
  layer_norm: 'layer normalization',
  gelu: 'GELU',
  dropout: 'dropout',
  dense: 'dense layer',
  bias: 'bias',
  tanh: 'tanh',
  output_vector: 'output vector',
  head: 'head',
  pooler: 'pooler',
  mlm_head: 'MLM head',
  weight_tying: 'weight tying',
  logit: 'logit',
  softmax: 'softmax',
  log_sum_exp: 'log-sum-exp',
  probability: 'probability',
  parameter: 'parameter',
  tensor: 'tensor',
  checkpoint: 'checkpoint',
  inference: 'inference',

  // Training
  loss: 'loss',
  cross_entropy: 'cross-entropy',
  perplexity: 'perplexity',
  gradient: 'gradient',
  norm: 'norm',
  forward_pass: 'forward pass',
  backward_pass: 'backward pass',
  backpropagation: 'backpropagation',
  batch: 'batch',
  step: 'training step',
  epoch: 'epoch',
  optimizer: 'optimizer',
  adamw: 'AdamW',
  bias_correction: 'bias correction',
  weight_decay: 'weight decay',
  gradient_clipping: 'gradient clipping',
  learning_rate: 'learning rate',
  warm_up: 'warm-up',
  seed: 'seed',
  random_initialization: 'random initialization',
  snapshot: 'snapshot',
  moving_average: 'moving average (smoothing)',
  overfitting: 'overfitting',
  divergence: 'divergence',
  baseline: 'baseline',
  uniform_baseline: 'uniform baseline',
  frequency_baseline: 'token-frequency baseline',
  majority_class: 'majority class',
  accuracy: 'accuracy',

  // Tasks
  fine_tuning: 'fine-tuning',
  transfer: 'transfer learning',
  feature_based: 'feature-based',
  frozen: 'frozen',
  from_scratch: 'from scratch',
  classification: 'classification',
  named_entity: 'named entity recognition (NER)',
  question_answering: 'question answering',
  f1: 'F1',
  macro_f1: 'macro-F1',
  micro_f1: 'micro-F1',
  entity_f1: 'entity F1',
  exact_match: 'exact match',
  confusion_matrix: 'confusion matrix',
  standard_deviation: 'standard deviation',
  standard_error: 'standard error',
  mnli: 'MNLI',
  ablation: 'ablation',

  // Other models
  causal_mask: 'causal mask (left-to-right)',
  gpt: 'GPT',
  elmo: 'ELMo',
  lstm: 'LSTM',
  roberta: 'RoBERTa',
  spanbert: 'SpanBERT',
  temperature: 'temperature',
  mask_predict: 'mask-predict',
  masked_diffusion: 'masked diffusion model',

  // Machine
  run: 'run',
  engine: 'engine',
  worker: 'worker',
  burn: 'Burn',
  kernel: 'kernel',
  webgpu: 'WebGPU',
  webassembly: 'WebAssembly',
  pytorch: 'PyTorch',
  transformers: 'transformers (Hugging Face)',
} as const;

export type TermId = keyof typeof TERMS;

/** What a language says of a term. */
export interface Entry {
  /** One or two sentences: what it is, with BERT-base's number and this page's. */
  text: string;
  /** Other words for it that are recognized in a text; English plurals and Korean particles need no entry. */
  forms?: readonly string[];
  /** The name itself is too common a word to be recognized in a text. */
  quiet?: true;
}

/** An entry of another language than English, with the name there. */
export interface NamedEntry extends Entry {
  name: string;
}
