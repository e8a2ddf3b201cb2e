// What the curves draw, bounded however long the run is.

const MOST_POINTS = 1200;

/** Points of a run, every `stride`-th step; the stride doubles whenever there are too many. */
export class Recorded<T extends { step: number }> {
  #stride = 1;
  list: T[] = [];

  /** A new list each time, so that who draws sees that it changed. */
  add(more: readonly T[]) {
    const list = this.list.slice();
    for (const point of more) {
      const last = list.at(-1);
      // A run that went back in time (a restored state) overwrites what had been ahead.
      while (list.length > 0 && (list.at(-1) as T).step >= point.step) list.pop();
      if (!last || this.#stride === 1 || point.step % this.#stride === 0) list.push(point);
    }
    while (list.length > MOST_POINTS) {
      this.#stride *= 2;
      const kept = list.filter((point) => point.step % this.#stride === 0);
      list.splice(0, list.length, ...kept);
    }
    this.list = list;
  }

  clear() {
    this.#stride = 1;
    this.list = [];
  }
}

/** Exponential moving average over `window` points; what the "smoothed" line shows, and says that it does. */
export function smoothed(values: [number, number][], window: number): [number, number][] {
  const weight = 2 / (window + 1);
  let mean = values[0]?.[1] ?? 0;
  return values.map(([step, value]) => {
    mean += weight * (value - mean);
    return [step, mean];
  });
}

/** The point nearest to a step; the points ascend by step. */
export function nearestPoint(values: [number, number][], step: number): [number, number] | undefined {
  let [low, high] = [0, values.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((values[middle]?.[0] ?? 0) <= step) low = middle;
    else high = middle;
  }
  const [before, after] = [values[low], values[high]];
  if (!before || !after) return before ?? after;
  return step - before[0] <= after[0] - step ? before : after;
}
