// The table of what each part is worth, trained in this browser: a queue of models, one after the other, in a worker of its own. What is
// done is kept in the browser's storage, so that the queue goes on after a reload, with the model that it was at.

import { asFailure, EngineClient } from '../engine/client';
import { Mutex } from '../engine/mutex';
import type { EngineEvent, ExperimentReport, PartialSettings, Task, TaskScores } from '../engine/types';
import { beside } from '../state/beside';
import type { Session } from '../state/session.svelte';
import { Stopwatch } from '../state/stopwatch';
import { RECIPE } from '../state/tuning.svelte';
import { rowsOf, type Mode, type Outcome, type Recipe } from './ablations';

const TASKS: readonly { id: string; task: Task; modes: Mode[]; score: string }[] = [
  { id: 'sentiment', task: 'sequence', modes: ['tuned'], score: 'accuracy' },
  { id: 'topic', task: 'sequence', modes: ['tuned'], score: 'accuracy' },
  { id: 'ner', task: 'token', modes: ['frozen', 'tuned'], score: 'entity_f1' },
  { id: 'qa', task: 'question', modes: ['tuned'], score: 'f1' },
];

/** What is kept. */
interface Kept {
  version: 1;
  steps: number;
  seeds: number;
  recipes: Recipe[];
  done: Outcome[];
}

const KEY = 'cloze-ablations';
/** Steps of pre-training between two looks at whether to go on. */
const CHUNK = 20;
const LABELS = 64;
/** What learning a task costs, in steps of pre-training: its rows are shorter. */
const TASK_COST = 0.4 * RECIPE.steps;

export class Queue {
  phase = $state<'idle' | 'running' | 'paused' | 'done'>('idle');
  failure = $state('');
  kept = $state.raw<Kept | null>(null);
  /** What is being trained. */
  at = $state.raw<{ recipe: string; seed: number; task: string | null; share: number } | null>(null);
  secondsLeft = $state<number | null>(null);
  readonly rows = $derived(this.kept ? rowsOf(this.kept.recipes, this.kept.done) : []);
  readonly jobs = $derived(this.kept ? this.kept.recipes.length * this.kept.seeds : 0);
  readonly share = $derived(this.jobs > 0 ? ((this.kept?.done.length ?? 0) + (this.at?.share ?? 0)) / this.jobs : 0);

  readonly #session: Session;
  #engine: EngineClient | undefined;
  #begun = { watch: new Stopwatch(), share: 0 };
  #heard: (report: ExperimentReport) => void = () => {};
  #broke: (error: Error) => void = () => {};
  #going = new AbortController();
  /** After a pause there may still be steps in flight. */
  readonly #turn = new Mutex();

  constructor(session: Session) {
    this.#session = session;
    this.kept = load();
    if (this.kept) this.phase = this.kept.done.length < this.jobs ? 'paused' : 'done';
  }

  /** Begins anew with these recipes. */
  start(recipes: Recipe[], steps: number, seeds: number): Promise<void> {
    this.#keep({ version: 1, steps, seeds, recipes, done: [] });
    return this.go();
  }

