// Whether the page needs a trace of the next step. Otherwise the engine makes none, which leaves its time to training.

export class Watching {
  /** The stage is paused at its step. */
  #pinned = false;
  /** Number of pending queries about the traced step. */
  #questions = 0;
  #holdTimer: ReturnType<typeof setTimeout> | null = null;
  readonly #tell: (watching: boolean) => Promise<unknown>;

  /** `tell` is called with the current value whenever it may have changed. */
  constructor(tell: (watching: boolean) => Promise<unknown>) {
    this.#tell = tell;
  }

  get now(): boolean {
    return !document.hidden && !this.#pinned && this.#holdTimer === null && this.#questions === 0;
  }

  /** To be called when the tab was hidden or shown; the other reasons report themselves. */
  async changed(): Promise<void> {
    try {
      await this.#tell(this.now);
    } catch {
      // An engine that is gone has said so already, and the next one is told anyway.
    }
  }

  pin(pinned: boolean) {
    this.#pinned = pinned;
    void this.changed();
  }

  /** While `ask` is pending, no other step is traced. */
  async during<T>(ask: () => Promise<T>): Promise<T> {
    this.#questions++;
    await this.changed();
    try {
      return await ask();
    } finally {
      this.#questions--;
      void this.changed();
    }
  }

  /** While the stage holds a sentence, for this many milliseconds, no traces are needed. */
  hold(ms: number) {
    if (this.#holdTimer !== null) clearTimeout(this.#holdTimer);
    this.#holdTimer = setTimeout(() => this.endHold(), ms);
    void this.changed();
  }

  endHold() {
    if (this.#holdTimer === null) return;
    clearTimeout(this.#holdTimer);
    this.#holdTimer = null;
    void this.changed();
  }
}
