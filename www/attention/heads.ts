// Pure functions of a trace's attention: `[layers][heads]`, each `n * n`, query by key.

import type { Trace } from '../engine/types';
import { decimals, percents } from '../format';
import { realTokens } from '../stage/layout';

/** A head, or null for the mean of all heads. */
export type Choice = { layer: number; head: number } | null;

/** `n * n`, row-major: the attention of the row's token to the column's token. A row sums to 1. */
export type Matrix = readonly number[];

export const sameChoice = (a: Choice, b: Choice) => a?.layer === b?.layer && a?.head === b?.head;

export function meanOf(heads: readonly Matrix[]): Matrix {
  const mean = new Array<number>(heads[0]?.length ?? 0).fill(0);
  for (const head of heads) head.forEach((share, at) => (mean[at]! += share / heads.length));
  return mean;
}

/** The chosen head. Null if this model has no such head. */
export const headOf = (attention: Trace['attention'], choice: Choice): Matrix | null =>
  choice === null ? meanOf(attention.flat()) : (attention[choice.layer]?.[choice.head] ?? null);

export const rowOf = (matrix: Matrix, query: number, length: number) =>
  matrix.slice(query * length, (query + 1) * length);

/** The greatest share of all heads: all maps of a step have one scale. */
export function greatest(matrices: readonly Matrix[]): number {
  let most = 0;
  for (const matrix of matrices) for (const share of matrix) if (share > most) most = share;
  return most;
}

/** Positions of the greatest shares in descending order. */
export const strongest = (row: readonly number[], count: number) =>
  row
    .map((_, position) => position)
    .sort((a, b) => row[b]! - row[a]! || a - b)
    .slice(0, count);

/** The default query: the first position that has to be predicted, since its attention decides its prediction. */
export const firstSelected = ({ tokens }: Trace) =>
  realTokens(tokens).find((token) => ['masked', 'randomized', 'kept'].includes(token.fate))?.position ?? 0;

/** Per cent with one decimal, so that 0.4 and 4 are easy to tell apart. */
export const share = percents(1);
export const exact = decimals(4);
