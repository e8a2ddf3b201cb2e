// What the curves draw, bounded however long the run is, and by the engine's own rules (src/train/report.rs): a value under
// the cursor is a value of the report.

const MOST_POINTS = 4000;

/**
 * `steps`: of too many points every `stride`-th step stays, from the first one on. `evaluations`, which have a rhythm of
 * their own: every second one stays.
 */
type Kind = 'steps' | 'evaluations';

export class Recorded<T extends { step: number }> {
  list: T[] = [];
  #stride = 1;
  readonly #kind: Kind;

  constructor(kind: Kind) {
    this.#kind = kind;
  }

  /** A new list each time, so that components notice the change. */
  add(more: readonly T[]) {
    if (more.length === 0) return;
    const bySteps = this.#kind === 'steps';
    const stays = ({ step }: T, index: number) => (bySteps ? (step - 1) % this.#stride : index % 2) === 0;
    let list = this.list.slice();
    for (const point of more) {
      // A run that went back in time (a restored state) overwrites what had been ahead.
      while ((list.at(-1)?.step ?? -1) >= point.step) list.pop();
      if (!bySteps || stays(point, 0)) list.push(point);
      if (list.length > MOST_POINTS) {
        this.#stride *= 2;
        list = list.filter(stays);
      }
    }
    this.list = list;
  }

  clear() {
    this.#stride = 1;
    this.list = [];
  }
}
