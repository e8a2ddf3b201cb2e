import { afterEach, beforeEach, expect, test, vi } from 'vitest';

/** A worker that answers nothing by itself. */
class Silent extends EventTarget {
  static last: Silent;
  onerror: ((event: Event) => void) | undefined;
  readonly asked: { id: string }[] = [];

  constructor() {
    super();
    Silent.last = this;
  }

  postMessage(message: { id: string }) {
    this.asked.push(message);
  }

  /** As Comlink's end in the worker does. */
  answer(value: unknown) {
    const { id } = this.asked.at(-1)!;
    this.dispatchEvent(new MessageEvent('message', { data: { id, type: 'RAW', value } }));
  }
}

beforeEach(() => {
  vi.resetModules();
  vi.stubGlobal('Worker', Silent);
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('where the browser refuses the worker, questions under way and later ones are rejected', async () => {
  const { ofKept } = await import('./client');
  const underWay = [ofKept(({ runs }) => runs.list()), ofKept(({ runs }) => runs.list())];
  const settled = Promise.allSettled(underWay);
  Silent.last.onerror!(new Event('error', { cancelable: true }));
  for (const { status } of await settled) expect(status).toBe('rejected');
  await expect(ofKept(({ experiments }) => experiments.list())).rejects.toThrow('could not be started');
});

test('a storage that does not answer is given up, asked nothing more, and asked again when it has answered', async () => {
  const { ofKept, SilentStorage } = await import('./client');
  const list = () => ofKept(({ runs }) => runs.list(), 5);
  const first = list();
  const given = expect(first).rejects.toThrow(SilentStorage);
  await vi.advanceTimersByTimeAsync(4000);
  expect(Silent.last.asked).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1000);
  await given;
  await expect(list()).rejects.toThrow(SilentStorage);
  expect(Silent.last.asked).toHaveLength(1);
  Silent.last.answer([]);
  await vi.advanceTimersByTimeAsync(0);
  const again = list();
  expect(Silent.last.asked).toHaveLength(2);
  Silent.last.answer([]);
  expect(await again).toEqual([]);
});
