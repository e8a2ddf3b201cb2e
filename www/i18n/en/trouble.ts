// What went wrong with a run, and what is left of it.

import type { Divergence } from '../../engine/types';

const NUMBERS: Record<Divergence['quantity'], string> = {
  loss: 'the loss has been',
  gradient_norm: 'the gradient norm has been',
  held_out_loss: 'the held-out loss has been',
  weights: 'some weights have been',
  predictions: 'some predictions have been',
};

export const trouble = {
  diverged: (rate: string, warmup: number, { step, quantity, found }: Divergence) =>
    `Learning rate ${rate}${warmup > 0 ? '' : ' without warm-up'}: ${NUMBERS[quantity]} ${found === 'nan' ? 'NaN (not a number)' : 'infinite'} since step ${step}.`,
  stopped:
    'Training has stopped there. Start a new run with a lower learning rate, or go back to the last good state of this one.',
  returnTo: (step: string) => `Return to step ${step}`,
  returnToGood: 'Return to the last good step',
  lowerRate: (rate: string) => `New run with learning rate ${rate}`,
  memory: 'The browser gives this page no more memory for training.',
  memoryHint:
    'Close other tabs, or choose a smaller model, batch or sequence length. Restart to continue from the last saved step, or from the beginning if nothing was saved.',
  background: (trained: string, time: string, usual: string) =>
    `In the background this tab was slowed down or stopped, by the browser or a sleeping computer: ${trained} steps in ${time}, where ${usual} are usual. Training goes on.`,
  seconds: (count: string) => `${count} s`,
  minutes: (count: string) => `${count} min`,
};
