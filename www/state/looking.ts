// Whether somebody looks for the next step. The engine makes traces only then, which leaves the rest of its time to training.

export class Looking {
  /** The stage stays at its step. */
  #pinned = false;
  /** Questions about the traced step that are under way. */
  #questions = 0;
  #holdTimer: ReturnType<typeof setTimeout> | null = null;
  readonly #watch: (watching: boolean) => Promise<void>;

  /** `watch` tells the engine. */
  constructor(watch: (watching: boolean) => Promise<void>) {
    this.#watch = watch;
  }

  /** Tells the engine how it is now. */
  tell(): Promise<void> {
    const looks = !document.hidden && !this.#pinned && this.#holdTimer === null && this.#questions === 0;
    return this.#watch(looks);
  }

  pin(pinned: boolean) {
    this.#pinned = pinned;
    void this.tell();
  }

  /** While `ask` goes on no other step is traced. */
  async during<T>(ask: () => Promise<T>): Promise<T> {
    this.#questions++;
    await this.tell();
    try {
      return await ask();
    } finally {
      this.#questions--;
      void this.tell();
    }
  }

  /** While the stage holds a sentence, for so many milliseconds, no traces are needed. */
  hold(ms: number) {
    if (this.#holdTimer !== null) clearTimeout(this.#holdTimer);
    this.#holdTimer = setTimeout(() => {
      this.#holdTimer = null;
      void this.tell();
    }, ms);
    void this.tell();
  }

  endHold() {
    if (this.#holdTimer === null) return;
    clearTimeout(this.#holdTimer);
    this.#holdTimer = null;
    void this.tell();
  }
}
