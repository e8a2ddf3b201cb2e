// The stage as a picture for a slide: the strip of one step with its own colours and fonts. What is scored is solid and
// coloured, everything else is hatched, as on the page.

import type { TokenFate, TokenTrace, Trace } from '../engine/types';
import type { Catalog } from '../i18n';
import type { Palette } from '../save/palette';
import { element, svgDocument, text, widthOf, wrapped } from '../save/svg';
import { bandsOf, gradientScale, inputScale, lossScale, predictsNext, unscoredRuns, type Band } from './layout';
import { AT, BOLD, columnIn, drawnRows, inkOf, MIDDLE, NAMES, shape, TOKEN_SIZE, type Drawing } from './picture_column';
import { labelOf, type View } from './rows';

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
const BAND = AT.bottom + 26;
const SENTENCE = { size: 22, line: 30 };

export function stageSvg(picture: StagePicture, colour: Palette, t: Catalog): string {
  const { trace, base, sentence, facts, vocabulary } = picture;
  const bands = bandsOf(trace.tokens, MOST_TOKENS);
  const words = bands.flatMap((band) => band.tokens.flatMap(({ original, input }) => [original, input]));
  const widest = Math.max(...words.map((word) => widthOf(word, TOKEN_SIZE))) + 20;
  const column = Math.min(WIDEST, Math.max(NARROWEST, widest));
  const longest = Math.max(...bands.map((band) => band.tokens.length));
  const width = Math.max(LEAST_WIDTH, 2 * PAD + LABELS + longest * (column + GAP) - GAP);
  const lines = wrapped(sentence, width - 2 * PAD, SENTENCE.size);
  const head = PAD + 30 + lines.length * SENTENCE.line + 14;
  const height = head + bands.length * BAND + 40;
  const all = [...trace.tokens, ...(base ?? [])];
  const view: View = {
    scale: lossScale(all, vocabulary),
    gradientScale: gradientScale(all),
    inputScale: inputScale(all),
    base,
    after: null,
    phase: null,
    trained: true,
    next: predictsNext(trace.tokens),
  };
  const of = { view, colour, t, column };
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
    view.next
      ? text(PAD, height - PAD + 8, t.stage.nextNote, { 'font-size': 14, fill: colour('--ink-2') })
      : legend(trace.tokens, height - PAD + 8, colour, t),
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

function bandIn(band: Band, y: number, of: Drawing): string {
  const { colour, t, column, view } = of;
  const name = band.segment === 0 ? t.stage.sentenceA : t.stage.sentenceB;
  const end = LABELS + band.tokens.length * (column + GAP) - GAP;
  const label = (at: number, words: string) =>
    text(0, at, words, { 'font-size': 14, 'font-weight': 600, fill: colour('--ink-2') });
  const parts = [
    text(0, AT.badge, band.continued ? t.stage.continued(name) : name, {
      'font-size': 14,
      'font-weight': 700,
      fill: colour('--ink'),
    }),
    label(AT.original, t.stage.rows.original),
    ...drawnRows(view).flatMap(({ row, label: at, hinted }) => {
      const { name, hint } = labelOf(row, t.stage, view);
      const small = hinted && hint ? [text(0, at + 16, hint, { fill: colour('--ink-3'), 'font-size': 12 })] : [];
      return [label(at, name), ...small];
    }),
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
