// The way of a run to the step that a link asks for: at full speed, with progress, and it can be stopped at any step.

import type { State } from '../engine/types';

/** Training is asked for in pieces of about this length, so that the page can draw and stop in between. */
const PIECE_MS = 250;
const MOST_STEPS = 200;

export class Journey {
  /** The step where the run will pause. Null when no journey is under way. */
  target = $state<number | null>(null);
  readonly #step: (count: number) => Promise<State>;

  /** `step` trains so many steps of a run that stays paused. */
  constructor(step: (count: number) => Promise<State>) {
    this.#step = step;
  }

  stop() {
    this.target = null;
  }

  /** Resolves at the target, at the last step of the run, or where it was stopped. */
  async go(from: State, to: number): Promise<void> {
    const target = Math.min(to, from.settings.steps);
    this.target = target;
    try {
      let [at, piece] = [from.step, 1];
      while (at < target && this.target === target) {
        const began = performance.now();
        at = (await this.#step(Math.min(piece, target - at))).step;
        const fitting = Math.round((piece * PIECE_MS) / Math.max(1, performance.now() - began));
        piece = Math.max(1, Math.min(fitting, 2 * piece, MOST_STEPS));
      }
    } finally {
      if (this.target === target) this.target = null;
    }
  }
}
