// The stage: rows, roles, what is scored.

import { n, ordinal } from './count';

export const stage = {
  stage: {
    title: 'Example',
    atStep: (step: string) => `One pair of the batch, step ${step}`,
    before: 'One pair of the first batch, untrained',
    holds: 'At full speed this example changes every few seconds. Pause to look closely.',
    pinned: 'This step stays here while its calculation is open. Training continues.',
    slow: 'Training is paused during slow motion.',
    sentenceA: 'Sentence A',
    sentenceB: 'Sentence B',
    continued: (name: string) => `${name}, continued`,
    token: 'Token',
    rows: {
      original: 'Original',
      fate: 'Role',
      inputs: 'Input',
      read: 'Attention',
      // Two lines where a column is narrow.
      predicted: 'Predic\u00adtion',
      losses: 'Loss',
      gradients: 'Gradient',
      spread: 'Gradient',
    },
    hints: {
      losses: '−log p(original)',
      gradients: 'norm, at the output',
      spread: 'norm, at the input',
      read: 'from scored tokens',
    },
    nextHints: {
      losses: '−log p(next token)',
    },
    nextNote:
      'This model reads from left to right. At each position it predicts the next token, and it sees no token further right. Nothing is masked.',
    scored: 'scored',
    notScored: 'not scored',
    timesZero: '× 0',
    wouldBe: 'if scored',
    right: 'correct',
    padding: (count: number) =>
      `+ ${n(count, 'padding token [PAD]', 'padding tokens [PAD]')} at the end of the sequence: ignored`,
    readShare: (share: string) => `${share} of the scored tokens’ attention`,
    /** Of a gradient that the pair brings, not a scored token. */
    ofPair: 'NSP',
    place: (place: number) => ordinal(place),
    unknownOriginal: 'original unknown',
    legend: 'Legend',
    drawn: 'What is drawn here',
    pairsNote: 'at [CLS]: gradient of next sentence prediction (NSP); the MLM loss does not score [CLS]',
    tokenLabel: (token: string, fate: string) => `${token}, ${fate}`,
    top: 'Top predictions',
    saveAs: 'Save the picture as',
    saveLabel: (format: string) => `Save this view as ${format}`,
    notebook: 'This step in PyTorch',
    notebookNote: 'A Jupyter notebook with this batch and these weights. It recomputes every number of the step.',
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
    kept: 'selected, left unchanged, still predicted',
    context: 'not selected: read, not scored',
    special: '[CLS] (start) and [SEP] (end of a sentence): read, never selected',
    padding: '[PAD], fills the sequence up: neither read nor scored',
  },

  words: {
    counted: (real: number, selected: number, loss: string, among: string) =>
      `${selected} of ${n(real, 'token', 'tokens')} ${selected === 1 ? 'was' : 'were'} selected. This pair’s MLM loss is the mean over ${selected === 1 ? 'that one' : `those ${selected}`}: ${loss}, as uncertain as choosing among ${among} tokens. The other ${real - selected} are read as context, but not scored.`,
    next: (real: number, scored: number, loss: string, among: string) =>
      `${scored} of ${n(real, 'token', 'tokens')} ${scored === 1 ? 'is' : 'are'} scored: each predicts the token after it from the tokens to its left. This example’s loss is the mean over ${scored === 1 ? 'that one' : `those ${scored}`}: ${loss}, as uncertain as choosing among ${among} tokens. The last token has no successor, so it is not scored.`,
    none: (real: number) =>
      `None of the ${n(real, 'token', 'tokens')} was selected, so this pair adds nothing to the MLM loss.`,
  },
};
