import { afterEach, expect, test, vi } from 'vitest';

/** A worker that answers nothing. */
class Silent extends EventTarget {
  static last: Silent;
  onerror: ((event: Event) => void) | undefined;
  postMessage = () => {};

  constructor() {
    super();
    Silent.last = this;
  }
}

afterEach(() => vi.unstubAllGlobals());

test('where the browser refuses the worker, questions under way and later ones are rejected', async () => {
  vi.stubGlobal('Worker', Silent);
  const { ofKept } = await import('./client');
  const underWay = [ofKept(({ runs }) => runs.list()), ofKept(({ runs }) => runs.list())];
  const settled = Promise.allSettled(underWay);
  Silent.last.onerror!(new Event('error', { cancelable: true }));
  for (const { status } of await settled) expect(status).toBe('rejected');
  await expect(ofKept(({ experiments }) => experiments.list())).rejects.toThrow('could not be started');
});
