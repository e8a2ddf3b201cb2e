// One sentence with a blank, and what each model says of it, again and again while they train.

import { asFailure } from '../engine/client';
import type { ElmoTrace, Prediction, Trace } from '../engine/types';
import { Newest } from '../state/newest';
import type { Elmo } from './elmo.svelte';
import type { Reader, Twin } from './twin.svelte';

export interface Seen {
  text: string;
  trace: Trace;
  /** The position whose output is the answer: the blank itself, or the one before it. */
  asked: number;
  top: readonly Prediction[];
}

const ASK_EVERY_MS = 400;
const MASK = '[MASK]';

export class Asked {
  text = $state('');
  failure = $state<string | null>(null);
  answers = $state.raw<Partial<Record<Reader, Seen>>>({});
  elmo = $state.raw<ElmoTrace | null>(null);
  readonly #twin: Twin;
  readonly #elmo: Elmo;
  readonly #question = new Newest(() => this.#ask());

  constructor(twin: Twin, elmo: Elmo) {
    [this.#twin, this.#elmo] = [twin, elmo];
  }

  /** Has to be called after a step of either model, and for another text. */
  follow() {
    return this.#question.follow();
  }

  async #ask() {
    const { text } = this;
    const answers: Partial<Record<Reader, Seen>> = {};
    try {
      for (const reader of ['both', 'left'] as const) {
        if (!this.#twin.stateOf(reader)) continue;
        const { trace } = await this.#twin.send(reader, { type: 'probe', text, pair: undefined, edits: [] }, 'typed');
        const blank = trace.tokens.findIndex(({ input }) => input === MASK);
        if (blank < 0) continue;
        // What stands before the blank is all that predicts it from the left.
        const asked = reader === 'left' ? blank - 1 : blank;
        answers[reader] = { text, trace, asked, top: trace.tokens[asked]?.top ?? [] };
      }
      const elmo = text.includes(MASK) ? await this.#elmo.read(text) : null;
      [this.answers, this.elmo, this.failure] = [answers, elmo, null];
    } catch (error) {
      this.failure = asFailure(error).message;
    }
    await new Promise((later) => setTimeout(later, ASK_EVERY_MS));
  }
}
