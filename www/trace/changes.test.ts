import { expect, test } from 'vitest';
import type { Settings, TokenFate, Trace } from '../engine/types';
import { canChange, changes } from './changes';

const masking = (mask: number, random: number, probability = 0.15) =>
  ({ mask, random, keep: 100 - mask - random, probability }) as Settings['masking'];
const pair = (...fates: TokenFate[]) =>
  ({ tokens: fates.map((fate) => ({ fate, counted: !['context', 'special', 'padding'].includes(fate) })) }) as Trace;

test('a rule that the run already follows changes no pair', () => {
  expect(canChange('always_mask', masking(100, 0))).toBe(false);
  expect(canChange('no_random', masking(100, 0))).toBe(false);
  expect(canChange('no_random', masking(80, 0))).toBe(false);
  expect(canChange('select_all', masking(80, 10, 1))).toBe(false);
  for (const rule of ['always_mask', 'no_random', 'select_all', 'every_position'] as const) {
    expect(canChange(rule, masking(80, 10))).toBe(true);
  }
});

test('a pair of masked tokens only is the same without random tokens, and with [MASK] everywhere', () => {
  const masked = pair('special', 'masked', 'context', 'masked');
  expect(changes('always_mask', masked)).toBe(false);
  expect(changes('no_random', masked)).toBe(false);
  expect(changes('every_position', masked)).toBe(true);
  expect(changes('always_mask', pair('masked', 'kept'))).toBe(true);
  expect(changes('no_random', pair('masked', 'kept'))).toBe(false);
  expect(changes('no_random', pair('masked', 'randomized'))).toBe(true);
});
