// What became of the training while nobody saw the page. Browsers slow down and freeze tabs in the background, and a computer sleeps when
// its lid is closed; the page says so if it cost most of the steps.

import type { State } from '../engine/types';

/** Shorter absences are not worth a word. */
const LEAST_SECONDS = 10;
/** Share of the usual steps below which training was slowed down. In the background a run is a little faster, if anything. */
const SLOWED = 0.5;

export interface Slowed {
  seconds: number;
  trained: number;
  usual: number;
}

/** What an absence cost; null if nothing to speak of. */
export function slowed(left: State, returned: State, seconds: number): Slowed | null {
  const trained = returned.step - left.step;
  const ended = !returned.running || !left.running || trained < 0;
  const usual = Math.min(left.steps_per_second * seconds, left.settings.steps - left.step);
  if (ended || seconds < LEAST_SECONDS || trained >= SLOWED * usual) return null;
  return { seconds, trained, usual };
}

export class Background {
  slowed = $state.raw<Slowed | null>(null);
  #left: { state: State; at: number; run: number } | null = null;

  leave(state: State | null, run: number) {
    this.slowed = null;
    this.#left = state && { state, at: Date.now(), run };
  }

  /** `ask` is for the state of the run now. What the page has may be as old as the absence. */
  async comeBack(run: number, ask: () => Promise<State>): Promise<void> {
    const left = this.#left;
    this.#left = null;
    // By the clock on the wall: others stand still while a computer sleeps.
    const seconds = left ? (Date.now() - left.at) / 1000 : 0;
    if (!left || left.run !== run || seconds < LEAST_SECONDS) return;
    this.slowed = slowed(left.state, await ask(), seconds);
  }
}
