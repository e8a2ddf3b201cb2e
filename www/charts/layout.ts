// The layout of a figure in a rectangle: everything that is drawn, as numbers and paths, for the page and for saved pictures.

import { whole } from '../format';
import { cut, widthOf } from '../save/svg';
import { domainOf, lastStep, scaleOf, ticksOf, tickText, type AxisKind, type Scale } from './axis';
import { extentOfFigure, type Figure, type Line, type LineStyle } from './figures';
import { marksOf, pathOf, piecesOf, placeOf } from './path';
import type { Values } from './values';

export interface Tick {
  value: number;
  at: number;
  text: string;
}

export interface Label {
  id: string;
  x: number;
  y: number;
  text: string;
  anchor: 'start' | 'end';
  /** A variable of tokens.css. */
  colour: string;
}

export interface Drawn {
  id: string;
  lineStyle: LineStyle;
  values: Values;
  /** The paths of the line. */
  pieces: string[];
  marks: string;
}

export interface Layout {
  width: number;
  height: number;
  /** Edges of the plot. */
  left: number;
  right: number;
  top: number;
  bottom: number;
  x: Scale;
  y: Scale;
  xTicks: Tick[];
  yTicks: Tick[];
  references: { id: string; at: number }[];
  lines: Drawn[];
  labels: Label[];
  /** Whether the lines' names fit beside them. */
  roomy: boolean;
}

/** Values that figures share, so that their steps align. */
export interface Frame {
  /** Steps of the whole run. */
  steps: number;
  stepAxis: AxisKind;
  /** The last step that any line has. */
  reached: number;
}

export function reachedBy(figures: readonly Figure[]): number {
  return Math.max(0, ...figures.flatMap(({ lines }) => lines.map(({ values }) => values.at(-1)?.[0] ?? 0)));
}

const LINE_HEIGHT = 14;
/** Minimum width of the axis's numbers, and maximum width of a run's name, in pixels. */
const NUMBERS = 44;
const LONGEST_NAME = 150;
/** Below this width, the labels of references are inside the plot, and the names of lines are below it. */
const ROOM_FOR_LABELS = 420;

/** `room`: width of the labels beside the plot in pixels, from `labelRoom`. */
export function layOut(figure: Figure, width: number, height: number, room: number, frame: Frame): Layout {
  const { steps, stepAxis, reached } = frame;
  const roomy = width >= ROOM_FOR_LABELS;
  const domain = domainOf(figure.kind, extentOfFigure(figure));
  const yValues = ticksOf(figure.kind, domain, Math.max(3, Math.min(7, Math.round(height / 45))));
  const text = tickText(yValues);
  const yText = figure.id === 'accuracy' ? figure.format : text;
  const margin = Math.max(NUMBERS, ...yValues.map((tick) => widthOf(yText(tick)) + 8));
  const [left, right, top, bottom] = [Math.round(margin), width - (roomy ? room : 14), 10, height - 24];
  const x = scaleOf(stepAxis, [stepAxis === 'log' ? 1 : 0, Math.max(2, lastStep(reached, steps))], [left, right]);
  const y = scaleOf(figure.kind, domain, [bottom, top]);
  const xValues = ticksOf(stepAxis, x.domain, Math.max(2, Math.round((right - left) / 90)));
  const references = figure.references.map(({ id, value }) => ({ id, at: placeOf(value, y) }));
  return {
    width,
    height,
    left,
    right,
    top,
    bottom,
    x,
    y,
    xTicks: xValues.map((value) => ({ value, at: x(value), text: whole(value) })),
    yTicks: yValues.map((value) => ({ value, at: y(value), text: yText(value) })),
    references,
    lines: figure.lines.map(({ id, lineStyle, values }) => ({
      id,
      lineStyle,
      values,
      pieces: lineStyle.dash ? [pathOf(values, x, y)] : piecesOf(values, x, y),
      marks: lineStyle.mark ? marksOf(values, x, y, lineStyle.mark) : '',
    })),
    roomy,
    labels: apart(
      [...referenceLabels(figure, { x, y, right, roomy }), ...(roomy ? lineLabels(figure, x, y, width) : [])],
      {
        top,
        bottom,
      },
    ),
  };
}

/** Width of the longest label of these figures. Longer names of runs are cut. */
export function labelRoom(figures: readonly Figure[]): number {
  const labels = figures.flatMap(({ references, lines }) => [
    ...references.map(({ label }) => widthOf(label)),
    ...lines.map(({ label }) => Math.min(LONGEST_NAME, widthOf(label ?? ''))),
  ]);
  return Math.round(Math.max(40, ...labels) + 10);
}

interface Place {
  x: Scale;
  y: Scale;
  right: number;
  roomy: boolean;
}

type Placed = Label & { fixed: boolean };

function referenceLabels(figure: Figure, { y, right, roomy }: Place): Placed[] {
  return figure.references.map(({ id, label, value }) => ({
    id,
    x: roomy ? right + 6 : right,
    y: placeOf(value, y) + (roomy ? 4 : -5),
    text: label,
    anchor: roomy ? 'start' : 'end',
    colour: '--ink-2',
    fixed: true,
  }));
}

function lineLabels(figure: Figure, x: Scale, y: Scale, width: number): Placed[] {
  return figure.lines.flatMap((line: Line) => {
    // Losses without labels are not measured, and have no place.
    const end = line.values.findLast(([, value]) => Number.isFinite(value));
    if (!line.label || !end || end[0] < x.domain[0]) return [];
    const at = x(end[0]) + 8;
    return {
      id: line.id,
      x: at,
      y: placeOf(end[1], y) + 4,
      text: cut(line.label, width - at),
      anchor: 'start' as const,
      colour: line.lineStyle.colour,
      fixed: false,
    };
  });
}

/** Moves overlapping labels apart. Those of references stay. */
function apart(labels: Placed[], { top, bottom }: { top: number; bottom: number }): Label[] {
  const from = (label: Placed) => (label.anchor === 'end' ? label.x - widthOf(label.text) : label.x);
  const meet = (a: Placed, b: Placed) =>
    from(a) < from(b) + widthOf(b.text) + 4 && from(b) < from(a) + widthOf(a.text) + 4;
  for (let turn = 0; turn < 12; turn++) {
    const sorted = [...labels].sort((a, b) => a.y - b.y);
    sorted.forEach((upper, index) => {
      for (const lower of sorted.slice(index + 1)) {
        const missing = LINE_HEIGHT - (lower.y - upper.y);
        if (missing <= 0 || !meet(upper, lower) || (upper.fixed && lower.fixed)) continue;
        if (!upper.fixed) upper.y -= lower.fixed ? missing : missing / 2;
        if (!lower.fixed) lower.y += upper.fixed ? missing : missing / 2;
      }
    });
    for (const label of labels) if (!label.fixed) label.y = Math.max(top + 6, Math.min(bottom, label.y));
  }
  return labels;
}
