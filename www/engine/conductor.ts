// Which engine trains the run.
//
// The run begins on the CPU engine, which is small and there at once. Where the browser has a hardware GPU (or the URL
// asks for WebGPU) the second engine is loaded meanwhile, takes over a copy of the run (its snapshot), and both time a
// few steps of it; the faster one goes on. Before that the WebGPU engine compiles its kernels and tries each of them against
// the CPU's arithmetic. If the WebGPU engine is lost, the CPU engine goes on from the last snapshot.
// The CPU engine's worker stays alive all the time: it is the fallback.

import { findAdapter } from './adapter';
import { Autosave } from './autosave';
import { BurnEngines, compare, whyNot } from './burn';
import { CrashedError, EngineClient, type EngineFiles, filesOf, MissingEngineError, RefusedError } from './client';
import { Mutex } from './mutex';
import type { DeviceReason } from './reason';
import type {
  Begun,
  Command,
  EngineEvent,
  Failure,
  Film,
  KernelVerdict,
  PartialSettings,
  Playback,
  Reply,
  Schema,
  Settings,
  State,
} from './types';

export interface ConductorEvents {
  event(event: EngineEvent): void;
  /** The run's newest state, which any engine can go on from. */
  good(step: number, bytes: Uint8Array): void;
  /** Another engine has taken over the same run from this state, without a request of the page. */
  tookOver(begun: Begun): void;
  reason(reason: DeviceReason): void;
  /** The result of the WebGPU engine's self-test. */
  tested(kernels: KernelVerdict[]): void;
  /** How much of the first engine's file is there, in bytes. */
  fetched(bytes: number, of: number | undefined): void;
  /** No engine is left; `restart` starts one. */
  failed(failure: Failure): void;
}

/** Steps timed on each engine before a hand-over. */
const TIMED_STEPS = 4;
const LOOK_AGAIN_MS = 15_000;

type Without<T, Key extends PropertyKey> = T extends unknown ? Omit<T, Key> : never;
/** The commands by which an engine takes a run. */
type Taking = Without<Extract<Command, { playback: Playback }>, 'playback'> &
  ({ type: 'configure' } | { type: 'configure_from_query' } | { type: 'restore' });

/** Progress of loading the WebGPU engine. */
const PREPARING = new Set<DeviceReason['code']>(['loading_webgpu', 'compiling', 'testing']);

function failureCode(error: unknown): DeviceReason['code'] {
  if (error instanceof MissingEngineError) return 'no_engine';
  const obstacle = error instanceof RefusedError ? error.obstacle : null;
  return obstacle ? `webgpu_${obstacle}` : 'webgpu_failed';
}

