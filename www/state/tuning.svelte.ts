// Fine-tuning beside the run: an engine of its own, the model that it starts from, and its experiment. The page's run is paused
// while an experiment trains, and goes on afterwards.

import { bytesOf } from '../engine/chosen';
import { EngineClient } from '../engine/client';
import { fetchModel, shippedModels } from '../engine/shipped';
import type {
  CheckpointInfo,
  ChosenFile,
  Example,
  ExperimentData,
  ExperimentPlan,
  ExperimentReport,
  FilePreview,
  HeadTrace,
  Mode,
  RunGuesses,
  RunReport,
  Task,
  TaskPresetInfo,
  TuningEvent,
} from '../engine/types';
import { Attempts } from './attempts.svelte';
import { forgetExperiment, keepExperiment, keptExperiment, type KeptExperiment } from './kept_experiment';

/** Where the pre-trained weights come from. */
export type BaseKind = 'run' | 'shipped' | 'files';

export const MODES: readonly Mode[] = ['scratch', 'frozen', 'tuned'];

/** Of a file of labelled examples: the engine's own limit in the page (`FILE_LIMIT` in src/tasks/read.rs). */
const MOST_BYTES = 32 << 20;

/** How a task is learned where nothing else is asked for: as the reference's own tasks are. */
export const RECIPE = {
  steps: 200,
  batch_size: 16,
  learning_rate: 1e-3,
  frozen_learning_rate: 1e-2,
  warmup_steps: 20,
} as const;

/** What the tuning needs of the run. */
interface RunBeside {
  /** The run's weights, as a zip. */
  weights(): Promise<Uint8Array>;
  suspend(): Promise<unknown>;
  resume(): Promise<void>;
}

export class Tuning extends Attempts {
  report = $state.raw<ExperimentReport | null>(null);
  running = $state(false);
  presets = $state.raw<TaskPresetInfo[]>([]);
  /** The model that is fine-tuned. */
  base = $state.raw<{ kind: BaseKind; name: string; info: CheckpointInfo } | null>(null);
  /** The outcome on the test examples, when it was asked for last. */
  tested = $state.raw<{ examples: Example[]; runs: RunGuesses[] } | null>(null);

  /** An experiment that a page before this one has left. */
  left = $state.raw<KeptExperiment | null>(null);

  readonly #run: RunBeside;
  /** What is kept over a reload; null for an experiment on files of the user's own. */
  #kept: Omit<KeptExperiment, 'done' | 'cells'> | null = null;
  #weights = new Uint8Array();
  #starting: Promise<EngineClient> | undefined;
  #suspended = false;
  /** Who waits for the end of the experiment. */
  #waiting: { resolve: (report: ExperimentReport) => void; reject: (error: Error) => void } | undefined;

  constructor(run: RunBeside) {
    super();
    this.#run = run;
  }

  readonly finished = $derived(this.report !== null && this.report.cells_done === this.report.cells);

  async loadPresets(): Promise<void> {
    if (this.presets.length > 0) return;
    const engine = await this.#engine();
    this.presets = (await engine.tune({ type: 'presets' }, 'presets')).presets;
  }

