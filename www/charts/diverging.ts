// Whether a run diverges: its loss has left the range of guesses instead of falling from it.

import type { LossFacts, Point } from '../engine/types';

/** Steps before which nothing is said, and over which the loss is averaged. */
const STEPS = 10;
/** In nats, above where the run began and above even guessing: chance reaches no further. */
const MARGIN = 1;

export interface Divergence {
  loss: number;
  /** The loss of guessing evenly. */
  uniform: number;
}

/** Of the first loss over tokens. Null for a run that does not diverge, or is too young to tell. */
export function divergence(
  points: readonly Point[],
  losses: readonly LossFacts[],
  vocabulary: number,
): Divergence | null {
  const place = losses.findIndex(({ scores }) => scores === 'tokens');
  const last = points.slice(-STEPS).flatMap(({ losses }) => losses[place] ?? []);
  const first = points[0]?.losses[place];
  if (place < 0 || first === undefined || last.length < STEPS) return null;
  const loss = last.reduce((sum, value) => sum + value, 0) / last.length;
  const uniform = Math.log(Math.max(2, vocabulary));
  return loss > Math.max(uniform, first) + MARGIN ? { loss, uniform } : null;
}
