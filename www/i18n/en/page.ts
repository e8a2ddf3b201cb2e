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
      device_lost: 'the connection to the GPU was lost',
      gpu_silent: 'the GPU stopped responding',
      gpu_error: 'the GPU engine stopped with an error',
      gpu_memory: 'the GPU ran out of memory',
      loading_burn: 'Burn is being loaded; its kernels are compiled during the first steps',
      burn_chosen: 'chosen in the settings',
      burn_missing: 'Burn was chosen but isn’t available',
      burn_failed: 'Burn was chosen but failed to start',
      burn_lost: 'Burn stopped',
    },
    goesOn: (step: string) => `The run continues from step ${step}`,
    again: (seconds: string) => `The GPU will be tried again after ${seconds} s`,
    givenUp: (tries: string) => `The GPU failed ${tries} times, so it isn’t used again until this page is reloaded`,
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

  footer: 'Everything runs in this tab; no text, weights or statistics leave it.',

  documentation: { name: 'Documentation', address: './docs/index.html' },

  log: {
    step: (step: string, counted: number, loss: string) =>
      `Step ${step}. ${n(counted, 'token', 'tokens')} scored, mean loss ${loss}.`,
    token: (original: string, fate: string, input: string, guess: string, percent: string, loss: string) =>
      `${original}: ${fate}, shown as ${input}; the model predicts ${guess} (${percent}); loss ${loss}.`,
  },
};
