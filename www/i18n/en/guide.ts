// What a first visitor is told: what can be done now, what waits, what was left behind.

import type { WhatIf } from '../../engine/types';

export const guide = {
  guide: {
    waits: 'Training waits',
    comeBack: (step: string) => `Return to the run at step ${step}`,
    finished: 'Finished: try a new seed',
    noOther: 'The other pairs of this batch are no longer in memory. Train one step to see more.',
    clickToken: 'Click a token to see its arithmetic.',
    unchanged: {
      always_mask: 'Every selected token of this pair is [MASK] already, so this rule would change nothing here.',
      no_random: 'This pair has no random token, so this rule would change nothing here.',
      select_all: 'This rule would change nothing here.',
      every_position: 'This rule would change nothing here.',
    } satisfies Record<WhatIf, string>,
    changedPair: 'Show a pair where it does',
    unchangedBatch: 'No pair of this batch would change. Train one step, and look again.',
    asking: 'Loading the tokens of the last evaluation…',
    diverges: (loss: string, uniform: string) =>
      `Training diverges: the loss has risen to ${loss}, where guessing evenly gives ${uniform}.`,
    divergesBy: (rate: string, warmup: number) =>
      `Its learning rate, ${rate}${warmup > 0 ? '' : ' without warm-up'}, moves the weights too far at each step. Start a new run with a smaller one${warmup > 0 ? '' : ', and some warm-up steps'}: it won’t recover by itself.`,
    unknownTargets: (count: number) =>
      `${count === 1 ? 'One scored position here is a word' : `${count} scored positions here are words`} that the vocabulary can’t write. The right answer there is [UNK], so its loss says nothing about the word.`,
    unknownScored: (words: string, count: number) =>
      `${words} ${count === 1 ? 'is' : 'are'} selected, but [UNK] to this model: it is scored for answering [UNK] there, and can’t guess the ${count === 1 ? 'word' : 'words'}.`,
    saved: (name: string, megabytes: string, folder: string) =>
      `Saved as ${name} (${megabytes} MB) in your downloads. Unpack it into a folder named ${folder}; these lines load it in Python:`,
    copyLines: 'Copy the lines',
    openedHere:
      'The model is open, and is asked in this box. The example and the curves stay with the run that you train.',
    presets: {
      masked: (word: string, _other: string) => `${word} → [MASK]`,
      randomized: (word: string, other: string) => `${word} → ${other}`,
      kept: (word: string, _other: string) => `${word} stays ${word}`,
      one: (title: string, _other: string) => `${title}: one selected`,
      three: (title: string, _other: string) => `${title}: three at once`,
      follows: (end: string, _other: string) => `… ${end}`,
      elsewhere: (end: string, _other: string) => `… ${end}`,
    },
  },
};
