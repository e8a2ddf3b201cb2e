// Which rules would change a step: a what-if that changes nothing teaches nothing.

import type { Settings, Trace, WhatIf } from '../engine/types';

/** Whether a rule differs from that of the run for some pair. */
export function canChange(rule: WhatIf, { mask, random, probability }: Settings['masking']): boolean {
  switch (rule) {
    case 'always_mask':
      return mask < 100;
    case 'no_random':
      return random > 0;
    case 'select_all':
      return probability < 1;
    case 'every_position':
      return true;
  }
}

/** Whether a rule gives this pair another input, or other positions to score. */
export function changes(rule: WhatIf, { tokens }: Trace): boolean {
  const counted = tokens.filter((token) => token.counted);
  if (rule === 'always_mask') return counted.some((token) => token.fate !== 'masked');
  if (rule === 'no_random') return counted.some((token) => token.fate === 'randomized');
  return true;
}
