// The predictions at one position over the run: each word's probability in the frames of a film.

import type { Frame } from '../engine/types';
import { topAt } from '../trace/film';

/** One word at one position, frame by frame. */
export interface Course {
  token: string;
  original: boolean;
  /** Step and probability. NaN if the word was not among the most likely ones. */
  values: [number, number][];
}

/** The probability of the original, and the few other words with the greatest probability at any step. */
export function coursesOf(original: string, index: number, frames: Frame[], others: number): Course[] {
  const points = frames.map((frame) => {
    const top = topAt(frame, index, frame.top_logits.length / Math.max(1, frame.losses.length));
    return {
      step: frame.step,
      loss: frame.losses[index] ?? 0,
      top: new Map(top.map((one) => [one.token, one.probability])),
    };
  });
  const peaks = new Map<string, number>();
  for (const { top } of points) {
    for (const [token, probability] of top) peaks.set(token, Math.max(probability, peaks.get(token) ?? 0));
  }
  peaks.delete(original);
  const rivals = [...peaks].sort((a, b) => b[1] - a[1]).slice(0, others);
  return [
    { token: original, original: true, values: points.map(({ step, loss }) => [step, Math.exp(-loss)]) },
    ...rivals.map(([token]): Course => ({
      token,
      original: false,
      values: points.map(({ step, top }) => [step, top.get(token) ?? NaN]),
    })),
  ];
}

/** Moves labels apart so that neighbours are at least `gap` apart, within `[0, bottom]` if they fit. The order stays. */
export function spread(places: number[], gap: number, bottom: number): number[] {
  const order = places.map((_, index) => index).sort((a, b) => (places[a] ?? 0) - (places[b] ?? 0));
  const moved = [...places];
  let least = 0;
  for (const index of order) least = (moved[index] = Math.max(least, moved[index] ?? 0)) + gap;
  let most = bottom;
  for (const index of order.reverse()) most = (moved[index] = Math.min(most, moved[index] ?? 0)) - gap;
  return moved;
}
