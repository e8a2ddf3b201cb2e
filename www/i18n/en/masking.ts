// The masking rules, and the outcomes of their random draws.

import { draw } from '../../format';
import type { RuleText, RuleTexts, ThrowTexts } from '../texts';
import { n, ordinal } from './count';

const eachToken: RuleText['fates'] = (mask, random, keep) =>
  `For each selected token a random number decides: ${mask}% become [MASK], ${random}% a random token, ${keep}% stay unchanged.`;

/** The per cent of a setting, with the digits it has. */
const share = (probability: number) => `${+(probability * 100).toFixed(2)}%`;

export const rules: RuleTexts = {
  google: {
    name: 'Fixed number per sequence (Google BERT)',
    about: 'Google’s code selects a fixed number of tokens per sequence.',
    pick: ({ candidates, selected, probability, tokens, whole_word }) =>
      `The ${candidates} candidates are put in random order ([CLS] and [SEP] are never candidates). ` +
      (whole_word
        ? `Whole words are selected in this order, ${share(probability)} of ${tokens} tokens if they fit: ${n(selected, 'token', 'tokens')} here. `
        : `${share(probability)} of ${tokens} tokens ${probability * tokens > selected + 1 ? 'is more than the limit per sequence' : `is ${selected}, rounded`}: the first ${selected} ${selected === 1 ? 'is' : 'are'} selected. `) +
      'The numbers show the order.',
    candidate: ({ selected, place = 0 }, row) =>
      row.whole_word
        ? `Words are put in random order, and its word came ${ordinal(place)}. ${selected ? 'It was selected.' : 'It was not selected.'} A word that would exceed the limit is skipped.`
        : `In the random order of the ${row.candidates} candidates it came ${ordinal(place)}. ${selected ? 'The' : 'Only the'} first ${row.selected} are selected.`,
    fates: eachToken,
    tally: ({ probability, max_predictions, whole_word }) =>
      `In each sequence ${share(probability)} of the tokens are selected (rounded, at least 1, at most ${max_predictions}). How many is fixed; which ones is random.` +
      (whole_word
        ? ' Whole words are selected. A word that would exceed that number is skipped, so some sequences have fewer selected tokens.'
        : ''),
  },
  hf: {
    name: 'Each token independently (Hugging Face)',
    about: 'Hugging Face’s decides for each token independently, so the number varies.',
    pick: ({ candidates, selected, probability }) =>
      `Each of the ${candidates} candidates gets a random number between 0 and 1 and is selected if it is below ${probability}: ${selected} ${selected === 1 ? 'was' : 'were'}.`,
    candidate: ({ throw: one }) => (one ? throws[one.meaning](draw(one.draw), String(one.limit), '') : ''),
    fates: eachToken,
    tally: ({ probability, whole_word }) =>
      `Each candidate is selected with a probability of ${share(probability)}, independently. [CLS] and [SEP] can’t be selected, so the share of all tokens is a little lower.` +
      (whole_word ? ' All pieces of a word share one draw, so the number varies more.' : ''),
  },
  span: {
    name: 'Spans of words (SpanBERT)',
    about: 'SpanBERT’s selects runs of whole words until there are as many tokens as with Google’s.',
    pick: ({ selected, tokens, probability }) =>
      `Spans are drawn one after another: a random length of 1 to 10 words, 3.8 on average, and a random first word. This stops at ${share(probability)} of the ${tokens} tokens, as far as whole words allow: ${selected} here. The numbers show which span came first.`,
    candidate: ({ selected, place, together }) =>
      selected
        ? `It is in the ${ordinal(place ?? 0)} span that was drawn (${n(together, 'token', 'tokens')}). The whole span is masked, replaced or kept together.`
        : 'It is in none of the spans.',
    fates: (mask, random, keep) =>
      `For each span one random number decides for all its tokens: ${mask}% become [MASK], ${random}% random tokens, ${keep}% stay unchanged.`,
    tally: ({ probability, max_predictions }) =>
      `In each sequence ${share(probability)} of the tokens are selected (rounded, at least 1, at most ${max_predictions}), in spans of whole words. How many is fixed, as far as whole words allow. All tokens of a span are masked, replaced or kept together, so these shares vary more.`,
  },
};

export const throws: ThrowTexts = {
  selected: (draw, limit) => `Its first random number, ${draw}, is below ${limit}: selected.`,
  not_selected: (draw, limit) => `Its random number ${draw} is not below ${limit}: not selected.`,
  masked: (draw, limit) => `Its random number ${draw} is below ${limit}: it becomes [MASK].`,
  not_masked: (draw, limit) => `Its random number ${draw} is not below ${limit}: no [MASK].`,
  randomized: (draw, limit, token) => `The second random number ${draw} is below ${limit}: a random token, “${token}”.`,
  kept: (draw, limit) => `The second random number ${draw} is not below ${limit}: it stays unchanged.`,
};
