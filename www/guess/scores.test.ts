import { expect, test } from 'vitest';
import type { TokenTrace } from '../engine/types';
import { contextOf, lossOf, questionsIn, scoresOf } from './scores';

/** A token as [original, input, fate]; of a masked one the model says `top`. */
function tokensOf(all: [string, string, TokenTrace['fate']][], top: [string, number][] = []): TokenTrace[] {
  return all.map(([original, input, fate], position) => ({
    ...({} as TokenTrace),
    position,
    original,
    input,
    fate,
    segment: 0,
    would_be_loss: 2,
    top: top.map(([token, probability], id) => ({ id, token, probability, logit: 0 })),
  }));
}

const TOKENS = tokensOf(
  [
    ['[CLS]', '[CLS]', 'special'],
    ['the', 'the', 'context'],
    ['owl', '[MASK]', 'masked'],
    ['her', '[MASK]', 'masked'],
    ['##on', '##on', 'context'],
    ['sleeps', 'lamp', 'randomized'],
    ['.', '.', 'context'],
    ['[SEP]', '[SEP]', 'special'],
    ['[PAD]', '[PAD]', 'padding'],
  ],
  [
    ['cat', 0.5],
    ['dog', 0.25],
  ],
);

test('the model’s word, the guess and the original are scored by one rule', () => {
  const { guess, model, original } = scoresOf(TOKENS, 2, 'Owl', 'owl');
  expect(guess).toEqual({ word: 'Owl', right: true, probability: original.probability });
  expect(model).toEqual({ word: 'cat', right: false, probability: { is: 0.5 } });
  expect(lossOf((original.probability as { is: number }).is)).toBeCloseTo(2);
});

test('a guess among the likeliest tokens has the model’s probability, another one a bound', () => {
  expect(scoresOf(TOKENS, 2, 'dog', 'dog').guess?.probability).toEqual({ is: 0.25 });
  expect(scoresOf(TOKENS, 2, 'heron', 'heron').guess?.probability).toEqual({ under: 0.25 });
});

test('a word that is no token has no probability, and is wrong', () => {
  expect(scoresOf(TOKENS, 2, 'owls', null).guess).toEqual({ word: 'owls', right: false, probability: null });
  expect(scoresOf(TOKENS, 2, null, null).guess).toBeNull();
});

test('whole words that are masked can be asked for, pieces and other fates cannot', () => {
  expect(questionsIn(TOKENS)).toEqual([2]);
});

test('the context is what the model reads, with a gap', () => {
  const text = contextOf(TOKENS, 2).map(({ gap, text }) => (gap ? '_' : text));
  expect(text).toEqual(['the', '_', '[MASK]on', 'lamp.']);
});
