// The losses of a step, of which a run has any number.

import type { LossFacts, Trace } from '../engine/types';

export type Scores = LossFacts['scores'];

const placeOf = ({ batch }: Trace, scores: Scores) => batch.losses.findIndex((loss) => loss.scores === scores);

/** The batch's loss over tokens; 0 where none is trained. */
export const tokenLoss = (trace: Trace): number => trace.batch.losses[placeOf(trace, 'tokens')]?.value ?? 0;

/** What a loss sends back into the vector of [CLS]; nothing where it is not trained or nothing went back. */
export const clsGradient = (trace: Trace, scores: Scores): number[] | undefined =>
  trace.cls.gradients[placeOf(trace, scores)];

/** Whether some loss is over tokens. */
export const scoresTokens = (losses: readonly LossFacts[]): boolean => losses.some(({ scores }) => scores === 'tokens');
