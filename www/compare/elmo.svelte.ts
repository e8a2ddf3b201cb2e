// ELMo beside the page's run, on Burn: the same text, width and seed.

import { EngineClient } from '../engine/client';
import type { ElmoState, ElmoTrace, ElmoTransfer } from '../engine/types';
import { beside } from '../state/beside';
import { Companion } from './companion.svelte';

/** Steps between two looks at the page's run, and at what was asked. */
const MOST_STEPS = 2;

export class Elmo extends Companion {
  state = $state.raw<ElmoState | null>(null);

  override stop() {
    super.stop();
    this.state = null;
  }

  /** What it makes of a text with a [MASK]; null while it is not there. */
  async read(text: string): Promise<ElmoTrace | null> {
    if (!this.engine || this.phase !== 'on') return null;
    return (await this.engine.elmo({ type: 'read', text }, 'trace')).trace;
  }

  /** A task that comes with the page, learned from its first examples on top of the frozen model. */
  async transfer(preset: string, language: string, labels: number): Promise<ElmoTransfer> {
    if (!this.engine) throw new Error('ELMo is not there');
    return (await this.engine.elmo({ type: 'transfer', preset, language, labels }, 'transfer')).transfer;
  }

  protected get at(): number {
    return this.state?.step ?? 0;
  }

  protected load(): Promise<EngineClient> {
    return EngineClient.start('burn-cpu', () => {});
  }

  protected async begin(engine: EngineClient) {
    const changes = this.session.state?.settings;
    if (!changes) return;
    this.state = (await engine.elmo({ type: 'begin', changes }, 'state')).state;
  }

  protected async train(engine: EngineClient, behind: number) {
    const { state } = await engine.elmo({ type: 'step', count: Math.min(behind, MOST_STEPS) }, 'state');
    if (engine === this.engine) this.state = state;
  }
}

export const elmoOf = beside((session) => new Elmo(session));
