// The figures of the curves: which lines each has, what they are called and how they look. The page draws them, and so does a
// saved picture.

import type { HeldOut, Point } from '../engine/types';
import type { Catalog } from '../i18n';
import { percent, shortLoss } from '../format';
import type { KeptRun, RunRecord } from '../state/runs.svelte';
import type { SettingInfo } from '../state/settings';
import type { AxisKind } from './axis';
import { namesOf, trains, unlike } from './compare';
import type { Mark } from './path';
import { extentOf, goesOn, memory, NOTHING, smoothed, type Extent, type Values } from './values';

export type FigureId = 'mlm' | 'nsp' | 'accuracy';
export type Measure = 'train' | 'smoothed' | 'heldOut' | 'mlm' | 'nsp';

/** A line's colour (a variable of tokens.css), strength and pattern. */
export interface Look {
  colour: string;
  width: number;
  dash?: string;
  faint?: boolean;
  mark?: Mark;
}

export interface Line {
  id: string;
  /** 0 is the run that is going on; the others are kept ones, by their id. */
  run: number;
  measure: Measure;
  values: Values;
  look: Look;
  /** At the line's end, where there is room. */
  label?: string;
}

export interface Reference {
  id: string;
  label: string;
  value: number;
}

export interface Figure {
  id: FigureId;
  title: string;
  kind: AxisKind;
  lines: Line[];
  references: Reference[];
  /** What the axis covers, whatever the values are. */
  least: Extent;
  /** Of numbers on the axis and under the cursor. */
  format: (value: number) => string;
  exact: (value: number) => string;
}

export interface ComparedRun {
  run: RunRecord;
  /** 0, or the id of the kept run. */
  id: number;
  slot: number;
  name: string;
}

/** All runs that can stand on one axis with the first one, which is the run that is going on. */
export function compared(
  current: RunRecord,
  kept: readonly KeptRun[],
  schema: readonly SettingInfo[],
  t: Catalog,
): ComparedRun[] {
  const names = namesOf([current, ...kept], schema, t);
  return [{ run: current, id: 0, slot: 0 }, ...kept.map((run) => ({ run, id: run.id, slot: run.slot }))]
    .map((one, index) => ({ ...one, name: names[index] ?? '' }))
    .filter(({ run }) => unlike(run, current) === null);
}

export interface Options {
  loss: AxisKind;
  /** Steps; 0: none. */
  smoothing: number;
  /** Loss of guessing by how common each word is, where it is known. */
  frequencyLoss: number | null;
}

const RAW: Look = { colour: '--line-strong', width: 1, faint: true };
const TRAIN: Look = { colour: '--ink', width: 2.2 };
const HELD: Look = { colour: '--masked-fill', width: 2, mark: 'ring' };
const SECOND: Look = { colour: '--nsp-fill', width: 2, dash: '6 3', mark: 'diamond' };
const PATTERNS = ['', '7 3', '2 3', '10 3 2 3', '4 3'];

/** Of a kept run, by its slot. */
export function lookOf(slot: number, mark?: Mark): Look {
  return slot === 0
    ? TRAIN
    : { colour: `--run-${slot}`, width: mark ? 1.4 : 1.8, dash: PATTERNS[slot] ?? '', ...(mark ? { mark } : {}) };
}

const exactLoss = (value: number) => value.toFixed(4);
const exactShare = (value: number) => `${(value * 100).toFixed(2)} %`;

// A series is made once for each list of points. A list that goes on from the one before shares its beginning with it.
const series = new WeakMap<object, Map<string, Values>>();
const before = new Map<string, { list: readonly unknown[]; values: Values }>();

function seriesOf<T extends { step: number }>(kind: string, list: readonly T[], name: keyof T & string): Values {
  const made = series.get(list) ?? new Map<string, Values>();
  series.set(list, made);
  const known = made.get(name);
  if (known) return known;
  const last = before.get(kind + name);
  const shared = last && goesOn(last.list, list) ? last.values : [];
  const more = list
    .slice(shared.length)
    .map((point): [number, number] => [point.step, (point[name] as number | null) ?? NaN]);
  const values = shared.concat(more);
  made.set(name, values);
  before.set(kind + name, { list, values });
  return values;
}

const smoothedSeries = memory<Values>();
const smoothedBefore = new Map<string, { values: Values; width: number; made: Values }>();

function smooth(name: string, values: Values, width: number): Values {
  return smoothedSeries(values, String(width), () => {
    const last = smoothedBefore.get(name);
    const shared = last?.width === width && goesOn(last.values, values) ? last.made : [];
    const made = smoothed(values, width, shared);
    smoothedBefore.set(name, { values, width, made });
    return made;
  });
}

/** Not every text has pairs to train on, whatever the settings say. */
const trained = ({ settings, nspMajority }: RunRecord, loss: 'mlm' | 'nsp') =>
  trains(settings, loss) && (loss === 'mlm' || nspMajority !== null);

