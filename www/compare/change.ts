// What a change on the right of a blank does to a prediction.

import type { Prediction } from '../engine/types';

export const MASK = '[MASK]';

/** What a change on the right of the blank did to a model's answer. Both texts were read with the same weights. */
export interface Change {
  /** The likeliest token before the change. */
  token: string;
  before: number;
  /** Null: no longer among the likeliest. */
  now: number | null;
  /** Not a bit of the likeliest tokens' logits differs. */
  same: boolean;
}

/** What stands left of the one blank, and right of it; null without one, or with several. */
export function sidesOf(text: string): [left: string, right: string] | null {
  const parts = text.split(MASK);
  return parts.length === 2 ? [parts[0]!, parts[1]!] : null;
}

export function changeOf(before: readonly Prediction[], now: readonly Prediction[]): Change | null {
  const [first] = before;
  if (!first) return null;
  return {
    token: first.token,
    before: first.probability,
    now: now.find(({ id }) => id === first.id)?.probability ?? null,
    same:
      before.length === now.length &&
      before.every(({ id, logit }, at) => now[at]?.id === id && now[at].logit === logit),
  };
}
