// The figures of the curves: which lines each has, what they are called and how they look. The page draws them, and so does a
// saved picture.

import type { LossFacts } from '../engine/types';
import type { Catalog } from '../i18n';
import { decimals, percent, percents, shortLoss } from '../format';
import type { KeptRun, RunRecord } from '../state/runs.svelte';
import type { SettingInfo } from '../state/settings';
import type { AxisKind } from './axis';
import { namesOf, unlike } from './compare';
import type { Mark } from './path';
import { extentOf, goesOn, memory, NOTHING, smoothed, type Extent, type Values } from './values';

/** The name of a loss, or `accuracy`. */
export type FigureId = string;
/** How a loss was measured, or for accuracies the name of the loss. */
export type Measure = string;

/** A line's colour (a variable of tokens.css), width and pattern. */
export interface LineStyle {
  colour: string;
  width: number;
  dash?: string;
  faint?: boolean;
  mark?: Mark;
}

export interface Line {
  id: string;
  /** 0 for the current run, else the id of a kept one. */
  run: number;
  measure: Measure;
  values: Values;
  lineStyle: LineStyle;
  /** Shown at the line's end, if there is room. */
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
  /** A range that the axis always covers. */
  least: Extent;
  /** Formats numbers on the axis and at the cursor. */
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

/** All runs that can share an axis with the current run, which is first. */
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
  /** Number of steps. 0 for no smoothing. */
  smoothing: number;
}

const RAW: LineStyle = { colour: '--line-strong', width: 1, faint: true };
const TRAIN: LineStyle = { colour: '--ink', width: 2.2 };
const HELD: LineStyle = { colour: '--masked-fill', width: 2, mark: 'ring' };
const SECOND: LineStyle = { colour: '--nsp-fill', width: 2, dash: '6 3', mark: 'diamond' };
const PATTERNS = ['', '7 3', '2 3', '10 3 2 3', '4 3'];

/** The line style of a run, by its slot. */
export function lineStyleOf(slot: number, mark?: Mark): LineStyle {
  return slot === 0
    ? TRAIN
    : { colour: `--run-${slot}`, width: mark ? 1.4 : 1.8, dash: PATTERNS[slot] ?? '', ...(mark ? { mark } : {}) };
}

const exactLoss = decimals(4);
const [wholeShare, exactShare] = [percents(0), percents(2)];

// A series is created once for each list of points. A list that extends an earlier one reuses its series.
const series = new WeakMap<object, Map<string, Values>>();
const before = new Map<string, { list: readonly unknown[]; values: Values }>();

