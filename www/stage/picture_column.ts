// A column of the stage's picture: what a token was, and its cell in each row.

import type { TokenFate, TokenTrace } from '../engine/types';
import type { Catalog } from '../i18n';
import type { Palette } from '../save/palette';
import { cut, element, text, widthOf } from '../save/svg';
import { LETTERS } from './letters';
import {
  badgeOf,
  gradientOf,
  isSolid,
  lossOf,
  newlyCounted,
  predictionOf,
  readOf,
  rowsOf,
  verdictOf,
  type RowId,
  type View,
} from './rows';

export const TOKEN_SIZE = 17;
/** Bold letters are so much wider. */
export const BOLD = 1.12;

/** Heights within a band, from its top. */
export const AT = {
  badge: 20,
  original: 46,
  body: 60,
  input: 83,
  read: 112,
  guess: 142,
  percent: 160,
  loss: 186,
  barTop: 194,
  bar: 256,
  verdict: 272,
  arrow: 282,
  gradient: 320,
  bottom: 330,
};
export const NAMES: Partial<Record<TokenFate, string>> = { masked: 'masked', randomized: 'random', kept: 'kept' };
export const MIDDLE = { 'text-anchor': 'middle' };

interface Ink {
  ink: string;
  fill: string;
  wash: string;
}

/** What a column is drawn from, beside its token. */
export interface Drawing {
  view: View;
  colour: Palette;
  t: Catalog;
  column: number;
}

/** A column while it is drawn. */
interface Column extends Drawing {
  ink: Ink;
  /** Scored, and not under the other rule alone. */
  solid: boolean;
  newly: boolean;
  middle: number;
  say: (at: number, words: string, fill: string, size: number, weight?: number) => string;
}

/** A row: how far down its label stands, whether what is written smaller has room, and its cell of a token. */
interface DrawnRow {
  label: number;
  hinted?: boolean;
  cell: (token: TokenTrace, column: Column) => string[];
}

const DRAWN: Record<Exclude<RowId, 'spread'>, DrawnRow> = {
  inputs: { label: AT.input, cell: inputCell },
  read: { label: AT.read + 4, cell: readCell },
  predicted: { label: AT.guess, cell: predictionCell },
  losses: { label: AT.loss + 20, hinted: true, cell: lossCell },
  gradients: { label: AT.arrow + 16, hinted: true, cell: gradientCell },
};

/** The rows of the stage that a picture has, in order: those of slow motion are not among them. */
export const drawnRows = (view: View) =>
  rowsOf(view).flatMap((row) => (row.id === 'spread' ? [] : [{ row, ...DRAWN[row.id] }]));

export function inkOf(fate: TokenFate, colour: Palette): Ink {
  const name = NAMES[fate];
  return name
    ? { ink: colour(`--${name}-ink`), fill: colour(`--${name}-fill`), wash: colour(`--${name}-wash`) }
    : { ink: colour('--ink-3'), fill: colour('--ink-3'), wash: 'none' };
}

export function columnIn(token: TokenTrace, x: number, of: Drawing): string {
  const { view, colour, t, column: width } = of;
  const middle = width / 2;
  const column: Column = {
    ...of,
    ink: inkOf(token.fate, colour),
    solid: isSolid(token, view),
    newly: newlyCounted(token, view),
    middle,
    say: (at, words, fill, size, weight) =>
      text(middle, at, cut(words, width - 6, size), { ...MIDDLE, 'font-size': size, 'font-weight': weight, fill }),
  };
  const { ink, solid, newly, say } = column;
  const box = { width, height: AT.bottom, rx: 10 };
  const parts: string[] = [];
  if (solid) {
    parts.push(element('rect', { ...box, stroke: ink.fill, 'stroke-width': 2, fill: ink.wash }));
    parts.push(element('path', { d: headOf(width), fill: ink.fill }));
    if (badgeOf(token, view) === 'fate') {
      parts.push(badge(token.fate, middle, AT.badge - 5, t.fates[token.fate], colour('--on-fill'), ink.fill));
    }
  } else if (newly) {
    parts.push(element('rect', { ...box, stroke: colour('--ink-3'), 'stroke-dasharray': '5 4', fill: 'none' }));
  }
  const shade = colour(solid ? '--on-fill' : '--ink-2');
  parts.push(say(AT.original, token.original, shade, TOKEN_SIZE, solid ? 700 : undefined));
  parts.push(...drawnRows(view).flatMap(({ cell }) => cell(token, column)));
  return element('g', { id: `token-${token.position}`, transform: `translate(${x} 0)` }, parts.join(''));
}

function readCell(token: TokenTrace, { colour, ink, solid, middle }: Column): string[] {
  const r = Math.max(1.5, readOf(token).diameter * 16);
  return [element('circle', { cx: middle, cy: AT.read, r, fill: solid ? ink.fill : colour('--ink-2') })];
}