function lossLines(name: 'mlm_loss' | 'nsp_loss', runs: ComparedRun[], options: Options, t: Catalog): Line[] {
  const alone = runs.length === 1;
  return runs.flatMap(({ run, id, slot, name: runName }): Line[] => {
    const raw = seriesOf<Point>('points', run.points, name);
    const held = seriesOf<HeldOut>('heldOut', run.heldOut, name);
    const lines: Line[] = [];
    const line = (measure: Measure, values: Values, look: Look, label?: string) =>
      lines.push({ id: `${id}-${measure}`, run: id, measure, values, look, label });
    const trainLabel = alone ? t.curves.train : runName;
    const plain = options.smoothing === 0;
    // Of an earlier run only the smoothed line is drawn, unless none is wanted.
    if (slot === 0 && !plain) line('train', raw, RAW);
    if (plain) line('train', raw, { ...lookOf(slot), width: 1.2 }, trainLabel);
    else line('smoothed', smooth(name, raw, options.smoothing), lookOf(slot), trainLabel);
    line('heldOut', held, slot === 0 ? HELD : lookOf(slot, 'ring'), slot === 0 ? t.curves.heldOut : undefined);
    return lines;
  });
}

function accuracyLines(runs: ComparedRun[], t: Catalog): Line[] {
  const alone = runs.length === 1;
  return runs.flatMap(({ run, id, slot, name }): Line[] => {
    const lines: Line[] = [];
    const line = (measure: 'mlm' | 'nsp', look: Look, label?: string) => {
      const values = seriesOf<HeldOut>('heldOut', run.heldOut, `${measure}_accuracy`);
      lines.push({ id: `${id}-${measure}`, run: id, measure, values, look, label });
    };
    if (trains(run.settings, 'mlm')) {
      line('mlm', slot === 0 ? HELD : lookOf(slot, 'ring'), slot === 0 || alone ? t.curves.mlmAccuracy : name);
    }
    if (trained(run, 'nsp')) {
      line('nsp', slot === 0 ? SECOND : lookOf(slot, 'diamond'), slot === 0 ? t.curves.nspAccuracy : undefined);
    }
    return lines;
  });
}

const covering = (...values: number[]): Extent => ({
  low: Math.min(...values),
  high: Math.max(...values),
  lowPositive: Math.min(...values),
});

/** What the axis has to cover: everything that is drawn, and the least that it covers at the beginning. */
export function extentOfFigure({ lines, references, least }: Figure): Extent {
  return [
    ...lines.map(({ values }) => extentOf(values)),
    covering(...references.map(({ value }) => value)),
    least,
  ].reduce(
    (all, one) => ({
      low: Math.min(all.low, one.low),
      high: Math.max(all.high, one.high),
      lowPositive: Math.min(all.lowPositive, one.lowPositive),
    }),
    NOTHING,
  );
}

export function figuresOf(runs: ComparedRun[], options: Options, t: Catalog): Figure[] {
  const current = runs[0]?.run;
  if (!current) return [];
  const figures: Figure[] = [];
  const training = (loss: 'mlm' | 'nsp') => runs.filter(({ run }) => trained(run, loss));
  if (trains(current.settings, 'mlm')) {
    const uniform = Math.log(Math.max(2, current.vocabulary));
    const references = [{ id: 'uniform', label: t.curves.uniform(shortLoss(uniform)), value: uniform }];
    if (options.frequencyLoss !== null) {
      const label = t.curves.byFrequency(shortLoss(options.frequencyLoss));
      references.push({ id: 'frequency', label, value: options.frequencyLoss });
    }
    figures.push({
      id: 'mlm',
      title: t.curves.mlm,
      kind: options.loss,
      lines: lossLines('mlm_loss', training('mlm'), options, t),
      references,
      least: covering(uniform / 2, uniform * 1.05),
      format: shortLoss,
      exact: exactLoss,
    });
  }
  if (trained(current, 'nsp')) {
    figures.push({
      id: 'nsp',
      title: t.curves.nsp,
      kind: options.loss,
      lines: lossLines('nsp_loss', training('nsp'), options, t),
      references: [{ id: 'coin', label: t.curves.coin(shortLoss(Math.LN2)), value: Math.LN2 }],
      least: covering(0.45, 0.8),
      format: shortLoss,
      exact: exactLoss,
    });
  }
  const share = current.nspMajority;
  const majority = share === null ? [] : [{ id: 'majority', label: t.curves.majority(percent(share)), value: share }];
  figures.push({
    id: 'accuracy',
    title: t.curves.accuracy,
    kind: 'linear',
    lines: accuracyLines(runs, t),
    references: majority,
    least: covering(0, 1),
    format: (value) => `${Math.round(value * 100)} %`,
    exact: exactShare,
  });
  return figures;
}