  /** Trains what is not done yet. */
  async go(): Promise<void> {
    if (this.phase === 'running' || !this.kept) return;
    [this.phase, this.failure, this.secondsLeft] = ['running', '', null];
    const { signal } = (this.#going = new AbortController());
    await this.#turn.run(() => this.#trainAll(signal));
  }

  async #trainAll(paused: AbortSignal): Promise<void> {
    if (paused.aborted) return;
    this.#begun = { watch: new Stopwatch(), share: this.share };
    await this.#session.suspend();
    try {
      for (let job = this.#next(); job && !paused.aborted; job = this.#next()) await this.#train(job, paused);
      if (!paused.aborted) this.phase = 'done';
    } catch (error) {
      if (!paused.aborted) [this.phase, this.failure] = ['paused', asFailure(error).message];
    } finally {
      this.#engine?.stop();
      [this.#engine, this.at] = [undefined, null];
      await this.#session.resume();
    }
  }

  /** Stops after the steps in flight. The model that is being trained begins anew when the queue goes on. */
  pause() {
    if (this.phase === 'running') this.phase = 'paused';
    this.#going.abort();
    this.#broke(new Error('paused'));
  }

  /** Forgets everything. */
  cancel() {
    this.pause();
    this.phase = 'idle';
    this.#keep(null);
  }

  /** Seed by seed, so that every row has a score early. */
  #next(): { recipe: Recipe; seed: number } | null {
    if (!this.kept) return null;
    const { recipes, seeds, done } = this.kept;
    for (let seed = 1; seed <= seeds; seed++) {
      const recipe = recipes.find(({ id }) => !done.some((one) => one.recipe === id && one.seed === seed));
      if (recipe) return { recipe, seed };
    }
    return null;
  }

  async #train({ recipe, seed }: { recipe: Recipe; seed: number }, paused: AbortSignal): Promise<void> {
    const { kept } = this;
    if (!kept) return;
    const engine = (this.#engine ??= await EngineClient.start('tuning', (event) => this.#receive(event)));
    engine.oncrash = (failure) => this.#broke(new Error(failure.message));
    const all = kept.steps + TASKS.length * TASK_COST;
    const show = (task: string | null, steps: number) => {
      this.at = { recipe: recipe.id, seed, task, share: steps / all };
      const gained = this.share - this.#begun.share;
      const seconds = this.#begun.watch.look();
      this.secondsLeft = gained > 0.01 ? (seconds / gained) * (1 - this.share) : null;
    };

    const [mask, keep, random] = recipe.mask_same_random ?? [80, 10, 10];
    const changes: PartialSettings = {
      corpus: 'stories',
      objective: recipe.objective,
      masking: { mask, keep, random },
      steps: kept.steps,
      seed,
      device: 'cpu',
    };
    await engine.send({ type: 'configure', changes, playback: { watching: false, row: 0 } }, 'begun');
    for (let step = 0; step < kept.steps; step += CHUNK) {
      show(null, step);
      await engine.send({ type: 'step', count: Math.min(CHUNK, kept.steps - step) }, 'state');
      if (paused.aborted) return;
    }
    const { bytes } = await engine.send({ type: 'export_weights' }, 'bytes');
    await engine.tune({ type: 'open_base', files: [{ name: 'run.zip', bytes }] }, 'base');
    const cells: Outcome['cells'] = [];
    for (const [place, { id, task, modes, score }] of TASKS.entries()) {
      if (paused.aborted) return;
      show(id, kept.steps + place * TASK_COST);
      for (const { mode, test } of (await this.#learn(engine, id, task, modes, seed)).runs) {
        const scores = test as (TaskScores & Record<string, number>) | undefined;
        if (mode !== 'scratch') cells.push({ task: id, mode, score, value: scores?.[score] ?? 0 });
      }
    }
    if (paused.aborted) return;
    this.#keep({ ...kept, done: [...kept.done, { recipe: recipe.id, seed, cells }] });
  }

  async #learn(engine: EngineClient, id: string, task: Task, modes: Mode[], seed: number): Promise<ExperimentReport> {
    const plan = {
      task,
      // A left-to-right [CLS] sees only itself.
      pooling: 'mean' as const,
      modes,
      labels: [LABELS],
      seeds: [seed],
      ...RECIPE,
    };
    const over = new Promise<ExperimentReport>((resolve, reject) => ([this.#heard, this.#broke] = [resolve, reject]));
    over.catch(() => {});
    const data = { from: 'preset' as const, id, language: 'en' };
    await engine.tune({ type: 'begin', plan, data, done: [] }, 'experiment');
    await engine.tune({ type: 'run', running: true }, 'experiment');
    return over;
  }

  #receive(event: EngineEvent) {
    const told = event.type === 'tuning' ? event.event : event;
    if (told.type === 'experiment' && !told.running) this.#heard(told.report);
    if (told.type === 'failed') this.#broke(new Error(told.message));
  }

  #keep(kept: Kept | null) {
    this.kept = kept;
    try {
      if (kept) localStorage.setItem(KEY, JSON.stringify(kept));
      else localStorage.removeItem(KEY);
    } catch {
      // Without storage the queue works all the same, until the page is closed.
    }
  }
}

/** What an earlier page kept; null if there is nothing that can be used. */
function load(): Kept | null {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? 'null') as Kept | null;
    return kept?.version === 1 && Array.isArray(kept.done) && Array.isArray(kept.recipes) ? kept : null;
  } catch {
    return null;
  }
}

export const queueOf = beside((session) => new Queue(session));
