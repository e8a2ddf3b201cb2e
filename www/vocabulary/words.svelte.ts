// The words of the newest evaluation, requested from the engine while they are visible.

import type { WordStatistics } from '../engine/types';
import { Newest } from '../state/newest';
import type { Session } from '../state/session.svelte';

/** Minimum milliseconds between requests, since a run may evaluate after every step. */
const ASK_EVERY_MS = 400;

export class Words {
  #found = $state.raw<{ run: number; statistics: WordStatistics } | null>(null);
  readonly #session: Session;
  readonly #question = new Newest(() => this.#ask());

  constructor(session: Session) {
    this.#session = session;
  }

  /** The words of this run's last evaluation. Those of the one before until the answer arrives. */
  get statistics(): WordStatistics | null {
    return this.#found?.run === this.#session.number ? this.#found.statistics : null;
  }

  /** Has to be called after an evaluation. */
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
      // The engine is gone, and the page shows that elsewhere.
    }
  }
}
