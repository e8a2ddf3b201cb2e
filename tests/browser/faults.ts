// Ways to break a GPU at a chosen moment, and how to tell that a run survived.

import type { Page, Worker } from '@playwright/test';
import type { ReportByName as Report } from '../../www/contract';
import type { Begun, Command, FromWorker, Reply, ToWorker } from '../../www/engine/types';
import { expect } from './fixtures';
import { before, TINY } from './gpu';
import { call, open, state } from './small';

/** Until the hand-over the CPU engine has the run. */
export const EARLY = ['while compiling', 'in the timed steps', 'in the hand-over'] as const;
export const LATE = ['in training', 'in a hidden tab'] as const;
type Moment = (typeof EARLY)[number] | (typeof LATE)[number];

/** In the worker of the WebGPU engine. */
interface Broken {
  clozeDevice?: GPUDevice;
  /** A readback waits here, with its work submitted. */
  clozeWaits?: () => void;
  /** No readback ends from now on. */
  clozeHangs?: boolean;
}

/** The device within reach, readbacks that can hang, and an engine that waits at a moment. */
const script = (moment: Moment) => `
  const request = GPUAdapter.prototype.requestDevice;
  GPUAdapter.prototype.requestDevice = async function (...given) {
    return (self.clozeDevice = await request.apply(this, given));
  };
  const waiting = () => new Promise((resolve) => (self.clozeWaits = resolve));
  let clozeStops = false;
  const map = GPUBuffer.prototype.mapAsync;
  GPUBuffer.prototype.mapAsync = async function (...given) {
    const mapped = map.apply(this, given);
    if (self.clozeHangs) await new Promise(() => {});
    if (clozeStops) await waiting();
    return mapped;
  };
  const pop = GPUDevice.prototype.popErrorScope;
  let popped = 0;
  GPUDevice.prototype.popErrorScope = async function () {
    if (++popped === 8 && ${moment === 'while compiling'}) await waiting();
    return pop.call(this);
  };`;

/** The engine waits in the first readback of its timed steps, or before it takes the run. */
const stops = (moment: Moment) => `
  const handle = Worker.prototype.handle;
  Worker.prototype.handle = async function (command, emit) {
    clozeStops = command.type === 'time_steps' && ${moment === 'in the timed steps'};
    if (command.type === 'restore' && ${moment === 'in the hand-over'}) await waiting();
    return handle.call(this, command, emit);
  };`;

/** An adapter that the page takes for hardware, so that it times steps. */
const asHardware = () =>
  Object.defineProperty(GPUAdapter.prototype, 'info', {
    get: () => ({ vendor: 'acme', architecture: 'tested', device: '', description: '', isFallbackAdapter: false }),
  });

/** Opens the page with a WebGPU engine that can be broken, and waits for the moment. */
export async function openAt(page: Page, moment: Moment, query = TINY): Promise<void> {
  await page.addInitScript(remember);
  await before(page, script(moment), stops(moment));
  const timed = moment === 'in the timed steps';
  if (timed) await page.addInitScript(asHardware);
  await open(page, timed ? query : `${query}&device=webgpu`);
  if ((EARLY as readonly Moment[]).includes(moment)) {
    await expect.poll(() => inEngine(page, () => 'clozeWaits' in self), { timeout: 60_000 }).toBe(true);
    return;
  }
  await untilOn(page, 'webgpu');
  if (moment === 'in a hidden tab') await hide(page);
  await trains(page);
  // A fault before that would lead back to where the GPU took the run, perhaps its first step.
  await expect.poll(async () => (await state(page)).saved).toBeGreaterThan(0);
}

/** The run takes some steps where it is. */
export async function trains(page: Page) {
  const { step } = await state(page);
  await expect.poll(async () => (await state(page)).step).toBeGreaterThan(step + 20);
}

export const untilOn = (page: Page, device: 'cpu' | 'webgpu') =>
  expect.poll(async () => (await state(page)).device, { timeout: 120_000 }).toBe(device);

async function hide(page: Page) {
  await page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
}

/** Runs a function in the worker of the WebGPU engine; undefined where there is none. */
export async function inEngine<T>(page: Page, work: () => T): Promise<T | undefined> {
  for (const worker of page.workers()) {
    if ((await nameOf(worker)) === 'cloze-webgpu') return worker.evaluate(work);
  }
  return undefined;
}

/** Undefined for a worker that has ended meanwhile. */
const nameOf = (worker: Worker) => worker.evaluate(() => self.name).catch(() => undefined);

export const FAULTS: Record<string, (page: Page) => Promise<unknown>> = {
  'device.destroy()': (page) => inEngine(page, () => (self as unknown as Broken).clozeDevice?.destroy()),
  'a killed GPU process': async (page) => {
    const browser = await page.context().browser()!.newBrowserCDPSession();
    await browser.send('Browser.crashGpuProcess');
  },
};

