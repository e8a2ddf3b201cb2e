// The dice of one position in words' order: what was drawn, against what, and what followed.

import type { Settings, TokenTrace } from '../engine/types';

/** A draw, and what it has to be below. */
interface Draw {
  draw: number;
  limit: number;
}

/** Numbers that decided the fate of a selected token; the second one is drawn only where the first does not mask. */
export interface Dice {
  fate: Draw;
  replace: Draw | null;
}

/** Null where no dice were thrown. */
export function diceOf({ fate_draw, replace_draw }: TokenTrace, masking: Settings['masking']): Dice | null {
  if (typeof fate_draw !== 'number') return null;
  const rest = masking.random + masking.keep;
  return {
    fate: { draw: fate_draw, limit: masking.mask / (masking.mask + rest) },
    replace: typeof replace_draw === 'number' && rest > 0 ? { draw: replace_draw, limit: masking.random / rest } : null,
  };
}

export interface Selection {
  /** How many candidates there were, and how many were selected. */
  candidates: number;
  selected: number;
  /** Place in the shuffle, from 1 (rule `google`). */
  place: number | null;
  /** Its own draw (rule `hf`). */
  draw: Draw | null;
}

/** How a candidate came into the selection or did not; null for what is no candidate. */
export function selectionOf(token: TokenTrace, real: TokenTrace[], masking: Settings['masking']): Selection | null {
  const own = typeof token.selection_draw === 'number' ? token.selection_draw : null;
  const place = typeof token.rank === 'number' ? token.rank + 1 : null;
  if (own === null && place === null) return null;
  const selected = real.filter((other) => ['masked', 'randomized', 'kept'].includes(other.fate)).length;
  const candidates = real.filter((other) => other.fate !== 'special').length;
  return { candidates, selected, place, draw: own === null ? null : { draw: own, limit: masking.probability } };
}
