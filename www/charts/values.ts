// Series of numbers over steps: smoothing, searching, ranges. All functions are pure. Slow results are cached with their series.

/** Steps and values, ascending by step. */
export type Values = readonly (readonly [number, number])[];

/** Whether a list begins with another one. Lists grow at their end or are created anew. */
export function goesOn(before: readonly unknown[], list: readonly unknown[]): boolean {
  const { length } = before;
  return length > 0 && list.length >= length && list[0] === before[0] && list[length - 1] === before[length - 1];
}

/**
 * Local linear regression: the straight line that best fits the steps from `step - width / 2` to `step + width / 2`, at `step`. With
 * the same number of steps on both sides, this is their mean. Near the ends, it is the line through the outermost `width` steps.
 * So the result does not lag, and a straight line stays unchanged.
 *
 * `known` is the result for the beginning of the same values. It is reused except where new steps have an effect.
 */
export function smoothed(values: Values, width: number, known: Values = []): Values {
  const isFinite = (point: Values[number]) => Number.isFinite(point[1]);
  const finite = values.every(isFinite) ? values : values.filter(isFinite);
  const half = width / 2;
  const [first, last] = [finite[0]?.[0] ?? 0, finite.at(-1)?.[0] ?? 0];
  const middleOf = (step: number, end: number) => Math.max(first + half, Math.min(step, end - half));
  const settled = known.at(-1)?.[0] ?? -Infinity;
  let place = known.findLastIndex((point) => Math.max(first + half, point[0]) + half < settled) + 1;
  const made = known.slice(0, place);
  // Steps are counted from the first one, which keeps the squares small.
  const origin = finite[place]?.[0] ?? 0;
  const earliest = middleOf(origin, last) - half;
  let from = place;
  while (from > 0 && finite[from - 1]![0] >= earliest) from--;
  let to = from;
  let [n, sumX, sumY, sumXX, sumXY] = [0, 0, 0, 0, 0];
  const change = (point: Values[number], sign: number) => {
    const x = point[0] - origin;
    const y = point[1];
    n += sign;
    sumX += sign * x;
    sumY += sign * y;
    sumXX += sign * x * x;
    sumXY += sign * x * y;
  };
  for (; place < finite.length; place++) {
    const step = finite[place]![0];
    const middle = middleOf(step, last);
    while (to < finite.length && finite[to]![0] <= middle + half) change(finite[to++]!, 1);
    while (finite[from]![0] < middle - half) change(finite[from++]!, -1);
    const spread = sumXX - (sumX * sumX) / n;
    const slope = spread > 1e-9 ? (sumXY - (sumX * sumY) / n) / spread : 0;
    made.push([step, sumY / n + slope * (step - origin - sumX / n)]);
  }
  return made;
}

/** The nearest point to a step. */
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
  /** The lowest value above 0, for a logarithmic axis. */
  lowPositive: number;
}

export const NOTHING: Extent = { low: Infinity, high: -Infinity, lowPositive: Infinity };

function measure(values: Values): Extent {
  let { low, high, lowPositive } = NOTHING;
  for (const point of values) {
    const value = point[1];
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
    if (value > 0 && value < lowPositive) lowPositive = value;
  }
  return { low, high, lowPositive };
}

/** Caches results about lists that never change, as long as the lists exist: for each list the last result. */
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
