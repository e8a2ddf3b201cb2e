// The page around the panels: its phases, its device, its prose.

import { n } from './count';

export const page = {
  title: 'Cloze: watch BERT learn',

  name: 'Cloze',

  claim: 'A small BERT learns to fill blanks, here and now. Its loss looks only at the selected tokens.',

  skip: 'Skip to the stage',
  skipRoom: 'Skip to the content',

  header: {
    language: 'Language',
    theme: 'Theme',
    themes: { system: 'Auto', light: 'Light', dark: 'Dark' },
  },

  phase: {
    loading: 'Loading the engine…',
    corpus: 'Reading the corpus',
    vocabulary: 'Learning the vocabulary',
    model: 'Drawing the first weights',
    no_simd:
      'This browser is too old to train here: its WebAssembly has no SIMD. Chrome and Firefox have had it since 2021, Safari since 2023.',
    failed: 'Training stopped: something broke inside the engine.',
    failedHint: 'The page is still alive. Restarting goes on from the last saved step, or from the beginning.',
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
      starting: 'the engine that is there first',
      cpu_chosen: 'chosen in the settings',
      no_adapter: 'this browser offers no GPU',
      software_adapter: 'the GPU here is emulated in software, which is slower',
      no_engine: 'the WebGPU engine could not be loaded',
      loading_webgpu: 'the GPU engine is being loaded meanwhile',
      compiling: 'the GPU engine is being compiled meanwhile',
      testing: 'the GPU engine is being checked meanwhile',
      webgpu_chosen: 'chosen in the settings',
      webgpu_faster: 'it was the faster of the two',
      cpu_faster: 'it was the faster of the two',
      webgpu_missing: 'WebGPU was asked for, but this browser offers none',
      webgpu_failed: 'WebGPU failed to start',
      webgpu_adapter: 'the GPU here offers less than the engine needs',
      webgpu_kernel: 'the GPU here can’t compile a part of the engine',
      webgpu_self_test: 'the GPU here computes something else than the CPU, so it is not used',
      webgpu_memory: 'the model doesn’t fit on the GPU',
      device_lost: 'the GPU was lost; the same run goes on from its last saved step',
      loading_burn: 'Burn is being loaded; it compiles its kernels in its first steps',
      burn_chosen: 'chosen in the settings',
      burn_missing: 'Burn was chosen, but it is not there',
      burn_failed: 'Burn was chosen, but failed to start',
      burn_lost: 'Burn broke off; the same run goes on from its last saved step',
    },
    megabytes: (size: string) => `${size} MB, less where the server compresses`,
    compiled: (done: number, kernels: number) => `${done} of ${kernels} kernels compiled`,
    selfTest: {
      title: (held: number, kernels: number) =>
        `Self-test on this GPU: ${held} of ${kernels} kernels agree with the CPU`,
      about:
        'Before it may train, each kernel computes a step of a small model, and the CPU engine computes the same. Both sum in another order, so that the last digits differ. The difference is a share of the greatest value.',
      kernel: 'Kernel',
      difference: 'Largest difference',
      tolerance: 'Allowed',
      failed: 'too much',
    },
    raced: (cpu: string, webgpu: string) => `CPU ${cpu} ms a step, WebGPU ${webgpu} ms`,
    burnRaced: (burn: string, cpu: string) => `${burn} ms a step; Cloze’s own engine takes ${cpu} ms on the CPU`,
    model: (parameters: string, documents: string, vocabulary: string) =>
      `${parameters} weights · ${documents} documents · ${vocabulary} WordPieces`,
  },

  footer: 'Everything runs in this tab. No text, no weights and no statistics leave it.',

  documentation: { name: 'Documentation', address: './docs/index.html' },

  log: {
    step: (step: string, counted: number, loss: string) =>
      `Step ${step}. ${n(counted, 'token', 'tokens')} scored, mean loss ${loss}.`,
    token: (original: string, fate: string, input: string, guess: string, percent: string, loss: string) =>
      `${original}: ${fate}, shown as ${input}; the model says ${guess} with ${percent}; loss ${loss}.`,
  },
};
