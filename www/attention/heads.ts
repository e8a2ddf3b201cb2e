// What the heads of a trace look at: plain functions of its attention, `[layers][heads]`, each `n * n`, query by key.

import type { Trace } from '../engine/types';
import { realTokens } from '../stage/layout';

/** A head, or null: the mean of all. */
export type Choice = { layer: number; head: number } | null;

/** `n * n`, row-major: how much the token of the row takes from the token of the column. A row sums to 1. */
export type Matrix = readonly number[];

export const sameChoice = (a: Choice, b: Choice) => a?.layer === b?.layer && a?.head === b?.head;

export function meanOf(heads: readonly Matrix[]): Matrix {
  const mean = new Array<number>(heads[0]?.length ?? 0).fill(0);
  for (const head of heads) head.forEach((share, at) => (mean[at]! += share / heads.length));
  return mean;
}

/** The chosen head; null where this model has none of that number. */
export const headOf = (attention: Trace['attention'], choice: Choice): Matrix | null =>
  choice === null ? meanOf(attention.flat()) : (attention[choice.layer]?.[choice.head] ?? null);

export const rowOf = (matrix: Matrix, query: number, length: number) =>
  matrix.slice(query * length, (query + 1) * length);

/** The greatest share of any of them: all maps of a moment are drawn on one scale. */
export function greatest(matrices: readonly Matrix[]): number {
  let most = 0;
  for (const matrix of matrices) for (const share of matrix) if (share > most) most = share;
  return most;
}

/** Positions of the greatest shares, greatest first. */
export const strongest = (row: readonly number[], count: number) =>
  row
    .map((_, position) => position)
    .sort((a, b) => row[b]! - row[a]! || a - b)
    .slice(0, count);

/** Where to look from unasked: the first position that has to be predicted, since what it finds decides its prediction. */
export const firstSelected = ({ tokens }: Trace) =>
  realTokens(tokens).find((token) => ['masked', 'randomized', 'kept'].includes(token.fate))?.position ?? 0;

/** Shares with one digit after the point, so that a glance tells 0.4 from 4. */
export const share = (value: number) => `${(value * 100).toFixed(1)} %`;
export const exact = (value: number) => value.toFixed(4);
