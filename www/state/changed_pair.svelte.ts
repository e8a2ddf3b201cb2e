// Looks for a pair of the batch that another rule would change, where the pair on the stage is none.

import type { Trace, WhatIf } from '../engine/types';
import { changes } from '../trace/changes';
import type { Session } from './session.svelte';

export class ChangedPair {
  searching = $state(false);
  /** The step of which no pair would change. */
  none = $state.raw<{ step: number; rule: WhatIf } | null>(null);
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Pauses the run, and shows the next pair of its batch that the rule would change. */
  async find(rule: WhatIf): Promise<void> {
    if (this.searching) return;
    this.searching = true;
    try {
      await this.#session.pause();
      const { trace, answer: row } = await this.#session.about((shown) => this.#rowFrom(shown, rule));
      if (row === null) this.none = { step: trace.step, rule };
      else await this.#session.showRow(row);
    } catch {
      // The engine that made the step is gone, and the session shows that where it matters.
    } finally {
      this.searching = false;
    }
  }

  async #rowFrom({ step, row, batch }: Trace, rule: WhatIf): Promise<number | null> {
    for (let more = 1; more < batch.rows; more++) {
      const other = (row + more) % batch.rows;
      if (changes(rule, await this.#session.ask.showRow(other, step))) return other;
    }
    return null;
  }
}
