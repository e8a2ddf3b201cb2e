// A query that is repeated whenever its subject has changed, with one request at a time.

export class Newest {
  readonly #ask: () => Promise<void>;
  #asking = false;
  /** Something changed while a request was pending. */
  #stale = false;

  /** `ask` looks for itself at what there is to ask about; what it rejects with is its own to tell. */
  constructor(ask: () => Promise<void>) {
    this.#ask = ask;
  }

  /** To be called whenever something has changed. A pending request is awaited and then repeated. */
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
