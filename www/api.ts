// `window.cloze`: the programming interface of the page. All values are plain JSON, all names are snake_case, and everything but
// `ready` returns a promise.

import { curvesPng, curvesSvg, jsonOf, nameOf } from './charts/save';
import type { DeviceReason } from './engine/reason';
import { reportByName, traceByName, type ReportByName, type TraceByName } from './contract';
import type {
  Edit,
  ExperimentData,
  ExperimentPlan,
  Mode,
  PartialSettings,
  Pooling,
  State,
  Task,
  TypedFacts,
  WhatIf,
} from './engine/types';
import { shortened } from './format';
import { en } from './i18n/en';
import { lessonsOf } from './lessons/lessons';
import { base64, fromBase64 } from './save/base64';
import { benchmark, type BenchmarkRequest } from './state/benchmark';
import { preferences } from './state/preferences.svelte';
import type { Session } from './state/session.svelte';
import { MODES, RECIPE, type Tuning } from './state/tuning.svelte';

export interface Cloze {
  /** Resolves when the first batch is ready. Rejects with the reason if nothing can be trained. */
  ready: Promise<void>;
  run(): Promise<null>;
  /** Resolves when the step in flight is done. */
  pause(): Promise<null>;
  /** Trains `count` more steps, then stays paused. */
  step(count?: number): Promise<null>;
  /** Starts a new run, paused before its first step. Rejects with a message that names the setting; then the current run continues. */
  configure(changes: PartialSettings): Promise<null>;
  state(): Promise<State & { saved: number | null }>;
  trace(): Promise<TraceByName>;
  /** The traced step under another rule: every_position, always_mask, select_all or no_random. Pause first, so that the step stays. */
  what_if(rule: WhatIf): Promise<TraceByName>;
  /**
   * Predictions of the current weights for one text or two; `[MASK]` in it is a blank. `edits` select words by hand: {segment:
   * 0 or 1, start, end (code points), fate: masked, randomized or kept, replacement}.
   */
  probe(text: string, pair?: string | null, edits?: Edit[]): Promise<{ trace: TraceByName; facts: TypedFacts }>;
  report(): Promise<ReportByName>;
  /**
   * `run`: the whole run, for `open`: {name, base64}. `json`: settings, report, trace and the earlier runs; `csv`: the training losses; `svg`: the curves as a picture;
   * `png`, `weights` (a zip of a Hugging Face folder) and `notebook` (the traced step in PyTorch): {name, base64}.
   */
  export(kind: string): Promise<unknown>;
  /** The run that `export("run")` gave, on this page or another one, paused at its step. Rejects for anything else; then the current run stays. */
  open(file: { base64: string }): Promise<null>;
  /** The lessons in the page's language, in their order. */
  lessons(): Promise<{ id: string; title: string; steps: number }[]>;
  /**
   * The address of this run. `step`: with the step and row on the stage, where the page that opens it trains to and pauses. `text`: with
   * the user's own text, compressed; without it a run on such a text cannot be opened elsewhere.
   */
  link(parts?: { step?: boolean; text?: boolean }): Promise<string>;
  /** Times training steps of a model of its own. The page's run is paused meanwhile and continues afterwards. */
  benchmark(request: BenchmarkRequest): Promise<unknown>;
  /**
   * Fine-tunes a task with every mode and seed, and tests each model. The page's run is paused meanwhile and continues afterwards.
   * {runs: [{mode, seed, points: [{step, loss, score}], test}], majority, notes}.
   */
  finetune(request: FinetuneRequest): Promise<unknown>;
}

export interface FinetuneRequest {
  task: Task;
  /** A data set that comes with the page: `topic`, `sentiment`, `ner`, `qa`; `ner:ko` for the Korean one. */
  preset?: string;
  /** Or examples as `cloze finetune` reads them, one object each. Every fifth, in a fixed order, is for the test. */
  rows?: unknown[];
  modes?: Mode[];
  /** How many examples to learn from. 64 without it. */
  labels?: number;
  steps?: number;
  seeds?: number[];
  /** The weights: of the page's run, or of the model that comes with the page. */
  from?: 'run' | 'shipped';
  pool?: Pooling;
  batch_size?: number;
  learning_rate?: number;
  /** Where only the head learns. */
  frozen_learning_rate?: number;
  warmup_steps?: number;
}

