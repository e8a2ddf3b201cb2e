// The page around the panels: its phases, its device, its prose.

import { n } from './count';

export const page = {
  title: 'Cloze: watch BERT learn',

  name: 'Cloze',

  claim:
    'A small BERT learns to fill in blanks, live in your browser. Only the selected tokens count towards its loss.',

  skip: 'Skip to the training example',
  skipRoom: 'Skip to the content',

  header: {
    language: 'Language',
    theme: 'Theme',
    themes: { system: 'Auto', light: 'Light', dark: 'Dark' },
  },

  groups: {
    step: 'More about this step',
    learned: 'What it has learned so far',
    yours: 'Try your own sentence',
    inside: 'Inside the model',
    compare: 'Other models for comparison',
    change: 'Settings, save and load',
    tune: 'Train on a task',
    tuned: 'Results',
  },

  roomsLabel: 'Rooms',
  rooms: {
    train: 'Pre-train',
    finetune: 'Fine-tune',
    compare: 'Compare',
  },

  phase: {
    loading: 'Loading the engine…',
    corpus: 'Reading the corpus…',
    vocabulary: 'Building the vocabulary…',
    model: 'Initializing the weights…',
    no_simd:
      'This browser can’t train the model: it lacks WebAssembly SIMD (in Chrome and Firefox since 2021, in Safari since 2023).',
    failed: 'Training stopped because of an internal error.',
    failedHint: 'Restart to continue from the last saved step, or from the beginning if nothing was saved.',
    restart: 'Restart',
    details: 'Details',
    copy: 'Copy details',
    copied: 'Copied',
  },

  device: {
    cpu: 'CPU',
    webgpu: 'WebGPU',
    trains: (device: string, burn: boolean) => `Training on ${burn ? `Burn, ${device}` : device}`,
    stepsPerSecond: (rate: string) => `${rate} steps/s`,
    reason: {
      starting: 'the first engine to be ready',
      cpu_chosen: 'chosen in the settings',
      no_adapter: 'WebGPU isn’t available here',
      software_adapter: 'the GPU here is emulated in software, which is slower',
      no_engine: 'the WebGPU engine could not be loaded',
      loading_webgpu: 'loading the GPU engine in the background',
      compiling: 'compiling the GPU engine in the background',
      testing: 'testing the GPU engine in the background',
      webgpu_chosen: 'chosen in the settings',
      webgpu_faster: 'faster than the CPU in a short test',
      cpu_faster: 'faster than WebGPU in a short test',
      webgpu_missing: 'WebGPU was requested but isn’t available in this browser',
      webgpu_failed: 'WebGPU failed to start',
      webgpu_adapter: 'this GPU doesn’t meet the engine’s requirements',
      webgpu_kernel: 'part of the engine doesn’t compile on this GPU',
      webgpu_self_test: 'this GPU’s results differ from the CPU’s, so it isn’t used',
      webgpu_memory: 'the model doesn’t fit on the GPU',
      device_lost: 'the GPU stopped responding; training continues from the last saved step',
      loading_burn: 'Burn is being loaded; its kernels are compiled during the first steps',
      burn_chosen: 'chosen in the settings',
      burn_missing: 'Burn was chosen but isn’t available',
      burn_failed: 'Burn was chosen but failed to start',
      burn_lost: 'Burn stopped; training continues from the last saved step',
    },
    megabytes: (size: string) => `${size} MB (less if the server compresses)`,
    compiled: (done: number, kernels: number) => `${done} of ${kernels} kernels compiled`,
    selfTest: {
      title: (held: number, kernels: number) =>
        `Self-test on this GPU: ${held} of ${kernels} kernels agree with the CPU`,
      about:
        'Before the GPU may train, each kernel (GPU program) runs on a small model and is compared with the CPU. The two add numbers in different orders, so the last digits can differ. Differences are relative to the largest value.',
      kernel: 'Kernel',
      difference: 'Largest difference',
      tolerance: 'Tolerance',
      failed: 'too large',
    },
    raced: (cpu: string, webgpu: string) => `${cpu} ms per step on the CPU, ${webgpu} ms on WebGPU`,
    burnRaced: (burn: string, cpu: string) => `${burn} ms per step; Cloze’s own engine takes ${cpu} ms on the CPU`,
    model: (parameters: string, documents: string, vocabulary: string) =>
      `${parameters} parameters · ${documents} documents · vocabulary of ${vocabulary}`,
  },

  prose: {
    title: 'What you are looking at',
    sections: [
      {
        title: 'Why fill in blanks?',
        text: [
          'BERT (2018) is a language model: a Transformer encoder that turns text into vectors, one per token. A left-to-right model such as GPT learns by predicting the next token. BERT reads the text on both sides of a word at once, so the next token is already in its input. Instead, some tokens are hidden, and the model has to restore them from the context. Teachers call such an exercise a cloze test (since 1953); in BERT it is called masked language modeling (MLM).',
          'Nobody has to label anything: the text contains its own answers. This is self-supervised learning. The pre-trained model is later fine-tuned on a small labelled data set.',
        ],
      },
      {
        title: 'Only 15% are scored',
        text: [
          'About 15% of the tokens in each sequence are selected, and only these are scored: the MLM loss is the mean of −log p(original) over the selected positions (cross-entropy). All other tokens are context. What the model predicts at their positions doesn’t enter the loss, so at their output vectors the gradient of this loss is not just small; it is exactly 0. Their embeddings are still trained, because the selected positions attend to them.',
        ],
      },
      {
        title: '80 / 10 / 10',
        text: [
          'Of the selected tokens, 80% become [MASK], 10% become a random token, and 10% stay unchanged. Why not always [MASK]? Because [MASK] never appears in the text the model reads later, in fine-tuning and in use. A model trained only on [MASK] could neglect all other positions. With the mixed rule, any visible token might be wrong, so the model has to represent every token in its context. This is also why unchanged tokens are scored: the model can’t tell that they are unchanged.',
        ],
      },
      {
        title: 'Next sentence prediction (NSP)',
        text: [
          'Each sequence contains two segments, A and B, of one or more sentences each. About half of the time B really follows A; otherwise it comes from another document. (Where a document has only one sentence left, B always comes from another one. In a corpus of short documents NotNext is therefore clearly more frequent.) A small classifier on the [CLS] output predicts which. The two losses are added, and one backward pass trains both. BERT’s authors expected this to help with tasks about two texts, such as question answering and natural language inference.',
          'Later work disagreed: RoBERTa (2019) dropped NSP with equal or better results. The page keeps it because it is part of the original BERT. Model size, data and some training details (no dropout, new masks in every epoch, PyTorch’s AdamW by default) differ from the paper.',
        ],
      },
    ],
  },

  footer: 'Everything runs in this tab; no text, weights or statistics leave it.',

  log: {
    step: (step: string, counted: number, loss: string) =>
      `Step ${step}. ${n(counted, 'token', 'tokens')} scored, mean loss ${loss}.`,
    token: (original: string, fate: string, input: string, guess: string, percent: string, loss: string) =>
      `${original}: ${fate}, shown as ${input}; the model predicts ${guess} (${percent}); loss ${loss}.`,
  },
};
