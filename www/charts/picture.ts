// The curves as a standalone SVG with its own colours, fonts and title.

import type { AxisKind } from './axis';
import type { ComparedRun, Figure } from './figures';
import { lineStyleOf } from './figures';
import { labelRoom, layOut, reachedBy, type Layout } from './layout';
import { pathOf } from './path';
import type { Palette } from '../save/palette';
import { element, LABEL_SIZE, svgDocument, text, widthOf } from '../save/svg';

export interface Picture {
  title: string;
  /** Lines that describe the run. */
  facts: string[];
  figures: Figure[];
  runs: ComparedRun[];
  steps: number;
  stepAxis: AxisKind;
}

export const WIDTH = 1280;
const PAD = 36;
const GAP = 44;
const MAIN = { width: 720, height: 500 };
function figureIn(figure: Figure, drawn: Layout, x: number, y: number, colour: Palette): string {
  const { left, right, bottom, height } = drawn;
  const parts = [text(0, 14, figure.title, { 'font-size': 16, 'font-weight': 650, fill: colour('--ink') })];
  const tick = { 'font-size': LABEL_SIZE, fill: colour('--ink-3') };
  const plot: string[] = [];
  for (const { at, text: label } of drawn.yTicks) {
    plot.push(element('line', { x1: left, x2: right, y1: at, y2: at, stroke: colour('--line') }));
    plot.push(text(left - 6, at + 4, label, { ...tick, 'text-anchor': 'end' }));
  }
  for (const { at, text: label } of drawn.xTicks) {
    plot.push(element('line', { x1: at, x2: at, y1: bottom, y2: bottom + 4, stroke: colour('--line-strong') }));
    plot.push(text(at, height - 5, label, { ...tick, 'text-anchor': 'middle' }));
  }
  for (const { id, at } of drawn.references) {
    const dots = { 'stroke-dasharray': '1 4', 'stroke-linecap': 'round', 'stroke-width': 1.6 };
    plot.push(
      element('line', {
        id: `${figure.id}-${id}`,
        x1: left,
        x2: right,
        y1: at,
        y2: at,
        stroke: colour('--ink-2'),
        ...dots,
      }),
    );
  }
  for (const { id, lineStyle, values, marks } of drawn.lines) {
    const stroke = { fill: 'none', stroke: colour(lineStyle.colour), 'stroke-linejoin': 'round' };
    plot.push(
      element('path', {
        id: `${figure.id}-${id}`,
        d: pathOf(values, drawn.x, drawn.y),
        ...stroke,
        'stroke-width': lineStyle.width,
        'stroke-dasharray': lineStyle.dash,
        opacity: lineStyle.faint ? '0.5' : undefined,
      }),
    );
    if (marks) plot.push(element('path', { d: marks, ...stroke, fill: colour('--surface'), 'stroke-width': 1.6 }));
  }
  for (const label of drawn.labels) {
    plot.push(
      text(label.x, label.y, label.text, {
        'font-size': LABEL_SIZE,
        'font-weight': 550,
        fill: colour(label.colour),
        'text-anchor': label.anchor,
        stroke: colour('--surface'),
        'stroke-width': 4,
        'stroke-linejoin': 'round',
        'paint-order': 'stroke',
      }),
    );
  }
  parts.push(element('g', { transform: `translate(0 ${CAPTION})` }, plot.join('')));
  return element('g', { id: figure.id, transform: `translate(${x} ${y})` }, parts.join('\n'));
}

const CAPTION = 26;

const LEGEND_LINE = 24;

/** The names of several runs with their line styles, in as many rows as needed. */
function legend(runs: ComparedRun[], top: number, colour: Palette): { rows: number; drawn: string } {
  let [x, row] = [PAD, 0];
  const entries = runs.map(({ slot, name }) => {
    const room = 36 + widthOf(name, 14) + 28;
    if (x > PAD && x + room > WIDTH - PAD) [x, row] = [PAD, row + 1];
    const [from, y] = [x, top + row * LEGEND_LINE];
    x += room;
    const lineStyle = lineStyleOf(slot);
    const line = {
      stroke: colour(lineStyle.colour),
      'stroke-width': lineStyle.width,
      'stroke-dasharray': lineStyle.dash,
    };
    return (
      element('line', { x1: from, x2: from + 28, y1: y - 4, y2: y - 4, ...line }) +
      text(from + 36, y, name, { 'font-size': 14, fill: colour('--ink') })
    );
  });
  return { rows: row + 1, drawn: entries.join('') };
}

export function svgOf({ title, facts, figures, runs, steps, stepAxis }: Picture, colour: Palette): string {
  const names = runs.length > 1 ? legend(runs, PAD + 50 + facts.length * 22, colour) : { rows: 0, drawn: '' };
  const frame = { steps, stepAxis, reached: reachedBy(figures) };
  const head = PAD + 22 + facts.length * 22 + names.rows * LEGEND_LINE + 24;
  const height = head + CAPTION + MAIN.height + PAD;
  const sideWidth = WIDTH - 2 * PAD - GAP - MAIN.width;
  const [main, ...side] = figures;
  const sideHeight = (MAIN.height + CAPTION - (side.length - 1) * GAP) / Math.max(1, side.length) - CAPTION;
  const parts = [
    element('rect', { width: WIDTH, height, fill: colour('--surface') }),
    text(PAD, PAD + 16, title, { 'font-size': 24, 'font-weight': 650, fill: colour('--ink') }),
    ...facts.map((fact, line) => text(PAD, PAD + 44 + line * 22, fact, { 'font-size': 14, fill: colour('--ink-2') })),
  ];
  parts.push(names.drawn);
  if (main)
    parts.push(figureIn(main, layOut(main, MAIN.width, MAIN.height, labelRoom([main]), frame), PAD, head, colour));
  side.forEach((figure, index) => {
    const drawn = layOut(figure, sideWidth, sideHeight, labelRoom(side), frame);
    const y = head + index * (sideHeight + CAPTION + GAP);
    parts.push(figureIn(figure, drawn, PAD + MAIN.width + GAP, y, colour));
  });
  return svgDocument(WIDTH, height, title, facts.join('. '), parts);
}
