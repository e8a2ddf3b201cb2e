// How the tokens of a pair are laid out on the stage, and on which scale their bars stand. Pure functions of a trace.

import type { TokenTrace } from '../engine/types';
import { among, shortLoss } from '../format';
import type { Catalog } from '../i18n';

/** A line of the stage: some tokens of one sentence. */
export interface Band {
  segment: 0 | 1;
  /** Not the first line of its sentence. */
  continued: boolean;
  tokens: TokenTrace[];
}

/** Between the columns of the strip, in pixels. */
export const COLUMN_GAP = 4;

/** Positions that the model reads; padding is told in one note. */
export const realTokens = (tokens: TokenTrace[]) => tokens.filter((token) => token.fate !== 'padding');

/** Breaks the tokens into lines: A before B, never both in one, lines of a sentence about equally long, at most `most` tokens. */
/** Scored positions whose original no token of the vocabulary writes: the right answer there is [UNK], and not the word. */
export const unknownLabels = (tokens: TokenTrace[]) =>
  tokens.filter(({ counted, label }) => counted && label === '[UNK]');

export function bandsOf(tokens: TokenTrace[], most: number): Band[] {
  const real = realTokens(tokens);
  return ([0, 1] as const).flatMap((segment) => {
    const sentence = real.filter((token) => token.segment === segment);
    const lines = Math.ceil(sentence.length / Math.max(1, most));
    const each = Math.ceil(sentence.length / Math.max(1, lines));
    return Array.from({ length: lines }, (_, line) => ({
      segment,
      continued: line > 0,
      tokens: sentence.slice(line * each, (line + 1) * each),
    }));
  });
}

/**
 * Lengths of the runs of neighbours that are not scored, at the first token of each run, 0 elsewhere:
 * one "not scored" stands under a whole run.
 */
export function unscoredRuns(tokens: TokenTrace[]): number[] {
  const runs = tokens.map(() => 0);
  let first = -1;
  tokens.forEach((token, index) => {
    if (token.counted) first = -1;
    else if (first < 0) runs[(first = index)] = 1;
    else runs[first] = (runs[first] ?? 0) + 1;
  });
  return runs;
}

/** Top of the common scale of all loss bars: a whole number not below any of them, nor below a uniform guess, nor `top`. */
export function lossScale(tokens: TokenTrace[], vocabulary: number, top = 0): number {
  const highest = Math.max(
    top,
    Math.log(Math.max(2, vocabulary)),
    ...realTokens(tokens).map((token) => token.would_be_loss),
  );
  return Math.ceil(highest);
}

export const gradientScale = (tokens: TokenTrace[], top = 0) =>
  Math.max(1e-12, top, ...tokens.map((token) => token.gradient_norm));

export const inputScale = (tokens: TokenTrace[], top = 0) =>
  Math.max(1e-12, top, ...tokens.map((token) => token.input_gradient_norm));

/** What the words under the stage say, computed from the tokens and nothing else. */
export interface Summary {
  real: number;
  counted: number;
  /** Mean of the counted losses; 0 where none is counted. */
  mean: number;
  /** Mean of what the losses would have been at all real positions. */
  everyMean: number;
}

export function summaryOf(tokens: TokenTrace[]): Summary {
  const real = realTokens(tokens);
  const counted = real.filter((token) => token.counted);
  const mean = (values: number[]) =>
    values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : 0;
  return {
    real: real.length,
    counted: counted.length,
    mean: mean(counted.map((token) => token.loss ?? 0)),
    everyMean: mean(real.map((token) => token.would_be_loss)),
  };
}

/** Whether each scored position predicts the token after it. Otherwise it predicts its own original. */
export const predictsNext = (tokens: TokenTrace[]) =>
  tokens.some(({ counted, label, original }) => counted && label !== undefined && label !== original);

/** What the stage shows, in a sentence. */
export function sentenceOf(tokens: TokenTrace[], t: Catalog['words']): string {
  const { real, counted, mean } = summaryOf(tokens);
  if (counted === 0) return t.none(real);
  return (predictsNext(tokens) ? t.next : t.counted)(real, counted, shortLoss(mean), among(mean));
}

/** The text of a segment as a person would write it: pieces joined, special tokens left out. */
export function sentenceText(tokens: TokenTrace[], segment: 0 | 1): string {
  return realTokens(tokens)
    .filter((token) => token.segment === segment && token.fate !== 'special')
    .map((token) => token.original)
    .join(' ')
    .replace(/ ##/g, '')
    .replace(/ ([.,!?;:’'])/g, '$1');
}
