// The data of the curves, in bounded memory. It is thinned out as in the engine (src/train/report.rs), so that a value under the
// cursor is a value of the report.

const MOST_POINTS = 4000;

/**
 * `steps`: if there are too many points, every `stride`-th step stays, from the first one on. `evaluations`, which have an interval
 * of their own: every second one stays.
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
      // A restored run may be at an earlier step. Its points replace those after it.
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
