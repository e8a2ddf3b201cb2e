// A closer look at one step: the step under another rule, or its sub-steps one by one. The engine computes both from the weights of
// that step.
//
// An answer is stored together with the trace of its step. Until the answer for a newer trace arrives, the older ones stay.

import type { Command, Trace, WhatIf } from '../engine/types';
import { ChangedPair } from './changed_pair.svelte';
import { Newest } from './newest';
import { PHASES, type Phase } from './phases';
import type { Session } from './session.svelte';

/** A step, and the same step under another rule or after its update. */
interface Answer {
  run: number;
  base: Trace;
  other: Trace;
}

export class Look {
  /** The other rule, if any. */
  rule = $state<WhatIf | null>(null);
  /** The sub-step of the slow motion, or null. */
  phase = $state<Phase | null>(null);
  /** The engine's error message, if a query failed. */
  failure = $state<string | null>(null);
  #whatIf = $state.raw<(Answer & { rule: WhatIf }) | null>(null);
  #after = $state.raw<Answer | null>(null);
  /** The search for a pair that the rule changes. */
  readonly changed: ChangedPair;
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
    this.changed = new ChangedPair(session);
  }

  /** The step on the stage without a what-if. */
  get base(): Trace | null {
    return this.#shownWhatIf?.base ?? this.#session.stage.trace;
  }

  /** The step under the other rule, if that is what the stage shows. */
  get other(): Trace | null {
    return this.#shownWhatIf?.other ?? null;
  }

  /** The same row with the weights after the update, if the slow motion has them. */
  get after(): Trace | null {
    const after = this.#after;
    return after && after.run === this.#session.number && after.base === this.#session.stage.trace ? after.other : null;
  }

  get #shownWhatIf() {
    const answer = this.#whatIf;
    return answer && answer.rule === this.rule && answer.run === this.#session.number ? answer : null;
  }

  /** Has to be called whenever the trace, the rule or the slow motion changes. */
  follow() {
    return this.#question.follow();
  }

  async #ask() {
    const [session, rule] = [this.#session, this.rule];
    const [shown, run] = [session.stage.trace, session.number];
    if (!shown) return;
    const send = (command: Command) => session.conductor.send(command, 'trace');
    if (rule !== null && this.#shownWhatIf?.base !== shown) {
      const { trace, answer } = await session.stage.about(({ step }) => send({ type: 'what_if', rule, step }));
      this.#whatIf = { run, base: trace, other: answer.trace, rule };
    }
    if (this.phase !== null && shown.step > 0 && this.after === null) {
      const { trace, answer } = await session.stage.about(({ step }) => send({ type: 'after_update', step }));
      this.#after = { run, base: trace, other: answer.trace };
    }
  }

  /** Opens the slow motion on the step on the stage, or on the first step if no step was trained yet. */
  async begin() {
    this.rule = null;
    const session = this.#session;
    const { number } = session;
    if (session.state?.running) await session.suspend();
    if (session.stage.trace?.step === 0 && !session.state?.finished) await session.stepSuspended(1);
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

  /** Another run has begun. The rule stays, but the sub-steps belong to the previous run. */
  begun() {
    this.phase = null;
  }

  /** Goes to a neighbouring sub-step. False if there is none. */
  move(by: number): boolean {
    const place = this.phase === null ? -1 : PHASES.indexOf(this.phase);
    const next = PHASES[place + by];
    if (this.phase === null || next === undefined) return false;
    this.phase = next;
    return true;
  }
}
