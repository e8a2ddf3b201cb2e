// The position of each word on the map: frequency to the right, loss upwards. Pure functions of the statistics.

import { scaleLinear, scaleLog } from 'd3-scale';
import type { WordStatistic, WordStatistics } from '../engine/types';
import { whole } from '../format';

export interface Dot {
  word: WordStatistic;
  x: number;
  y: number;
  /** Radius by the number of positions. The loss of a small dot is uncertain. */
  radius: number;
}

export interface WordMap {
  dots: Dot[];
  width: number;
  height: number;
  /** The unigram and the uniform baseline, from the rarest word to the most frequent one. */
  byFrequency: [number, number][];
  uniform: number;
  /** Outline of the region where words count as learned. */
  learned: [number, number][];
  xTicks: { at: number; label: string }[];
  yTicks: { at: number; label: string }[];
}

export const MARGIN = { top: 14, right: 12, bottom: 40, left: 40 };
/** Position of words that the training text does not have, since a log axis has no 0. */
const NONE = 0.4;

export function wordMap(statistics: WordStatistics, width: number, height: number): WordMap {
  const { words, uniform_loss } = statistics;
  const counts = words.map((word) => word.count);
  const highest = Math.max(uniform_loss, ...words.flatMap((word) => [word.loss, word.frequency_loss]));
  const x = scaleLog([NONE * 0.75, Math.max(10, ...counts) * 1.5], [MARGIN.left, width - MARGIN.right]);
  const y = scaleLinear([0, Math.ceil(highest)], [height - MARGIN.bottom, MARGIN.top]);
  const across = (count: number) => x(Math.max(count, NONE));

  // The lines have one point for each frequency of a word.
  const steps = [...new Map(words.map((word) => [word.count, word.frequency_loss]))].sort(([a], [b]) => a - b);
  const left = MARGIN.left;
  const right = width - MARGIN.right;
  const ends = (points: [number, number][]): [number, number][] => {
    const [first, last] = [points[0], points.at(-1)];
    return first && last ? [[left, first[1]], ...points, [right, last[1]]] : [];
  };
  const limit = (loss: number) => Math.min(loss, uniform_loss) - statistics.learned_margin;
  const boundary = ends(steps.map(([count, loss]) => [across(count), y(Math.max(0, limit(loss)))]));
  const powers = Array.from({ length: 7 }, (_, power) => 10 ** power).filter((count) => across(count) <= right - 8);
  const none = counts.includes(0) ? [{ at: across(0), label: '0' }] : [];
  return {
    width,
    height,
    dots: words.map((word) => ({ word, x: across(word.count), y: y(word.loss), radius: radius(word.asked) })),
    byFrequency: steps.map(([count, loss]) => [across(count), y(loss)]),
    uniform: y(uniform_loss),
    learned: boundary.length ? [[left, y(0)], ...boundary, [right, y(0)]] : [],
    xTicks: [...none, ...powers.map((count) => ({ at: across(count), label: whole(count) }))],
    yTicks: y.ticks(Math.min(8, Math.ceil(highest))).map((loss) => ({ at: y(loss), label: String(loss) })),
  };
}

/** Radius whose area grows with the number of positions, within visible bounds. */
const radius = (asked: number) => Math.min(9, 1.6 + 0.9 * Math.sqrt(asked));

/** The dot under the pointer, or the nearest one within reach. */
export function nearest(dots: Dot[], x: number, y: number, reach = 28): Dot | null {
  let best: Dot | null = null;
  let least = reach;
  for (const dot of dots) {
    const distance = Math.hypot(dot.x - x, dot.y - y) - dot.radius;
    if (distance < least) [best, least] = [dot, distance];
  }
  return best;
}

export interface Label {
  dot: Dot;
  x: number;
  y: number;
  anchor: 'start' | 'end';
}

/** Names for the most informative words, as many as fit: the most frequent ones and those farthest from the baseline. */
export function labels(map: WordMap, most: number): Label[] {
  const telling = [...map.dots].sort((a, b) => weight(b.word) - weight(a.word));
  const taken: [number, number, number, number][] = [];
  const found: Label[] = [];
  for (const dot of telling) {
    if (found.length === most) break;
    const wide = textWidth(dot.word.token);
    const rightwards = dot.x + dot.radius + wide + 4 < map.width - MARGIN.right;
    const from = rightwards ? dot.x + dot.radius + 3 : dot.x - dot.radius - 3 - wide;
    const box: [number, number, number, number] = [from, dot.y - 8, from + wide, dot.y + 7];
    const free = taken.every(([l, t, r, b]) => box[2] < l || box[0] > r || box[3] < t || box[1] > b);
    if (!free || box[0] < MARGIN.left || box[1] < 0) continue;
    taken.push(box);
    found.push({ dot, x: rightwards ? from : from + wide, y: dot.y + 4, anchor: rightwards ? 'start' : 'end' });
  }
  return found;
}

const weight = (word: WordStatistic) => Math.sqrt(word.asked) * Math.abs(word.frequency_loss - word.loss);

/** Estimated width of a word. Korean letters are twice as wide as Latin ones. */
const textWidth = (text: string) => [...text].reduce((sum, letter) => sum + (letter > '\u2000' ? 12 : 7), 0);

/** Ratio of the model's probability of a word to that of the better baseline. */
export const timesLikelier = (word: WordStatistic, { uniform_loss }: WordStatistics) =>
  Math.exp(Math.min(word.frequency_loss, uniform_loss) - word.loss);

/** The mean over few positions is uncertain, so lists leave such words out if there are enough others. */
export const ENOUGH = 3;

export function ranked(statistics: WordStatistics, most: number): { best: WordStatistic[]; worst: WordStatistic[] } {
  const certain = statistics.words.filter((word) => word.asked >= ENOUGH);
  const times = (word: WordStatistic) => timesLikelier(word, statistics);
  const words = [...(certain.length >= 2 * most ? certain : statistics.words)].sort((a, b) => times(b) - times(a));
  const half = Math.min(most, Math.ceil(words.length / 2));
  return { best: words.slice(0, half), worst: words.slice(Math.max(half, words.length - most)).reverse() };
}

/** Median of the number of positions per word. */
export function medianAsked(words: WordStatistic[]): number {
  const sorted = words.map((word) => word.asked).sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}
