// A long run with a monkey on the page, and the same run in a page that nobody touches.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Page } from '@playwright/test';
import type { ReportByName } from '../../../www/contract';
import { expect } from '../fixtures';
import { act } from '../monkey/actions';
import { letHide } from '../monkey/hide';
import { Dice } from '../monkey/random';
import { call, state } from '../small';
import { CALM, goOn, rest, seeEverything } from './habits';
import { listen, Losses } from './heard';
import { meter } from './memory';
import { FLAT, growths, WARM_UP, type Sample } from './verdict';

/** What `cargo xtask soak` asks for; null where nobody did. */
export const ASKED =
  process.env.CLOZE_SOAK_STEPS === undefined
    ? null
    : {
        steps: Number(process.env.CLOZE_SOAK_STEPS),
        seed: Number(process.env.CLOZE_SOAK_SEED ?? 1),
        minutes: Number(process.env.CLOZE_SOAK_MINUTES ?? Infinity),
        file: process.env.CLOZE_SOAK_FILE,
        samples: 30,
        languages: 2,
        actions: 6,
        flat: FLAT,
      };

export interface Soak {
  device: 'cpu' | 'webgpu';
  steps: number;
  seed: number;
  /** No further steps after so long. */
  minutes: number;
  /** Memory is measured so often. */
  samples: number;
  /** Languages in which every panel is seen before anything is measured. */
  languages: number;
  /** What the monkey does between two measurements, at least. */
  actions: number;
  /** The share by which memory may grow. */
  flat: number;
  query: string;
  /** Opens the page on the engine. Returns a function that counts the bytes of its GPU buffers. */
  open: (page: Page, query: string) => Promise<() => Promise<number>>;
  /** Where the measurements are written. */
  file?: string;
}

/** The run and its measurements, up to where it came. */
interface Played {
  samples: Sample[];
  losses: Losses;
  report: ReportByName;
  /** The checkpoint at the end, in base64. */
  weights: string;
  steps: number;
  actions: number;
}

/** The browser compiles, optimizes and forgets functions as it sees fit, however long a page is open. */
const UNJUDGED = 'js_code';
/** Actions after which a run that the monkey has slowed down or stopped goes on. */
const PATIENCE = 10;

/** Trains with a monkey on the page, then without, and compares. */
export async function soak(page: Page, complaints: string[], plan: Soak): Promise<void> {
  const begun = Date.now();
  const played = await play(page, plan);
  const context = page.context();
  await page.close();
  const seconds = (Date.now() - begun) / 1000;
  const alone = await untouched(await context.newPage(), plan, played.steps);
  const growth = growths(played.samples, played.steps);
  const { compared, differing } = played.losses.compare(alone.losses);
  const missing = played.losses.missing(played.steps);
  if (plan.file !== undefined) {
    const { device, seed } = plan;
    const { steps, actions, samples } = played;
    const losses = { compared, differing: differing.length, missing: missing.length };
    const result = {
      device,
      seed,
      steps,
      asked: plan.steps,
      actions,
      seconds,
      errors: complaints.length,
      warm_up: WARM_UP,
      growth,
      losses,
      samples,
    };
    mkdirSync(dirname(plan.file), { recursive: true });
    writeFileSync(plan.file, JSON.stringify(result));
  }
  expect(played.losses.begun, 'runs that the monkey began').toBe(0);
  expect(missing, 'steps whose losses never came').toEqual([]);
  expect(differing, `steps with other losses than a run that nobody touched, of ${compared}`).toEqual([]);
  expect(played.report, 'the report of a run that nobody touched').toEqual(alone.report);
  expect(played.weights === alone.weights, 'the weights of a run that nobody touched').toBe(true);
  for (const { measure, first, last, grown } of growth) {
    if (measure === UNJUDGED) continue;
    expect(grown, `growth of ${measure}, from ${first} to ${last}`).toBeLessThanOrEqual(plan.flat);
  }
}

async function play(page: Page, plan: Soak): Promise<Played> {
  await letHide(page);
  const { losses, gpuBytes } = await begin(page, plan);
  const measure = await meter(page);
  const [dice, samples, log]: [Dice, Sample[], string[]] = [new Dice(plan.seed), [], []];
  await seeEverything(page, plan.languages);
  const end = Date.now() + plan.minutes * 60_000;
  const lookAgain = Math.max(2, Math.round((plan.samples * WARM_UP) / 2));
  for (let at = 1; at <= plan.samples && Date.now() < end; at++) {
    // At first there is no evaluation and no history: panels say so, in place of what they show later.
    if (at === lookAgain) await seeEverything(page, plan.languages);
    await goOn(page);
    await leg(page, plan, dice, (at * plan.steps) / plan.samples, log);
    await rest(page);
    await losses.take(page);
    const { step, memory_bytes } = await state(page);
    samples.push({ step, ...(await measure()), webassembly: memory_bytes, gpu_buffers: await gpuBytes() });
    console.log(`  ${plan.device}: ${JSON.stringify(samples.at(-1))}`);
  }
  return { samples, losses, ...(await outcome(page)), actions: log.length };
}

/** Acts until the run has come to a step. */
async function leg(page: Page, { seed, actions }: Soak, dice: Dice, until: number, log: string[]) {
  for (let done = 1; ; done++) {
    log.push(await act(page, dice, CALM));
    if (process.env.CLOZE_SOAK_LOG) console.log(`  seed ${seed}, action ${log.length}: ${log.at(-1)}`);
    const { step } = await state(page);
    if (done >= actions && step >= until) return;
    if (done % PATIENCE === 0) await goOn(page);
  }
}

/** The same run in a small page, step by step. */
async function untouched(page: Page, plan: Soak, steps: number) {
  const { losses } = await begin(page, { ...plan, query: `${plan.query}&embed=stage` });
  const each = Math.ceil(steps / plan.samples);
  for (let step = 0; step < steps; step += each) {
    await call(page, 'step', Math.min(each, steps - step));
    await losses.take(page);
  }
  return { losses, ...(await outcome(page)) };
}

/** Begins the run on its engine, paused before its first step. What was trained while that engine was loaded is another run. */
async function begin(page: Page, plan: Soak) {
  await listen(page);
  const gpuBytes = await plan.open(page, plan.query);
  const { settings } = await state(page);
  await page.evaluate(() => window.heard());
  await call(page, 'configure', settings);
  const losses = new Losses();
  await losses.take(page);
  losses.begun = 0;
  return { losses, gpuBytes };
}

async function outcome(page: Page) {
  const report = (await call(page, 'report')) as ReportByName;
  const { base64 } = (await call(page, 'export', 'weights')) as { base64: string };
  return { steps: (await state(page)).step, report, weights: base64 };
}