export class Conductor {
  schema: Schema | undefined;
  reason: DeviceReason = { code: 'starting' };
  #events: ConductorEvents;
  #cpuFiles: EngineFiles | undefined;
  #cpu: EngineClient | undefined;
  #gpu: EngineClient | undefined;
  readonly #burn = new BurnEngines((client) => {
    client.onevent = (event) => this.#receive(client, event);
    client.oncrash = (failure) => void this.#lost(client, failure);
  });
  #loadingGpu: Promise<EngineClient> | undefined;
  /** The WebGPU engine that the address asks for, loading beside the CPU engine. */
  #early: Promise<unknown> | undefined;
  /** Number of kernels that the WebGPU engine has compiled. */
  #compiled: Extract<EngineEvent, { type: 'compiling' }> | undefined;
  /** The adapter of the WebGPU engine that is being loaded, if the page may show it. */
  #adapter = '';
  #active: EngineClient | undefined;
  /** Commands and hand-overs, one at a time. */
  readonly #turn = new Mutex();
  /** The last good state, in case the device or the page is lost. */
  readonly #saves = new Autosave(
    () => this.send({ type: 'snapshot', past: false }, 'snapshot'),
    (step, bytes) => this.#events.good(step, bytes),
  );
  #running = false;
  /** The playback that the page wants. It changes in the order of the commands, and is always sent whole. */
  #playback: Playback = { watching: true, row: 0 };
  #settings: Settings | undefined;
  /** Counts the searches for a better engine, so that an older search that ends late changes nothing. */
  #look = 0;

  constructor(events: ConductorEvents) {
    this.#events = events;
  }

  get device() {
    return this.#active?.device ?? 'cpu';
  }

  /** Loads the CPU engine, and begins to load another one that the query asks for. */
  async load(query: [string, string][]): Promise<void> {
    const asks = (setting: string, choice: string) =>
      query.some(([name, value]) => name === setting && value === choice);
    if (asks('device', 'webgpu') && !asks('engine', 'burn')) this.#loadEarly();
    await this.#loadCpu();
  }

  /** Begins the run that the query describes. */
  begin(query: [string, string][]): Promise<Begun> {
    return this.#begin({ type: 'configure_from_query', query });
  }

  /** A new run with these settings, paused. If it is refused (RefusedError), the current run continues. */
  configure(changes: PartialSettings): Promise<Begun> {
    return this.#begin({ type: 'configure', changes });
  }

  /** The run of a snapshot instead of this one, paused. */
  restore(bytes: Uint8Array): Promise<Begun> {
    return this.#begin({ type: 'restore', bytes });
  }

  /** Restarts after the engine broke: from the last saved state if there is one. */
  async restart(query: [string, string][]): Promise<Begun> {
    const bytes = this.#saves.lastGood;
    this.#cpu?.stop();
    await this.#loadCpu();
    if (!bytes) return this.#begin({ type: 'configure_from_query', query });
    return this.#turn.run(() => this.#take(this.#cpu, { type: 'restore', bytes }));
  }

  /** Changes the playback of the engine that trains, and of every engine that takes the run later. */
  play(changes: Partial<Playback>): Promise<State | null> {
    return this.#ask(async () => {
      this.#playback = { ...this.#playback, ...changes };
      if (!this.#active || !this.#settings) return null;
      return (await this.#active.send({ type: 'set_playback', playback: this.#playback }, 'state')).state;
    });
  }

  /** The sentence on the stage is followed from now on, until `play` says otherwise. */
  follow(step: number): Promise<Film> {
    return this.#ask(async () => {
      const { film } = await this.#sendNow({ type: 'follow', step }, 'film');
      this.#playback = { ...this.#playback, followed: film.example };
      return film;
    });
  }

  send<T extends Reply['type']>(command: Command, kind: T): Promise<Extract<Reply, { type: T }>> {
    return this.#ask(() => this.#sendNow(command, kind));
  }

  /** An engine on that device for a task outside the run: the current one, or null. */
  async borrow(device: 'cpu' | 'webgpu'): Promise<EngineClient> {
    if (device === 'cpu') {
      if (!this.#cpu) throw new Error('The CPU engine is not loaded.');
      return this.#cpu;
    }
    return this.#loadGpu();
  }

  /** Another CPU engine, in a worker of its own, for work beside the run. Who asks for it stops it. */
  async another(onevent: (event: EngineEvent) => void): Promise<EngineClient> {
    if (!this.#cpuFiles) throw new Error('The CPU engine is not loaded.');
    return EngineClient.start('cpu', onevent, this.#cpuFiles);
  }

  /** In its turn. Where the engine is lost meanwhile and another goes on with the run, that one is asked. */
  async #ask<T>(question: () => Promise<T>): Promise<T> {
    let asked: EngineClient | undefined;
    const ask = () => {
      asked = this.#active;
      return question();
    };
    try {
      return await this.#turn.run(ask);
    } catch (error) {
      if (!(error instanceof CrashedError) || !this.#active || this.#active === asked) throw error;
      return this.#turn.run(ask);
    }
  }

  async #sendNow<T extends Reply['type']>(command: Command, kind: T): Promise<Extract<Reply, { type: T }>> {
    if (!this.#active) throw new Error('The engine is not loaded yet.');
    if (command.type === 'run') this.#trains(true);
    if (command.type === 'pause' || command.type === 'step') this.#running = false;
    const reply = await this.#active.send(command, kind);
    if (command.type === 'pause' || command.type === 'step') this.#trains(false);
    return reply;
  }

  #trains(running: boolean) {
    this.#running = running;
    if (running) this.#saves.trains();
    else this.#saves.rests();
  }

  /** The run's state is to be kept as soon as can be: the page may be gone in a moment. */
  saveNow() {
    void this.#saves.now();
  }

  /** A new run on the current engine. */
  #begin(command: Taking): Promise<Begun> {
    return this.#turn.run(async () => {
      // Row and sentence belong to the previous run.
      const begun = await this.#take(this.#active, command, { ...this.#playback, row: 0, followed: undefined });
      this.#running = false;
      this.#saves.begin();
      this.#settings = begun.state.settings;
      const { engine, device } = this.#settings;
      if (engine === 'burn' && this.#active) return (await this.#moveToBurn(this.#active, device)) ?? begun;
      void this.#chooseEngine();
      return begun;
    });
  }

  /**
   * Burn takes the run before its first step, so that the same seed gives the same bits. Where that fails, our own engine keeps it, and
   * the page says why. To be called inside the mutex.
   */
  async #moveToBurn(from: EngineClient, choice: Settings['device']): Promise<Begun | null> {
    this.#look++;
    const { bytes } = await from.send({ type: 'snapshot', past: true }, 'snapshot');
    this.#saves.lastGood = bytes;
    try {
      const burn = await this.#burn.load(choice, (megabytes) => this.#say({ code: 'loading_burn', megabytes }));
      const begun = from === burn.client ? null : await this.#take(burn.client, { type: 'restore', bytes });
      this.#active = burn.client;
      const times = await compare(burn, this.#cpu, bytes);
      this.#say({ code: 'burn_chosen', adapter: burn.adapter?.name, ...times });
      return begun;
    } catch (error) {
      this.#say(whyNot(error));
      // Burn for the other device had the run, and is gone.
      if (from === this.#cpu || from === this.#gpu) return null;
      this.#active = this.#cpu;
      return this.#take(this.#cpu, { type: 'restore', bytes });
    }
  }

  /**
   * An engine takes a run: a new one, or one that goes on. It is told with the run what the page wants of it, so that nothing
   * that was said to another engine, or to the run before, or while none was there, is lost.
   */
  async #take(engine: EngineClient | undefined, command: Taking, playback = this.#playback): Promise<Begun> {
    if (!engine) throw new Error('The engine is not loaded yet.');
    const { begun } = await engine.send({ ...command, playback }, 'begun');
    this.#playback = playback;
    return begun;
  }

  async #loadCpu() {
    const files = (this.#cpuFiles = await filesOf('cpu'));
    this.#cpu = await EngineClient.start(
      'cpu',
      (event) => this.#receive(this.#cpu, event),
      files,
      (bytes) => this.#events.fetched(bytes, files.bytes),
    );
    this.#cpu.oncrash = (failure) => this.#cpuLost(failure);
    this.#active = this.#cpu;
    this.schema = this.#cpu.schema;
  }

  /** The WebGPU engine. It is loaded once, however many callers request it. */
  async #loadGpu(): Promise<EngineClient> {
    if (this.#gpu) return this.#gpu;
    this.#loadingGpu ??= this.#startGpu().finally(() => (this.#loadingGpu = undefined));
    return this.#loadingGpu;
  }

  /** Starts the compilation, which takes long. The choice of the engine waits for it and handles its errors. */
  #loadEarly() {
    this.#early = findAdapter().then((adapter) => adapter && this.#loadGpu());
    this.#early.catch(() => {});
  }

  async #startGpu(): Promise<EngineClient> {
    const gpu = await EngineClient.start('webgpu', (event) => this.#prepared(event));
    gpu.onevent = (event) => this.#receive(gpu, event);
    gpu.oncrash = (failure) => void this.#lost(gpu, failure);
    this.#gpu = gpu;
    return gpu;
  }

  /** The events of the WebGPU engine before it takes a run. */
  #prepared(event: EngineEvent) {
    if (event.type === 'self_tested') this.#events.tested(event.kernels);
    if (event.type !== 'compiling') return;
    this.#compiled = event;
    // A mere benchmark does not change why the CPU trains.
    if (!PREPARING.has(this.reason.code)) return;
    const { done, kernels } = event;
    const adapter = this.#adapter;
    if (done < kernels) this.#say({ code: 'compiling', adapter, compiled: { done, kernels } });
    else this.#say({ code: 'testing', adapter });
  }

  async #chooseEngine() {
    const look = ++this.#look;
    const early = this.#early;
    this.#early = undefined;
    const choice = this.#settings?.device ?? 'auto';
    const current = () => look === this.#look;
    // From Burn back to our engines.
    if (this.#active && this.#active === this.#burn.client) await this.#handOver(this.#cpu);
    if (choice === 'cpu') {
      await this.#handOver(this.#cpu);
      return this.#say({ code: 'cpu_chosen' });
    }
    const adapter = await findAdapter();
    if (!current()) return;
    if (!adapter) return this.#stayOnCpu({ code: choice === 'webgpu' ? 'webgpu_missing' : 'no_adapter' });
    if (adapter.software && choice !== 'webgpu') {
      return this.#stayOnCpu({ code: 'software_adapter', adapter: adapter.name });
    }
    try {
      if (!this.#gpu) {
        this.#adapter = adapter.name;
        this.#say({ code: 'loading_webgpu', adapter: adapter.name });
        if (early && this.#compiled) this.#prepared(this.#compiled);
        await early;
        await this.#loadGpu();
      }
      if (!current()) return;
      if (choice === 'webgpu') {
        await this.#handOver(this.#gpu);
        this.#say({ code: 'webgpu_chosen', adapter: adapter.name });
      } else {
        await this.#race(adapter.name, current);
      }
    } catch (error) {
      if (!current()) return;
      const message = error instanceof Error ? error.message : String(error);
      await this.#stayOnCpu({ code: failureCode(error), message });
      // A server that is still building it adds it to the manifest when it is done.
      if (error instanceof MissingEngineError) setTimeout(() => current() && void this.#chooseEngine(), LOOK_AGAIN_MS);
    }
  }

  /** Both engines time a few steps of the same run; the faster one trains it. */
  async #race(adapter: string, current: () => boolean) {
    const [cpu, gpu] = [this.#cpu, this.#gpu];
    if (!cpu || !gpu) return;
    if (this.#active === cpu) {
      const { bytes } = await this.send({ type: 'snapshot', past: false }, 'snapshot');
      // It is only timed, without traces for the page.
      await gpu.send({ type: 'restore', bytes, playback: { watching: false, row: 0 } }, 'begun');
    }
    const time = async (engine: EngineClient) =>
      (await engine.send({ type: 'time_steps', steps: TIMED_STEPS }, 'timing')).ms_per_step;
    const webgpu_ms = await time(gpu);
    const cpu_ms = await this.#turn.run(() => time(cpu));
    if (!current()) return;
    const faster = webgpu_ms < cpu_ms ? gpu : cpu;
    await this.#handOver(faster);
    this.#say({ code: faster === gpu ? 'webgpu_faster' : 'cpu_faster', adapter, cpu_ms, webgpu_ms });
  }

  /** Moves the run in its current state to another engine. */
  #handOver(to: EngineClient | undefined): Promise<void> {
    return this.#turn.run(async () => {
      const from = this.#active;
      if (!from || !to || from === to) return;
      await from.send({ type: 'pause' }, 'state');
      const { bytes } = await from.send({ type: 'snapshot', past: true }, 'snapshot');
      try {
        await this.#goOn(to, { type: 'restore', bytes });
      } catch (error) {
        if (this.#running) await from.send({ type: 'run' }, 'state');
        throw error;
      }
      this.#saves.lastGood = bytes;
    });
  }

  /** The same run continues on another engine. To be called inside the mutex. */
  async #goOn(to: EngineClient, command: Taking) {
    const begun = await this.#take(to, command);
    this.#active = to;
    this.#events.tookOver(begun);
    if (this.#running) await to.send({ type: 'run' }, 'state');
  }

  async #stayOnCpu(reason: DeviceReason) {
    await this.#handOver(this.#cpu);
    this.#say(reason);
  }

  #say(reason: DeviceReason) {
    this.reason = reason;
    this.#events.reason(reason);
  }

  #receive(client: EngineClient | undefined, event: EngineEvent) {
    if (event.type === 'failed' && client && client !== this.#cpu) {
      void this.#lost(client, { message: event.message, details: event.details });
    } else if (client === this.#active || event.type === 'preparing') {
      if (event.type === 'finished') this.#trains(false);
      this.#events.event(event);
    }
  }

  /** The same run continues on the CPU, from the last good state. */
  async #lost(engine: EngineClient, failure: Failure) {
    const burn = engine === this.#burn.client;
    if (!burn && engine !== this.#gpu) return;
    if (burn) this.#burn.drop();
    else this.#gpu = undefined;
    this.#look++;
    engine.stop();
    const wasActive = this.#active === engine;
    if (wasActive) this.#active = this.#cpu;
    try {
      // Before the commands that wait: the CPU engine has this run only then.
      if (wasActive) await this.#turn.first(() => this.#goOnOnCpu());
      if (burn && !wasActive) return;
      this.#say({ code: burn ? 'burn_lost' : wasActive ? 'device_lost' : 'webgpu_failed', message: failure.message });
    } catch (error) {
      this.#cpuLost({ message: String(error), details: failure.details });
    }
  }

  async #goOnOnCpu() {
    const bytes = this.#saves.lastGood;
    if (!this.#cpu || !this.#settings) return;
    const fromItsBeginning: Taking = {
      type: 'configure',
      changes: { ...this.#settings, device: 'cpu', engine: 'cloze' },
    };
    await this.#goOn(this.#cpu, bytes ? { type: 'restore', bytes } : fromItsBeginning);
  }

  #cpuLost(failure: Failure) {
    if (this.#active !== this.#cpu) return;
    this.#look++;
    this.#running = false;
    this.#active = undefined;
    this.#events.failed(failure);
  }
}
