import { expect, test } from 'vitest';
import { scaleOf } from './axis';
import { pathOf, piecesOf } from './path';
import type { Values } from './values';

const steps = (count: number, stride = 1) => Array.from({ length: count }, (_, index) => 1 + index * stride);

test('a path has at most four points a column, and keeps what stands out', () => {
  const values: Values = steps(20_000).map((step) => [step, step === 777 ? 9 : 1]);
  const [x, y] = [scaleOf('linear', [0, 20_000], [40, 440]), scaleOf('linear', [0, 10], [200, 0])];
  const places = pathOf(values, x, y).split(/[ML]/).filter(Boolean);
  expect(places.length).toBeLessThanOrEqual(4 * 401);
  expect(places.some((place) => Number(place.split(',')[1]) === 20)).toBe(true);
});

test('the pieces of a long line meet, and stay when the line grows', () => {
  const values: Values = steps(3000).map((step) => [step, Math.sin(step)]);
  const [x, y] = [scaleOf('linear', [0, 90_000], [40, 90_040]), scaleOf('linear', [-1, 1], [200, 0])];
  const some = piecesOf(values.slice(0, 2999), x, y);
  const all = piecesOf(values, x, y);
  const ends = all.map((piece) => piece.split(/[ML]/).filter(Boolean));
  ends.slice(1).forEach((piece, index) => expect(piece[0]).toBe(ends[index]!.at(-1)));
  expect(new Set(ends.flat()).size).toBe(new Set(pathOf(values, x, y).split(/[ML]/).filter(Boolean)).size);
  expect(all.slice(0, -1)).toEqual(some.slice(0, -1));
});
