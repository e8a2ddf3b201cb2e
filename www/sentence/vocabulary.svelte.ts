// How the run's vocabulary writes the words of the presets, asked once a run.

import type { Session } from '../state/session.svelte';
import { piecesOf } from './findings';
import type { Pieces } from './presets';

export class PresetWords {
  #known = $state.raw<{ run: number; pieces: Pieces } | null>(null);
  #asked = -1;
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Null until the engine has answered for this run. */
  get pieces(): Pieces | null {
    return this.#known?.run === this.#session.number ? this.#known.pieces : null;
  }

  /** Has to be called when the run or its phase may have changed. */
  async follow(words: string[]): Promise<void> {
    const { number: run, phase, busy } = this.#session;
    if (this.#asked === run || phase !== 'ready' || busy) return;
    this.#asked = run;
    const question = { text: words.join(' '), pair: '', edits: [] };
    try {
      const answer = { question, run, ...(await this.#session.ask.probe(question)) };
      this.#known = { run, pieces: piecesOf(answer) };
    } catch {
      // Without an answer, every word counts as one token.
    }
  }
}
