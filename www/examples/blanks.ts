// A held-out sentence with its blanks, and how they are filled at a step.

import { nearestIndex, traceAt } from '../trace/film';
import type { Film, TokenTrace } from '../engine/types';

/** A piece of a sentence: text or a blank. */
export interface Piece {
  text: string;
  blank: TokenTrace | null;
  /** Belongs to the preceding sentence, which has no blanks. */
  before: boolean;
  /** Whether there is a space before it. */
  apart: boolean;
}

const CLOSING = /^[.,!?;:’'”)\]]/;

/** The sentence as readable text. A blank has the predicted token as `text`. */
export function piecesOf(tokens: TokenTrace[]): Piece[] {
  const pair = tokens.some(({ segment }) => segment === 1);
  const real = tokens.filter(({ fate }) => fate !== 'padding' && fate !== 'special');
  return real.map((token, index) => {
    const blank = token.fate === 'masked' ? token : null;
    const joined = token.original.startsWith('##') || CLOSING.test(token.original);
    const quoted = /^[’']$/.test(real[index - 1]?.original ?? '');
    return {
      text: token.original.replace(/^##/, ''),
      blank,
      before: pair && token.segment === 0,
      apart: index > 0 && !joined && !quoted,
    };
  });
}

/** A row of the panel: the sentence at a step. */
export interface Row {
  step: number;
  now: boolean;
  pieces: Piece[];
  right: number;
  blanks: number;
}

export const isRight = (token: TokenTrace) => token.top[0]?.token === token.original;

/**
 * Rows at the first step, an early one, one in the middle, and the shown one (null: the newest). The steps between change only when
 * the run has doubled, so that a row can be read during training.
 */
export function rowsOf({ sentence, frames, stride }: Film, looked: number | null): Row[] {
  const steps = frames.map(({ step }) => step);
  const last = steps.length - 1;
  if (last < 0) return [];
  const shown = looked === null ? last : nearestIndex(steps, looked);
  const doublings = Math.floor(Math.log2(Math.max(1, (steps[shown] ?? 0) / stride)));
  const between = [2 ** (doublings - 3), 2 ** (doublings - 1)]
    .filter((times) => times >= 1)
    .map((times) => times * stride);
  const indices = [0, ...between.map((step) => nearestIndex(steps, step)), shown];
  return [...new Set(indices)]
    .sort((a, b) => a - b)
    .map((index) => {
      const frame = frames[index]!;
      const pieces = piecesOf(traceAt(sentence, frame).tokens).filter(({ before }) => !before);
      const blanks = pieces.flatMap(({ blank }) => (blank ? [blank] : []));
      const now = index === last && looked === null;
      return { step: frame.step, now, pieces, right: blanks.filter(isRight).length, blanks: blanks.length };
    });
}
