// The moment of the run that is looked at, shared by the stage's slider and the cursor of the curves.

export class Moment {
  /** Under a chart's cursor, as long as that is there. */
  #pointed = $state<number | null>(null);
  /** Where the slider was put. */
  #kept = $state<number | null>(null);

  /** Steps of training that the model had then; null: now. */
  get step(): number | null {
    return this.#pointed ?? this.#kept;
  }

  /** What a chart's cursor sets. When that is gone (null), the slider's place counts again. */
  set step(step: number | null) {
    this.#pointed = step;
  }

  /** Stays at a moment; null: goes with the run. */
  keep(step: number | null) {
    this.#pointed = null;
    this.#kept = step;
  }
}
