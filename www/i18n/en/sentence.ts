// The user's sentence.

import { n } from './count';

export const sentence = {
  sentence: {
    title: 'Try your own sentence',
    lead: 'Type one or two sentences, choose which words are selected, and watch the predictions change as the model learns.',
    shelves: { masking: 'Examples: masking', following: 'Examples: does B follow A?' },
    first: 'Sentence A',
    second: 'Sentence B (optional)',
    wordsOfA: 'Words of the sentence',
    wordsOfB: 'Words of the second sentence',
    clickAWord: 'Click a word to mask it. You can then replace it instead, or keep it visible but scored.',
    blank: 'Type a sentence or choose an example above.',
    asOf: (step: string) => `Model’s prediction at step ${step}`,
    untrained: 'Prediction of the untrained model',
    waiting: 'Predicting…',
    held: 'fixed at this step while the calculation is open',

    noRoom: 'doesn’t fit',
    unknownWord: 'not in the vocabulary',
    moreWords: (count: number) => `and ${n(count, 'more word', 'more words')}`,

    becomes: (word: string) => `What to do with “${word}”`,
    fates: {
      left: 'Don’t select',
      masked: '[MASK]',
      randomized: 'Replace',
      kept: 'Keep unchanged',
    },
    masks: 'Hidden. The model must predict it and is scored.',
    keeps: 'Selected but left visible. The model can’t tell, so it is scored as well.',
    replacement: 'Replace with',
    anyToken: 'leave empty for a random token',
    offered: 'Or one of your words',
    typedMask: 'A [MASK] you typed: the model predicts it, but there is no correct answer to score it against.',

    scored: (read: number, selected: number, loss: string) =>
      `${n(read, 'token', 'tokens')}, ${selected} selected. Loss (mean over the selected): ${loss}.`,
    nothingSelected: (read: number) => `${n(read, 'token', 'tokens')}, none selected: no MLM loss and no gradient.`,
    notTaught: 'This run trains NSP only. Its token predictions are untrained and aren’t scored.',
    follows: 'Does B follow A?',
    before: (yes: string, pair: string) => `With “${pair}” as B: yes ${yes}.`,
    answers: (yes: boolean, sure: string) => `Prediction: ${yes ? 'yes' : 'no'} (${sure}).`,
    yes: 'yes',
    no: 'no',
    noSecondQuestion: 'This run doesn’t train NSP, so there is no prediction for this.',
    tooLong: (characters: string, most: string) => `Only the first ${most} of ${characters} characters are used.`,
    cut: (room: number, cut: number) =>
      `The maximum sequence length is ${room} tokens, including [CLS] and [SEP]. ${n(cut, 'token was', 'tokens were')} cut off.`,
    lost: (words: string, count: number) =>
      `${words} ${count === 1 ? 'is' : 'are'} selected, but cut off, so not scored.`,
    unknown: (words: string, count: number) =>
      `Not in this run’s vocabulary: ${words}. The model sees [UNK] in ${count === 1 ? 'its' : 'their'} place, and can only learn to predict [UNK] there.`,
    nothingKnown:
      'None of these words are in this run’s vocabulary. The model sees only [UNK], so its predictions mean nothing for this sentence.',
    pieces: (words: string) =>
      `Words that are not in the vocabulary as a whole are split into pieces (WordPieces); ## marks a piece that continues a word: ${words}.`,
    notReplaced: (word: string, wanted: string) =>
      `“${wanted}” has a different number of tokens than “${word}”, so a random token was used instead.`,
    blanks: (count: number) =>
      `${n(count, '[MASK] you typed is', '[MASK] tokens you typed are')} predicted but not scored.`,
    quoted: (word: string) => `“${word}”`,
    list: (items: string[], more: number) => [...items, ...(more > 0 ? [`${more} more`] : [])].join(', '),
  },
};
