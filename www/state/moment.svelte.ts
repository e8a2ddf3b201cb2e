// The moment of the run that is looked at, shared by the stage's slider and the cursor of the curves.

export class Moment {
  /** Under a chart's cursor, while there is one. */
  #pointed = $state<number | null>(null);
  /** The position of the slider. */
  #kept = $state<number | null>(null);
  #going: ReturnType<typeof setTimeout> | null = null;

  /** Number of training steps at this point; null: now. */
  get step(): number | null {
    return this.#pointed ?? this.#kept;
  }

  /** What a chart's cursor sets. When that is gone (null), the slider's place counts again. */
  set step(step: number | null) {
    this.#pointed = step;
  }

  /** Stays at a moment; null: goes with the run. */
  keep(step: number | null) {
    if (this.#going !== null) clearTimeout(this.#going);
    this.#going = null;
    this.#pointed = null;
    this.#kept = step;
  }

  /**
   * As `keep`, in a task of its own; of several the last one counts. A slider's events come within a frame that has yet to be laid
   * out and painted, and the stage would take that frame past its time.
   */
  go(step: number | null) {
    if (this.#going !== null) clearTimeout(this.#going);
    this.#going = setTimeout(() => this.keep(step));
  }
}
