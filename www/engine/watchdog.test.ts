import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Watchdog, whenAwakeFor } from './watchdog';

const SECOND = 1000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function watched(patience: { s: number | null }) {
  const barks: number[] = [];
  const dog = new Watchdog(
    () => patience.s,
    (seconds) => barks.push(seconds),
  );
  return { barks, dog };
}

test('a silence that lasts as long as the patience is reported once', () => {
  const { barks } = watched({ s: 20 });
  vi.advanceTimersByTime(19 * SECOND);
  expect(barks).toEqual([]);
  vi.advanceTimersByTime(100 * SECOND);
  expect(barks).toEqual([20]);
});

test('every sign of life begins the count anew', () => {
  const { barks, dog } = watched({ s: 20 });
  for (let sign = 0; sign < 10; sign++) {
    vi.advanceTimersByTime(19 * SECOND);
    dog.alive();
  }
  expect(barks).toEqual([]);
  vi.advanceTimersByTime(20 * SECOND);
  expect(barks).toEqual([20]);
});

test('while nothing is expected, no silence counts', () => {
  const patience: { s: number | null } = { s: 20 };
  const { barks } = watched(patience);
  vi.advanceTimersByTime(15 * SECOND);
  patience.s = null;
  vi.advanceTimersByTime(500 * SECOND);
  patience.s = 20;
  vi.advanceTimersByTime(19 * SECOND);
  expect(barks).toEqual([]);
  vi.advanceTimersByTime(SECOND);
  expect(barks).toEqual([20]);
});

test('an hour asleep is no silence: only seconds in which a timer ran count', () => {
  const { barks } = watched({ s: 20 });
  vi.advanceTimersByTime(10 * SECOND);
  // The clock jumps, and no timer has run.
  vi.setSystemTime(Date.now() + 3600 * SECOND);
  vi.advanceTimersByTime(9 * SECOND);
  expect(barks).toEqual([]);
});

test('one that is stopped says nothing', () => {
  const { barks, dog } = watched({ s: 20 });
  dog.stop();
  vi.advanceTimersByTime(100 * SECOND);
  expect(barks).toEqual([]);
});

test('waiting ends after seconds awake, or is cancelled', () => {
  const done: string[] = [];
  whenAwakeFor(3, () => done.push('waited'));
  const cancel = whenAwakeFor(3, () => done.push('cancelled'));
  vi.setSystemTime(Date.now() + 3600 * SECOND);
  vi.advanceTimersByTime(2 * SECOND);
  expect(done).toEqual([]);
  cancel();
  vi.advanceTimersByTime(10 * SECOND);
  expect(done).toEqual(['waited']);
});
