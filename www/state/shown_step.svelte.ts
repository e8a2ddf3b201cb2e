// The step of the run that the page shows, shared by the stage's slider and the cursor of the curves.

export class ShownStep {
  /** The step under a chart's cursor, if there is one. */
  #pointed = $state<number | null>(null);
  /** The step of the slider. */
  #kept = $state<number | null>(null);
  #going: ReturnType<typeof setTimeout> | null = null;

  /** The shown step. Null for the newest. */
  get step(): number | null {
    return this.#pointed ?? this.#kept;
  }

  /** Set by a chart's cursor. Null returns to the slider's step. */
  set step(step: number | null) {
    this.#pointed = step;
  }

  /** Stays at a step. Null follows the run. */
  keep(step: number | null) {
    if (this.#going !== null) clearTimeout(this.#going);
    this.#going = null;
    this.#pointed = null;
    this.#kept = step;
  }

  /**
   * As `keep`, in a task of its own; the last call counts. A slider's events arrive before the frame's layout and painting, and
   * drawing the stage there would delay the frame.
   */
  go(step: number | null) {
    if (this.#going !== null) clearTimeout(this.#going);
    this.#going = setTimeout(() => this.keep(step));
  }
}
