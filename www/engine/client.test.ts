import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CrashedError, EngineClient, type EngineName } from './client';
import type { FromWorker, Schema, State, ToWorker } from './types';
import { PATIENCE_S } from './watchdog';

const SECOND = 1000;
const SCHEMA: Schema = [];

/** A worker that answers nothing by itself. */
class SilentWorker {
  static last: SilentWorker;
  onmessage: (event: { data: FromWorker }) => void = () => {};
  readonly asked: ToWorker[] = [];
  ended = false;
  constructor() {
    SilentWorker.last = this;
  }
  postMessage(message: ToWorker) {
    this.asked.push(message);
  }
  terminate() {
    this.ended = true;
  }
  says(...messages: FromWorker[]) {
    for (const data of messages) this.onmessage({ data });
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('Worker', SilentWorker);
  vi.stubGlobal('document', { baseURI: 'http://host/', querySelector: () => null });
  vi.stubGlobal('location', { search: '' });
  vi.stubGlobal('navigator', { hardwareConcurrency: 2 });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const compiling = (done: number): FromWorker => ({ type: 'event', event: { type: 'compiling', done, kernels: 40 } });
const state = (running: boolean) => ({ running }) as State;

/** The start of an engine, and its worker once the page has found out where its file is. */
function start(name: EngineName) {
  const started = EngineClient.start(name, () => {}, { url: 'engine/cloze.js' });
  started.catch(() => {});
  return { started, worker: SilentWorker.last };
}

/** An engine that is ready; `crashes` has what its `oncrash` was told. */
async function ready(name: EngineName) {
  const { started, worker } = start(name);
  worker.says({ type: 'alive' }, { type: 'ready', schema: SCHEMA });
  const client = await started;
  const crashes: unknown[] = [];
  client.oncrash = (failure) => crashes.push(failure.gpu);
  return { client, worker, crashes };
}

test('a file may take any time to arrive; an engine that is then silent is given up', async () => {
  const { started, worker } = start('webgpu');
  vi.advanceTimersByTime(3600 * SECOND);
  expect(worker.ended).toBe(false);
  worker.says({ type: 'alive' });
  vi.advanceTimersByTime(PATIENCE_S.slow * SECOND);
  expect(worker.ended).toBe(true);
  await expect(started).rejects.toThrow(CrashedError);
  await expect(started).rejects.toMatchObject({ failure: { gpu: 'silent' } });
});

test('every compiled kernel is a sign of life', async () => {
  const { started, worker } = start('webgpu');
  worker.says({ type: 'alive' });
  for (let done = 0; done < 40; done++) {
    worker.says(compiling(done));
    vi.advanceTimersByTime((PATIENCE_S.slow - 1) * SECOND);
  }
  worker.says({ type: 'ready', schema: SCHEMA });
  expect((await started).schema).toBe(SCHEMA);
});

test('a GPU that is silent while it trains is given up, one that is paused is not', async () => {
  const { client, worker, crashes } = await ready('webgpu');
  client.patience_s = PATIENCE_S.hardware;
  vi.advanceTimersByTime(3600 * SECOND);
  worker.says({ type: 'event', event: { type: 'finished', state: state(false) } });
  vi.advanceTimersByTime(3600 * SECOND);
  expect(crashes).toEqual([]);
  const running = client.send({ type: 'run' }, 'state');
  worker.says({ type: 'reply', id: 1, reply: { type: 'state', state: state(true) } });
  await running;
  vi.advanceTimersByTime((PATIENCE_S.hardware - 1) * SECOND);
  expect(crashes).toEqual([]);
  vi.advanceTimersByTime(SECOND);
  expect(crashes).toEqual(['silent']);
  expect(worker.ended).toBe(true);
});

test('a question that a GPU does not answer is rejected, and readbacks count as life meanwhile', async () => {
  const { client, worker, crashes } = await ready('webgpu');
  const asked = client.send({ type: 'benchmark', size: 'big', steps: 50, warmup: 0 }, 'benchmark');
  asked.catch(() => {});
  for (let readback = 0; readback < 10; readback++) {
    vi.advanceTimersByTime((PATIENCE_S.slow - 1) * SECOND);
    worker.says({ type: 'alive' });
  }
  expect(crashes).toEqual([]);
  vi.advanceTimersByTime(PATIENCE_S.slow * SECOND);
  expect(crashes).toEqual(['silent']);
  await expect(asked).rejects.toThrow(CrashedError);
});

test('an engine on the CPU is never given up for its silence', async () => {
  const { client, crashes } = await ready('cpu');
  client.send({ type: 'run' }, 'state').catch(() => {});
  vi.advanceTimersByTime(3600 * SECOND);
  expect(crashes).toEqual([]);
});
