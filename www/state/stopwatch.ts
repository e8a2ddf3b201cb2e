// How long work has taken, for an estimate of what is left. A gap in which nobody can have worked does not count: a lid that was closed,
// a tab that was frozen, a clock that was set.

/** No two looks at work that goes on are further apart. */
const LONGEST_GAP_MS = 60_000;

export class Stopwatch {
  #ms = 0;
  #looked: number;
  readonly #now: () => number;

  constructor(now = () => performance.now()) {
    this.#now = now;
    this.#looked = now();
  }

  /** Seconds of work until now. */
  look(): number {
    const now = this.#now();
    const gap = now - this.#looked;
    this.#looked = now;
    if (gap > 0 && gap < LONGEST_GAP_MS) this.#ms += gap;
    return this.#ms / 1000;
  }
}
