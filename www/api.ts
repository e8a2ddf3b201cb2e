// `window.cloze`: the programming interface of the page. All values are plain JSON, all names are snake_case, and everything but
// `ready` returns a promise.

import { curvesPng, curvesSvg, jsonOf, nameOf } from './charts/save';
import type { DeviceReason } from './engine/conductor';
import { reportByName, traceByName, type ReportByName, type TraceByName } from './contract';
import type { Device, Edit, PartialSettings, State, TypedFacts, WhatIf } from './engine/types';
import { en } from './i18n/en';
import type { Session } from './state/session.svelte';

export interface BenchmarkRequest {
  size: 'small' | 'big';
  device: Device;
  steps: number;
  warmup: number;
}

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
  state(): Promise<State>;
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
   * `json`: settings, report, trace and the earlier runs; `csv`: the training losses; `svg`: the curves as a picture;
   * `png`, `weights` (a zip of a Hugging Face folder) and `notebook` (the traced step in PyTorch): {name, base64}.
   */
  export(kind: string): Promise<unknown>;
  /** Times training steps of a model of its own. The page's run is paused meanwhile and continues afterwards. */
  benchmark(request: BenchmarkRequest): Promise<unknown>;
}

declare global {
  interface Window {
    cloze: Cloze;
  }
}

const EXPORTS = ['json', 'csv', 'svg', 'png', 'weights', 'notebook'] as const;

/** Replaces undefined by null, so that every field is present in JSON. */
function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value, (_key, inner: unknown) => (inner === undefined ? null : inner))) as T;
}

/** In pieces, since the number of arguments of a call is limited. */
function base64(bytes: Uint8Array): string {
  let text = '';
  for (let start = 0; start < bytes.length; start += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
  }
  return btoa(text);
}

function inWords({ code, adapter, message, cpu_ms, webgpu_ms }: DeviceReason): string {
  const times =
    cpu_ms !== undefined && webgpu_ms !== undefined ? en.device.raced(cpu_ms.toFixed(1), webgpu_ms.toFixed(1)) : '';
  return [en.device.reason[code], adapter, times, message].filter(Boolean).join('; ');
}

export function install(session: Session): Cloze {
  const ready = session.open().then(async () => void (await session.run()));
  // The page shows the error too, so a rejection that nobody handles is not reported.
  ready.catch(() => {});

  const state = async (): Promise<State> => {
    await ready;
    const { state } = await session.conductor.send({ type: 'state' }, 'state');
    return plain({ ...state, device_reason: inWords(session.conductor.reason) });
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
        throw new Error(`step: found ${count}, expected a whole number from 1 on`);
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
      throw new Error(`export: found ${JSON.stringify(kind)}, expected one of ${EXPORTS.join(', ')}`);
    },
    async benchmark(request) {
      await ready;
      return plain(await session.benchmark(request));
    },
  };
  window.cloze = cloze;
  return cloze;
}