declare global {
  interface Window {
    cloze: Cloze;
  }
}

const EXPORTS = ['run', 'json', 'csv', 'svg', 'png', 'weights', 'notebook'] as const;

/** Replaces undefined by null, so that every field is present in JSON. */
function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value, (_key, inner: unknown) => (inner === undefined ? null : inner))) as T;
}

function inWords({ code, adapter, message, cpu_ms, webgpu_ms, step, again_s, given_up_after }: DeviceReason): string {
  const times =
    cpu_ms !== undefined && webgpu_ms !== undefined ? en.device.raced(cpu_ms.toFixed(1), webgpu_ms.toFixed(1)) : '';
  const next = [
    step !== undefined && en.device.goesOn(String(step)),
    again_s !== undefined && en.device.again(String(again_s)),
    given_up_after !== undefined && en.device.givenUp(String(given_up_after)),
  ];
  return [en.device.reason[code], adapter, times, ...next, message].filter(Boolean).join('; ');
}

/** A value as a message shows it: the beginning of its JSON. */
function shown(value: unknown): string {
  try {
    const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? 'nothing');
    return shortened(text.slice(0, 1000), 80);
  } catch {
    // A circle, or a BigInt.
    return shortened(String(value), 80);
  }
}

const whole = (name: string, value: unknown) => {
  if (!Number.isInteger(value) || (value as number) < 1)
    throw new Error(`finetune: ${name}: found ${shown(value)}, expected a whole number from 1 on`);
  return value as number;
};

const list = (name: string, value: unknown): unknown[] => {
  if (!Array.isArray(value) || value.length === 0)
    throw new Error(`finetune: ${name}: found ${shown(value)}, expected a list with at least one entry`);
  return value;
};

async function finetune(tuning: Tuning, request: FinetuneRequest): Promise<unknown> {
  const {
    task,
    preset,
    rows,
    from = 'run',
    pool = 'cls',
    modes = [...MODES],
    labels = 64,
    seeds = [1, 2, 3],
  } = request;
  const one = (name: string, value: unknown, of: readonly string[]) => {
    if (!of.includes(value as string))
      throw new Error(`finetune: ${name}: found ${shown(value)}, expected one of ${of.join(', ')}`);
  };
  one('task', task, ['sequence', 'token', 'question']);
  one('from', from, ['run', 'shipped']);
  one('pool', pool, ['cls', 'mean']);
  list('modes', modes).forEach((mode) => one('modes', mode, MODES));
  list('seeds', seeds).forEach((seed) => whole('seeds', seed));
  const plan: ExperimentPlan = {
    task,
    pooling: pool,
    modes: [...modes],
    labels: [whole('labels', labels)],
    seeds: [...seeds],
    steps: whole('steps', request.steps ?? RECIPE.steps),
    batch_size: whole('batch_size', request.batch_size ?? RECIPE.batch_size),
    learning_rate: request.learning_rate ?? RECIPE.learning_rate,
    frozen_learning_rate: request.frozen_learning_rate ?? RECIPE.frozen_learning_rate,
    warmup_steps: request.warmup_steps ?? RECIPE.warmup_steps,
  };
  if ((preset === undefined) === (rows === undefined)) throw new Error('finetune: expected either preset or rows');
  tuning.mayBegin();
  await tuning.open(from);
  let data: ExperimentData = { from: 'file' };
  if (preset !== undefined) {
    const [id = '', language = 'en'] = String(preset).split(/[:-]/);
    data = { from: 'preset', id, language };
  } else {
    const lines = list('rows', rows).map((row) => JSON.stringify(row));
    const preview = await tuning.read(task, { name: 'rows.jsonl', blob: new Blob([lines.join('\n')]) }, []);
    const [fault] = preview.faults;
    if (fault) throw new Error(`finetune: rows: entry ${fault.line - 1}: ${fault.message}`);
  }
  const { runs, majority, notes } = await tuning.whole(plan, data);
  const results = runs.map(({ mode, seed, points, test }) => ({ mode, seed, points, test }));
  return { runs: results, majority, notes };
}

