// Takes the state of the run from time to time, in case the device or the page is lost.

/** Until the first state of a run that trains, in milliseconds: who reloads at once has lost nothing. */
const FIRST_MS = 1000;
/** Between two states of a run that trains, in milliseconds. */
const EVERY_MS = 4000;
/** Where a snapshot takes long, the next one waits longer: saving costs training a fiftieth of its time at most. */
const MOST_COST = 1 / 50;
/** After the last of several steps that somebody asks for, in milliseconds. */
const SETTLED_MS = 200;

export interface GoodState {
  step: number;
  /** The snapshot. */
  bytes: Uint8Array;
}

export class Autosave {
  /** The newest state that the run can go on from. */
  lastGood: GoodState | undefined;
  readonly #snapshot: () => Promise<GoodState>;
  readonly #good: (state: GoodState) => void;
  #running = false;
  /** The step that `good` was given last, and whether the run trained there. */
  #given = '';
  /** The run has trained since the last state. */
  #behind = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(snapshot: () => Promise<GoodState>, good: (state: GoodState) => void) {
    this.#snapshot = snapshot;
    this.#good = good;
  }

  /** Another run, which has not trained yet. */
  begin() {
    clearTimeout(this.#timer);
    this.lastGood = undefined;
    this.#given = '';
    this.#running = this.#behind = false;
  }

  trains() {
    this.#running = this.#behind = true;
    this.#after(this.lastGood ? EVERY_MS : FIRST_MS);
  }

  /** The run has come to a step where it stays for now. */
  rests() {
    this.#running = false;
    this.#behind = true;
    this.#after(SETTLED_MS);
  }

  async now(): Promise<void> {
    if (!this.#behind) return;
    this.#behind = this.#running;
    const begun = performance.now();
    try {
      this.lastGood = await this.#snapshot();
      const given = `${this.lastGood.step} ${this.#running}`;
      // The same step, trained on or not, is the same state. A second copy would push the one before it off the shelf.
      if (given !== this.#given) this.#good(this.lastGood);
      this.#given = given;
    } catch {
      // The failed engine reports its error itself. The previous state is kept.
    }
    if (this.#running) this.#after(Math.max(EVERY_MS, (performance.now() - begun) / MOST_COST));
  }

  #after(ms: number) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.now(), ms);
  }
}
