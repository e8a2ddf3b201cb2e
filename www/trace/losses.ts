// The losses of a step. A run may have any number of them.

import type { LossFacts, Trace } from '../engine/types';

export type Scores = LossFacts['scores'];

const placeOf = ({ batch }: Trace, scores: Scores) => batch.losses.findIndex((loss) => loss.scores === scores);

/** The batch's token loss. 0 if none is trained. */
export const tokenLoss = (trace: Trace): number => trace.batch.losses[placeOf(trace, 'tokens')]?.value ?? 0;

/** The gradient of a loss at the output vector of [CLS]. Undefined if it is not trained or has no gradient. */
export const clsGradient = (trace: Trace, scores: Scores): number[] | undefined =>
  trace.cls.gradients[placeOf(trace, scores)];

/** Whether a token loss is trained. */
export const scoresTokens = (losses: readonly LossFacts[]): boolean => losses.some(({ scores }) => scores === 'tokens');
