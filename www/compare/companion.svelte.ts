// A model beside the page's run. It has a worker of its own, and follows the page's run step by step while somebody looks.

import { asFailure, type EngineClient } from '../engine/client';
import type { Failure } from '../engine/types';
import type { Session } from '../state/session.svelte';

/** Pause before the next look at the page's run, where it has caught up. */
const LOOK_AGAIN_MS = 200;

export abstract class Companion {
  phase = $state<'off' | 'loading' | 'on' | 'failed'>('off');
  failure = $state.raw<Failure | null>(null);
  /** Whether somebody looks at it. Otherwise it does not train. */
  watched = $state(false);
  protected readonly session: Session;
  protected engine: EngineClient | undefined;
  /** The page's run that it was made for. */
  #run = $state(-1);

  constructor(session: Session) {
    this.session = session;
  }

  /** An engine of its own. */
  protected abstract load(): Promise<EngineClient>;
  /** A model for the page's run, at step 0. */
  protected abstract begin(engine: EngineClient): Promise<void>;
  /** Trains it, `behind` steps at most. */
  protected abstract train(engine: EngineClient, behind: number): Promise<void>;
  protected abstract get at(): number;

  /** Whether it belongs to the run that the page has now. */
  protected get current(): boolean {
    return this.#run === this.session.number;
  }

  /** Loads the engine, and from then on trains until it is stopped. */
  async start(): Promise<void> {
    if (this.phase === 'loading' || this.phase === 'on') return;
    [this.phase, this.failure, this.#run] = ['loading', null, -1];
    try {
      const engine = await this.load();
      engine.oncrash = (failure) => this.#fail(failure);
      this.engine = engine;
      await this.#begin(engine);
      this.phase = 'on';
      void this.#follow(engine);
    } catch (error) {
      this.#fail(asFailure(error));
    }
  }

  stop() {
    this.engine?.stop();
    [this.engine, this.phase, this.#run] = [undefined, 'off', -1];
  }

  async #begin(engine: EngineClient) {
    const { number } = this.session;
    await this.begin(engine);
    this.#run = number;
  }

  async #follow(engine: EngineClient) {
    try {
      while (engine === this.engine) {
        if (!this.current) await this.#begin(engine);
        const behind = (this.session.state?.step ?? 0) - this.at;
        if (this.watched && behind > 0) await this.train(engine, behind);
        else await new Promise((later) => setTimeout(later, LOOK_AGAIN_MS));
      }
    } catch (error) {
      if (engine === this.engine) this.#fail(asFailure(error));
    }
  }

  #fail(failure: Failure) {
    this.stop();
    [this.phase, this.failure] = ['failed', failure];
  }
}
