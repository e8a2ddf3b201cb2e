// Our own engine for WebGPU: loaded once, however many ask for it, and again after it was lost.

import { findAdapter } from './adapter';
import { EngineClient } from './client';
import { Losses } from './losses';
import type { EngineEvent } from './types';

export class WebGpu {
  client: EngineClient | undefined;
  /** How far the compilation is. */
  compiled: Extract<EngineEvent, { type: 'compiling' }> | undefined;
  readonly losses = new Losses();
  #loading: Promise<EngineClient> | undefined;
  /** The engine that the address asks for, loading beside the CPU engine. */
  #early: Promise<unknown> | undefined;
  readonly #listen: (client: EngineClient) => void;
  readonly #prepared: (event: EngineEvent) => void;

  /** `listen` is told of every client that is made, to hear its events; `prepared` hears those of an engine that is being made. */
  constructor(listen: (client: EngineClient) => void, prepared: (event: EngineEvent) => void) {
    this.#listen = listen;
    this.#prepared = prepared;
  }

  async load(): Promise<EngineClient> {
    if (this.client) return this.client;
    this.#loading ??= this.#start().finally(() => (this.#loading = undefined));
    return this.#loading;
  }

  /** Starts the compilation, which takes long. Who calls `early` waits for it and handles its errors. */
  loadEarly() {
    this.#early = findAdapter().then((adapter) => adapter && this.load());
    this.#early.catch(() => {});
  }

  /** The early loading, to one caller. */
  early(): Promise<unknown> | undefined {
    const early = this.#early;
    this.#early = undefined;
    return early;
  }

  drop() {
    this.client?.stop();
    this.client = undefined;
    this.compiled = undefined;
  }

  async #start(): Promise<EngineClient> {
    const client = await EngineClient.start('webgpu', (event) => {
      if (event.type === 'compiling') this.compiled = event;
      this.#prepared(event);
    });
    this.#listen(client);
    return (this.client = client);
  }
}
