import { expect, test } from 'vitest';
import type { LossFacts, Point } from '../engine/types';
import { divergence } from './diverging';

const LOSSES = [
  { name: 'mlm', scores: 'tokens' },
  { name: 'nsp', scores: 'sequences' },
] as LossFacts[];
const run = (...values: number[]) => values.map((value, step) => ({ step, losses: [value, 0.7] }) as Point);
const steady = (value: number) => Array.from({ length: 12 }, () => value);

test('a loss far above guessing diverges, one that falls towards it does not', () => {
  expect(divergence(run(6.8, ...steady(58)), LOSSES, 900)?.loss).toBeCloseTo(58);
  expect(divergence(run(6.8, ...steady(7.2)), LOSSES, 900)).toBeNull();
  expect(divergence(run(30, ...steady(20)), LOSSES, 900)).toBeNull();
  expect(divergence(run(6.8, 58, 58), LOSSES, 900)).toBeNull();
});

test('a run that scores no tokens has no such range', () => {
  expect(divergence(run(6.8, ...steady(58)), LOSSES.slice(1), 900)).toBeNull();
});
