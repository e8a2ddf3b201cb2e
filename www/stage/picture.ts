// The stage as a picture for a slide: the strip of one step with its own colours and fonts. What is scored is solid and
// coloured, everything else is hatched, as on the page.

import type { TokenFate, TokenTrace, Trace } from '../engine/types';
import type { Catalog } from '../i18n';
import { norm, percent, shortLoss } from '../format';
import type { Palette } from '../save/palette';
import { cut, element, svgDocument, text, widthOf, wrapped } from '../save/svg';
import { bandsOf, gradientScale, lossScale, unscoredRuns, type Band } from './layout';

export interface StagePicture {
  trace: Trace;
  /** By position: the step as it was, where the picture shows it under another rule. */
  base: TokenTrace[] | null;
  vocabulary: number;
  /** What the picture says in a sentence. */
  sentence: string;
  /** What run and step it is of. */
  facts: string;
}

const LEAST_WIDTH = 1100;
/** Tokens in a line: a whole sentence, mostly. */
const MOST_TOKENS = 20;
const PAD = 40;
const LABELS = 150;
const GAP = 4;
const [NARROWEST, WIDEST] = [84, 150];
const TOKEN_SIZE = 17;
const SENTENCE = { size: 22, line: 30 };

/** Bold letters are so much wider. */
const BOLD = 1.12;

