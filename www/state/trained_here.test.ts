import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { TrainedHere } from './trained_here.svelte';

/** Locks of one browser: each has one holder, and is asked for and given in turns of their own. */
class Locks {
  readonly held = new Set<string>();
  readonly released: string[] = [];
  async request(name: string, _options: unknown, hold: (lock: object | null) => unknown) {
    await Promise.resolve();
    if (this.held.has(name)) return hold(null);
    this.held.add(name);
    await hold({});
    await Promise.resolve();
    this.held.delete(name);
    this.released.push(name);
  }
}

let locks: Locks;
let listeners: Record<string, (event: { persisted: boolean }) => void>;
const later = (ms = 0) => new Promise((resolve) => setTimeout(resolve, ms));

beforeEach(() => {
  locks = new Locks();
  listeners = {};
  vi.stubGlobal('navigator', { locks });
  vi.stubGlobal('addEventListener', (type: string, listener: () => void) => (listeners[type] = listener));
});
afterEach(() => vi.unstubAllGlobals());

test('of two tabs one has the run, and the other when the first has begun another', async () => {
  const [tab, other] = [new TrainedHere(() => {}), new TrainedHere(() => {})];
  expect(await tab.claim('seed=1')).toBe(true);
  expect(await other.claim('seed=1')).toBe(false);
  expect(other.elsewhere).toBe(true);
  await tab.claim('seed=2');
  expect(await other.claim('seed=1')).toBe(true);
  expect(other.elsewhere).toBe(false);
});

test('a tab that claims its own run again has it all the time', async () => {
  const tab = new TrainedHere(() => {});
  await tab.claim('seed=1');
  expect(await tab.claim('seed=1')).toBe(true);
  await later();
  expect([...locks.held]).toEqual(['cloze run seed=1']);
  expect(locks.released).toEqual([]);
});

test('two claims in a moment are one, and of two runs only the later is kept', async () => {
  const tab = new TrainedHere(() => {});
  expect(await Promise.all([tab.claim('seed=1'), tab.claim('seed=1')])).toEqual([true, true]);
  expect(tab.elsewhere).toBe(false);
  void tab.claim('seed=2');
  await tab.claim('seed=3');
  await later();
  expect([...locks.held]).toEqual(['cloze run seed=3']);
});

test('a page that comes back from the cache says if its run was taken meanwhile', async () => {
  const taken = vi.fn();
  const tab = new TrainedHere(taken);
  await tab.claim('seed=1');
  const leave = listeners.pagehide!;
  const comeBack = listeners.pageshow!;
  leave({ persisted: true });
  await later();
  comeBack({ persisted: true });
  await tab.known;
  expect(taken).not.toHaveBeenCalled();
  leave({ persisted: true });
  await later();
  await new TrainedHere(() => {}).claim('seed=1');
  comeBack({ persisted: true });
  await tab.known;
  expect(taken).toHaveBeenCalledOnce();
  expect(tab.elsewhere).toBe(true);
});
