// The run that was left for another one. Its snapshot stays in memory, so that a click can bring it back.

import type { State } from '../engine/types';
import type { Session } from './session.svelte';

/** A run of fewer steps is trained again in a moment. */
const WORTH_KEEPING = 20;

export class LeftRun {
  /** The step at which it was left; null if there is no such run. */
  step = $state<number | null>(null);
  #bytes: Uint8Array | null = null;
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Keeps the current run while `take` puts another one in its place. If that is refused, the current run continues. */
  async leave(take: () => Promise<State>): Promise<State> {
    const session = this.#session;
    if ((session.state?.step ?? 0) < WORTH_KEEPING) return take();
    const { state } = await session.conductor.send({ type: 'pause' }, 'state');
    const { bytes } = await session.conductor.send({ type: 'snapshot', past: true }, 'snapshot');
    try {
      const begun = await take();
      [this.step, this.#bytes] = [state.step, bytes];
      return begun;
    } catch (error) {
      await session.resume();
      throw error;
    }
  }

  /** Back to that run, at the step where it was left. The run on the page is kept in its turn. */
  async comeBack(): Promise<void> {
    const bytes = this.#bytes;
    if (!bytes) return;
    await this.#session.replace(() => this.#session.restore(bytes));
    // A run too young to be kept has left nothing to return to.
    if (this.#bytes === bytes) [this.step, this.#bytes] = [null, null];
  }
}