/** Heights within a band, from its top. */
const AT = {
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
const BAND = AT.bottom + 26;
const LETTERS: Partial<Record<TokenFate, string>> = { masked: 'M', randomized: 'R', kept: 'K' };
const NAMES: Partial<Record<TokenFate, string>> = { masked: 'masked', randomized: 'random', kept: 'kept' };
const MIDDLE = { 'text-anchor': 'middle' };

interface Ink {
  ink: string;
  fill: string;
  wash: string;
}

export function stageSvg(picture: StagePicture, colour: Palette, t: Catalog): string {
  const { trace, sentence, facts, vocabulary } = picture;
  const bands = bandsOf(trace.tokens, MOST_TOKENS);
  const words = bands.flatMap((band) => band.tokens.flatMap(({ original, input }) => [original, input]));
  const widest = Math.max(...words.map((word) => widthOf(word, TOKEN_SIZE))) + 20;
  const column = Math.min(WIDEST, Math.max(NARROWEST, widest));
  const longest = Math.max(...bands.map((band) => band.tokens.length));
  const width = Math.max(LEAST_WIDTH, 2 * PAD + LABELS + longest * (column + GAP) - GAP);
  const lines = wrapped(sentence, width - 2 * PAD, SENTENCE.size);
  const head = PAD + 30 + lines.length * SENTENCE.line + 14;
  const height = head + bands.length * BAND + 40;
  const of = {
    picture,
    colour,
    t,
    column,
    scale: lossScale([...trace.tokens, ...(picture.base ?? [])], vocabulary),
    gradients: gradientScale([...trace.tokens, ...(picture.base ?? [])]),
  };
  return svgDocument(width, height, sentence, facts, [
    hatch(colour),
    element('rect', { width, height, fill: colour('--surface') }),
    text(PAD, PAD + 10, facts, { 'font-size': 15, fill: colour('--ink-2') }),
    ...lines.map((line, row) =>
      text(PAD, PAD + 42 + row * SENTENCE.line, line, {
        'font-size': SENTENCE.size,
        'font-weight': 550,
        fill: colour('--ink'),
      }),
    ),
    ...bands.map((band, row) => bandIn(band, head + row * BAND, of)),
    legend(trace.tokens, height - PAD + 8, colour, t),
  ]);
}

const hatch = (colour: Palette) =>
  element(
    'defs',
    {},
    element(
      'pattern',
      { id: 'hatch', width: 5, height: 5, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
      element('line', { x1: 0, x2: 0, y1: 0, y2: 5, stroke: colour('--hatch'), 'stroke-width': 1.6 }),
    ),
  );

interface Drawing {
  picture: StagePicture;
  colour: Palette;
  t: Catalog;
  column: number;
  scale: number;
  gradients: number;
}

function bandIn(band: Band, y: number, of: Drawing): string {
  const { colour, t, column } = of;
  const labels: [number, string, string?][] = [
    [AT.original, t.stage.rows.original],
    [AT.input, t.stage.rows.input],
    [AT.read + 4, t.stage.rows.read],
    [AT.guess, t.stage.rows.predicted],
    [AT.loss + 20, t.stage.rows.loss, t.stage.hints.loss],
    [AT.arrow + 16, t.stage.rows.gradient, t.stage.hints.gradient],
  ];
  const name = band.segment === 0 ? t.stage.sentenceA : t.stage.sentenceB;
  const end = LABELS + band.tokens.length * (column + GAP) - GAP;
  const parts = [
    text(0, AT.badge, band.continued ? t.stage.continued(name) : name, {
      'font-size': 14,
      'font-weight': 700,
      fill: colour('--ink'),
    }),
    ...labels.flatMap(([at, row, hint]) => [
      text(0, at, row, { 'font-size': 14, 'font-weight': 600, fill: colour('--ink-2') }),
      ...(hint ? [text(0, at + 16, hint, { fill: colour('--ink-3'), 'font-size': 12 })] : []),
    ]),
    element('line', { x1: LABELS, x2: end, y1: AT.read, y2: AT.read, stroke: colour('--line') }),
    ...band.tokens.map((token, index) => columnIn(token, LABELS + index * (column + GAP), of)),
  ];
  unscoredRuns(band.tokens).forEach((length, index) => {
    if (length === 0) return;
    const middle = LABELS + index * (column + GAP) + (length * (column + GAP) - GAP) / 2;
    parts.push(text(middle, AT.verdict, t.stage.notScored, { ...MIDDLE, 'font-size': 12, fill: colour('--ink-3') }));
  });
  return element('g', { transform: `translate(${PAD} ${y})` }, parts.join('\n'));
}

function inkOf(fate: TokenFate, colour: Palette): Ink {
  const name = NAMES[fate];
  return name
    ? { ink: colour(`--${name}-ink`), fill: colour(`--${name}-fill`), wash: colour(`--${name}-wash`) }
    : { ink: colour('--ink-3'), fill: colour('--ink-3'), wash: 'none' };
}

function columnIn(token: TokenTrace, x: number, of: Drawing): string {
  const { picture, colour, t, column, scale, gradients } = of;
  const ink = inkOf(token.fate, colour);
  const newly = token.counted && picture.base?.[token.position]?.counted === false;
  const solid = token.counted && !newly;
  const middle = column / 2;
  const say = (at: number, words: string, fill: string, size: number, weight?: number) =>
    text(middle, at, cut(words, column - 6, size), { ...MIDDLE, 'font-size': size, 'font-weight': weight, fill });
  const parts: string[] = [];

  if (solid) {
    const box = { width: column, height: AT.bottom, rx: 10, stroke: ink.fill, 'stroke-width': 2 };
    parts.push(element('rect', { ...box, fill: ink.wash }));
    parts.push(element('path', { d: headOf(column), fill: ink.fill }));
    parts.push(badge(token.fate, middle, AT.badge - 5, t.fates[token.fate], colour('--on-fill'), ink.fill));
  } else if (newly) {
    const box = { width: column, height: AT.bottom, rx: 10, stroke: colour('--ink-3'), 'stroke-dasharray': '5 4' };
    parts.push(element('rect', { ...box, fill: 'none' }));
  }
  parts.push(
    say(
      AT.original,
      token.original,
      solid ? colour('--on-fill') : colour('--ink-2'),
      TOKEN_SIZE,
      solid ? 700 : undefined,
    ),
  );
  parts.push(inputIn(token, ink, of));
  const share = Math.sqrt(token.read) * 16;
  parts.push(
    element('circle', { cx: middle, cy: AT.read, r: Math.max(1.5, share), fill: solid ? ink.fill : colour('--ink-2') }),
  );
  const best = token.top[0];
  if (best) {
    const right = best.token === token.original ? ' ✓' : '';
    const shade = token.counted ? colour('--ink') : colour('--ink-3');
    parts.push(say(AT.guess, `${best.token}${right}`, shade, 16, token.counted ? 650 : undefined));
    parts.push(say(AT.percent, percent(best.probability), token.counted ? colour('--ink-2') : colour('--ink-3'), 12));
  }

  const tall = Math.max(2, Math.min(1, token.would_be_loss / scale) * (AT.bar - AT.barTop));
  const bar = { x: middle - 20, y: AT.bar - tall, width: 40, height: tall, rx: 3 };
  const shade = newly ? colour('--ink') : ink.ink;
  if (token.counted) {
    parts.push(say(AT.loss, shortLoss(token.would_be_loss), shade, 17, 700));
    parts.push(element('rect', { ...bar, fill: newly ? colour('--ink-3') : ink.fill }));
    parts.push(say(AT.verdict, newly ? t.stage.wouldBe : t.stage.scored, shade, 12, 650));
  } else {
    parts.push(say(AT.loss, t.stage.timesZero, colour('--ink-3'), 13));
    parts.push(element('rect', { ...bar, fill: 'url(#hatch)', stroke: colour('--hatch') }));
  }
  const floor = { x1: 0, x2: column, y1: AT.bar, y2: AT.bar };
  parts.push(
    solid
      ? element('line', { ...floor, stroke: ink.fill, 'stroke-width': 2 })
      : element('line', { ...floor, stroke: colour('--hatch'), 'stroke-width': 2, 'stroke-dasharray': '2 3' }),
  );

  if (token.gradient_norm > 0) {
    const fill = token.counted ? shade : colour('--nsp-ink');
    parts.push(arrow(middle, 6 + (18 * token.gradient_norm) / gradients, fill));
    parts.push(say(AT.gradient, norm(token.gradient_norm), fill, 13, 650));
  } else {
    parts.push(say(AT.arrow + 16, '0', colour('--ink-3'), 13));
  }
  return element('g', { id: `token-${token.position}`, transform: `translate(${x} 0)` }, parts.join(''));
}

/** A column's head, round at the top alone. */
const headOf = (column: number) =>
  `M0,${AT.body}V10a10,10 0 0 1 10,-10H${Math.round((column - 10) * 10) / 10}a10,10 0 0 1 10,10V${AT.body}z`;

function inputIn({ input, fate }: TokenTrace, ink: Ink, { column, colour }: Drawing): string {
  const shown = cut(input, column - 14, 16);
  const marked = fate in NAMES;
  const width = Math.min(column - 6, widthOf(shown, 16) + 12);
  const box = { x: column / 2 - width / 2, y: AT.input - 17, width, height: 24, rx: 6 };
  const frame = !marked
    ? ''
    : fate === 'kept'
      ? element('rect', { ...box, fill: 'none', stroke: ink.fill, 'stroke-width': 2 })
      : element('rect', { ...box, fill: ink.fill });
  const fill = !marked ? colour('--ink-2') : fate === 'kept' ? ink.ink : colour('--on-fill');
  return (
    frame +
    text(column / 2, AT.input, shown, { ...MIDDLE, 'font-size': 16, 'font-weight': marked ? 700 : undefined, fill })
  );
}

/** A fate's shape with its letter, and its word beside it, around a middle. */
function badge(fate: TokenFate, x: number, y: number, word: string, fill: string, letter: string): string {
  const width = 21 + widthOf(word, 13) * BOLD;
  const left = x - width / 2;
  return (
    shape(fate, left + 8, y, fill, letter) + text(left + 21, y + 5, word, { 'font-size': 13, 'font-weight': 650, fill })
  );
}

function shape(fate: TokenFate, x: number, y: number, fill: string, letter: string): string {
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

/** The fates that the picture has, in words. */
function legend(tokens: TokenTrace[], y: number, colour: Palette, t: Catalog): string {
  let x = PAD;
  return (Object.keys(NAMES) as TokenFate[])
    .filter((fate) => tokens.some((token) => token.fate === fate))
    .map((fate) => {
      const { ink, fill } = inkOf(fate, colour);
      const [word, note] = [t.fates[fate], t.fateNotes[fate]];
      const from = x;
      const noted = 24 + widthOf(word, 14) * BOLD + 8;
      x += noted + widthOf(note, 14) + 28;
      return (
        shape(fate, from + 9, y - 5, fill, colour('--on-fill')) +
        text(from + 24, y, word, { 'font-size': 14, 'font-weight': 650, fill: ink }) +
        text(from + noted, y, note, { 'font-size': 14, fill: colour('--ink-2') })
      );
    })
    .join('');
}
