import { expect, test } from 'vitest';
import type { State } from '../engine/types';
import { slowed } from './background.svelte';

const at = (step: number, changes: Partial<State> = {}) =>
  ({ step, running: true, steps_per_second: 20, settings: { steps: 1500 }, ...changes }) as State;

test('a run that was slowed down is told with what it would have trained', () => {
  expect(slowed(at(100), at(130), 60)).toEqual({ seconds: 60, trained: 30, usual: 1200 });
  // No run trains beyond its end.
  expect(slowed(at(100), at(130), 3600)?.usual).toBe(1400);
});

test('a run that went on, ended, stood still or is another one is not told', () => {
  expect(slowed(at(100), at(1250), 60)).toBeNull();
  expect(slowed(at(1000), at(1500, { running: false }), 3600)).toBeNull();
  expect(slowed(at(100, { running: false }), at(100, { running: false }), 3600)).toBeNull();
  expect(slowed(at(100), at(20), 60)).toBeNull();
  expect(slowed(at(100), at(101), 5)).toBeNull();
});

test('a clock that was set back says nothing', () => {
  expect(slowed(at(100), at(101), -3600)).toBeNull();
});
