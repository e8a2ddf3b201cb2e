import { expect, test } from '@playwright/test';
import { FLAT, growths } from './verdict';

const STEPS = 1000;
/** Fifty samples. */
const EVENLY = Array.from({ length: 50 }, (_, index) => (index + 1) / 50);
/** Samples of a heap at these shares of the run. */
const grown = (heap: (share: number) => number, shares = EVENLY) =>
  growths(
    shares.map((share) => ({ step: share * STEPS, heap: heap(share) })),
    STEPS,
  )[0]!.grown;

test('a heap that grows slowly after the warm-up is not flat', () => {
  expect(grown((share) => 1e7 * (1 + 0.06 * share))).toBeGreaterThan(FLAT);
});

test('a heap that grows while it is warmed up is flat, and one value does not decide', () => {
  expect(grown((share) => (share < 0.25 ? 5e6 : 1e7))).toBe(0);
  expect(grown((share) => (share === 1 ? 2e7 : 1e7))).toBe(0);
});

test('what is thinned out whenever it is full is flat', () => {
  const held = (share: number) => share / 2 ** Math.floor(Math.log2(share));
  const saw = (share: number) => 1e7 * (1 + held(share));
  expect(Math.abs(grown(saw))).toBeLessThan(FLAT);
  // However the samples lie in the saw.
  const unevenly = EVENLY.flatMap((share) =>
    share > 0.25 && share < 0.35 ? [share - 0.008, share, share + 0.004] : share,
  );
  expect(Math.abs(grown(saw, unevenly))).toBeLessThan(FLAT);
});

test('what comes after nothing is not flat', () => {
  expect(grown((share) => (share < 0.5 ? 0 : 1))).toBe(Infinity);
});
