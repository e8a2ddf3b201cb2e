import { expect, test } from 'vitest';
import { domainOf, lastStep, ticksOf } from './axis';

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
