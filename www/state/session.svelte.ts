// The page's picture of the run: what the components read, and the few things they can ask for.
//
// A page that nobody sees draws nothing and has no traces made for it.

import { asFailure } from '../engine/client';
import { Conductor } from '../engine/conductor';
import type { DeviceReason } from '../engine/reason';
import { Questions } from '../engine/questions';
import { hasSimd } from '../engine/simd';
import type {
  Begun,
  EngineEvent,
  Failure,
  HeldOut,
  KernelVerdict,
  PartialSettings,
  Point,
  PresetInfo,
  State,
  Tallies,
  TallyShares,
  Trace,
} from '../engine/types';
import { Address } from './address.svelte';
import { Background } from './background.svelte';
import { extended } from './curves';
import { Drawing, type Progress } from './drawing';
import { Journey } from './journey.svelte';
import type { Moment } from './link';
import { LeftRun } from './left_run.svelte';
import { Runs, type RunRecord } from './runs.svelte';
import { settingList, type SettingInfo } from './settings';
import { Saving, type Saved } from './saving.svelte';
import { sight } from './sight.svelte';
import { Stage } from './stage.svelte';
import { Tuning } from './tuning.svelte';

export type Pace = 'slow' | 'medium' | 'full';
const STEPS_PER_SECOND: Record<Pace, number | null> = { slow: 1, medium: 5, full: null };

export type Phase = 'loading' | 'preparing' | 'ready' | 'failed' | 'no_simd';

export class Session {
  phase = $state<Phase>('loading');
  preparing = $state.raw<Extract<EngineEvent, { type: 'preparing' }> | null>(null);
  /** How much of the first engine's file is there, in bytes. */
  fetched = $state.raw<{ bytes: number; of: number | undefined } | null>(null);
  failure = $state.raw<Failure | null>(null);
  reason = $state.raw<DeviceReason>({ code: 'starting' });
  /** The result of the WebGPU engine's self-test; empty without one. */
  verdicts = $state.raw<KernelVerdict[]>([]);
  state = $state.raw<State | null>(null);
  readonly running = $derived(this.state?.running ?? false);
  points = $state.raw<readonly Point[]>([]);
  heldOut = $state.raw<readonly HeldOut[]>([]);
  tallies = $state.raw<Tallies>({
    selected: 0,
    masked: 0,
    randomized: 0,
    kept: 0,
    tokens: 0,
    expected_selected: 0,
    selected_variance: 0,
    repeated: 0,
  });
  shares = $state.raw<TallyShares>({
    selected: undefined,
    masked: undefined,
    randomized: undefined,
    kept: undefined,
    draws: 0,
  });
  schema = $state.raw<SettingInfo[]>([]);
  presets = $state.raw<PresetInfo[]>([]);
  pace = $state<Pace>('full');
  /** Number of the run. Data of another run must not be shown beside it. */
  number = $state(0);
  /** Training has begun once. */
  started = $state(false);
  /** Something is under way that the transport has to wait for. */
  busy = $state(false);

