// The masking rules, and the outcomes of their random draws.

import { draw, percent } from '../../format';
import type { RuleText, RuleTexts, ThrowTexts } from '../texts';
import { n, ordinal } from './count';

const eachToken: RuleText['fates'] = (mask, random, keep) =>
  `Each selected token draws its fate: ${mask}\u00a0% become [MASK], ${random}\u00a0% a random token, ${keep}\u00a0% stay.`;

export const rules: RuleTexts = {
  google: {
    name: 'A fixed number a row (Google)',
    about: 'Google’s way picks a fixed number of tokens in each row.',
    pick: ({ candidates, selected, probability, tokens }) =>
      `The ${candidates} candidates are shuffled (special tokens are none). ${percent(probability)} of ${tokens} tokens is ${selected}, so the first ${selected} of the shuffle are selected. The numbers are the places.`,
    candidate: ({ selected, place = 0 }, row) =>
      `In the shuffle of the ${row.candidates} candidates it came ${ordinal(place)}; ${selected ? '' : 'only '}the first ${row.selected} are selected.` +
      (row.whole_word ? ' Here whole words are shuffled, and a word that doesn’t fit is passed over.' : ''),
    fates: eachToken,
    tally: ({ probability, max_predictions, whole_word }) =>
      `Of each row the rule selects ${+(probability * 100).toFixed(2)}\u00a0% of its tokens, rounded to a whole number, at least 1 and at most ${max_predictions}. How many is fixed; which ones is up to chance.` +
      (whole_word
        ? ' Words are selected whole; one that would go beyond that number is passed over, so a row may come out short.'
        : ''),
  },
  hf: {
    name: 'Each on its own (Hugging Face)',
    about: 'Hugging Face’s tosses a coin for each token.',
    pick: ({ candidates, selected, probability }) =>
      `Each of the ${candidates} candidates draws a number between 0 and 1. Below ${probability} it is selected: ${selected} are.`,
    candidate: ({ throw: one }) => (one ? throws[one.meaning](draw(one.draw), String(one.limit), '') : ''),
    fates: eachToken,
    tally: ({ probability, whole_word }) =>
      `Each candidate draws for itself and is selected below ${probability}. [CLS] and [SEP] are no candidates, so the share of all tokens is smaller.` +
      (whole_word ? ' All pieces of a word share one draw, so the number varies more.' : ''),
  },
  span: {
    name: 'Spans of words (SpanBERT)',
    about: 'SpanBERT’s picks runs of whole words until it has as many tokens as Google’s.',
    pick: ({ selected, tokens, probability }) =>
      `Spans are drawn one after the other: a length, from 1 to 10 words and 3.8 on average, and a word to begin at. Drawing ends when ${selected} of the ${tokens} tokens are selected, ${percent(probability)} as far as whole words allow. The numbers say which span came first.`,
    candidate: ({ selected, place, together }) =>
      selected
        ? `It is in the ${ordinal(place ?? 0)} span that was drawn, ${n(together, 'token', 'tokens')} in all. The whole span shares one fate.`
        : 'No span came to it.',
    fates: (mask, random, keep) =>
      `Each span draws one fate for all its tokens: ${mask}\u00a0% become [MASK], ${random}\u00a0% random tokens, ${keep}\u00a0% stay.`,
    tally: ({ probability, max_predictions }) =>
      `Of each row the rule selects ${+(probability * 100).toFixed(2)}\u00a0% of its tokens, rounded, at least 1 and at most ${max_predictions}, in spans of whole words. How many is fixed, as far as whole words allow. A span draws one fate for all its tokens, so the shares of the fates vary more.`,
  },
};

export const throws: ThrowTexts = {
  selected: (draw, limit) => `Its first draw ${draw} is below ${limit}: selected.`,
  not_selected: (draw, limit) => `Its draw ${draw} is not below ${limit}: not selected.`,
  masked: (draw, limit) => `Its draw ${draw} is below ${limit}: it becomes [MASK].`,
  not_masked: (draw, limit) => `Its draw ${draw} is not below ${limit}: no [MASK].`,
  randomized: (draw, limit, token) => `The second draw ${draw} is below ${limit}: a random token, “${token}”.`,
  kept: (draw, limit) => `The second draw ${draw} is not below ${limit}: it stays as it is.`,
};
