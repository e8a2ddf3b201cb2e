// Which engine trains the run.
//
// The run begins on the CPU engine, which is small and there at once. Where the browser has a hardware GPU (or the URL
// asks for WebGPU) the second engine is loaded meanwhile, takes over a copy of the run (its snapshot), and both time a
// few steps of it; the faster one goes on (choice.ts). Before that the WebGPU engine compiles its kernels and tries each of
// them against the CPU's arithmetic. If the WebGPU engine is lost, the CPU engine goes on from the last snapshot, and the GPU
// is tried again later (losses.ts). The CPU engine's worker stays alive all the time: it is the fallback.

import { Autosave, type GoodState } from './autosave';
import { BurnEngines, compare, whyNot } from './burn';
import { EngineChoice, type RunOfChoice } from './choice';
import { CrashedError, EngineClient, type EngineFiles, filesOf } from './client';
import { reasonOf } from './losses';
import { Mutex } from './mutex';
import { QUESTIONS } from './questions';
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
import { WebGpu } from './webgpu';

export interface ConductorEvents {
  event(event: EngineEvent): void;
  /** The run's newest state, which any engine can go on from. */
  good(state: GoodState): void;
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

type Without<T, Key extends PropertyKey> = T extends unknown ? Omit<T, Key> : never;
/** The commands by which an engine takes a run. */
type Taking = Without<Extract<Command, { playback: Playback }>, 'playback'> &
  ({ type: 'configure' } | { type: 'configure_from_query' } | { type: 'restore' });

export class Conductor {
  schema: Schema | undefined;
  reason: DeviceReason = { code: 'starting' };
  #events: ConductorEvents;
  #cpuFiles: EngineFiles | undefined;
  #cpu: EngineClient | undefined;
  readonly #webgpu = new WebGpu(
    (client) => this.#listen(client),
    (event) => this.#prepared(event),
  );
  readonly #burn = new BurnEngines((client) => this.#listen(client));
  readonly #choice: EngineChoice;
  #active: EngineClient | undefined;
  /** Commands and hand-overs, one at a time but for questions. */
  readonly #turn = new Mutex();
  /** The last good state, in case the device or the page is lost. */
  readonly #saves = new Autosave(
    () => this.send({ type: 'snapshot', past: false }, 'snapshot'),
    (state) => this.#events.good(state),
  );
  #running = false;
  /** The playback that the page wants. It changes in the order of the commands, and is always sent whole. */
  #playback: Playback = { watching: true, row: 0 };
  #settings: Settings | undefined;
  /** The step that the engine spoke of last. */
  #step = 0;

  constructor(events: ConductorEvents) {
    this.#events = events;
    this.#choice = new EngineChoice(this.#forChoice(), this.#webgpu);
  }

  get device() {
    return this.#active?.device ?? 'cpu';
  }

  /** Loads the CPU engine, and begins to load another one that the query asks for. */
  async load(query: [string, string][]): Promise<void> {
    const asks = (setting: string, choice: string) =>
      query.some(([name, value]) => name === setting && value === choice);
    if (asks('device', 'webgpu') && !asks('engine', 'burn')) this.#webgpu.loadEarly();
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
    const bytes = this.#saves.lastGood?.bytes;
    this.#cpu?.stop();
    await this.#loadCpu();
    if (!bytes) return this.#begin({ type: 'configure_from_query', query });
    return this.#turn.run(() => this.#take(this.#cpu, { type: 'restore', bytes }));
  }

  /** The step of the last good state: 0, where the run began, if none was saved. */
  get goodStep(): number {
    return this.#saves.lastGood?.step ?? 0;
  }

  /** The last good state of the run that is there, paused. */
  returnToGood(): Promise<Begun> {
    return this.#turn.run(async () => {
      const begun = await this.#take(this.#active, this.#fromLastGood());
      this.#running = false;
      return begun;
    });
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
    if (QUESTIONS.has(command.type)) return this.#ask(() => this.#sendNow(command, kind), 'share');
    if (command.type !== 'step') return this.#ask(() => this.#sendNow(command, kind));
    let end: number | undefined;
    return this.#ask(() => {
      end ??= this.#step + command.count;
      // An engine that goes on from an earlier step takes the steps in between too.
      return this.#sendNow({ type: 'step', count: Math.max(1, end - this.#step) }, kind);
    });
  }

  /** An engine on that device for a task outside the run: the current one, or null. */
  async borrow(device: 'cpu' | 'webgpu'): Promise<EngineClient> {
    if (device === 'cpu') {
      if (!this.#cpu) throw new Error('The CPU engine is not loaded.');
      return this.#cpu;
    }
    return this.#webgpu.load();
  }

  /** Another CPU engine, in a worker of its own, for work beside the run. Who asks for it stops it. */
  async another(onevent: (event: EngineEvent) => void): Promise<EngineClient> {
    if (!this.#cpuFiles) throw new Error('The CPU engine is not loaded.');
    return EngineClient.start('cpu', onevent, this.#cpuFiles);
  }

  /** In its turn. Where the engine is lost meanwhile and another goes on with the run, that one is asked. */
  async #ask<T>(question: () => Promise<T>, turn: 'run' | 'share' = 'run'): Promise<T> {
    let asked: EngineClient | undefined;
    const ask = () => {
      asked = this.#active;
      return question();
    };
    try {
      return await this.#turn[turn](ask);
    } catch (error) {
      if (!(error instanceof CrashedError) || !this.#active || this.#active === asked) throw error;
      return this.#turn[turn](ask);
    }
  }

  async #sendNow<T extends Reply['type']>(command: Command, kind: T): Promise<Extract<Reply, { type: T }>> {
    if (!this.#active) throw new Error('The engine is not loaded yet.');
    if (command.type === 'run') this.#trains(true);
    const stops = command.type === 'pause' || command.type === 'step';
    if (stops) this.#running = false;
    const reply = await this.#active.send(command, kind);
    if (stops) this.#trains(false);
    const told: Reply = reply;
    if (told.type === 'state') this.#step = told.state.step;
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
    return this.#ask(async () => {
      // Row and sentence belong to the previous run.
      const begun = await this.#take(this.#active, command, { ...this.#playback, row: 0, followed: undefined });
      this.#running = false;
      this.#saves.begin();
      this.#settings = begun.state.settings;
      const { engine, device } = this.#settings;
      if (engine === 'burn' && this.#active) return (await this.#moveToBurn(this.#active, device)) ?? begun;
      this.#choice.begin(device);
      return begun;
    });
  }

  /**
   * Burn takes the run before its first step, so that the same seed gives the same bits. Where that fails, our own engine keeps it, and
   * the page says why. To be called inside the mutex.
   */
  async #moveToBurn(from: EngineClient, choice: Settings['device']): Promise<Begun | null> {
    this.#choice.cancel();
    const lastGood = await from.send({ type: 'snapshot', past: true }, 'snapshot');
    const { bytes } = lastGood;
    this.#saves.lastGood = lastGood;
    try {
      const burn = await this.#burn.load(choice, (megabytes) => this.#say({ code: 'loading_burn', megabytes }));
      const begun = from === burn.client ? null : await this.#take(burn.client, { type: 'restore', bytes });
      this.#active = burn.client;
      const times = await compare(burn, this.#cpu, bytes);
      this.#say({ code: 'burn_chosen', adapter: burn.adapter?.name, ...times });
      return begun;
    } catch (error) {
      this.#say(whyNot(error));
      // Burn for the other device may have had the run. That one is gone.
      const keeps = from === this.#cpu || from === this.#webgpu.client;
      this.#active = keeps ? from : this.#cpu;
      return keeps ? null : this.#take(this.#cpu, { type: 'restore', bytes });
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
    this.#step = begun.state.step;
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

  #listen(client: EngineClient) {
    client.onevent = (event) => this.#receive(client, event);
    client.oncrash = (failure) => void this.#lost(client, failure);
  }

  /** The events of the WebGPU engine before it takes a run. */
  #prepared(event: EngineEvent) {
    if (event.type === 'self_tested') this.#events.tested(event.kernels);
    this.#choice.prepared(event);
  }

  #forChoice(): RunOfChoice {
    return {
      cpu: () => this.#cpu,
      active: () => this.#active,
      inTurn: (task) => this.#turn.run(task),
      snapshot: async () => (await this.send({ type: 'snapshot', past: false }, 'snapshot')).bytes,
      handOver: (to) => this.#handOver(to),
      lost: (engine, failure) => this.#lost(engine, failure),
      reason: () => this.reason,
      say: (reason) => this.#say(reason),
      again: () => this.#tryAgain(),
    };
  }

  /** The GPU gets another chance, unless there is no run, or one of Burn's. */
  #tryAgain() {
    if (this.#active && this.#settings && this.#settings.engine !== 'burn') this.#choice.begin(this.#settings.device);
  }

  /** Moves the run in its current state to another engine. */
  #handOver(to: EngineClient | undefined): Promise<void> {
    return this.#turn.run(async () => {
      const from = this.#active;
      if (!from || !to || from === to) return;
      await from.send({ type: 'pause' }, 'state');
      const lastGood = await from.send({ type: 'snapshot', past: true }, 'snapshot');
      this.#saves.lastGood = lastGood;
      try {
        await this.#goOn(to, { type: 'restore', bytes: lastGood.bytes });
      } catch (error) {
        if (this.#running) await from.send({ type: 'run' }, 'state');
        throw error;
      }
    });
  }

  /** The same run continues on another engine. To be called inside the mutex. */
  async #goOn(to: EngineClient, command: Taking): Promise<Begun> {
    const begun = await this.#take(to, command);
    this.#active = to;
    this.#events.tookOver(begun);
    if (this.#running) await to.send({ type: 'run' }, 'state');
    return begun;
  }

  #say(reason: DeviceReason) {
    this.reason = reason;
    this.#events.reason(reason);
  }

  #receive(client: EngineClient | undefined, event: EngineEvent) {
    if (event.type === 'failed' && client && client !== this.#cpu) {
      void this.#lost(client, { message: event.message, details: event.details });
    } else if (client === this.#active || event.type === 'preparing') {
      if (event.type === 'finished' || event.type === 'diverged') this.#trains(false);
      if ('state' in event) this.#step = event.state.step;
      this.#events.event(event);
    }
  }

  /** The same run continues on the CPU, from the last good state. */
  async #lost(engine: EngineClient, failure: Failure) {
    const burn = engine === this.#burn.client;
    if (!burn && engine !== this.#webgpu.client) return;
    (burn ? this.#burn : this.#webgpu).drop();
    this.#choice.cancel();
    const reason: DeviceReason = burn
      ? { code: 'burn_lost', message: failure.message }
      : this.#webgpu.losses.count(reasonOf(failure), () => this.#tryAgain());
    const wasActive = this.#active === engine;
    if (wasActive) this.#active = this.#cpu;
    try {
      // Before the commands that wait: the CPU engine has this run only then.
      const begun = wasActive ? await this.#turn.first(() => this.#goOnOnCpu()) : null;
      if (burn && !wasActive) return;
      this.#say({ ...reason, step: begun?.state.step });
    } catch (error) {
      this.#cpuLost({ message: String(error), details: failure.details });
    }
  }

  async #goOnOnCpu(): Promise<Begun | null> {
    if (!this.#cpu || !this.#settings) return null;
    return this.#goOn(this.#cpu, this.#fromLastGood());
  }

  /** If no state was saved, the run begins again. */
  #fromLastGood(): Taking {
    const { lastGood } = this.#saves;
    return lastGood ? { type: 'restore', bytes: lastGood.bytes } : { type: 'configure', changes: this.#settings ?? {} };
  }

  #cpuLost(failure: Failure) {
    if (this.#active !== this.#cpu) return;
    this.#choice.cancel();
    this.#running = false;
    this.#active = undefined;
    this.#events.failed(failure);
  }
}
