// What is measured: the trainers of each part in their order, and the number of steps of each.

/** Chromium's WebGPU on a machine without a GPU: SwiftShader, which emulates one on the CPU. */
export const SWIFTSHADER = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const browser = (trainer, device, title) => ({ id: trainer, in: 'browser', trainer, device, title });
/** The same on a page with COOP/COEP headers, which allow threads. */
const isolated = (trainer) => ({
  ...trainer,
  id: `${trainer.id}-threads`,
  title: `${trainer.title}, threads by COOP/COEP`,
  isolated: true,
});
/** As in the page with spare cores: without these headers and without shared memory. */
const twoWorkers = { ...browser('cloze', 'cpu', 'Cloze, two workers'), id: 'cloze-two-workers', workers: 2 };
/** The same model in Burn, as an engine that anyone can choose. */
const burn = { ...browser('cloze', 'burn-cpu', 'Cloze on Burn, one worker'), id: 'burn' };
const jax = browser('jax', 'wasm', 'jax-js, wasm');
const tensorflow = browser('tensorflow', 'wasm', 'TensorFlow.js, wasm');
const pytorch = { id: 'pytorch', in: 'native', program: 'python', title: 'PyTorch, native, 1 thread' };

export const PARTS = {
  cpu: {
    title: 'CPU, in Chromium',
    chromium: [],
    trainers: [
      browser('cloze', 'cpu', 'Cloze, one worker'),
      twoWorkers,
      burn,
      jax,
      isolated(jax),
      tensorflow,
      isolated(tensorflow),
      pytorch,
    ],
    plans: {
      small: { warmup: 3, steps: 12, rounds: 5 },
      big: { warmup: 2, steps: 8, rounds: 2 },
    },
  },
  native: {
    title: 'CPU, native',
    trainers: [
      { id: 'cloze', in: 'native', program: 'cloze', title: 'Cloze, 1 thread' },
      { id: 'burn', in: 'native', program: 'cloze', engine: 'burn', title: 'Cloze on Burn, 1 thread' },
      { ...pytorch, title: 'PyTorch, 1 thread' },
    ],
    plans: {
      small: { warmup: 5, steps: 30, rounds: 7 },
      big: { warmup: 2, steps: 8, rounds: 3 },
    },
  },
  gpu: {
    title: 'WebGPU native, on a GPU',
    trainers: [
      { id: 'cloze', in: 'native', program: 'cloze', device: 'wgpu', title: 'Cloze, Vulkan' },
      { ...pytorch, device: 'cuda', title: 'PyTorch, CUDA' },
      {
        ...pytorch,
        id: 'pytorch-graph',
        device: 'cuda',
        graph: true,
        title: 'PyTorch, CUDA, the step as one CUDA graph',
      },
    ],
    plans: {
      small: { warmup: 20, steps: 200, rounds: 3 },
      big: { warmup: 20, steps: 100, rounds: 3 },
    },
  },
  webgpu: {
    title: 'WebGPU on SwiftShader, in Chromium',
    chromium: SWIFTSHADER,
    trainers: [
      browser('cloze', 'webgpu', 'Cloze'),
      browser('jax', 'webgpu', 'jax-js'),
      browser('tensorflow', 'webgpu', 'TensorFlow.js'),
    ],
    plans: {
      small: { warmup: 2, steps: 8, rounds: 2 },
      big: { warmup: 1, steps: 2, rounds: 1 },
    },
  },
};

/** Targets for `small`: the maximum ratio of a trainer's time (the first one's, or that of `of`) to another's, or a count. */
export const BARS = [
  {
    part: 'cpu',
    to: 'jax',
    what: 'time in one worker, no special headers, against jax-js wasm likewise',
    bar: 0.5,
    aim: 0.42,
  },
  { part: 'cpu', to: 'pytorch', what: 'time in one worker against PyTorch, native, 1 thread', bar: 1.8, aim: 1.5 },
  {
    part: 'cpu',
    of: 'cloze-two-workers',
    to: 'cloze',
    what: 'time in two workers on two cores against one worker',
    bar: 0.62,
    aim: 0.55,
  },
  {
    part: 'cpu',
    of: 'cloze-two-workers',
    to: 'jax-threads',
    what: 'time in two workers, no special headers, against jax-js wasm with headers and threads',
    bar: 0.42,
    aim: 0.35,
  },
  { part: 'webgpu', to: 'jax', what: 'time on SwiftShader against jax-js WebGPU', bar: 0.9, aim: 0.4 },
  { part: 'webgpu', call: 'dispatches', what: 'dispatches a step', bar: 120, aim: 80 },
  { part: 'webgpu', call: 'submits', what: 'submits a step', bar: 4, aim: 1 },
  { part: 'webgpu', call: 'buffers', what: 'buffers created a step', bar: 0, aim: 0 },
  { part: 'webgpu', call: 'bind_groups', what: 'bind groups created a step', bar: 0, aim: 0 },
  { part: 'webgpu', call: 'write_buffers', what: 'writeBuffer calls a step', bar: 1, aim: 1 },
  { part: 'webgpu', pipelines: true, what: 'pipelines', bar: 50, aim: 50 },
  { part: 'webgpu', first: true, what: 'seconds to the first loss, from an engine that is loaded', bar: 4, aim: 4 },
];

/** Relative tolerance between losses of two trainers. float32 and another order of summation give about 1e-5. */
export const LOSS_TOLERANCE = 1e-3;
/** Number of steps whose losses are compared. Later ones differ, because Adam amplifies gradients that are 0 except for rounding. */
export const COMPARED_STEPS = 10;

/** Settings that are varied one at a time, from their value in `small`, to see how a step's time grows. */
export const AXES = [
  { setting: 'sequence_length', title: 'Sequence length', small: 64, values: [16, 32, 64, 128, 256], powers: [1, 2] },
  { setting: 'batch_size', title: 'Batch size', small: 16, values: [1, 2, 4, 8, 16, 32, 64], powers: [1] },
  { setting: 'hidden_size', title: 'Hidden size', small: 128, values: [32, 64, 128, 256, 512], powers: [1, 2] },
  {
    setting: 'vocabulary_size',
    title: 'Vocabulary size',
    small: 1024,
    values: [100, 300, 1000, 3000, 10_000, 30_000],
    powers: [1],
  },
];
/**
 * The configurations that train at each point, and their rounds. In each round, steps begin until the seconds are over. WebGPU has
 * smaller batches unless they are varied, and no larger points after a step of `most` milliseconds: a software adapter would take
 * far too long.
 */
export const CURVES = [
  { id: 'cpu-1', title: 'CPU, 1 thread', device: 'cpu', threads: 1, rounds: 2, warmup: 1, steps: 10, seconds: 1 },
  { id: 'cpu-all', title: 'CPU, all cores', device: 'cpu', rounds: 2, warmup: 1, steps: 10, seconds: 1 },
  {
    id: 'webgpu',
    title: 'WebGPU, native',
    device: 'wgpu',
    otherwise: { batch_size: 4 },
    rounds: 1,
    warmup: 1,
    steps: 2,
    seconds: 1,
    most: 4000,
  },
];

/** Trained vocabularies: bytes of the text, WordPieces. */
export const TEXTS = [1_000_000, 10_000_000];
export const VOCABULARIES = [1000, 30_000];
