import { expect, test } from 'vitest';
import type { Prediction } from '../engine/types';
import { changeOf, sidesOf } from './change';

const guess = (id: number, logit: number, probability: number): Prediction => ({
  id,
  token: `t${id}`,
  logit,
  probability,
});

test('a text with one blank has two sides, any other has none', () => {
  expect(sidesOf('the [MASK] ran')).toEqual(['the ', ' ran']);
  expect(sidesOf('the dog ran')).toBeNull();
  expect(sidesOf('[MASK] [MASK]')).toBeNull();
});

test('a single bit of a logit is a change, and where a token went is told', () => {
  const before = [guess(1, 2, 0.5), guess(2, 1, 0.2)];
  expect(changeOf(before, [...before])).toEqual({ token: 't1', before: 0.5, now: 0.5, same: true });
  const moved = [guess(1, 2 + 2 ** -22, 0.5), guess(2, 1, 0.2)];
  expect(changeOf(before, moved)).toMatchObject({ now: 0.5, same: false });
  expect(changeOf(before, [guess(3, 3, 0.9), guess(2, 1, 0.05)])).toMatchObject({ now: null, same: false });
  expect(changeOf([], before)).toBeNull();
});
