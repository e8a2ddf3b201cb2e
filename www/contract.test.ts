import { expect, test } from 'vitest';

import { reportByName, traceByName } from './contract';
import type { LossFacts, Report, Trace } from './engine/types';

const tokens: LossFacts = { name: 'mlm', scores: 'tokens', baseline: { loss: 5, accuracy: undefined } };
const pairs: LossFacts = { name: 'nsp', scores: 'sequences', baseline: { loss: undefined, accuracy: 0.6 } };

function report(losses: LossFacts[]): Report {
  const values = losses.map((_, index) => index + 1);
  const measures = values.map((value) => ({ loss: 10 * value, accuracy: value / 10 }));
  return { points: [{ step: 1, losses: values }], held_out: [{ step: 1, measures }], losses, tallies: {} } as Report;
}

test('a report has every name, whichever losses are trained and in whatever order', () => {
  const both = reportByName(report([pairs, tokens]));
  expect(both.points).toEqual([{ step: 1, mlm_loss: 2, nsp_loss: 1 }]);
  expect(both.held_out).toEqual([{ step: 1, mlm_loss: 20, mlm_accuracy: 0.2, nsp_loss: 10, nsp_accuracy: 0.1 }]);
  expect([both.nsp_majority, both.frequency_loss]).toEqual([0.6, 5]);
  const one = reportByName(report([tokens]));
  expect(one.points).toEqual([{ step: 1, mlm_loss: 1, nsp_loss: null }]);
  expect(one.held_out).toEqual([{ step: 1, mlm_loss: 10, mlm_accuracy: 0.1, nsp_loss: null, nsp_accuracy: null }]);
  expect([one.nsp_majority, one.frequency_loss]).toEqual([null, 5]);
});

test('a trace has 0 for a loss that is not trained, and no gradient of it', () => {
  const batch = { losses: [{ name: 'mlm', scores: 'tokens', value: 3 }], total_loss: 3, counted: 4 };
  const trace = { example: { loss: 2, counted: 1 }, cls: { pooled: undefined, gradients: [[0]] }, batch };
  const found = traceByName(trace as unknown as Trace);
  expect(found.batch).toEqual({ mlm_loss: 3, nsp_loss: 0, total_loss: 3, counted: 4 });
  expect(found.example).toEqual({ mlm_loss: 2, counted: 1 });
  expect(found.cls).toEqual({ pooled: null, gradient_mlm: [0], gradient_nsp: null });
});