function predictionCell(token: TokenTrace, { view, colour, say }: Column): string[] {
  const best = predictionOf(token, view);
  if (!best) return [];
  const [first, second] = best.counted ? [colour('--ink'), colour('--ink-2')] : [colour('--ink-3'), colour('--ink-3')];
  return [
    say(AT.guess, `${best.guess}${best.right ? ' ✓' : ''}`, first, 16, best.counted ? 650 : undefined),
    say(AT.percent, best.percent, second, 12),
  ];
}

/** Of what is scored, in words and arrows. */
const shadeOf = ({ newly, ink, colour }: Column) => (newly ? colour('--ink') : ink.ink);

function lossCell(token: TokenTrace, column: Column): string[] {
  const { view, colour, t, ink, solid, newly, middle, say } = column;
  const { value, share } = lossOf(token, view);
  const tall = Math.max(2, share * (AT.bar - AT.barTop));
  const bar = { x: middle - 20, y: AT.bar - tall, width: 40, height: tall, rx: 3 };
  const floor = { x1: 0, x2: column.column, y1: AT.bar, y2: AT.bar };
  const dashes = solid ? undefined : '2 3';
  const line = { stroke: solid ? ink.fill : colour('--hatch'), 'stroke-width': 2, 'stroke-dasharray': dashes };
  const under = element('line', { ...floor, ...line });
  if (!token.counted) {
    const hatched = element('rect', { ...bar, fill: 'url(#hatch)', stroke: colour('--hatch') });
    return [say(AT.loss, t.stage.timesZero, colour('--ink-3'), 13), hatched, under];
  }
  return [
    say(AT.loss, value, shadeOf(column), 17, 700),
    element('rect', { ...bar, fill: newly ? colour('--ink-3') : ink.fill }),
    say(AT.verdict, t.stage[verdictOf(token, view)], shadeOf(column), 12, 650),
    under,
  ];
}

function gradientCell(token: TokenTrace, column: Column): string[] {
  const { view, colour, middle, say } = column;
  const { flows, value, share, ofPair } = gradientOf(token, view);
  if (!flows) return [say(AT.arrow + 16, value, colour('--ink-3'), 13)];
  const fill = ofPair ? colour('--nsp-ink') : shadeOf(column);
  return [arrow(middle, 6 + 18 * share, fill), say(AT.gradient, value, fill, 13, 650)];
}

/** A column's head, round at the top alone. */
const headOf = (column: number) =>
  `M0,${AT.body}V10a10,10 0 0 1 10,-10H${Math.round((column - 10) * 10) / 10}a10,10 0 0 1 10,10V${AT.body}z`;

function inputCell({ input, fate }: TokenTrace, { column, colour, ink, middle }: Column): string[] {
  const marked = fate in NAMES;
  const words = cut(input, column - 14, 16);
  const width = Math.min(column - 6, widthOf(words, 16) + 12);
  const box = { x: middle - width / 2, y: AT.input - 17, width, height: 24, rx: 6 };
  const outline = fate === 'kept' ? { fill: 'none', stroke: ink.fill, 'stroke-width': 2 } : { fill: ink.fill };
  const fill = !marked ? colour('--ink-2') : fate === 'kept' ? ink.ink : colour('--on-fill');
  return [
    ...(marked ? [element('rect', { ...box, ...outline })] : []),
    text(middle, AT.input, words, { ...MIDDLE, 'font-size': 16, 'font-weight': marked ? 700 : undefined, fill }),
  ];
}

/** A fate's shape with its letter, and its word beside it, around a middle. */
function badge(fate: TokenFate, x: number, y: number, word: string, fill: string, letter: string): string {
  const width = 21 + widthOf(word, 13) * BOLD;
  const left = x - width / 2;
  return (
    shape(fate, left + 8, y, fill, letter) + text(left + 21, y + 5, word, { 'font-size': 13, 'font-weight': 650, fill })
  );
}

export function shape(fate: TokenFate, x: number, y: number, fill: string, letter: string): string {
  const outline =
    fate === 'masked'
      ? element('rect', { x: x - 7, y: y - 7, width: 14, height: 14, rx: 2, fill })
      : fate === 'randomized'
        ? element('path', { d: `M${x},${y - 9}l9,9l-9,9l-9,-9z`, fill })
        : element('circle', { cx: x, cy: y, r: 8, fill });
  return (
    outline + text(x, y + 3.8, LETTERS[fate] ?? '', { ...MIDDLE, 'font-size': 10.5, 'font-weight': 750, fill: letter })
  );
}

function arrow(x: number, length: number, fill: string): string {
  const [top, tip] = [AT.arrow, AT.arrow + length];
  const d = `M${x - 3},${top}h6V${tip - 7}h5L${x},${tip + 1}L${x - 8},${tip - 7}h5z`;
  return element('path', { d: d.replace(/\d+\.\d+/g, (number) => Number(number).toFixed(1)), fill });
}