  /** Opens the model that is to be fine-tuned. */
  async open(kind: BaseKind, chosen?: ChosenFile[]): Promise<CheckpointInfo> {
    const engine = await this.#engine();
    this.#weights = new Uint8Array();
    const files = chosen ?? (await this.#filesOf(kind));
    const { info } = await engine.openBase(files);
    this.base = { kind, name: (files[0]?.name ?? '').split('/')[0] ?? '', info };
    return info;
  }

  async #filesOf(kind: BaseKind): Promise<ChosenFile[]> {
    if (kind === 'shipped') {
      const model = (await shippedModels())[0];
      if (!model) throw new Error('models/manifest.json: this copy of the page has no trained model');
      return fetchModel(model);
    }
    this.#weights = new Uint8Array(await this.#run.weights());
    return runFiles(this.#weights);
  }

  /** Reads a file of labelled examples. `columns` are [part of an example, column]. */
  async read(task: Task, file: ChosenFile, columns: [string, string][]): Promise<FilePreview> {
    const engine = await this.#engine();
    const bytes = await bytesOf(file, MOST_BYTES);
    const command = { type: 'read_examples', task, file: { name: file.name, bytes }, columns } as const;
    return (await engine.tune(command, 'examples')).preview;
  }

  /** Begins an experiment and lets it train. `done` has the runs of its first cells, if they are trained already. */
  async begin(plan: ExperimentPlan, data: ExperimentData, done: RunReport[] = []): Promise<void> {
    const engine = await this.#engine();
    const { report } = await engine.tune({ type: 'begin', plan, data, done }, 'experiment');
    this.report = report;
    this.tested = this.left = null;
    const base = this.base?.kind ?? 'files';
    this.#kept = base === 'files' || data.from === 'file' ? null : { plan, data, base };
    this.#keep();
    await this.go(true);
  }

  /** Looks for an experiment that a page before this one has left. */
  async look(): Promise<void> {
    if (this.report === null) this.left = (await keptExperiment())?.experiment ?? null;
  }

  /** Goes on with it. The cell that was in training begins anew; so does the last one of all, whose models are to be asked. */
  async takeUp(): Promise<void> {
    const kept = await keptExperiment();
    if (!kept) return void (this.left = null);
    const { plan, data, base, cells, done } = kept.experiment;
    await this.open(base, base === 'run' ? runFiles(kept.weights) : undefined);
    this.#weights = new Uint8Array(kept.weights);
    await this.begin(plan, data, done.slice(0, (cells - 1) * plan.modes.length));
  }

  async forget(): Promise<void> {
    this.left = null;
    await forgetExperiment();
  }

  #keep() {
    const { report } = this;
    if (!this.#kept || !report) return;
    const done = report.runs.slice(0, report.cells_done * report.plan.modes.length);
    // Where nothing can be kept, the experiment trains all the same.
    keepExperiment({ ...this.#kept, cells: report.cells, done }, this.#weights).catch(() => {});
  }

  /** Throws while an experiment is running, whose model and result must not be taken from it. */
  mayBegin() {
    if (this.running) throw new Error('finetune: an experiment is running; wait for it or pause it first');
  }

  /** Begins an experiment. Resolves with its report when it is done. */
  async whole(plan: ExperimentPlan, data: ExperimentData): Promise<ExperimentReport> {
    this.mayBegin();
    const done = new Promise<ExperimentReport>((resolve, reject) => (this.#waiting = { resolve, reject }));
    // The next line may fail first, and then nobody waits.
    done.catch(() => {});
    try {
      await this.begin(plan, data);
    } catch (error) {
      this.#waiting = undefined;
      throw error;
    }
    return done;
  }

  /** Lets the experiment train, or pauses it. */
  async go(running: boolean): Promise<void> {
    const engine = await this.#engine();
    if (running && !this.#suspended) {
      this.#suspended = true;
      await this.#run.suspend();
    }
    const { report } = await engine.tune({ type: 'run', running }, 'experiment');
    this.report = report;
    this.running = running && report.cells_done < report.cells;
    if (!this.running) await this.#rest();
  }

  /** Ends the experiment. */
  async close(): Promise<void> {
    const engine = await this.#engine();
    await engine.tune({ type: 'close' }, 'closed');
    void this.forget().catch(() => {});
    this.report = null;
    this.tested = null;
    this.running = false;
    this.#waiting?.reject(new Error('finetune: the experiment was closed'));
    this.#waiting = undefined;
    await this.#rest();
  }

  async test(): Promise<void> {
    const engine = await this.#engine();
    const { examples, runs } = await engine.tune({ type: 'test_guesses' }, 'test_guesses');
    this.tested = { examples, runs };
  }

  async guess(text: string, pair: string): Promise<{ example: Example; runs: RunGuesses[] }> {
    const engine = await this.#engine();
    return engine.tune({ type: 'guess_text', text, pair }, 'text_guesses');
  }

  async headTrace(run: number, example: number): Promise<HeadTrace> {
    const engine = await this.#engine();
    return (await engine.tune({ type: 'head_trace', run, example }, 'head')).trace;
  }

  /** A fine-tuned model as a zip of a Hugging Face folder. */
  async save(run: number): Promise<Uint8Array> {
    const engine = await this.#engine();
    return (await engine.tune({ type: 'export', run }, 'model')).bytes;
  }

  #engine(): Promise<EngineClient> {
    this.#starting ??= this.#start().catch((error: unknown) => {
      this.#starting = undefined;
      throw error;
    });
    return this.#starting;
  }

  async #start(): Promise<EngineClient> {
    const engine = await EngineClient.start('tuning', (event) => event.type === 'tuning' && this.#receive(event.event));
    engine.oncrash = (failure) => {
      this.#starting = undefined;
      this.base = null;
      this.report = null;
      void this.#fail(failure.message);
    };
    return engine;
  }

  #receive(event: TuningEvent) {
    if (event.type === 'experiment') {
      const more = event.report.cells_done > (this.report?.cells_done ?? 0);
      this.report = event.report;
      this.running = event.running;
      if (more) this.#keep();
      if (event.running) return;
      if (this.finished) {
        this.#waiting?.resolve(event.report);
        this.#waiting = undefined;
        void this.attempt(() => this.test());
      }
      void this.#rest();
    } else {
      void this.#fail(event.message);
    }
  }

  async #fail(message: string) {
    this.failure = message;
    this.running = false;
    this.#waiting?.reject(new Error(message));
    this.#waiting = undefined;
    await this.#rest();
  }

  /** The run goes on, if it trained before. */
  async #rest(): Promise<void> {
    if (!this.#suspended) return;
    this.#suspended = false;
    await this.#run.resume();
  }
}

const runFiles = (zip: Uint8Array): ChosenFile[] => [{ name: 'run.zip', blob: new Blob([zip as BlobPart]) }];
