// A second model beside the page's run: the same text, sizes and seed, and the other way of reading. It has a worker of its own, on the
// CPU, and follows the page's run step by step while somebody looks.

import { asFailure, type EngineClient } from '../engine/client';
import type { Command, Failure, Reply, Settings, State } from '../engine/types';
import type { Session } from '../state/session.svelte';

/** How a model reads: BERT both sides, GPT-1 the left one. */
export type Reader = 'both' | 'left';

/** Steps between two looks at the page's run. */
const MOST_STEPS = 10;
/** Pause before the next look, where it has caught up. */
const LOOK_AGAIN_MS = 200;

const readerOf = (objective: Settings['objective']): Reader =>
  objective === 'causal' || objective === 'ltr' ? 'left' : 'both';

type ReplyOf<T extends Reply['type']> = Extract<Reply, { type: T }>;

/** One beside each session: it stays while the page shows another room. */
const twins = new WeakMap<Session, Twin>();

export function twinOf(session: Session): Twin {
  const twin = twins.get(session) ?? new Twin(session);
  twins.set(session, twin);
  return twin;
}

export class Twin {
  phase = $state<'off' | 'loading' | 'on' | 'failed'>('off');
  failure = $state.raw<Failure | null>(null);
  state = $state.raw<State | null>(null);
  /** Whether somebody looks at it. Otherwise it does not train. */
  watched = $state(false);
  /** The losses of its last step. */
  #losses = $state.raw<readonly number[]>([]);
  readonly #session: Session;
  #engine: EngineClient | undefined;
  /** The page's run that it was made for. */
  #run = -1;

  constructor(session: Session) {
    this.#session = session;
  }

  /** How the page's own run reads. */
  get own(): Reader {
    return readerOf(this.#session.state?.settings.objective ?? 'mlm');
  }

  /** The state of the model that reads so; null while there is none. */
  stateOf(reader: Reader): State | null {
    if (reader === this.own) return this.#session.state;
    return this.#run === this.#session.number ? this.state : null;
  }

  /** The loss of a model's last step over tokens, by its name: the two have different ones. */
  lossOf(reader: Reader): { name: string; value: number } | null {
    const place = this.stateOf(reader)?.losses.findIndex(({ scores }) => scores === 'tokens') ?? -1;
    const values = reader === this.own ? this.#session.points.at(-1)?.losses : this.#losses;
    const [name, value] = [this.stateOf(reader)?.losses[place]?.name, values?.[place]];
    return name === undefined || value === undefined ? null : { name, value };
  }

  /** Loads the engine, and from then on trains until it is stopped. */
  async start(): Promise<void> {
    if (this.phase === 'loading' || this.phase === 'on') return;
    [this.phase, this.failure, this.#run] = ['loading', null, -1];
    try {
      const engine = await this.#session.conductor.another((event) => {
        if (event.type === 'progress') this.#losses = event.curves.points.at(-1)?.losses ?? this.#losses;
      });
      engine.oncrash = (failure) => this.#fail(failure);
      this.#engine = engine;
      await this.#begin(engine);
      this.phase = 'on';
      void this.#train(engine);
    } catch (error) {
      this.#fail(asFailure(error));
    }
  }

  stop() {
    this.#engine?.stop();
    [this.#engine, this.state, this.phase, this.#run] = [undefined, null, 'off', -1];
  }

  /** A question to the model that reads so. */
  send<T extends Reply['type']>(reader: Reader, command: Command, kind: T): Promise<ReplyOf<T>> {
    if (reader === this.own) return this.#session.conductor.send(command, kind);
    if (!this.#engine) return Promise.reject(new Error('the second model is not there'));
    return this.#engine.send(command, kind);
  }

  /** A run like the page's, but for the way of reading. */
  async #begin(engine: EngineClient) {
    const { number, state } = this.#session;
    if (!state) return;
    const changes = {
      ...state.settings,
      device: 'cpu' as const,
      objective: this.own === 'left' ? ('mlm' as const) : ('causal' as const),
    };
    const playback = { watching: false, row: 0 };
    const { begun } = await engine.send({ type: 'configure', changes, playback }, 'begun');
    [this.state, this.#run, this.#losses] = [begun.state, number, []];
  }

  async #train(engine: EngineClient) {
    try {
      while (engine === this.#engine) {
        if (this.#run !== this.#session.number) await this.#begin(engine);
        const behind = (this.#session.state?.step ?? 0) - (this.state?.step ?? 0);
        if (this.watched && behind > 0) {
          const { state } = await engine.send({ type: 'step', count: Math.min(behind, MOST_STEPS) }, 'state');
          if (engine === this.#engine) this.state = state;
        } else {
          await new Promise((later) => setTimeout(later, LOOK_AGAIN_MS));
        }
      }
    } catch (error) {
      if (engine === this.#engine) this.#fail(asFailure(error));
    }
  }

  #fail(failure: Failure) {
    this.stop();
    [this.phase, this.failure] = ['failed', failure];
  }
}
