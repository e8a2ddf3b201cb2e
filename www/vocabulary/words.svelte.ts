// The words of the newest evaluation, asked of the engine when there is one and somebody can see them.

import type { WordStatistics } from '../engine/types';
import { Newest } from '../state/newest';
import type { Session } from '../state/session.svelte';

/** A run may be told to evaluate after every step; nobody reads that fast. */
const ASK_EVERY_MS = 400;

export class Words {
  #found = $state.raw<{ run: number; statistics: WordStatistics } | null>(null);
  readonly #session: Session;
  readonly #question = new Newest(() => this.#ask());

  constructor(session: Session) {
    this.#session = session;
  }

  /** Of this run, at its last evaluation; the one before it until the answer is there. */
  get statistics(): WordStatistics | null {
    return this.#found?.run === this.#session.number ? this.#found.statistics : null;
  }

  /** To be called after an evaluation. */
  follow() {
    return this.#question.follow();
  }

  async #ask() {
    const run = this.#session.number;
    try {
      const { words } = await this.#session.conductor.send({ type: 'words' }, 'words');
      if (run === this.#session.number) this.#found = { run, statistics: words };
      else this.#question.again();
      await new Promise((later) => setTimeout(later, ASK_EVERY_MS));
    } catch {
      // An engine that is gone has said so already.
    }
  }
}
