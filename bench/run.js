// Measures one part of the benchmark and writes the results to bench/results/. `cargo xtask bench` builds and serves the trainers,
// calls this, and then report.js.
//
// The trainers alternate round by round, so that other load of the machine affects all of them. Each turn is a new page (or process)
// with the same initial weights.

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseArgs, promisify } from 'node:util';
import { describe as describeBuild, firstLine, keep } from './machine.js';
import { COMPARED_STEPS, LOSS_TOLERANCE, PARTS } from './parts.js';

const { values: options } = parseArgs({
  options: {
    part: { type: 'string' },
    size: { type: 'string' },
    rounds: { type: 'string' },
    /** Addresses of the trainers' page, without and with COOP/COEP headers. */
    url: { type: 'string' },
    'isolated-url': { type: 'string' },
    chromium: { type: 'string' },
    /** The Cargo profile of the build. */
    profile: { type: 'string' },
    cloze: { type: 'string' },
    /** The folder of case.json and parameters.f32. */
    case: { type: 'string' },
    python: { type: 'string' },
    /** Why `python` is missing. */
    'python-failed': { type: 'string' },
  },
});
const TURN_LIMIT_MS = 30 * 60_000;
const run = promisify(execFile);

const part = PARTS[options.part];
const { warmup, steps, rounds: usual } = part.plans[options.size];
const rounds = Number(options.rounds ?? usual);

/** One turn of a trainer that runs in the browser. */
async function inBrowser(browser, { trainer, device, workers, isolated }) {
  const page = await browser.newPage();
  try {
    await page.goto(isolated ? options['isolated-url'] : options.url);
    await page.waitForFunction(() => window.train);
    const request = { trainer, device, workers, size: options.size, warmup, steps };
    const result = await Promise.race([page.evaluate((request) => window.train(request), request), limit()]);
    if (Boolean(isolated) !== result.isolated) throw new Error(`crossOriginIsolated is ${result.isolated}`);
    return result;
  } finally {
    await page.close();
  }
}

function limit() {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`not done after ${TURN_LIMIT_MS / 60_000} minutes`)), TURN_LIMIT_MS).unref();
  });
}

/** One turn of a trainer that is a program. On the CPU, all trainers are limited to one thread. */
async function native({ program, device, engine, graph }) {
  if (program === 'python' && !options.python) throw new Error(options['python-failed'] ?? 'no Python environment');
  const plan = ['--warmup', warmup, '--steps', steps].map(String);
  if (device) plan.push('--device', device);
  if (engine) plan.push('--engine', engine);
  if (graph) plan.push('--graph');
  const [file, given] =
    program === 'python'
      ? [options.python, ['bench/trainers/pytorch.py', options.case, '--threads', '1', ...plan]]
      : [options.cloze, ['benchmark', '--size', options.size, ...plan]];
  const env = { ...process.env, OMP_NUM_THREADS: '1', RAYON_NUM_THREADS: '1' };
  const { stdout } = await run(file, given, { env, timeout: TURN_LIMIT_MS });
  const { step_ms, losses, version } = JSON.parse(stdout);
  return { step_ms, losses, version };
}

/** The time of each kernel in a step, by the GPU's clock, and the adapter. */
async function kernels() {
  const { stdout } = await run(options.cloze, ['benchmark', '--size', options.size, '--device', 'wgpu', '--kernels']);
  return JSON.parse(stdout);
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Compares the losses of all trainers with Cloze's. */
function compare() {
  const [reference] = trainers;
  if (reference.failed) return;
  const expected = reference.rounds[0].losses.slice(0, COMPARED_STEPS);
  for (const trainer of trainers.filter(({ failed }) => !failed)) {
    const differences = trainer.rounds.flatMap(({ losses }) =>
      expected.map((loss, i) => Math.abs(losses[i] - loss) / loss),
    );
    trainer.loss_difference = Math.max(...differences);
    if (trainer.loss_difference <= LOSS_TOLERANCE) continue;
    trainer.failed = `its losses differ from Cloze's by ${trainer.loss_difference.toExponential(1)} of themselves: not the same step`;
    console.error(`${trainer.title}: ${trainer.failed}`);
  }
}

/** The machine and the versions. */
async function describe() {
  const installed = (name) =>
    JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url))).version;
  const { date, machine, versions } = await describeBuild(options.profile);
  return {
    date,
    machine: { ...machine, adapter: options.part === 'webgpu' ? await adapter() : undefined },
    versions: {
      ...versions,
      Chromium: browser?.version(),
      'jax-js': browser && installed('@jax-js/jax'),
      'TensorFlow.js': browser && installed('@tensorflow/tfjs-core'),
    },
  };
}

async function adapter() {
  const page = await browser.newPage();
  try {
    await page.goto(options.url);
    return await page.evaluate(async () => {
      const info = (await navigator.gpu?.requestAdapter())?.info;
      return info ? [info.vendor, info.architecture, info.description].filter(Boolean).join(' ') : 'none';
    });
  } finally {
    await page.close();
  }
}

function save(done) {
  const result = {
    part: options.part,
    size: options.size,
    ...about,
    kernels: found,
    versions: { ...about.versions, PyTorch: trainers.find(({ version }) => version)?.version },
    plan: { warmup, steps, rounds: done },
    trainers: trainers.map(({ id, title, failed, calls, pipelines, loss_difference, rounds }) => ({
      id,
      title,
      failed,
      calls,
      pipelines,
      loss_difference,
      rounds,
    })),
  };
  keep(`${options.part}-${options.size}`, result);
}

const browser = part.chromium
  ? await (
      await import('@playwright/test')
    ).chromium.launch({ executablePath: options.chromium, args: ['--no-sandbox', ...part.chromium] })
  : undefined;
const trainers = part.trainers.map((trainer) => ({ ...trainer, rounds: [] }));
const about = await describe();
const found = options.part === 'gpu' ? await kernels() : undefined;
if (found) about.machine.adapter = `${found.adapter}, driver ${found.driver}`;
for (let round = 1; round <= rounds; round++) {
  for (const trainer of trainers) {
    // A trainer that failed is not run again, and its earlier rounds are dropped.
    if (trainer.failed) continue;
    try {
      const turn = trainer.in === 'browser' ? await inBrowser(browser, trainer) : await native(trainer);
      const { step_ms, losses, first_step_ms, calls, pipelines, version } = turn;
      if (!losses.every(Number.isFinite)) throw new Error(`a loss is not a number: ${losses}`);
      if (!(losses.at(-1) < losses[0])) throw new Error(`the loss does not fall: ${losses[0]} to ${losses.at(-1)}`);
      trainer.rounds.push({ step_ms: step_ms.map((ms) => Math.round(ms * 1000) / 1000), losses, first_step_ms });
      Object.assign(trainer, { calls, pipelines, version });
      console.error(`round ${round} of ${rounds}  ${trainer.title}: ${median(step_ms).toFixed(1)} ms a step`);
    } catch (error) {
      trainer.failed = firstLine(error);
      console.error(`round ${round} of ${rounds}  ${trainer.title} failed: ${error?.stack ?? error}`);
    }
  }
  compare();
  // After each round, so that an interruption loses at most one round.
  save(round);
}
await browser?.close();
