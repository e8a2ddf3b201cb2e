// Whether memory grew: the medians of the first and the last third after the warm-up, so that no single value decides.

export type Sample = { step: number } & Record<string, number>;

export interface Growth {
  measure: string;
  /** Medians of the first and the last third. */
  first: number;
  last: number;
  /** Share by which the last is more than the first. */
  grown: number;
}

/** The largest share that still counts as flat. */
export const FLAT = 0.02;
/** Share of the steps until which caches fill and histories reach their bounds. */
export const WARM_UP = 0.2;

export function growths(samples: readonly Sample[], steps: number): Growth[] {
  const warm = samples.filter(({ step }) => step >= WARM_UP * steps);
  const third = Math.max(1, Math.floor(warm.length / 3));
  const measures = Object.keys(samples[0] ?? {}).filter((name) => name !== 'step');
  return measures.map((measure) => {
    const values = (part: readonly Sample[]) => median(part.map((sample) => sample[measure] ?? 0));
    const [first, last] = [values(warm.slice(0, third)), values(warm.slice(-third))];
    return { measure, first, last, grown: first === last ? 0 : last / first - 1 };
  });
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.ceil((sorted.length - 1) / 2)]];
  return ((low ?? 0) + (high ?? 0)) / 2;
}
