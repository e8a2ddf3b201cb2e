import { expect, test } from 'vitest';
import { Outbox } from './outbox';
import type { EngineEvent } from './types';

type Progress = Extract<EngineEvent, { type: 'progress' }>;

/** A report of these steps. Every tenth step has a trace. */
function report(steps: number[], thinned = false): Progress {
  const last = steps.at(-1)!;
  return {
    type: 'progress',
    state: { step: last },
    curves: {
      thinned,
      points: steps.map((step) => ({ step, losses: [1] })),
      held_out: [{ step: last, measures: [] }],
    },
    trace: last % 10 === 0 ? { step: last } : undefined,
    frames: steps.map((step) => ({ specimen: 0, stride: 1, frame: { step } })),
  } as unknown as Progress;
}

const stepsOf = (events: EngineEvent[]) =>
  events.flatMap((event) => (event.type === 'progress' ? event.curves.points.map(({ step }) => step) : []));

test('a page that answers gets every report as it comes', () => {
  const sent: EngineEvent[] = [];
  const outbox = new Outbox((event) => sent.push(event));
  for (let step = 1; step <= 50; step++) {
    outbox.add(report([step]));
    outbox.seen();
  }
  expect(sent).toHaveLength(50);
});

test('a page that is frozen for an hour gets three reports on return, with every step, and the newest trace', () => {
  const sent: EngineEvent[] = [];
  const outbox = new Outbox((event) => sent.push(event));
  for (let step = 1; step <= 57_600; step++) outbox.add(report([step]));
  expect(sent).toHaveLength(2);
  outbox.seen();
  expect(sent).toHaveLength(3);
  expect(stepsOf(sent)).toEqual(Array.from({ length: 57_600 }, (_, index) => index + 1));
  const last = sent.at(-1) as Progress;
  expect([last.state.step, last.trace?.step, last.frames.length]).toEqual([57_600, 57_600, 57_598]);
});

test('points that were thinned out meanwhile replace those that waited', () => {
  const sent: EngineEvent[] = [];
  const outbox = new Outbox((event) => sent.push(event));
  outbox.add(report([1]));
  outbox.add(report([2]));
  outbox.add(report([3, 4]));
  outbox.add(report([1, 3, 5], true));
  outbox.add(report([7]));
  outbox.seen();
  const { curves } = sent[2] as Progress;
  expect([curves.thinned, curves.points.map(({ step }) => step)]).toEqual([true, [1, 3, 5, 7]]);
});

test('nothing newer overtakes a report that waits', () => {
  const sent: EngineEvent[] = [];
  const outbox = new Outbox((event) => sent.push(event));
  for (const step of [1, 2, 3]) outbox.add(report([step]));
  outbox.add({ type: 'finished', state: { step: 3 } } as EngineEvent);
  expect(sent.map(({ type }) => type)).toEqual(['progress', 'progress', 'progress', 'finished']);
  outbox.seen();
  outbox.seen();
  outbox.seen();
  outbox.seen();
  outbox.add(report([4]));
  expect(stepsOf(sent)).toEqual([1, 2, 3, 4]);
});
