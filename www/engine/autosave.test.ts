import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Autosave, type GoodState } from './autosave';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** Of a run whose snapshots take so long. They are numbered. */
function autosave(ms = 0) {
  const kept: number[] = [];
  let step = 0;
  let broken = false;
  const snapshot = async (): Promise<GoodState> => {
    if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
    if (broken) throw new Error('the engine is gone');
    return { step: ++step, bytes: new Uint8Array() };
  };
  const saves = new Autosave(snapshot, (state) => kept.push(state.step));
  return { saves, kept, breaks: () => (broken = true) };
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe('the state of a run is taken', () => {
  test('a second after it begins to train, then every four', async () => {
    const { saves, kept } = autosave();
    saves.trains();
    await pass(999);
    expect(kept).toEqual([]);
    await pass(1);
    expect(kept).toEqual([1]);
    await pass(8000);
    expect(kept).toEqual([1, 2, 3]);
  });

  test('less often where it takes long: a fiftieth of the time at most', async () => {
    const { saves, kept } = autosave(500);
    saves.trains();
    await pass(1500);
    expect(kept).toEqual([1]);
    await pass(24_999);
    expect(kept).toEqual([1]);
    await pass(501);
    expect(kept).toEqual([1, 2]);
  });

  test('once, soon after it rests', async () => {
    const { saves, kept } = autosave();
    saves.trains();
    await pass(100);
    for (let step = 0; step < 5; step++) {
      saves.rests();
      await pass(100);
    }
    expect(kept).toEqual([]);
    await pass(60_000);
    expect(kept).toEqual([1]);
  });

  test('once for a step, however often the run rests there', async () => {
    const kept: number[] = [];
    let step = 7;
    const saves = new Autosave(
      async () => ({ step, bytes: new Uint8Array() }),
      (state) => kept.push(state.step),
    );
    saves.rests();
    await pass(300);
    saves.rests();
    await pass(300);
    expect(kept).toEqual([7]);
    step = 8;
    saves.rests();
    await pass(300);
    expect(kept).toEqual([7, 8]);
    // It trains from there: after a reload it would.
    saves.trains();
    await pass(4000);
    saves.rests();
    await pass(300);
    expect(kept).toEqual([7, 8, 8, 8]);
    saves.begin();
    saves.rests();
    await pass(300);
    expect(kept).toEqual([7, 8, 8, 8, 8]);
  });

  test('at once where the page may be gone, unless it is there already', async () => {
    const { saves, kept } = autosave();
    await saves.now();
    expect(kept).toEqual([]);
    saves.trains();
    void saves.now();
    await pass(0);
    saves.rests();
    void saves.now();
    await pass(0);
    void saves.now();
    await pass(0);
    expect(kept).toEqual([1, 2]);
  });

  test('one that fails leaves the one before', async () => {
    const { saves, kept, breaks } = autosave();
    saves.trains();
    await pass(1000);
    breaks();
    await pass(8000);
    expect(kept).toEqual([1]);
    expect(saves.lastGood?.step).toBe(1);
  });

  test('not of another run that has not trained', async () => {
    const { saves, kept } = autosave();
    saves.trains();
    await pass(1000);
    saves.begin();
    await pass(60_000);
    expect(kept).toEqual([1]);
    expect(saves.lastGood).toBeUndefined();
  });
});
