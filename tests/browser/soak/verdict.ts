// Whether memory grew: what it is in the second half of the run over what it was at half of each step. The median of these ratios
// decides, so that no single value does.
//
// The history of losses and the films of sentences are thinned to every second entry when they are full, so they hold as much at any
// step as at twice that step: any difference is something else. Medians of whole spans would depend on where in this saw the samples
// happen to lie.

export type Sample = { step: number } & Record<string, number>;

export interface Growth {
  measure: string;
  /** Medians at the halves of the steps, and at the steps. */
  first: number;
  last: number;
  /** Share by which it is more at a step than at half of it. */
  grown: number;
}

/** The largest share that still counts as flat. */
export const FLAT = 0.02;
/** Share of the steps until which code is compiled, caches fill and histories reach their bounds. */
export const WARM_UP = 0.25;

/** Of a brief run that has too few samples, nothing. */
export function growths(samples: readonly Sample[], steps: number): Growth[] {
  const first = samples[0];
  const late = samples.filter(({ step }) => step >= 2 * WARM_UP * steps && first && step / 2 >= first.step);
  if (!first || late.length === 0) return [];
  const measures = Object.keys(first).filter((name) => name !== 'step');
  return measures.map((measure) => {
    const pairs = late.map(({ step, [measure]: now = 0 }) => [valueAt(samples, measure, step / 2), now] as const);
    return {
      measure,
      first: median(pairs.map(([before]) => before)),
      last: median(pairs.map(([, now]) => now)),
      grown: median(pairs.map(([before, now]) => (before === now ? 0 : now / before - 1))),
    };
  });
}

/** On the line between the samples before and after the step. */
function valueAt(samples: readonly Sample[], measure: string, step: number): number {
  const next = samples.findIndex((sample) => sample.step >= step);
  const [before, after] = [samples[Math.max(0, next - 1)]!, samples[next]!];
  const part = after.step === before.step ? 1 : (step - before.step) / (after.step - before.step);
  return before[measure]! + part * (after[measure]! - before[measure]!);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.ceil((sorted.length - 1) / 2)]];
  return ((low ?? 0) + (high ?? 0)) / 2;
}
