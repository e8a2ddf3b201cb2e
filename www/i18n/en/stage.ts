// The stage: rows, fates, what counts.

import { n, ordinal } from './count';

export const stage = {
  stage: {
    title: 'The stage',
    atStep: (step: string) => `One pair of the batch, step ${step}`,
    before: 'One pair of the first batch, before any training',
    holds: 'At full speed the stage changes every few seconds. Pause to look closely.',
    pinned: 'The stage keeps this step while its arithmetic is open; training goes on.',
    slow: 'Training waits while this step is shown in slow motion.',
    sentenceA: 'Sentence A',
    sentenceB: 'Sentence B',
    continued: (name: string) => `${name}, continued`,
    token: 'Token',
    rows: {
      original: 'Original',
      fate: 'Fate',
      inputs: 'Model sees',
      read: 'Read',
      predicted: 'Predicts',
      losses: 'Loss',
      gradients: 'Gradient',
      spread: 'Gradient',
    },
    hints: {
      losses: '−log p(original)',
      gradients: 'at the output vector',
      spread: 'at the input embedding',
      read: 'by the scored',
    },
    nextHints: {
      losses: '−log p(next token)',
    },
    nextNote:
      'This model reads from left to right. At each position it predicts the token that follows, and it sees no token further right. Nothing is masked.',
    scored: 'scored',
    notScored: 'not scored',
    timesZero: '× 0',
    wouldBe: 'would be',
    right: 'right',
    padding: (count: number) => `+ ${n(count, 'padding position', 'padding positions')}: neither read nor scored`,
    /** Of a gradient that the pair brings, not a scored token. */
    ofPair: 'NSP',
    readShare: (share: string) => `${share} of what the scored positions read`,
    place: (place: number) => ordinal(place),
    unknownOriginal: 'nobody knows the original',
    legend: 'Legend',
    drawn: 'What is drawn here',
    pairsNote: 'at [CLS]: gradient of next sentence prediction (NSP); the MLM loss does not score [CLS]',
    opened: (token: string) => `Open the arithmetic of “${token}”`,
    tokenLabel: (token: string, fate: string) => `${token}, ${fate}`,
    top: 'Likeliest',
    saveAs: 'Save the picture as',
    saveLabel: (format: string) => `Save the stage as ${format}`,
    notebook: 'This step in PyTorch',
    notebookNote: 'A Jupyter notebook with this batch and these weights: it computes every number of the step again',
    speak: 'Read this step aloud',
  },

  fates: {
    masked: 'masked',
    randomized: 'random',
    kept: 'kept',
    context: 'context',
    special: 'special',
    padding: 'padding',
  },

  fateNotes: {
    masked: 'selected, replaced by [MASK]',
    randomized: 'selected, replaced by a random token',
    kept: 'selected, left as it is, predicted all the same',
    context: 'read, not scored',
    special: 'read, never selected',
    padding: 'filler, neither read nor scored',
  },

  words: {
    counted: (real: number, selected: number, loss: string, among: string) =>
      `Of ${n(real, 'token', 'tokens')}, ${selected} ${selected === 1 ? 'was' : 'were'} selected. The loss of this pair is the mean over ${selected === 1 ? 'that one' : `those ${selected}`}: ${loss}, as unsure as a choice among ${among} words. The other ${real - selected} are read, and count for nothing.`,
    next: (real: number, scored: number, loss: string, among: string) =>
      `Of ${n(real, 'token', 'tokens')}, ${scored} ${scored === 1 ? 'is' : 'are'} scored: each predicts the token after it from what stands to its left. The loss of this pair is the mean over ${scored === 1 ? 'that one' : `those ${scored}`}: ${loss}, as unsure as a choice among ${among} words. Nothing follows the last token, so it is not scored.`,
    none: (real: number) =>
      `Of ${n(real, 'token', 'tokens')}, none was selected: this pair adds nothing to the masked-token loss.`,
  },
};
