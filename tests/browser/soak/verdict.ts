// Whether memory grew: the median of the second half of the run over that of the quarter before, so that no single value decides.
//
// The history of losses and the films of sentences are thinned to every second entry when they are full, so they hold as much at any
// step as at twice that step: what the two spans hold of them is the same, and any difference is something else.

export type Sample = { step: number } & Record<string, number>;

export interface Growth {
  measure: string;
  /** Medians of the second quarter and of the second half. */
  first: number;
  last: number;
  /** Share by which the last is more than the first. */
  grown: number;
}

/** The largest share that still counts as flat. */
export const FLAT = 0.02;
/** Share of the steps until which code is compiled, caches fill and histories reach their bounds. */
export const WARM_UP = 0.25;

/** Of a brief run that has too few samples, nothing. */
export function growths(samples: readonly Sample[], steps: number): Growth[] {
  const early = samples.filter(({ step }) => step >= WARM_UP * steps && step < 2 * WARM_UP * steps);
  const late = samples.filter(({ step }) => step >= 2 * WARM_UP * steps);
  if (early.length === 0 || late.length === 0) return [];
  const measures = Object.keys(samples[0] ?? {}).filter((name) => name !== 'step');
  return measures.map((measure) => {
    const [first, last] = [early, late].map((part) => median(part.map((sample) => sample[measure] ?? 0)));
    return { measure, first: first!, last: last!, grown: first === last ? 0 : last! / first! - 1 };
  });
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.ceil((sorted.length - 1) / 2)]];
  return ((low ?? 0) + (high ?? 0)) / 2;
}
