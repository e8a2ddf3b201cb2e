// The step on the stage: which one it is, how long it stays there, and what is asked about it.

import type { Conductor } from '../engine/conductor';
import type { Questions } from '../engine/questions';
import type { Trace } from '../engine/types';
import { Films } from './films.svelte';
import type { Moment } from './link';
import { ShownStep } from './shown_step.svelte';
import { Watching } from './watching';

/** At full speed every step has another sentence: the stage holds one for so long, or nobody could read it. */
const HOLD_MS = 2400;

export class Stage {
  /** The step that is shown. While the run trains it may be some steps behind. */
  trace = $state.raw<Trace | null>(null);
  /** The stage stays at its step although the run goes on: somebody is reading its numbers. */
  pinned = $state(false);
  /** The step that the stage's slider and the curves' cursor share. */
  readonly shownStep = new ShownStep();
  /** The films of recorded sentences. */
  readonly films = new Films();
  #shownAt = -Infinity;
  readonly #conductor: Conductor;
  readonly #ask: Questions;
  /** Number of the run, which changes when another one begins. */
  readonly #run: () => number;
  readonly #watching = new Watching((watching) => this.#conductor.play({ watching }));

  constructor(conductor: Conductor, ask: Questions, run: () => number) {
    this.#conductor = conductor;
    this.#ask = ask;
    this.#run = run;
  }

  get moment(): Moment {
    return { step: this.trace?.step ?? 0, row: this.trace?.row ?? 0 };
  }

  show(trace: Trace) {
    this.trace = trace;
    this.#shownAt = performance.now();
  }

  /** The stage of a paused run shows exactly what `trace()` says. */
  async showNow(): Promise<void> {
    this.#watching.endHold();
    this.show(await this.#ask.currentTrace());
  }

  /** A trace of a run that trains. Shows it, unless the last one must stay readable. Returns whether it is shown. */
  offer(trace: Trace, holds: boolean): boolean {
    if (this.pinned || this.films.follows) return false;
    if (holds && performance.now() - this.#shownAt < HOLD_MS) return false;
    this.show(trace);
    if (holds) this.#watching.hold(HOLD_MS);
    return true;
  }

  /** The next trace is shown, however short a time the last one was there. */
  release() {
    this.#shownAt = -Infinity;
  }

  /** Traces are made again at once, not only when the last one was there for long enough. */
  endHold() {
    this.#watching.endHold();
  }

  /** The page went out of sight or came back. */
  sightChanged() {
    void this.#watching.changed();
  }

  /** Keeps the stage at its step. The engine then traces no other step, so that queries about this one stay possible. */
  pin(pinned: boolean) {
    if (this.pinned === pinned) return;
    this.pinned = pinned;
    this.release();
    this.films.draw(pinned);
    this.#watching.pin(pinned);
  }

  /**
   * Asks about the step on the stage. Where the engine has traced another one meanwhile, that one is shown and asked about
   * instead: an answer never belongs to a step that is not shown.
   */
  async about<T>(ask: (trace: Trace) => Promise<T>): Promise<{ trace: Trace; answer: T }> {
    return this.#watching.during(async () => {
      const shown = this.trace ?? (await this.#ask.currentTrace());
      try {
        return { trace: shown, answer: await ask(shown) };
      } catch (error) {
        const traced = await this.#ask.currentTrace();
        if (traced.step === shown.step) throw error;
        this.show(traced);
        return { trace: traced, answer: await ask(traced) };
      }
    });
  }

  /** From now on the sentence on the stage is followed, with all its past. Other sentences are not shown. */
  async follow(): Promise<void> {
    const run = this.#run();
    this.#watching.endHold();
    await this.films.during(async () => {
      const { answer: film } = await this.about(({ step }) => this.#conductor.follow(step));
      if (run === this.#run()) this.films.follow(film);
      // Of the run that has begun meanwhile nobody asked to follow anything.
      else if (!this.films.follows) await this.unfollow();
    });
  }

  async unfollow(): Promise<void> {
    this.release();
    this.films.release();
    await this.#conductor.play({ followed: undefined });
  }

  /** Another pair: of the step on the stage while the run is paused, else of the next step that is traced. */
  async nextExample(running: boolean): Promise<void> {
    const rows = this.trace?.batch.rows ?? 1;
    const row = ((this.trace?.row ?? 0) + 1) % Math.max(1, rows);
    if (!running) return void (await this.showRow(row));
    await this.#traceRow(row);
    this.release();
  }

  /** Another pair of the step on the stage, while the run is paused. Nothing is trained. */
  async showRow(row: number): Promise<Trace> {
    const run = this.#run();
    await this.#traceRow(row);
    const { answer } = await this.about(({ step }) => this.#ask.showRow(row, step));
    if (run === this.#run()) this.show(answer);
    return answer;
  }

  /** From the next trace on this row is shown, which ends the following of a sentence. */
  async #traceRow(row: number): Promise<void> {
    if (this.films.followed) {
      this.shownStep.keep(null);
      this.films.lose();
      await this.unfollow();
    }
    await this.#conductor.play({ row });
  }
}
