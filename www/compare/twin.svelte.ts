// The second model beside the page's run: the same text, sizes and seed, and the other way of reading.

import type { EngineClient } from '../engine/client';
import type { Command, Reply, Settings, State } from '../engine/types';
import { beside } from '../state/beside';
import { Companion } from './companion.svelte';

/** How a model reads: BERT both sides, GPT-1 the left one. */
export type Reader = 'both' | 'left';

/** Steps between two looks at the page's run. */
const MOST_STEPS = 10;

const readerOf = (objective: Settings['objective']): Reader =>
  objective === 'causal' || objective === 'ltr' ? 'left' : 'both';

type ReplyOf<T extends Reply['type']> = Extract<Reply, { type: T }>;

export class Twin extends Companion {
  state = $state.raw<State | null>(null);
  /** The losses of its last step. */
  #losses = $state.raw<readonly number[]>([]);

  /** How the page's own run reads. */
  get own(): Reader {
    return readerOf(this.session.state?.settings.objective ?? 'mlm');
  }

  /** The state of the model that reads so; null while there is none. */
  stateOf(reader: Reader): State | null {
    if (reader === this.own) return this.session.state;
    return this.current ? this.state : null;
  }

  /** The loss of a model's last step over tokens, by its name: the two have different ones. */
  lossOf(reader: Reader): { name: string; value: number } | null {
    const place = this.stateOf(reader)?.losses.findIndex(({ scores }) => scores === 'tokens') ?? -1;
    const values = reader === this.own ? this.session.points.at(-1)?.losses : this.#losses;
    const [name, value] = [this.stateOf(reader)?.losses[place]?.name, values?.[place]];
    return name === undefined || value === undefined ? null : { name, value };
  }

  override stop() {
    super.stop();
    this.state = null;
  }

  /** A question to the model that reads so. */
  send<T extends Reply['type']>(reader: Reader, command: Command, kind: T): Promise<ReplyOf<T>> {
    if (reader === this.own) return this.session.conductor.send(command, kind);
    if (!this.engine) return Promise.reject(new Error('the second model is not there'));
    return this.engine.send(command, kind);
  }

  protected get at(): number {
    return this.state?.step ?? 0;
  }

  protected load(): Promise<EngineClient> {
    return this.session.conductor.another((event) => {
      if (event.type === 'progress') this.#losses = event.curves.points.at(-1)?.losses ?? this.#losses;
    });
  }

  /** A run like the page's, but for the way of reading. */
  protected async begin(engine: EngineClient) {
    const { state } = this.session;
    if (!state) return;
    const changes = {
      ...state.settings,
      device: 'cpu' as const,
      engine: 'cloze' as const,
      objective: this.own === 'left' ? ('mlm' as const) : ('causal' as const),
    };
    const playback = { watching: false, row: 0 };
    const { begun } = await engine.send({ type: 'configure', changes, playback }, 'begun');
    [this.state, this.#losses] = [begun.state, []];
  }

  protected async train(engine: EngineClient, behind: number) {
    const { state } = await engine.send({ type: 'step', count: Math.min(behind, MOST_STEPS) }, 'state');
    if (engine === this.engine) this.state = state;
  }
}

export const twinOf = beside((session) => new Twin(session));