  /** Earlier runs, to compare with. */
  readonly runs = new Runs();
  /** The run before this one, to return to. */
  readonly left = new LeftRun(this);
  readonly conductor: Conductor;
  readonly ask: Questions;
  readonly stage: Stage;
  /** Fine-tuning, beside the run. */
  readonly tuning: Tuning;
  readonly address = new Address();
  readonly saving = new Saving(() => void this.pause().catch(() => {}));
  /** What an absence cost. */
  readonly background = new Background();
  readonly journey = new Journey((count) => this.stepSuspended(count));
  /** What arrived for the curves. The engine bounds it. */
  #points: readonly Point[] = [];
  #heldOut: readonly HeldOut[] = [];
  readonly #drawing = new Drawing({
    trace: (trace, running) => this.#offer(trace, running),
    rest: (event) => this.#draw(event),
  });
  /** Whether this tab is to train the run that is on the page. */
  #alone: Promise<boolean> = Promise.resolve(true);
  /** The user wants the run to train. It may wait all the same: for the slow motion, for a benchmark, or behind its last step. */
  #goes = false;

  constructor() {
    this.conductor = new Conductor({
      event: (event) => this.#receive(event),
      tookOver: (begun) => this.#goesOn(begun),
      reason: (reason) => (this.reason = reason),
      tested: (kernels) => (this.verdicts = kernels),
      fetched: (bytes, of) => (this.fetched = { bytes, of }),
      good: ({ step, bytes }) => void this.saving.good({ step, bytes, running: this.#goes }),
      failed: (failure) => this.#fail(failure),
    });
    this.ask = new Questions(this.conductor);
    this.stage = new Stage(this.conductor, this.ask, () => this.number);
    this.tuning = new Tuning({
      weights: () => this.ask.exportWeights(),
      suspend: () => this.suspend(),
      resume: () => this.resume(),
    });
    sight.watch(() => this.#sightChanged());
    addEventListener('pagehide', () => this.conductor.saveNow());
  }

  /** Loads the engine and begins the run that the address describes. Resolves when its first batch is ready. */
  async open(): Promise<void> {
    if (!hasSimd()) {
      this.phase = 'no_simd';
      throw new Error('This browser has no 128-bit SIMD in WebAssembly, which the engines need.');
    }
    try {
      const asked = await this.address.settings();
      const saved = this.saving.toGoOnFrom();
      await this.conductor.load(asked);
      this.presets = (await this.conductor.send({ type: 'presets' }, 'presets')).presets;
      if (await this.#goOnFromOneOf(await saved)) return;
      this.#began(await this.conductor.begin(this.address.possible(asked, this.presets)), this.address.moment);
    } catch (error) {
      this.#fail(asFailure(error));
      throw error;
    }
  }

  /** The newest saved state that can be read. */
  async #goOnFromOneOf(states: Saved[]): Promise<boolean> {
    for (const saved of states) {
      try {
        const bytes = await this.saving.read(saved);
        if (!bytes) continue;
        this.#began(await this.conductor.restore(bytes), null, saved);
        return true;
      } catch (error) {
        this.saving.unreadable = asFailure(error).message;
      }
    }
    return false;
  }

  /** The run of the page from its first step, whose saved state is kept to return to. */
  async beginAnew(): Promise<void> {
    this.#goes = true;
    await this.begin({});
  }

  /** A saved state instead of the run on the page, which is kept to return to. */
  async goOnFrom(saved: Saved): Promise<void> {
    const bytes = await this.saving.read(saved);
    if (!bytes) return void (this.saving.offer = null);
    await this.replace(() => this.restore(bytes, saved));
  }

  /** Lets the run that was opened train: for good, or to the step that the address asks for. */
  async setOut(): Promise<void> {
    const { moment } = this.address;
    const { wentOn } = this.saving;
    if (!(await this.#alone) || !this.state) return;
    if (!moment || (wentOn && wentOn.step >= moment.step)) {
      if (wentOn?.running !== false) await this.run();
      return;
    }
    if (moment.row > 0) await this.conductor.play({ row: moment.row });
    // Nobody waits for its end. The engine reports its own errors.
    this.journey.go(this.state, moment.step).catch(() => {});
  }

  async run(): Promise<State> {
    this.journey.stop();
    this.#goes = true;
    // If so, this is a copy.
    this.saving.trainedHere.elsewhere = false;
    this.stage.release();
    const state = await this.#stateOf({ type: 'run' });
    this.started = true;
    return state;
  }

  async pause(): Promise<State> {
    this.#goes = false;
    return this.suspend();
  }

  async step(count: number): Promise<State> {
    this.journey.stop();
    this.#goes = false;
    return this.stepSuspended(count);
  }

  /** As `pause`, for a task that ends by itself: `resume` then continues the run if the user still wants that. */
  async suspend(): Promise<State> {
    this.journey.stop();
    const state = await this.#stateOf({ type: 'pause' });
    await this.stage.showNow();
    return state;
  }

  async resume(): Promise<void> {
    if (this.#goes) await this.run();
  }

  /** Steps of a run that is suspended, and stays so. */
  async stepSuspended(count: number): Promise<State> {
    const state = await this.#stateOf({ type: 'step', count });
    await this.stage.showNow();
    return state;
  }

  /** The run as a file, with all its past. */
  async wholeRun(): Promise<{ name: string; bytes: Uint8Array }> {
    const { step, bytes } = await this.conductor.send({ type: 'snapshot', past: true }, 'snapshot');
    return { name: `cloze-run-seed-${this.state?.settings.seed}-step-${step}.safetensors`, bytes };
  }

  /** The step on the stage as a Jupyter notebook. */
  async notebook(): Promise<{ name: string; bytes: Uint8Array }> {
    const seed = this.state?.settings.seed;
    const { trace, answer: bytes } = await this.stage.about(({ step }) => this.ask.notebook(step));
    return { name: `cloze-seed-${seed}-step-${trace.step}.ipynb`, bytes };
  }

  async setPace(pace: Pace): Promise<void> {
    this.pace = pace;
    await this.conductor.play({ steps_per_second: STEPS_PER_SECOND[pace] ?? undefined });
    this.stage.endHold();
  }

  /** A new run, at its first batch, not yet training. Rejects with a RefusedError, and then the current run continues. */
  configure(changes: PartialSettings): Promise<State> {
    return this.#begin(() => this.conductor.configure(changes));
  }

  /** The run of a snapshot, paused at its step. */
  restore(bytes: Uint8Array, saved: Saved | null = null): Promise<State> {
    return this.#begin(
      () => this.conductor.restore(bytes),
      (begun) => this.#began(begun, null, saved),
    );
  }

  /** The last good state of this run, paused. */
  returnToGood(): Promise<State> {
    return this.#begin(
      () => this.conductor.returnToGood(),
      (begun) => this.#goesOn(begun),
    );
  }

  async #begin(take: () => Promise<Begun>, show = (begun: Begun) => this.#began(begun)): Promise<State> {
    this.journey.stop();
    this.busy = true;
    try {
      const begun = await take();
      this.#goes = false;
      show(begun);
      return begun.state;
    } finally {
      this.busy = false;
      this.preparing = null;
      if (this.phase === 'preparing') this.phase = 'ready';
    }
  }

  /** A new run, as a user begins one: it trains if the one before did, to its last step perhaps. */
  begin(changes: PartialSettings): Promise<void> {
    return this.replace(() => this.configure(changes));
  }

  /** Another run instead of this one, which is kept to return to. */
  async replace(take: () => Promise<State>): Promise<void> {
    const goes = this.#goes;
    const { finished } = await this.left.leave(take);
    if (goes && !finished) await this.run();
  }

  /** After a crash: continues from the last saved state, or restarts the run. */
  async restart(): Promise<void> {
    this.failure = null;
    this.phase = 'loading';
    try {
      const begun = await this.conductor.restart(await this.address.settings());
      if (begun.state.step === 0) this.#began(begun);
      else this.#goesOn(begun);
      await this.run();
    } catch (error) {
      this.#fail(asFailure(error));
    }
  }

  /** The address of this run: with the moment on the stage and with the user's own text only on request. */
  async link({ step = false, text = false } = {}): Promise<string> {
    if (!this.state) throw new Error('There is no run yet.');
    return this.address.link(this.schema, this.state.settings, step ? this.stage.moment : null, text);
  }

  async #stateOf(command: Parameters<Conductor['send']>[0]): Promise<State> {
    const { state } = await this.conductor.send(command, 'state');
    this.#drawing.settle();
    this.state = state;
    return state;
  }

  /**
   * A new run: everything that was drawn belongs to another one. `moment` is where the address wants it, `saved` the state that it goes
   * on from.
   */
  #began(begun: Begun, moment: Moment | null = null, saved: Saved | null = null) {
    if (this.conductor.schema) this.schema = settingList(this.conductor.schema);
    const before = this.#record();
    if (before) this.runs.keep(before);
    if (begun.state.step > 0) this.runs.forget(begun.state.settings);
    this.number++;
    this.stage.shownStep.keep(null);
    this.stage.films.begin(begun.films);
    this.#take(begun);
    this.stage.endHold();
    this.address.write(this.schema, begun.state.settings, moment);
    this.#alone = this.saving.begun(begun.state.settings, saved);
  }

  /** The run that is on the page, on another engine, at the step that it goes on from. */
  #goesOn(begun: Begun) {
    this.stage.films.goOn(begun.films, begun.followed ?? null);
    // Its trace is an older one, unless the run was taken back further than that.
    const { trace } = this.stage;
    const behind = trace !== null && trace.step <= begun.state.step;
    this.#take({ ...begun, trace: behind ? undefined : begun.trace });
  }

  /** From what an engine says of the run that it took. All at once, so that nobody sees one run's numbers beside another's. */
  #take({ state, report, trace }: Begun) {
    this.#drawing.drop();
    this.state = state;
    if (trace) this.stage.show(trace);
    this.points = this.#points = report.points;
    this.heldOut = this.#heldOut = report.held_out;
    this.tallies = report.tallies;
    this.shares = report.shares;
    this.phase = 'ready';
    this.preparing = null;
  }

  /** The data of the run that the curves draw; null before its first step. */
  #record(): RunRecord | null {
    const [points, heldOut] = [this.#points, this.#heldOut];
    if (!this.state || points.length === 0) return null;
    const { settings, losses, data } = this.state;
    return { settings, losses, vocabulary: data.vocabulary_size, points, heldOut };
  }

  #receive(event: EngineEvent) {
    switch (event.type) {
      case 'progress':
        this.#collect(event);
        break;
      case 'preparing':
        this.preparing = event;
        if (this.phase === 'ready') this.phase = 'preparing';
        break;
      case 'finished':
      case 'diverged':
        this.#drawing.settle();
        this.state = event.state;
        void this.stage.showNow().catch(() => {});
        break;
      case 'failed':
        this.#fail({ message: event.message, details: event.details });
        break;
    }
  }

  #collect(event: Progress) {
    this.#points = extended(this.#points, event.curves.points, event.curves.thinned);
    this.#heldOut = extended(this.#heldOut, event.curves.held_out, event.curves.thinned);
    this.stage.films.add(event);
    this.#drawing.add(event);
  }

  /** Everything but the trace. */
  #draw(event: Progress) {
    this.state = event.state;
    this.tallies = event.tallies;
    this.shares = event.shares;
    this.points = this.#points;
    this.heldOut = this.#heldOut;
    this.stage.films.draw(this.stage.pinned);
  }

  /** Shows the trace of a step. While the run trains, the stage may keep the one before. Returns whether it is shown. */
  #offer(trace: Trace, running: boolean): boolean {
    if (running) return this.stage.offer(trace, this.pace === 'full');
    this.stage.show(trace);
    return true;
  }

  #sightChanged() {
    this.stage.sightChanged();
    if (sight.hidden) {
      this.conductor.saveNow();
      return this.background.leave(this.state, this.number);
    }
    this.#drawing.settle();
    const ask = async () => (await this.conductor.send({ type: 'state' }, 'state')).state;
    // An engine that is gone is told elsewhere.
    this.background.comeBack(this.number, ask).catch(() => {});
  }

  #fail(failure: Failure) {
    this.failure = failure;
    this.phase = 'failed';
    this.preparing = null;
    if (this.state) this.state = { ...this.state, running: false, steps_per_second: 0 };
  }
}
