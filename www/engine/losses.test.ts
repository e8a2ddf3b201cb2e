import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Losses, reasonOf } from './losses';

const SECOND = 1000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const lost = reasonOf({ message: 'it is gone', details: '', gpu: 'lost' });

test('a GPU is tried three times: at once, after 15 and after 60 seconds; then it is barred for good', () => {
  const losses = new Losses();
  let tries = 0;
  const again = () => void tries++;
  expect(losses.barred).toBeUndefined();

  expect(losses.count(lost, again)).toEqual({ code: 'device_lost', message: 'it is gone', again_s: 15 });
  vi.advanceTimersByTime(14 * SECOND);
  expect(tries).toBe(0);
  expect(losses.barred).toMatchObject({ again_s: 15 });
  vi.advanceTimersByTime(SECOND);
  expect(tries).toBe(1);
  expect(losses.barred).toBeUndefined();

  expect(losses.count(lost, again)).toMatchObject({ again_s: 60 });
  vi.advanceTimersByTime(59 * SECOND);
  expect(tries).toBe(1);
  vi.advanceTimersByTime(SECOND);
  expect(tries).toBe(2);

  expect(losses.count(lost, again)).toEqual({ code: 'device_lost', message: 'it is gone', given_up_after: 3 });
  vi.advanceTimersByTime(3600 * SECOND);
  expect(tries).toBe(2);
  expect(losses.barred).toMatchObject({ given_up_after: 3 });
});

test('a failure during the wait, by an engine that a benchmark started, replaces the wait', () => {
  const losses = new Losses();
  let tries = 0;
  const again = () => void tries++;
  losses.count(lost, again);
  vi.advanceTimersByTime(10 * SECOND);
  losses.count(lost, again);
  vi.advanceTimersByTime(59 * SECOND);
  expect(tries).toBe(0);
  vi.advanceTimersByTime(SECOND);
  expect(tries).toBe(1);
});

test('every kind of failure has words of its own; one of the engine’s own making is an error', () => {
  const codes = (['lost', 'silent', 'error', 'memory', undefined] as const).map(
    (gpu) => reasonOf({ message: 'm', details: '', gpu }).code,
  );
  expect(codes).toEqual(['device_lost', 'gpu_silent', 'gpu_error', 'gpu_memory', 'gpu_error']);
});
