// The search for the engine that trains the run: the CPU's, which has it, or WebGPU's. Where both may train, each times a few steps and
// the faster one gets the run.

import { findAdapter } from './adapter';
import { asFailure, type EngineClient, MissingEngineError, RefusedError } from './client';
import { reasonOf } from './losses';
import type { DeviceReason } from './reason';
import type { EngineEvent, Failure, Settings } from './types';
import { PATIENCE_S } from './watchdog';
import type { WebGpu } from './webgpu';

/** Steps timed on each engine before a hand-over. */
const TIMED_STEPS = 4;
const LOOK_AGAIN_MS = 15_000;

/** Progress of loading the WebGPU engine. */
const PREPARING = new Set<DeviceReason['code']>(['loading_webgpu', 'compiling', 'testing']);

/** The run that an engine is searched for. */
export interface RunOfChoice {
  cpu(): EngineClient | undefined;
  active(): EngineClient | undefined;
  /** While no command and no hand-over is under way. */
  inTurn<T>(task: () => Promise<T>): Promise<T>;
  snapshot(): Promise<Uint8Array>;
  /** The run goes on there, if it isn't there yet. */
  handOver(to: EngineClient | undefined): Promise<void>;
  /** The engine cannot be used any more. */
  lost(engine: EngineClient, failure: Failure): Promise<void>;
  reason(): DeviceReason;
  say(reason: DeviceReason): void;
  /** It is time to try the GPU again. */
  again(): void;
}

export class EngineChoice {
  readonly #run: RunOfChoice;
  readonly #webgpu: WebGpu;
  /** The adapter of the WebGPU engine that is being loaded, if the page may show it. */
  #adapter = '';
  /** Counts the searches, so that an older one that ends late changes nothing. */
  #look = 0;

  constructor(run: RunOfChoice, webgpu: WebGpu) {
    this.#run = run;
    this.#webgpu = webgpu;
  }

  /** Searches anew. An engine that is lost meanwhile reports that itself. */
  begin(choice: Settings['device']) {
    this.#search(choice).catch(() => {});
  }

  /** A search that is under way changes nothing any more. */
  cancel() {
    this.#look++;
  }

  /** The events of the WebGPU engine before it takes a run. */
  prepared(event: EngineEvent) {
    // A mere benchmark does not change why the CPU trains.
    if (event.type !== 'compiling' || !PREPARING.has(this.#run.reason().code)) return;
    const { done, kernels } = event;
    const adapter = this.#adapter;
    if (done < kernels) this.#run.say({ code: 'compiling', adapter, compiled: { done, kernels } });
    else this.#run.say({ code: 'testing', adapter });
  }

  async #search(choice: Settings['device']) {
    const look = ++this.#look;
    const current = () => look === this.#look;
    const early = this.#webgpu.early();
    const [run, webgpu] = [this.#run, this.#webgpu];
    if (choice === 'cpu') return this.#stayOnCpu({ code: 'cpu_chosen' });
    // From Burn back to our engines.
    if (run.active() !== webgpu.client) await run.handOver(run.cpu());
    const adapter = await findAdapter();
    if (!current()) return;
    if (!adapter) return this.#stayOnCpu({ code: choice === 'webgpu' ? 'webgpu_missing' : 'no_adapter' });
    if (adapter.software && choice !== 'webgpu') {
      return this.#stayOnCpu({ code: 'software_adapter', adapter: adapter.name });
    }
    if (!webgpu.client && webgpu.losses.barred) return this.#stayOnCpu(webgpu.losses.barred);
    try {
      if (!webgpu.client) {
        this.#adapter = adapter.name;
        run.say({ code: 'loading_webgpu', adapter: adapter.name });
        if (early && webgpu.compiled) this.prepared(webgpu.compiled);
        await early;
      }
      const gpu = await webgpu.load();
      if (!adapter.software) gpu.patience_s = PATIENCE_S.hardware;
      if (!current()) return;
      if (choice === 'webgpu') {
        await run.handOver(gpu);
        run.say({ code: 'webgpu_chosen', adapter: adapter.name });
      } else {
        await this.#race(gpu, adapter.name, current);
      }
    } catch (error) {
      if (!current()) return;
      // It refuses what it did before, so it would refuse everything.
      if (webgpu.client && mayPass(error)) return run.lost(webgpu.client, asFailure(error));
      await this.#stayOnCpu(this.#whyNot(error));
      // A server that is still building it adds it to the manifest when it is done.
      if (error instanceof MissingEngineError) setTimeout(() => current() && this.begin(choice), LOOK_AGAIN_MS);
    }
  }

  /** Both engines time a few steps of the same run; the faster one trains it. */
  async #race(gpu: EngineClient, adapter: string, current: () => boolean) {
    const run = this.#run;
    const cpu = run.cpu();
    if (!cpu) return;
    if (run.active() === cpu) {
      const bytes = await run.snapshot();
      // It is only timed, without traces for the page.
      await gpu.send({ type: 'restore', bytes, playback: { watching: false, row: 0 } }, 'begun');
    }
    const time = async (engine: EngineClient) =>
      (await engine.send({ type: 'time_steps', steps: TIMED_STEPS }, 'timing')).ms_per_step;
    const webgpu_ms = await time(gpu);
    const cpu_ms = await run.inTurn(() => time(cpu));
    if (!current()) return;
    const faster = webgpu_ms < cpu_ms ? gpu : cpu;
    await run.handOver(faster);
    run.say({ code: faster === gpu ? 'webgpu_faster' : 'cpu_faster', adapter, cpu_ms, webgpu_ms });
  }

  async #stayOnCpu(reason: DeviceReason) {
    await this.#run.handOver(this.#run.cpu());
    this.#run.say(reason);
  }

  /** Why the WebGPU engine could not be made. */
  #whyNot(error: unknown): DeviceReason {
    const { message, gpu } = asFailure(error);
    if (error instanceof MissingEngineError) return { code: 'no_engine', message };
    if (error instanceof RefusedError && error.obstacle) return { code: `webgpu_${error.obstacle}`, message };
    if (!mayPass(error)) return { code: 'webgpu_failed', message };
    const reason: DeviceReason = gpu ? reasonOf(asFailure(error)) : { code: 'webgpu_failed', message };
    return this.#webgpu.losses.count(reason, () => this.#run.again());
  }
}

/** Whether the engine may work another time. What this host's files or this kind of GPU lack stays lacking. */
function mayPass(error: unknown): boolean {
  if (error instanceof MissingEngineError || (error instanceof RefusedError && error.obstacle)) return false;
  return asFailure(error).fault === undefined;
}
