// What is looked at beyond the plain trace of a step: another rule for it, or its sub-steps one by one. Both are asked of
// the engine, which computes them from the weights of that very step.
//
// Whatever is shown comes as one piece: a trace together with what was asked about it. Until the answer for a newer trace
// is there, the older pair stays.

import type { Command, Trace, WhatIf } from '../engine/types';
import { Newest } from './newest';
import type { Session } from './session.svelte';

/** The sub-steps of a training step, in order. */
export const PHASES = ['text', 'pick', 'fates', 'read', 'predict', 'loss', 'backward', 'update'] as const;
export type Phase = (typeof PHASES)[number];

/** A step as it was, and the same step under another rule or at another sub-step. */
interface Pair {
  run: number;
  base: Trace;
  other: Trace;
}

export class Look {
  /** The other rule, or null: as it was. */
  rule = $state<WhatIf | null>(null);
  /** The sub-step of the slow motion, or null. */
  phase = $state<Phase | null>(null);
  /** Why a query failed, in the engine's words. */
  failure = $state<string | null>(null);
  #whatIf = $state.raw<(Pair & { rule: WhatIf }) | null>(null);
  #after = $state.raw<Pair | null>(null);
  readonly #session: Session;
  readonly #question = new Newest(async () => {
    try {
      await this.#ask();
      this.failure = null;
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
    }
  });

  constructor(session: Session) {
    this.#session = session;
  }

  /** The step on the stage, as it was. */
  get base(): Trace | null {
    return this.#shownWhatIf?.base ?? this.#session.trace;
  }

  /** The step under the other rule, if that is what the stage shows. */
  get other(): Trace | null {
    return this.#shownWhatIf?.other ?? null;
  }

  /** The same row at the weights after the update, if the slow motion has them. */
  get after(): Trace | null {
    const after = this.#after;
    return after && after.run === this.#session.number && after.base === this.#session.trace ? after.other : null;
  }

  get #shownWhatIf() {
    const pair = this.#whatIf;
    return pair && pair.rule === this.rule && pair.run === this.#session.number ? pair : null;
  }

  /** To be called whenever the trace, the rule or the slow motion changes. */
  follow() {
    return this.#question.follow();
  }

  async #ask() {
    const [session, rule] = [this.#session, this.rule];
    const [shown, run] = [session.trace, session.number];
    if (!shown) return;
    const send = (command: Command) => session.conductor.send(command, 'trace');
    if (rule !== null && this.#shownWhatIf?.base !== shown) {
      const { trace, answer } = await session.about(({ step }) => send({ type: 'what_if', rule, step }));
      this.#whatIf = { run, base: trace, other: answer.trace, rule };
    }
    if (this.phase !== null && shown.step > 0 && this.after === null) {
      const { trace, answer } = await session.about(({ step }) => send({ type: 'after_update', step }));
      this.#after = { run, base: trace, other: answer.trace };
    }
  }

  /** Opens the slow motion on a step that has an update: the one on the stage, or else the first. */
  async begin() {
    this.rule = null;
    const session = this.#session;
    const { number } = session;
    if (session.state?.running) await session.suspend();
    if (session.trace?.step === 0 && !session.state?.finished) await session.stepSuspended(1);
    if (number === session.number) this.phase = 'text';
  }

  async nextStep() {
    await this.#session.stepSuspended(1);
    this.phase = 'text';
  }

  /** Leaves the slow motion. The run continues if it was suspended for that. */
  async end() {
    this.phase = null;
    await this.#session.resume();
  }

  /** Another run is on the stage. The rule is kept, but the sub-steps belong to a step that is gone. */
  begun() {
    this.phase = null;
  }

  /** Goes to a neighbouring sub-step; false where there is none. */
  move(by: number): boolean {
    const place = this.phase === null ? -1 : PHASES.indexOf(this.phase);
    const next = PHASES[place + by];
    if (this.phase === null || next === undefined) return false;
    this.phase = next;
    return true;
  }
}
