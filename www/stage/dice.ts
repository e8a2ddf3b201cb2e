// The dice of one position in words' order: what was drawn, against what, and what followed.

import type { Settings, TokenTrace } from '../engine/types';

/** Numbers that decided a fate. `limit`: the draw has to be below it. */
export interface Dice {
  /** Place in the shuffle of the candidates, from 1; null where each candidate was drawn on its own. */
  place: number | null;
  fate: { draw: number; limit: number } | null;
  replace: { draw: number; limit: number } | null;
}

/** Null where the token was not selected. */
export function diceOf(token: TokenTrace, masking: Settings['masking']): Dice | null {
  if (!token.counted) return null;
  const all = masking.mask + masking.random + masking.keep;
  const rest = masking.random + masking.keep;
  const { rank, fate_draw, replace_draw } = token;
  return {
    place: masking.rule === 'google' && rank !== null && rank !== undefined ? rank + 1 : null,
    fate: fate_draw === null || fate_draw === undefined ? null : { draw: fate_draw, limit: masking.mask / all },
    replace:
      replace_draw === null || replace_draw === undefined || rest === 0
        ? null
        : { draw: replace_draw, limit: masking.random / rest },
  };
}
