// Series of numbers over steps: smoothed, searched, measured. All pure; what takes time is kept as long as the series lives.

/** Step and value; they ascend by step. */
export type Values = readonly (readonly [number, number])[];

/**
 * The straight line that fits the steps from `step - width / 2` to `step + width / 2` best, read at `step`. Where there are as
 * many steps on both sides that is their plain mean. At the two ends, where one side is missing, the line still follows
 * the slope: nothing lags behind, and a straight line stays what it is.
 */
export function smoothed(values: Values, width: number): Values {
  const sums = new Float64Array(5);
  const change = ([step, value]: readonly [number, number], sign: number, origin: number) => {
    const x = step - origin;
    sums[0]! += sign;
    sums[1]! += sign * x;
    sums[2]! += sign * value;
    sums[3]! += sign * x * x;
    sums[4]! += sign * x * value;
  };
  // Steps are counted from the middle of the run, which keeps the squares small.
  const finite = values.filter(([, value]) => Number.isFinite(value));
  const origin = finite[finite.length >> 1]?.[0] ?? 0;
  let [from, to] = [0, 0];
  return finite.map(([step]) => {
    while (to < finite.length && finite[to]![0] <= step + width / 2) change(finite[to++]!, 1, origin);
    while (finite[from]![0] < step - width / 2) change(finite[from++]!, -1, origin);
    const [n, x, y, xx, xy] = sums as unknown as [number, number, number, number, number];
    const spread = xx - (x * x) / n;
    const slope = spread > 1e-9 ? (xy - (x * y) / n) / spread : 0;
    return [step, y / n + slope * (step - origin - x / n)] as const;
  });
}

/** The point nearest to a step. */
export function nearestPoint(values: Values, step: number): readonly [number, number] | undefined {
  let [low, high] = [0, values.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (values[middle]![0] <= step) low = middle;
    else high = middle;
  }
  const [before, after] = [values[low], values[high]];
  if (!before || !after) return before ?? after;
  return step - before[0] <= after[0] - step ? before : after;
}

export interface Extent {
  low: number;
  high: number;
  /** The lowest value over 0, for an axis that has no 0. */
  lowPositive: number;
}

export const NOTHING: Extent = { low: Infinity, high: -Infinity, lowPositive: Infinity };

function measure(values: Values): Extent {
  let { low, high, lowPositive } = NOTHING;
  for (const [, value] of values) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
    if (value > 0 && value < lowPositive) lowPositive = value;
  }
  return { low, high, lowPositive };
}

/** Keeps answers about lists that never change, as long as the lists are there; about each the one to the last question. */
export function memory<A>(): (values: Values, question: string, compute: () => A) => A {
  const known = new WeakMap<Values, { question: string; answer: A }>();
  return (values, question, compute) => {
    const last = known.get(values);
    if (last?.question === question) return last.answer;
    const answer = compute();
    known.set(values, { question, answer });
    return answer;
  };
}

const extents = memory<Extent>();
export const extentOf = (values: Values) => extents(values, '', () => measure(values));
