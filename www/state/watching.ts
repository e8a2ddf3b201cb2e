// Whether the page needs a trace of the next step. If not, the engine makes none and trains faster.

import { sight } from './sight.svelte';

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
    return !sight.hidden && !this.#pinned && this.#holdTimer === null && this.#questions === 0;
  }

  /** Has to be called when the page went out of sight or came back. */
  async changed(): Promise<void> {
    try {
      await this.#tell(this.now);
    } catch {
      // The engine is gone, which the page shows elsewhere. The next one gets the value anyway.
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

  /** No traces are needed for this many milliseconds, while the stage keeps a step readable. */
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
