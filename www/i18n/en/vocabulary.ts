// Which words are learned.

import { n } from './count';

export const vocabulary = {
  vocabulary: {
    title: 'Which words has it learned?',
    lead: 'Each dot is a word of the held-out text, which is never trained on. The lower it lies, the less the word surprises the model; the further to the right, the more often the training text has it.',
    learnedOf: (words: string) => `of ${words} words learned`,
    learned: 'learned',
    notLearned: 'not yet',
    byFrequency: 'guessing by frequency',
    allAlike: (words: string) => `guessing among ${words}, all alike`,
    area: 'at least twice as likely as by either guess',
    xAxis: 'times in the training text →',
    yAxis: '↑ loss, −log p',
    explore: 'Map of words: go from word to word with the arrow keys, the more frequent ones to the right',
    none: 'No word is chosen.',
    hint: 'Point at a dot, use the arrow keys on the map, or search for a word.',
    word: (token: string) => `${token}:`,
    standsInText: (count: number) =>
      count === 0 ? 'not once in the training text.' : `${n(count, 'time', 'times')} in the training text.`,
    costs: (loss: string, asked: number) =>
      `Loss ${loss}, ${asked === 1 ? 'at the one held-out position that asks for it' : `the mean of ${asked} held-out positions that ask for it`}.`,
    likelier: (times: string) => `That is ${times} times as likely as the better blind guess has it.`,
    lessLikely: (times: string) => `That is ${times} times less likely than the better blind guess has it.`,
    search: 'Search for a word',
    notAsked: (text: string) => `No held-out position asks for “${text}”.`,
    more: (shown: number, all: number) => `The first ${shown} of ${all} are listed.`,
    best: 'Best beside a guess',
    worst: 'Worst beside a guess',
    columns: { word: 'word', asked: 'asked', loss: 'loss', times: '× guess' },
    model: (step: string) => `The model after step ${step}, over all positions`,
    uncertain: (positions: string, median: number, unasked: string) =>
      `${positions} held-out positions were asked, the same ones at every evaluation. Half of the words were asked at ${n(median, 'position', 'positions')} or fewer: small dots are uncertain. Another ${unasked} words of the training text were not asked. ## marks a piece that goes on a word.`,
    nothingMasked: 'In this run no words are masked, so none can be asked for.',
    nothingHeldOut: 'This text is too short to hold a part of it out, so there is nothing to ask about.',
    waiting: 'The first evaluation is still to come.',
  },
};
