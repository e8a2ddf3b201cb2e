import { expect, test } from 'vitest';
import { Stopwatch } from './stopwatch';

test('a closed lid and a clock that is set are no work', () => {
  let now = 5000;
  const stopwatch = new Stopwatch(() => now);
  const after = (ms: number) => {
    now += ms;
    return stopwatch.look();
  };
  expect(after(2000)).toBe(2);
  expect(after(3_600_000)).toBe(2);
  expect(after(1000)).toBe(3);
  expect(after(-3_600_000)).toBe(3);
  expect(after(500)).toBe(3.5);
});