/** No readback ends from now on. */
export const hang = (page: Page) => inEngine(page, () => void ((self as unknown as Broken).clozeHangs = true));

/** What waits at the moment goes on. */
export const release = (page: Page) => inEngine(page, () => (self as unknown as Broken).clozeWaits?.()).catch(() => {});

/** Every second that the page counts passes this much faster. To be called before the page is opened. */
export const quickly = (page: Page, times: number) =>
  page.addInitScript((times) => {
    const own = window.setInterval;
    window.setInterval = ((work: TimerHandler, ms?: number) =>
      own(work, ms === 1000 ? 1000 / times : ms)) as typeof window.setInterval;
  }, times);

interface Told {
  url: string | URL;
  options: WorkerOptions;
  load: ToWorker;
  /** The run that the worker was given last. */
  restored?: Command;
}

declare global {
  interface Window {
    clozeTold: Told[];
  }
}

/** Keeps what workers are told, so that the run that one was given can be taken a second time. */
function remember() {
  window.clozeTold = [];
  window.Worker = class extends Worker {
    readonly told: Partial<Told>;
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      this.told = { url, options: options ?? {} };
      window.clozeTold.push(this.told as Told);
    }
    override postMessage(message: ToWorker, transfer?: unknown) {
      if (message.type === 'load') this.told.load = message;
      if (message.type === 'command' && message.command.type === 'restore') this.told.restored = message.command;
      super.postMessage(message, transfer as Transferable[]);
    }
  };
}

type Losses = [step: number, ...losses: number[]][];

/** The losses of the run that the CPU engine was given last, on a CPU engine that nobody disturbs, up to a step. */
function undisturbed(page: Page, end: number): Promise<{ from: number; losses: Losses }> {
  return page.evaluate(async (end) => {
    const told = window.clozeTold.find(({ options, restored }) => options.name === 'cloze-cpu' && restored);
    if (!told?.restored) throw new Error('the CPU engine was given no run');
    const worker = new Worker(told.url, told.options);
    const answer = (message: ToWorker) =>
      new Promise<Reply | undefined>((resolve, reject) => {
        worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
          if (data.type === 'ready') resolve(undefined);
          else if (data.type === 'reply') resolve(data.reply);
          else if (data.type === 'refused' || data.type === 'crashed') reject(new Error(JSON.stringify(data)));
        };
        worker.postMessage(message);
      });
    const ask = (command: Command) => answer({ type: 'command', id: 1, command });
    await answer(told.load);
    const { begun } = (await ask(told.restored)) as { begun: Begun };
    const from = begun.state.step;
    if (end > from) await ask({ type: 'step', count: end - from });
    const { report } = (await ask({ type: 'report' })) as Extract<Reply, { type: 'report' }>;
    worker.terminate();
    return { from, losses: report.points.map(({ step, losses }) => [step, ...losses]) };
  }, end);
}

/**
 * The same run goes on on the CPU, the page says why in one line, and every loss is that of a run which nobody disturbed, from the state
 * on that the CPU engine was given. Returns that state's step.
 */
export async function expectSurvived(page: Page, why: RegExp): Promise<number> {
  const line = page.getByTestId('backend');
  // Looked at in every frame: where time passes faster, it may say so for a second only.
  await page.waitForFunction(
    (why) => new RegExp(why).test(document.querySelector('[data-testid=backend]')?.textContent ?? ''),
    why.source,
    { timeout: 100_000, polling: 'raf' },
  );
  await expect(line).toContainText('Training on CPU');
  await expect(page.getByRole('alert')).toHaveCount(0);
  expect((await state(page)).device).toBe('cpu');
  await trains(page);
  return expectUndisturbed(page);
}

/** The losses so far are those of the run that the CPU engine was given. Pauses the run. Returns the step from which it was given. */
export async function expectUndisturbed(page: Page): Promise<number> {
  const points = await pausedPoints(page);
  // Long curves are thinned out evenly: no step is missing, and none is there twice.
  const apart = points[1]!.step - points[0]!.step;
  expect(points.map((point) => point.step)).toEqual(points.map((_, index) => 1 + index * apart));
  const { from, losses } = await undisturbed(page, (await state(page)).step);
  expect(points.map(({ step, mlm_loss, nsp_loss }) => [step, mlm_loss, nsp_loss])).toEqual(losses);
  return from;
}

/** The CPU engine has kept the run all the time: its losses are those of the same run without any GPU. */
export async function expectUntouched(page: Page): Promise<void> {
  await trains(page);
  const found = await pausedPoints(page);
  const end = (await state(page)).step;
  await call(page, 'configure', { device: 'cpu' });
  await call(page, 'step', end);
  expect(found).toEqual(await pausedPoints(page));
}

async function pausedPoints(page: Page) {
  await call(page, 'pause');
  return ((await call(page, 'report')) as Report).points;
}
