// The user's sentence.

import { n } from './count';

export const sentence = {
  sentence: {
    title: 'Your sentence',
    lead: 'Type one or two, select words by hand instead of by dice, and watch the answers change as the model learns.',
    shelves: { masking: 'Masked words', following: 'Does B follow A?' },
    first: 'A sentence',
    second: 'A second one, if you like',
    wordsOfA: 'Words of the sentence',
    wordsOfB: 'Words of the second sentence',
    clickAWord: 'Click a word to hide it; then you can also replace it, or select it and keep it.',
    blank: 'Nothing to read yet. Type a sentence, or take one of those above.',
    asOf: (step: string) => `The answer of the model as of step ${step}`,
    untrained: 'The answer of the model before its first step',
    waiting: 'Asking the model…',
    held: 'stays at this step while its arithmetic is open',

    noRoom: 'found no room',
    unknownWord: 'not in the vocabulary',
    moreWords: (count: number) => `and ${n(count, 'more word', 'more words')}`,

    becomes: (word: string) => `What becomes of “${word}”?`,
    fates: { left: 'Leave it', masked: '[MASK]', randomized: 'Replace', kept: 'Keep' },
    masks: 'Hidden. The model has to find it, and is scored.',
    keeps: 'Selected and left as it is. The model doesn’t know that, so it is scored all the same.',
    replacement: 'What stands there instead',
    anyToken: 'empty: any token, by dice',
    offered: 'Or one of your words',
    typedMask:
      'A [MASK] that you typed yourself: the model fills it, but nobody knows the right answer, so it isn’t scored.',

    scored: (read: number, selected: number, loss: string) =>
      `${n(read, 'token is', 'tokens are')} read, ${selected} of them selected by hand. The loss is the mean over ${selected === 1 ? 'that one' : `those ${selected}`}: ${loss}.`,
    nothingSelected: (read: number) =>
      `${n(read, 'token is', 'tokens are')} read, none is selected: nothing is scored here, and no gradient flows.`,
    notTaught:
      'This run trains the second question only. What it says about words was never taught, and nothing is scored there.',
    follows: 'Does the second follow the first?',
    answers: (yes: boolean, sure: string) => `The model says ${yes ? 'yes' : 'no'}, with ${sure}.`,
    yes: 'yes',
    no: 'no',
    noSecondQuestion: 'This run doesn’t train on whether one sentence follows another, so it isn’t asked.',
    tooLong: (characters: string, most: string) =>
      `You typed ${characters} characters. Only the first ${most} are looked at.`,
    cut: (room: number, cut: number) =>
      `This model reads ${room} tokens a row, [CLS] and [SEP] included. ${n(cut, 'token', 'tokens')} found no room.`,
    lost: (words: string, count: number) =>
      `${words} ${count === 1 ? 'is' : 'are'} selected, but found no room: nothing is scored there.`,
    unknown: (words: string, count: number) =>
      `The vocabulary of this run can’t write ${words}: the model sees [UNK] in ${count === 1 ? 'its' : 'their'} place.`,
    nothingKnown:
      'The vocabulary of this run can write none of these words. The model sees nothing but [UNK], so its answer says nothing about your sentence.',
    pieces: (words: string) =>
      `This run’s vocabulary has no token of its own for some words, and writes them in pieces: ${words}.`,
    notReplaced: (word: string, wanted: string) =>
      `“${wanted}” isn’t written with as many tokens as “${word}”, so it can’t take its place; dice chose instead.`,
    blanks: (count: number) =>
      `What your ${count === 1 ? '[MASK] hides' : `${count} [MASK]s hide`}, nobody knows: predicted, not scored.`,
    quoted: (word: string) => `“${word}”`,
    list: (items: string[], more: number) => [...items, ...(more > 0 ? [`${more} more`] : [])].join(', '),
  },
};
