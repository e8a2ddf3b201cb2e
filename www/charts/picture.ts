// The curves as a picture that stands alone: an SVG with its own colours, fonts and title, and a PNG drawn from it.

import type { AxisKind } from './axis';
import type { ComparedRun, Figure } from './figures';
import { lookOf } from './figures';
import { LABEL_SIZE, labelRoom, layOut, reachedBy, widthOf, type Layout } from './layout';
import type { Palette } from './palette';

export interface Picture {
  title: string;
  /** What run it is, in a line each. */
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
const FONT =
  "Inter, system-ui, -apple-system, 'Segoe UI', Roboto, 'Apple SD Gothic Neo', 'Noto Sans KR', 'Noto Sans CJK KR', sans-serif";

const escaped = (text: string) =>
  text.replace(/[&<>"]/g, (letter) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[letter] ?? letter);

type Attributes = Record<string, string | number | undefined>;

function element(name: string, attributes: Attributes, content?: string): string {
  const pairs = Object.entries(attributes)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(
      ([key, value]) => ` ${key}="${escaped(String(typeof value === 'number' ? Math.round(value * 10) / 10 : value))}"`,
    );
  return content === undefined ? `<${name}${pairs.join('')}/>` : `<${name}${pairs.join('')}>${content}</${name}>`;
}

const text = (x: number, y: number, content: string, attributes: Attributes) =>
  element('text', { x, y, ...attributes }, escaped(content));

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
  for (const { id, look, path, marks } of drawn.lines) {
    const stroke = { fill: 'none', stroke: colour(look.colour), 'stroke-linejoin': 'round' };
    plot.push(
      element('path', {
        id: `${figure.id}-${id}`,
        d: path,
        ...stroke,
        'stroke-width': look.width,
        'stroke-dasharray': look.dash,
        opacity: look.faint ? '0.5' : undefined,
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

/** The names of several runs with their lines, in as many rows as that takes. */
function legend(runs: ComparedRun[], top: number, colour: Palette): { rows: number; drawn: string } {
  let [x, row] = [PAD, 0];
  const entries = runs.map(({ slot, name }) => {
    const room = 36 + widthOf(name, 14) + 28;
    if (x > PAD && x + room > WIDTH - PAD) [x, row] = [PAD, row + 1];
    const [from, y] = [x, top + row * LEGEND_LINE];
    x += room;
    const look = lookOf(slot);
    const line = { stroke: colour(look.colour), 'stroke-width': look.width, 'stroke-dasharray': look.dash };
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
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    width: WIDTH,
    height,
    viewBox: `0 0 ${WIDTH} ${Math.round(height * 10) / 10}`,
    'font-family': FONT,
    role: 'img',
  };
  const described = element('title', {}, escaped(title)) + element('desc', {}, escaped(facts.join('. ')));
  return element('svg', attributes, `\n${described}\n${parts.join('\n')}\n`);
}

/** Twice as fine as the SVG's own size. */
export async function pngOf(svg: string): Promise<Blob | null> {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [image.naturalWidth * 2, image.naturalHeight * 2];
    const context = canvas.getContext('2d');
    if (!context) return null;
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
  } finally {
    URL.revokeObjectURL(url);
  }
}
