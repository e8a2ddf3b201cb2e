// One sentence with a blank, and what each model says of it, again and again while they train.

import { asFailure } from '../engine/client';
import type { ElmoTrace, Prediction, Trace } from '../engine/types';
import { Newest } from '../state/newest';
import { changeOf, MASK, sidesOf, type Change } from './change';
import type { Elmo } from './elmo.svelte';
import type { Reader, Twin } from './twin.svelte';

export interface Seen {
  text: string;
  trace: Trace;
  /** The position whose output is the answer: the blank itself, or the one before it. */
  asked: number;
  top: readonly Prediction[];
  /** Null where nothing but the right side of an earlier text was changed. */
  change: Change | null;
}

const ASK_EVERY_MS = 400;

export class Asked {
  text = $state('');
  /** The first text with this left side. Null where the text has no blank of its own. */
  base = $state<string | null>(null);
  failure = $state<string | null>(null);
  answers = $state.raw<Partial<Record<Reader, Seen>>>({});
  elmo = $state.raw<ElmoTrace | null>(null);
  readonly #twin: Twin;
  readonly #elmo: Elmo;
  readonly #question = new Newest(() => this.#ask());

  constructor(twin: Twin, elmo: Elmo) {
    [this.#twin, this.#elmo] = [twin, elmo];
  }

  /** Another text. With the same left side, it is compared with the first one that had it. */
  write(text: string) {
    const [now, was] = [sidesOf(text), this.base === null ? null : sidesOf(this.base)];
    if (now?.[0] !== was?.[0] || now === null) this.base = now && text;
    this.text = text;
  }

  /** Whether the right side differs from that of the base, and nothing else. */
  get changed(): boolean {
    return this.base !== null && this.base !== this.text;
  }

  /** Has to be called after a step of either model, and for another text. */
  follow() {
    return this.#question.follow();
  }

  async #read(reader: Reader, text: string): Promise<Seen | null> {
    const { trace } = await this.#twin.send(reader, { type: 'probe', text, pair: undefined, edits: [] }, 'typed');
    const blank = trace.tokens.findIndex(({ input }) => input === MASK);
    if (blank < 0) return null;
    // What stands before the blank is all that predicts it from the left.
    const asked = reader === 'left' ? blank - 1 : blank;
    return { text, trace, asked, top: trace.tokens[asked]?.top ?? [], change: null };
  }

  async #ask() {
    const { text } = this;
    const base = this.changed ? this.base : null;
    const answers: Partial<Record<Reader, Seen>> = {};
    try {
      for (const reader of ['both', 'left'] as const) {
        if (!this.#twin.stateOf(reader)) continue;
        // Asked at once, so that the model answers both before its next step.
        const [seen, before] = await Promise.all([this.#read(reader, text), base && this.#read(reader, base)]);
        if (!seen) continue;
        // A step between the two questions would be a change of its own.
        if (before && before.trace.step === seen.trace.step) seen.change = changeOf(before.top, seen.top);
        answers[reader] = seen;
      }
      const elmo = text.includes(MASK) ? await this.#elmo.read(text) : null;
      [this.answers, this.elmo, this.failure] = [answers, elmo, null];
    } catch (error) {
      this.failure = asFailure(error).message;
    }
    await new Promise((later) => setTimeout(later, ASK_EVERY_MS));
  }
}