function seriesOf<T extends { step: number }>(
  kind: string,
  list: readonly T[],
  name: string,
  value: (of: T) => number | undefined,
): Values {
  const made = series.get(list) ?? new Map<string, Values>();
  series.set(list, made);
  const key = `${kind} ${name}`;
  const known = made.get(key);
  if (known) return known;
  const last = before.get(key);
  const shared = last && goesOn(last.list, list) ? last.values : [];
  const more = list.slice(shared.length).map((point): [number, number] => [point.step, value(point) ?? NaN]);
  const values = shared.concat(more);
  made.set(key, values);
  before.set(key, { list, values });
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

/** Index of this loss among the trained losses of a run. -1 if it is not trained. */
const placeOf = ({ losses }: RunRecord, name: string) => losses.findIndex((loss) => loss.name === name);

function lossLines(name: string, runs: ComparedRun[], options: Options, t: Catalog): Line[] {
  const alone = runs.length === 1;
  return runs.flatMap(({ run, id, slot, name: runName }): Line[] => {
    const place = placeOf(run, name);
    const raw = seriesOf('points', run.points, name, ({ losses }) => losses[place]);
    const held = seriesOf('heldOut', run.heldOut, name, ({ measures }) => measures[place]?.loss);
    const lines: Line[] = [];
    const line = (measure: Measure, values: Values, lineStyle: LineStyle, label?: string) =>
      lines.push({ id: `${id}-${measure}`, run: id, measure, values, lineStyle, label });
    const trainLabel = alone ? t.curves.train : runName;
    const plain = options.smoothing === 0;
    // Earlier runs have only the smoothed line, unless smoothing is off.
    if (slot === 0 && !plain) line('train', raw, RAW);
    if (plain) line('train', raw, { ...lineStyleOf(slot), width: 1.2 }, trainLabel);
    else line('smoothed', smooth(name, raw, options.smoothing), lineStyleOf(slot), trainLabel);
    line('heldOut', held, slot === 0 ? HELD : lineStyleOf(slot, 'ring'), slot === 0 ? t.curves.heldOut : undefined);
    return lines;
  });
}

function accuracyLines(runs: ComparedRun[], t: Catalog): Line[] {
  const alone = runs.length === 1;
  return runs.flatMap(({ run, id, slot, name }): Line[] => {
    const lines: Line[] = [];
    run.losses.forEach(({ name: measure, scores }, place) => {
      const values = seriesOf('accuracy', run.heldOut, measure, ({ measures }) => measures[place]?.accuracy);
      const [lineStyle, mark] = scores === 'tokens' ? [HELD, 'ring' as const] : [SECOND, 'diamond' as const];
      const own = slot === 0 || (alone && scores === 'tokens');
      const label = own ? t.curves.measures[measure] : scores === 'tokens' ? name : undefined;
      lines.push({
        id: `${id}-${measure}`,
        run: id,
        measure,
        values,
        lineStyle: slot === 0 ? lineStyle : lineStyleOf(slot, mark),
        label,
      });
    });
    return lines;
  });
}

const covering = (...values: number[]): Extent => ({
  low: Math.min(...values),
  high: Math.max(...values),
  lowPositive: Math.min(...values),
});

/** The range of the axis: everything that is drawn, and a minimum range at the beginning. */
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

/** The baselines of a loss, and the minimum range of its axis. */
function guessing(
  { scores, baseline }: LossFacts,
  vocabulary: number,
  t: Catalog,
): Pick<Figure, 'references' | 'least'> {
  if (scores === 'sequences') {
    const coin = { id: 'coin', label: t.curves.coin(shortLoss(Math.LN2)), value: Math.LN2 };
    const references = [coin];
    const share = baseline.accuracy;
    if (typeof share === 'number' && share < 1) {
      const known = -share * Math.log(share) - (1 - share) * Math.log(1 - share);
      // Where the labels are about as frequent, it would cover the coin flip.
      const told = shortLoss(known);
      if (told !== shortLoss(Math.LN2)) references.push({ id: 'labels', label: t.curves.byLabels(told), value: known });
    }
    return { references, least: covering(0.45, 0.8) };
  }
  const uniform = Math.log(Math.max(2, vocabulary));
  const references = [{ id: 'uniform', label: t.curves.uniform(shortLoss(uniform)), value: uniform }];
  if (typeof baseline.loss === 'number') {
    references.push({ id: 'frequency', label: t.curves.byFrequency(shortLoss(baseline.loss)), value: baseline.loss });
  }
  return { references, least: covering(uniform / 2, uniform * 1.05) };
}

export function figuresOf(runs: ComparedRun[], options: Options, t: Catalog): Figure[] {
  const current = runs[0]?.run;
  if (!current) return [];
  const figures = current.losses.map((loss): Figure => {
    const training = runs.filter(({ run }) => placeOf(run, loss.name) >= 0);
    return {
      id: loss.name,
      title: t.curves.losses[loss.name] ?? loss.name,
      kind: options.loss,
      lines: lossLines(loss.name, training, options, t),
      ...guessing(loss, current.vocabulary, t),
      format: shortLoss,
      exact: exactLoss,
    };
  });
  const majority = current.losses.flatMap(({ baseline: { accuracy: share } }) =>
    typeof share === 'number' ? [{ id: 'majority', label: t.curves.majority(percent(share)), value: share }] : [],
  );
  figures.push({
    id: 'accuracy',
    title: t.curves.accuracy,
    kind: 'linear',
    lines: accuracyLines(runs, t),
    references: majority,
    least: covering(0, 1),
    format: wholeShare,
    exact: exactShare,
  });
  return figures;
}
