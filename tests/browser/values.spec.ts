import { domainOf, lastStep, ticksOf } from '../../www/charts/axis';
import { nearestPoint, smoothed, type Values } from '../../www/charts/values';
import { pathOf, piecesOf } from '../../www/charts/path';
import { scaleOf } from '../../www/charts/axis';
import { Recorded } from '../../www/state/curves';
import { expect, test } from './fixtures';

// Plain functions of the curves. No page is opened.

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

test('axes hold their values, and their ticks lie within', () => {
  for (const kind of ['linear', 'log'] as const) {
    for (const [low, high] of [
      [3.4, 7.13],
      [0.0004, 7.1],
      [0.69, 0.7],
      [2, 2],
      [0.1, 4e4],
      [1e-9, 1e9],
    ] as const) {
      const domain = domainOf(kind, { low, high, lowPositive: low });
      expect(domain[0]).toBeLessThanOrEqual(low);
      expect(domain[1]).toBeGreaterThanOrEqual(high);
      for (const most of [3, 7]) {
        const ticks = ticksOf(kind, domain, most);
        expect(ticks.length).toBeGreaterThan(1);
        expect(ticks.length).toBeLessThanOrEqual(2 * most + 2);
        for (const tick of ticks) expect(tick >= domain[0] && tick <= domain[1]).toBe(true);
      }
    }
  }
});

test('the step axis grows in leaps up to the length of the run, and holds a longer one', () => {
  expect([1, 50, 51, 120, 260, 700, 1500].map((reached) => lastStep(reached, 1500))).toEqual([
    50, 50, 100, 200, 500, 1000, 1500,
  ]);
  expect(lastStep(0, 20)).toBe(20);
  expect(lastStep(900, 20)).toBe(900);
});

test('a path has at most four points a column, and keeps what stands out', () => {
  const values: Values = steps(20_000).map((step) => [step, step === 777 ? 9 : 1]);
  const [x, y] = [scaleOf('linear', [0, 20_000], [40, 440]), scaleOf('linear', [0, 10], [200, 0])];
  const places = pathOf(values, x, y).split(/[ML]/).filter(Boolean);
  expect(places.length).toBeLessThanOrEqual(4 * 401);
  expect(places.some((place) => Number(place.split(',')[1]) === 20)).toBe(true);
});

test('a long run is thinned as the engine thins it', () => {
  const kept = new Recorded<{ step: number }>('steps');
  for (const step of steps(9001)) kept.add([{ step }]);
  // Every fourth step, from the first one on (src/train/report.rs).
  expect(kept.list.length).toBeLessThanOrEqual(4000);
  expect(kept.list.map(({ step }) => step)).toEqual(steps(2251, 4));
  kept.add([{ step: 40 }]);
  expect(kept.list.every(({ step }) => step <= 40)).toBe(true);
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
