import { expect, test } from 'vitest';
import { nearestPoint, smoothed, type Values } from './values';

const steps = (count: number, stride = 1) => Array.from({ length: count }, (_, index) => 1 + index * stride);

test('smoothing leaves constant and straight series as they are, thinned ones too', () => {
  for (const stride of [1, 4]) {
    for (const [from, slope] of [
      [3, 0],
      [7, -0.01],
      [0, 2.5],
    ] as const) {
      const line: Values = steps(900, stride).map((step) => [step, from + slope * step]);
      for (const width of [10, 50, 200]) {
        const made = smoothed(line, width);
        expect(made.map(([step]) => step)).toEqual(line.map(([step]) => step));
        expect(Math.max(...made.map(([, value], index) => Math.abs(value - line[index]![1])))).toBeLessThan(1e-6);
      }
    }
  }
});

test('away from the ends a smoothed value is the plain mean of the steps around it', () => {
  const noise: Values = steps(300).map((step) => [step, ((step * 7919) % 101) / 50]);
  const made = smoothed(noise, 50);
  for (const place of [30, 150, 270]) {
    const around = noise.slice(place - 25, place + 26).map(([, value]) => value);
    expect(made[place]![1]).toBeCloseTo(around.reduce((sum, value) => sum + value, 0) / around.length, 9);
  }
});

test('smoothing that goes on from what was known gives what smoothing anew gives', () => {
  const noise: Values = steps(700, 2).map((step) => [step, ((step * 7919) % 101) / 50]);
  for (const width of [10, 50, 200]) {
    let known: Values = [];
    for (const count of [1, 2, 3, 40, 41, 300, 699, 700]) {
      const values = noise.slice(0, count);
      known = smoothed(values, width, known);
      const anew = smoothed(values, width);
      expect(known.length).toBe(anew.length);
      expect(Math.max(...known.map(([, value], index) => Math.abs(value - anew[index]![1])))).toBeLessThan(1e-9);
    }
  }
});

test('smoothing passes over values that are no numbers', () => {
  const broken: Values = [
    [1, 2],
    [2, NaN],
    [3, 2],
  ];
  expect(smoothed(broken, 10)).toEqual([
    [1, 2],
    [3, 2],
  ]);
  expect(smoothed([], 10)).toEqual([]);
  expect(smoothed([[5, 1]], 10)).toEqual([[5, 1]]);
});

test('the nearest point is found among irregular steps', () => {
  const values: Values = [0, 1, 5, 6, 100].map((step) => [step, step * 2]);
  for (const step of [-3, 0, 2, 3, 5.4, 40, 60, 1000]) {
    const found = nearestPoint(values, step)!;
    expect(Math.abs(found[0] - step)).toBe(Math.min(...values.map(([other]) => Math.abs(other - step))));
  }
  expect(nearestPoint([], 3)).toBeUndefined();
});
