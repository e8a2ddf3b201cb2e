// The rows of the stage, written down once: which there are, when, and what their cells say of a token. The band, the list
// and the picture lay them out. Pure functions of a trace.

import type { TokenTrace } from '../engine/types';
import { norm, percent, shortLoss } from '../format';
import type { Catalog } from '../i18n';
import type { TermId } from '../i18n/terms';
import { PHASES, type Phase } from '../state/phases';
import { KINDS, type TokenKind } from '../trace/kinds';

/** What the cells of a stage need to know beside their token. */
export interface View {
  /** Top of the scale of all loss bars, and the strongest gradients at output and input. */
  scale: number;
  gradientScale: number;
  inputScale: number;
  /** By position: the step as it was, where the stage shows it under another rule. */
  base: TokenTrace[] | null;
  /** By position: the same row after the update, where the slow motion has come to it. */
  after: TokenTrace[] | null;
  phase: Phase | null;
  /** What a lesson points at. */
  pointed?: TokenKind | null;
  /** Whether there are losses and gradients. */
  trained: boolean;
  /** Whether each scored position predicts the token after it. */
  next: boolean;
}

/** What every cell is given. */
export interface CellProps {
  token: TokenTrace;
  view: View;
  /** In a line of the list, and not in a column of the band. */
  lying?: boolean;
}

/** Names of the rows below the original tokens: in the catalogs and in the page's style too. */
export type RowId = 'inputs' | 'read' | 'predicted' | 'losses' | 'gradients' | 'spread';

export interface Row {
  id: RowId;
  /** The sub-step that brings it. */
  broughtBy: Phase;
  /** Where it is: always, where a step was trained, or in its slow motion alone. */
  where: 'always' | 'trained' | 'slow';
}

export const ROWS: readonly Row[] = [
  { id: 'inputs', broughtBy: 'fates', where: 'always' },
  { id: 'read', broughtBy: 'read', where: 'trained' },
  { id: 'predicted', broughtBy: 'predict', where: 'always' },
  { id: 'losses', broughtBy: 'loss', where: 'trained' },
  { id: 'gradients', broughtBy: 'backward', where: 'trained' },
  { id: 'spread', broughtBy: 'backward', where: 'slow' },
];

/** What the names of the rows mean. */
export const TERM_OF: Record<RowId, TermId | null> = {
  inputs: null,
  read: 'attention',
  predicted: 'probability',
  losses: 'loss',
  gradients: 'gradient',
  spread: 'gradient',
};

/** The rows that a view has, from top to bottom. */
export const rowsOf = ({ trained, phase }: Pick<View, 'trained' | 'phase'>): Row[] =>
  ROWS.filter(({ where }) => where === 'always' || (where === 'trained' ? trained : phase !== null));

/** A row's name, and what is written smaller beside it. */
export const labelOf = (
  { id }: Row,
  { rows, hints, nextHints }: Catalog['stage'],
  { next }: Pick<View, 'next'>,
): { name: string; hint?: string } => ({
  name: rows[id],
  hint: ({ ...hints, ...(next ? nextHints : {}) } as Partial<Record<RowId, string>>)[id],
});

/** Whether the slow motion has come to this sub-step; without slow motion, everything has happened. */
export const reached = (phase: Phase | null, at: Phase) =>
  phase === null || PHASES.indexOf(phase) >= PHASES.indexOf(at);

/** Whether the slow motion has yet to come to a row. */
export const isAhead = ({ broughtBy }: Row, phase: Phase | null) => !reached(phase, broughtBy);

/** Scored under the other rule, and not as it was. */
export const newlyCounted = (token: TokenTrace, { base }: Pick<View, 'base'>) =>
  token.counted && base !== null && base[token.position]?.counted === false;

