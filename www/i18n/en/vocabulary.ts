// Which tokens are learned.

import { n } from './count';

export const vocabulary = {
  vocabulary: {
    title: 'Which tokens has it learned?',
    lead: 'Each dot is a token of the held-out text, which is never trained on. Lower: smaller loss, so better predicted. Further right: more frequent in the training text. A token counts as learned here when the model gives it at least twice the probability of the better baseline; that need not be the right answer yet.',
    learnedOf: (words: string) => `of ${words} tokens learned`,
    learned: 'learned',
    notLearned: 'not yet',
    byFrequency: 'token-frequency baseline',
    allAlike: (words: string) => `uniform guess over ${words}`,
    area: 'learned: ≥ 2 × the better baseline',
    xAxis: 'count in the training text →',
    yAxis: '↑ loss, −log p',
    explore: 'Map of tokens: go from token to token with the arrow keys, the more frequent ones to the right',
    none: 'No token is selected.',
    hint: 'Point at a dot, use the arrow keys on the map, or search for a token.',
    word: (token: string) => `${token}:`,
    standsInText: (count: number) =>
      count === 0 ? 'not once in the training text.' : `${n(count, 'time', 'times')} in the training text.`,
    costs: (loss: string, asked: number) =>
      `Loss ${loss} (${asked === 1 ? 'one held-out position' : `mean of ${asked} held-out positions`}).`,
    likelier: (times: string) => `${times} × the probability of the better baseline.`,
    lessLikely: (times: string) => `1/${times} of the better baseline’s probability.`,
    search: 'Search for a token',
    notAsked: (text: string) => `“${text}” is never a target in the held-out text.`,
    more: (shown: number, all: number) => `The first ${shown} of ${all} are listed.`,
    best: 'Furthest above the baseline',
    worst: 'Furthest below the baseline',
    columns: { word: 'token', asked: 'positions', loss: 'loss', times: '× baseline' },
    model: (step: string) => `Model after step ${step}, mean of all positions`,
    uncertain: (positions: string, median: number, unasked: string) =>
      `Evaluated at ${positions} held-out positions, the same ones each time. Half of the tokens occur at ${n(median, 'position', 'positions')} or fewer, so small dots are uncertain. Another ${unasked} tokens of the training text weren’t evaluated. ## marks a piece that continues a word.`,
    nothingMasked: 'This run has no MLM, so there are no predictions to evaluate.',
    nothingHeldOut: 'This text is too short to hold out a part for evaluation.',
    waiting: 'Waiting for the first evaluation.',
  },
};
