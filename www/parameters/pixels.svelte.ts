// The levels of all parameters, requested from the engine a few times a second while they are visible.

import type { ParameterInfo } from '../engine/types';
import { Newest } from '../state/newest';
import type { Session } from '../state/session.svelte';

const ASK_EVERY_MS = 500;

export interface Picture {
  run: number;
  step: number;
  levels: Uint8Array;
  scales: [number, number];
}

export class Pixels {
  #picture = $state.raw<Picture | null>(null);
  #tensors = $state.raw<{ run: number; list: ParameterInfo[] } | null>(null);
  readonly #session: Session;
  readonly #question = new Newest(() => this.#ask());

  constructor(session: Session) {
    this.#session = session;
  }

  /** The levels of this run. Null until they arrive. */
  get picture(): Picture | null {
    return this.#picture?.run === this.#session.number ? this.#picture : null;
  }

  get tensors(): ParameterInfo[] | null {
    return this.#tensors?.run === this.#session.number ? this.#tensors.list : null;
  }

  /** Has to be called whenever there are newer weights. */
  follow() {
    return this.#question.follow();
  }

  async #ask() {
    const run = this.#session.number;
    const { conductor } = this.#session;
    try {
      if (this.#tensors?.run !== run) {
        const { parameters } = await conductor.send({ type: 'parameters' }, 'parameters');
        if (run === this.#session.number) this.#tensors = { run, list: parameters };
      }
      const { step, levels, scales } = await conductor.send({ type: 'pixels' }, 'pixels');
      if (run === this.#session.number) this.#picture = { run, step, levels, scales };
      await new Promise((later) => setTimeout(later, ASK_EVERY_MS));
    } catch {
      // The engine is gone, and the page shows that elsewhere.
    }
  }

  /** The exact value of one parameter, its last update, and the token that it belongs to, if any. */
  async weight(index: number) {
    return this.#session.conductor.send({ type: 'weight', index }, 'weight');
  }
}
