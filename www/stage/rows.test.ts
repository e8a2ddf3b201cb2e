import { expect, test } from 'vitest';
import type { TokenTrace } from '../engine/types';
import { en } from '../i18n/en';
import { ko } from '../i18n/ko';
import { PHASES } from '../state/phases';
import { predictsNext, sentenceOf } from './layout';
import {
  badgeOf,
  columnClasses,
  gradientOf,
  isAhead,
  labelOf,
  lossOf,
  predictionOf,
  ROWS,
  rowsOf,
  verdictOf,
  type View,
} from './rows';

const scored: TokenTrace = {
  position: 0,
  segment: 0,
  original: 'dog',
  input: '[MASK]',
  label: 'dog',
  fate: 'masked',
  counted: true,
  loss: 3,
  would_be_loss: 3,
  original_logit: 1,
  log_sum_exp: 4,
  gradient_norm: 0.5,
  input_gradient_norm: 0.25,
  read: 0.25,
  top: [{ id: 7, token: 'dog', probability: 0.05, logit: 1 }],
};
const context: TokenTrace = {
  ...scored,
  fate: 'context',
  input: 'dog',
  label: undefined,
  counted: false,
  gradient_norm: 0,
};
const plain: View = {
  scale: 6,
  gradientScale: 1,
  inputScale: 1,
  base: null,
  after: null,
  phase: null,
  trained: true,
  next: false,
};
const ids = (view: Pick<View, 'trained' | 'phase'>) => rowsOf(view).map(({ id }) => id);

test('a model that is only asked has inputs and predictions, and the gradient at the input is of slow motion alone', () => {
  expect(ids({ trained: false, phase: null })).toEqual(['inputs', 'predicted']);
  expect(ids({ trained: true, phase: null })).toEqual(['inputs', 'read', 'predicted', 'losses', 'gradients']);
  expect(ids({ trained: true, phase: 'text' })).toEqual(ROWS.map(({ id }) => id));
});

test('slow motion brings the rows from top to bottom, and without it all are there', () => {
  const brought = ROWS.map(({ broughtBy }) => PHASES.indexOf(broughtBy));
  expect(brought).toEqual([...brought].sort((a, b) => a - b));
  for (const row of ROWS) {
    expect(isAhead(row, null)).toBe(false);
    expect(isAhead(row, 'text')).toBe(true);
    expect(isAhead(row, row.broughtBy)).toBe(false);
  }
});

test('every row has a name in both languages', () => {
  for (const { stage } of [en, ko]) for (const row of ROWS) expect(labelOf(row, stage, plain).name).not.toBe('');
});

test('what is scored has a badge, a solid column, its loss and its gradient', () => {
  expect(badgeOf(scored, plain)).toBe('fate');
  expect(columnClasses(scored, plain)).toEqual(['fate-masked', 'counted']);
  expect(lossOf(scored, plain)).toEqual({ kind: 'scored', value: '3.00', share: 0.5, was: null });
  expect(verdictOf(scored, plain)).toBe('scored');
  expect(gradientOf(scored, plain)).toEqual({ flows: true, value: '0.50', share: 0.5, ofPair: false });
});

test('what is not scored has a bar for its loss, and no gradient but that of the next sentence', () => {
  expect(badgeOf(context, plain)).toBe(null);
  expect(lossOf(context, plain)).toMatchObject({ kind: 'unscored', share: 0.5 });
  expect(verdictOf(context, plain)).toBe('notScored');
  expect(gradientOf(context, plain)).toMatchObject({ flows: false, value: '0' });
  expect(gradientOf({ ...context, gradient_norm: 0.1 }, plain)).toMatchObject({ flows: true, ofPair: true });
});

test('what another rule alone scores is told apart from what was scored', () => {
  const view = { ...plain, base: [context] };
  const newly = { ...context, counted: true };
  expect(columnClasses(newly, view)).toEqual(['fate-context', 'newly']);
  expect(badgeOf(newly, view)).toBe(null);
  expect(lossOf(newly, view).kind).toBe('newly');
  expect(verdictOf(newly, view)).toBe('wouldBe');
  expect(verdictOf(newly, plain)).toBe('scored');
});

test('nobody knows the loss of a [MASK] that somebody typed', () => {
  expect(lossOf({ ...scored, counted: false, label: undefined }, plain).kind).toBe('unknown');
});

test('before the fates are drawn, no column gives its fate away', () => {
  for (const phase of ['text', 'pick'] as const) {
    expect(columnClasses(scored, { ...plain, phase })[0]).toBe('fate-context');
    expect(badgeOf(scored, { ...plain, phase })).toBe(phase === 'pick' ? 'place' : null);
  }
  expect(columnClasses(scored, { ...plain, phase: 'pick' })).toContain('picked');
});

test('after the update the prediction is the new one, and the loss that was stands beside the new one', () => {
  const after = { ...scored, would_be_loss: 1.5, top: [{ id: 9, token: 'cat', probability: 0.5, logit: 2 }] };
  const view: View = { ...plain, phase: 'update', after: [after] };
  expect(lossOf(scored, view)).toMatchObject({ value: '1.50', share: 0.25, was: { value: '3.00', share: 0.5 } });
  expect(predictionOf(scored, view)).toMatchObject({ guess: 'cat', right: false });
  expect(predictionOf(scored, plain)).toMatchObject({ guess: 'dog', right: true });
});

test('where each position predicts the next token, the label of the loss says so and no token has a fate', () => {
  const told = { ...scored, input: 'dog', label: 'ran', fate: 'context' } as const;
  expect(predictsNext([told])).toBe(true);
  expect(predictsNext([scored, context])).toBe(false);
  const view = { ...plain, next: true };
  const losses = ROWS.find(({ id }) => id === 'losses')!;
  for (const { stage } of [en, ko]) {
    expect(labelOf(losses, stage, view).hint).not.toBe(labelOf(losses, stage, plain).hint);
  }
  expect(badgeOf(told, view)).toBe(null);
  expect(columnClasses(told, view)).toContain('counted');
  expect(sentenceOf([told, { ...context, position: 1, original: 'ran' }], en.words)).toContain(
    '1 of 2 tokens is scored',
  );
});