/** How a column looks: its fate once that is drawn, and whether it stands out. */
export function columnClasses(token: TokenTrace, view: View): string[] {
  const drawn = reached(view.phase, 'fates') || token.fate === 'special';
  const newly = newlyCounted(token, view);
  return [
    `fate-${drawn ? token.fate : 'context'}`,
    token.counted && !newly && drawn && 'counted',
    newly && 'newly',
    token.counted && view.phase === 'pick' && 'picked',
    view.pointed && KINDS[view.pointed](token) && 'pointed',
  ].filter((name) => typeof name === 'string');
}

/** Whether a column stands out: scored, as it was in the run. */
export const isSolid = (token: TokenTrace, view: View) =>
  token.counted && !newlyCounted(token, view) && reached(view.phase, 'fates');

/**
 * What stands at the original token: its place in the selection while that is made, then the fate of what is scored. Where every
 * token predicts the next one, nothing was done to any.
 */
export function badgeOf(token: TokenTrace, view: View): 'place' | 'fate' | null {
  if (view.phase === 'pick') return 'place';
  return isSolid(token, view) && !view.next ? 'fate' : null;
}

/** Whether the other rule gives the model another token than the run gave it. */
export const inputDiffers = (token: TokenTrace, { base }: Pick<View, 'base'>) =>
  base !== null && base[token.position]?.input !== token.input;

/** The likeliest token, after the update where that is shown. */
export function predictionOf({ position, ...was }: TokenTrace, { after }: Pick<View, 'after'>) {
  const { top, original, label, counted } = after?.[position] ?? was;
  const best = top[0];
  return (
    best && {
      guess: best.token,
      percent: percent(best.probability),
      right: best.token === (label ?? original),
      counted,
    }
  );
}

export interface LossCell {
  /** `unknown`: a [MASK] that somebody typed, of which nobody knows what it hides. */
  kind: 'scored' | 'newly' | 'unscored' | 'unknown';
  value: string;
  /** Of the scale. */
  share: number;
  /** Before the update, where the loss after it is shown. */
  was: { value: string; share: number } | null;
}

export function lossOf(token: TokenTrace, view: Pick<View, 'scale' | 'base' | 'after'>): LossCell {
  const bar = ({ would_be_loss }: TokenTrace) => ({
    value: shortLoss(would_be_loss),
    share: Math.min(1, would_be_loss / view.scale),
  });
  const after = view.after?.[token.position];
  return { kind: lossKind(token, view), ...bar(after ?? token), was: after ? bar(token) : null };
}

function lossKind(token: TokenTrace, view: Pick<View, 'base'>): LossCell['kind'] {
  if (token.fate === 'masked' && (token.label ?? null) === null) return 'unknown';
  if (newlyCounted(token, view)) return 'newly';
  return token.counted ? 'scored' : 'unscored';
}

/** Does the loss count? A word of the catalog. */
export function verdictOf(token: TokenTrace, view: Pick<View, 'base'>): 'scored' | 'wouldBe' | 'notScored' {
  if (newlyCounted(token, view)) return 'wouldBe';
  return token.counted ? 'scored' : 'notScored';
}

/** The gradient at the output vector, or exactly 0. That of a position without a loss is of the next sentence. */
export function gradientOf({ gradient_norm, counted }: TokenTrace, { gradientScale }: Pick<View, 'gradientScale'>) {
  const flows = gradient_norm > 0;
  return {
    flows,
    value: flows ? norm(gradient_norm) : '0',
    share: Math.min(1, gradient_norm / gradientScale),
    ofPair: flows && !counted,
  };
}

/** The gradient that has come down to the input embedding. */
export const spreadOf = ({ input_gradient_norm }: TokenTrace, { inputScale }: Pick<View, 'inputScale'>) => ({
  value: norm(input_gradient_norm),
  share: Math.min(1, input_gradient_norm / inputScale),
});

/** What the scored positions read of a token: a dot whose area is the share. */
export const readOf = ({ read }: TokenTrace) => ({ value: percent(read), diameter: Math.sqrt(read) });
