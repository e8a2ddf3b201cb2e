// The engines of Burn: loaded when the setting `engine` asks for one, and kept until another is.

import { findAdapter } from './adapter';
import { asFailure, EngineClient, type EngineFiles, filesOf, megabytes, MissingEngineError } from './client';
import type { DeviceReason } from './reason';
import type { Device, Settings } from './types';

/** Steps timed on each engine, to compare them. */
const TIMED_STEPS = 4;

class NoAdapterError extends Error {}

/** An engine of Burn, and what is known of its adapter. */
export interface LoadedBurn {
  client: EngineClient;
  adapter: { name: string; software: boolean } | null;
}

export class BurnEngines {
  client: EngineClient | undefined;
  readonly #listen: (client: EngineClient) => void;

  /** `listen` is told of every client that is made, to hear its events. */
  constructor(listen: (client: EngineClient) => void) {
    this.#listen = listen;
  }

  /** The engine for a setting of the device; `loading` is called with its file's size if it is not there yet. */
  async load(choice: Settings['device'], loading: (megabytes?: number) => void): Promise<LoadedBurn> {
    const adapter = choice === 'cpu' ? null : await findAdapter();
    if (choice === 'webgpu' && !adapter) throw new NoAdapterError();
    // Software may be chosen by hand, and is not taken by itself.
    const device = adapter && (choice === 'webgpu' || !adapter.software) ? 'webgpu' : 'cpu';
    if (this.client?.device !== device) {
      const files = await filesOf(`burn-${device}`);
      loading(megabytes(files));
      this.drop();
      this.client = await startBurn(device, files);
      this.#listen(this.client);
    }
    return { client: this.client, adapter: device === 'webgpu' ? adapter : null };
  }

  /** One is kept at most: each takes tens of megabytes. */
  drop() {
    this.client?.stop();
    this.client = undefined;
  }
}

/** An engine of Burn in a worker of its own. Who asks for it stops it. */
export function startBurn(device: Device, files?: EngineFiles): Promise<EngineClient> {
  return EngineClient.start(`burn-${device}`, () => {}, files);
}

/** Why a run is not on Burn although it was chosen. */
export function whyNot(error: unknown): DeviceReason {
  if (error instanceof NoAdapterError) return { code: 'webgpu_missing' };
  return {
    code: error instanceof MissingEngineError ? 'burn_missing' : 'burn_failed',
    message: asFailure(error).message,
  };
}

/** How long a step of a run takes on Burn and on our CPU engine. Not on an adapter in software, where it takes many seconds. */
export async function compare({ client, adapter }: LoadedBurn, cpu: EngineClient | undefined, run: Uint8Array) {
  if (!cpu || adapter?.software) return {};
  const time = async (engine: EngineClient) =>
    (await engine.send({ type: 'time_steps', steps: TIMED_STEPS }, 'timing')).ms_per_step;
  const burn_ms = await time(client);
  // The CPU engine may have another run, from before.
  await cpu.send({ type: 'restore', bytes: run, playback: { watching: false, row: 0 } }, 'begun');
  return { burn_ms, cpu_ms: await time(cpu) };
}
