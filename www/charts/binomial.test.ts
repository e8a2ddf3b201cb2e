import { expect, test } from 'vitest';
import { binomialRange, rangeOf } from './binomial';

// `scipy.stats.binom.ppf(0.025, n, p)` and `ppf(0.975, n, p)`, SciPy 1.17.1.
const SCIPY = [
  [1, 0.8, 0, 1],
  [2, 0.8, 0, 2],
  [5, 0.8, 2, 5],
  [10, 0.8, 5, 10],
  [10, 0.1, 0, 3],
  [20, 0.5, 6, 14],
  [20, 0.1, 0, 5],
  [37, 0.15, 2, 10],
  [30, 0.05, 0, 4],
  [100, 0.1, 5, 16],
  [1000, 0.8, 775, 824],
  [5000, 0.1, 459, 542],
  [1_000_000, 0.8, 799_216, 800_784],
  [9, 1, 9, 9],
  [9, 0, 0, 0],
] as const;

test('the range of a binomial number is the one that SciPy knows', () => {
  for (const [draws, share, low, high] of SCIPY) {
    expect(binomialRange(draws, share), `${draws} draws of ${share}`).toEqual({ low, high });
    if (share > 0) expect(rangeOf(draws * share, draws * share * (1 - share))).toEqual({ low, high });
  }
});

test('a sum of unequal parts has the range of a normal one, never below 0, and none without variance', () => {
  const { low, high } = rangeOf(400, 900);
  // Its 97.5 % quantile by the table of the normal distribution: 1.96 standard deviations.
  expect([low, high].map((end) => end.toFixed(1))).toEqual(['341.2', '458.8']);
  expect(rangeOf(2, 9).low).toBe(0);
  expect(rangeOf(7, 0)).toEqual({ low: 7, high: 7 });
});
