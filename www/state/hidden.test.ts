import { expect, test } from 'vitest';
import type { TokenTrace, Trace } from '../engine/types';
import { hidden } from './hidden.svelte';

const token = (position: number, original: string) =>
  ({
    position,
    original,
    input: '[MASK]',
    fate: 'masked',
    label: original,
    counted: true,
    would_be_loss: 3,
    top: [{ id: 1, token: original, probability: 0.9, logit: 1 }],
  }) as TokenTrace;

const traceOf = (step: number, row = 0) => ({ step, row, tokens: [token(0, 'owl'), token(1, 'fish')] }) as Trace;

test('nothing of the answer is left at the hidden position, and all of the others', () => {
  hidden.hide(traceOf(4), 1);
  const { tokens } = hidden.covered(traceOf(4));
  expect(JSON.stringify(tokens[1])).not.toContain('fish');
  expect(tokens[1]).toMatchObject({ input: '[MASK]', fate: 'masked', counted: true });
  expect(tokens[0]).toEqual(token(0, 'owl'));
  expect([0, 1].map((position) => hidden.covers(traceOf(4), position))).toEqual([false, true]);
});

test('another step or row, and a word that was revealed, is the very trace', () => {
  hidden.hide(traceOf(4), 1);
  for (const other of [traceOf(5), traceOf(4, 1)]) expect(hidden.covered(other)).toBe(other);
  hidden.reveal();
  const same = traceOf(4);
  expect(hidden.covered(same)).toBe(same);
});
