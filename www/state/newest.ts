// A question that is asked again whenever what it is about has changed, and never twice at once.

export class Newest {
  readonly #ask: () => Promise<void>;
  #asking = false;
  /** Something changed while a question was under way. */
  #stale = false;

  /** `ask` looks for itself at what there is to ask about; what it rejects with is its own to tell. */
  constructor(ask: () => Promise<void>) {
    this.#ask = ask;
  }

  /** To be called whenever something has changed. The answer under way is waited for, and then asked for anew. */
  async follow(): Promise<void> {
    this.#stale = this.#asking;
    if (this.#asking) return;
    this.#asking = true;
    try {
      await this.#ask();
    } finally {
      this.#asking = false;
      if (this.#stale) void this.follow();
    }
  }

  /** The answer under way is of no use: asks anew when it is there. */
  again() {
    this.#stale = true;
  }
}
