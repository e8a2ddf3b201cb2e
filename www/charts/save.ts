// The run's curves as files: pictures, a table, and everything as JSON.

import { whole } from '../format';
import { heldOutByName, majorityOf, pointsByName, reportByName, traceByName, type ReportByName } from '../contract';
import type { Settings } from '../engine/types';
import { preferences } from '../state/preferences.svelte';
import type { Session } from '../state/session.svelte';
import { differing } from '../state/settings';
import { curveOptions } from './curve_options.svelte';
import { sharesOf } from './compare';
import { lightPalette } from '../save/palette';
import { pictured } from './pictured';
import { svgOf } from './picture';
import { cell } from '../save/csv';
import { download } from '../save/download';
import { pngOf } from '../save/svg';

export const FORMATS = ['svg', 'png', 'csv', 'json'] as const;
export type Format = (typeof FORMATS)[number];

export interface SavedFile {
  name: string;
  blob: Blob;
}

/** Settings that a file name has already, or that are too long for it. */
const NOT_IN_NAMES = new Set(['corpus', 'text', 'mask', 'random', 'keep', 'seed', 'device']);
const LONGEST_NAME = 120;

/** cloze-stories-80-10-10-learning_rate-0.001-seed-1-step-1450 */
export function nameOf(session: Session, step = session.state?.step ?? 0): string {
  const { state, schema } = session;
  if (!state) return 'cloze';
  const { settings } = state;
  const others = differing(schema, settings).filter(([name]) => !NOT_IN_NAMES.has(name));
  const told = [settings.corpus, sharesOf(settings), ...others.flat()].join('-');
  const safe = told.replace(/[^\p{L}\p{N}._-]+/gu, '-').slice(0, LONGEST_NAME);
  return `cloze-${safe}-seed-${settings.seed}-step-${step}`;
}

/** The curves in the light theme. */
export function curvesSvg(session: Session): string {
  const t = preferences.t;
  const shown = pictured(session);
  const state = session.state;
  if (!shown || !state) throw new Error('there is no run to draw yet');
  const { settings } = state;
  const corpus = t.settings.presets[settings.corpus] ?? settings.corpus;
  const { picture } = t.curves;
  const facts = [
    `${picture.facts(corpus, sharesOf(settings), String(settings.seed))} · ${picture.at(whole(state.step), whole(settings.steps))}`,
    curveOptions.smoothing > 0 ? picture.smoothed(curveOptions.smoothing) : t.curves.rawNote,
  ];
  return svgOf(
    {
      title: picture.title,
      facts: [facts.join(' · ')],
      figures: shown.figures,
      runs: shown.runs,
      steps: settings.steps,
      stepAxis: curveOptions.steps,
    },
    lightPalette(),
  );
}

export async function curvesPng(session: Session): Promise<Blob> {
  const png = await pngOf(curvesSvg(session)).catch(() => null);
  if (!png) throw new Error(preferences.t.curves.notSaved('PNG'));
  return png;
}

const COLUMNS = ['mlm_loss', 'nsp_loss'] as const;
const HELD_OUT = ['mlm_loss', 'mlm_accuracy', 'nsp_loss', 'nsp_accuracy'] as const;

/** A row for each step with a value. A cell is empty if nothing was measured, or if the loss is not trained. */
export function csvOf({ points, held_out }: ReportByName): string {
  const rows = new Map<number, string[]>();
  const row = (step: number) => {
    const known = rows.get(step) ?? Array.from({ length: COLUMNS.length + HELD_OUT.length }, () => '');
    rows.set(step, known);
    return known;
  };
  const named = (of: Record<string, number | null | undefined>, name: string) => cell(of[name]);
  for (const point of points) COLUMNS.forEach((name, index) => (row(point.step)[index] = named({ ...point }, name)));
  for (const at of held_out) {
    HELD_OUT.forEach((name, index) => (row(at.step)[COLUMNS.length + index] = named({ ...at }, name)));
  }
  const header = ['step', ...COLUMNS, ...HELD_OUT.map((name) => `held_out_${name}`)];
  const sorted = [...rows].sort(([a], [b]) => a - b).map(([step, cells]) => [step, ...cells].join(','));
  return [header.join(','), ...sorted, ''].join('\n');
}

/** The run, and the runs that it is compared with. */
export function jsonOf(session: Session, settings: Settings, report: ReportByName) {
  const earlier = session.runs.kept.map((run) => ({
    settings: run.settings,
    points: pointsByName(run.points, run.losses),
    held_out: heldOutByName(run.heldOut, run.losses),
    nsp_majority: majorityOf(run.losses),
  }));
  return { settings, report, earlier };
}

export async function fileOf(session: Session, format: Format): Promise<SavedFile> {
  // The name is created before the first await, since the run may continue meanwhile.
  if (format === 'svg' || format === 'png') {
    const name = `${nameOf(session)}.${format}`;
    if (format === 'png') return { name, blob: await curvesPng(session) };
    return { name, blob: new Blob([curvesSvg(session)], { type: 'image/svg+xml' }) };
  }
  const settings = session.state?.settings as Settings;
  const report = reportByName(await session.ask.report());
  const step = Math.max(0, ...[report.points, report.held_out].map((list) => list.at(-1)?.step ?? 0));
  const name = `${nameOf(session, step)}.${format}`;
  if (format === 'csv') return { name, blob: new Blob([csvOf(report)], { type: 'text/csv' }) };
  const json = JSON.stringify(
    { ...jsonOf(session, settings, report), trace: traceByName(await session.ask.currentTrace()) },
    null,
    1,
  );
  return { name, blob: new Blob([json], { type: 'application/json' }) };
}

export async function save(session: Session, format: Format): Promise<void> {
  const { name, blob } = await fileOf(session, format);
  download(name, blob);
}
