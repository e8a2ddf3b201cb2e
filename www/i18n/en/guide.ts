// What a first visitor is told: what can be done now, what waits, what was left behind.

import type { WhatIf } from '../../engine/types';

export const guide = {
  guide: {
    waits: 'Training waits',
    comeBack: (step: string) => `Return to the run at step ${step}`,
    finished:
      'This run has trained all of its steps. Try a new seed, or set more steps under “Change something” and start a new run.',
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
  },
};
