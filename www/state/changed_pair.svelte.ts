// Looks for a pair of the batch that another rule would change, where the pair on the stage is none.

import type { WhatIf } from '../engine/types';
import { changes } from '../trace/changes';
import { rowWhere } from './row_where';
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
      const { trace, answer: row } = await this.#session.stage.about((shown) =>
        rowWhere(this.#session, shown, (other) => changes(rule, other)),
      );
      if (row === null) this.none = { step: trace.step, rule };
      else await this.#session.stage.showRow(row);
    } catch {
      // The engine that made the step is gone, and the session shows that where it matters.
    } finally {
      this.searching = false;
    }
  }
}
