import { expect, test } from 'vitest';
import { Recorded } from './curves';

const steps = (count: number, stride = 1) => Array.from({ length: count }, (_, index) => 1 + index * stride);

test('a long run is thinned as the engine thins it', () => {
  const kept = new Recorded<{ step: number }>('steps');
  for (const step of steps(9001)) kept.add([{ step }]);
  // Every fourth step, from the first one on (src/train/report.rs).
  expect(kept.list.length).toBeLessThanOrEqual(4000);
  expect(kept.list.map(({ step }) => step)).toEqual(steps(2251, 4));
  kept.add([{ step: 40 }]);
  expect(kept.list.every(({ step }) => step <= 40)).toBe(true);
});