function bytesOf(file: { base64: string } | undefined): Uint8Array {
  const expected = 'expected {base64} as export("run") gives it';
  if (typeof file?.base64 !== 'string') throw new Error(`open: found ${shown(file)}, ${expected}`);
  try {
    return fromBase64(file.base64);
  } catch {
    throw new Error(`open: base64: found something else than base64, ${expected}`);
  }
}

export function install(session: Session): Cloze {
  const ready = session.open().then(() => session.setOut());
  // The page shows the error too, so a rejection that nobody handles is not reported.
  ready.catch(() => {});

  const state = async () => {
    await ready;
    const { state } = await session.conductor.send({ type: 'state' }, 'state');
    return plain({ ...state, device_reason: inWords(session.conductor.reason), saved: session.saving.step });
  };

  const cloze: Cloze = {
    ready,
    async run() {
      await ready;
      await session.run();
      return null;
    },
    async pause() {
      await ready;
      await session.pause();
      return null;
    },
    async step(count = 1) {
      await ready;
      if (!Number.isInteger(count) || count < 1)
        throw new Error(`step: found ${shown(count)}, expected a whole number from 1 on`);
      await session.step(count);
      return null;
    },
    async configure(changes) {
      await ready;
      await session.configure(changes);
      return null;
    },
    state,
    async trace() {
      await ready;
      return plain(traceByName(await session.ask.currentTrace()));
    },
    async what_if(rule) {
      await ready;
      return plain(traceByName(await session.ask.whatIf(rule)));
    },
    async probe(text, pair = null, edits = []) {
      await ready;
      const { trace, facts } = await session.ask.probe({ text, pair: pair ?? '', edits });
      return plain({ trace: traceByName(trace), facts });
    },
    async report() {
      await ready;
      return plain(reportByName(await session.ask.report()));
    },
    async export(kind) {
      await ready;
      if (kind === 'weights') {
        const bytes = await session.ask.exportWeights();
        const step = session.state?.step ?? 0;
        return { name: `cloze-step-${step}.zip`, base64: base64(bytes) };
      }
      if (kind === 'run') {
        const { name, bytes } = await session.wholeRun();
        return { name, base64: base64(bytes) };
      }
      if (kind === 'notebook') {
        const { name, bytes } = await session.notebook();
        return { name, base64: base64(bytes) };
      }
      if (kind === 'svg') return curvesSvg(session);
      if (kind === 'png') {
        const bytes = new Uint8Array(await (await curvesPng(session)).arrayBuffer());
        return { name: `${nameOf(session)}.png`, base64: base64(bytes) };
      }
      const report = reportByName(await session.ask.report());
      if (kind === 'csv') {
        const rows = report.points.map((point) => `${point.step},${point.mlm_loss ?? ''},${point.nsp_loss ?? ''}`);
        return ['step,mlm_loss,nsp_loss', ...rows].join('\n');
      }
      if (kind === 'json') {
        const { settings } = await state();
        return plain({ ...jsonOf(session, settings, report), trace: traceByName(await session.ask.currentTrace()) });
      }
      throw new Error(`export: found ${shown(kind)}, expected one of ${EXPORTS.join(', ')}`);
    },
    async open(file) {
      await ready;
      await session.restore(bytesOf(file));
      return null;
    },
    async lessons() {
      const lessons = await lessonsOf(preferences.language);
      return lessons.map(({ id, title, steps }) => ({ id, title, steps: steps.length }));
    },
    async link(parts) {
      await ready;
      return session.link(parts);
    },
    async benchmark(request) {
      await ready;
      return plain(await benchmark(session, request));
    },
    async finetune(request) {
      await ready;
      return plain(await finetune(session.tuning, request));
    },
  };
  window.cloze = cloze;
  return cloze;
}
