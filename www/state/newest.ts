// A query that is repeated whenever its subject has changed, with one request at a time.

export class Newest {
  readonly #ask: () => Promise<void>;
  #asking = false;
  /** Something changed while a request was pending. */
  #stale = false;

  /** `ask` reads its subject itself, and handles its own errors. */
  constructor(ask: () => Promise<void>) {
    this.#ask = ask;
  }

  /** Has to be called whenever something has changed. A pending request is awaited and then repeated. */
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

  /** The pending answer is outdated: asks again when it arrives. */
  again() {
    this.#stale = true;
  }
}
