import { expect, test } from 'vitest';
import { mainScore, spreadOf } from './modes';

test('the spread of three runs is their mean, range and sample standard deviation', () => {
  expect(spreadOf(64, [2, 4, 6])).toEqual({ x: 64, mean: 4, low: 2, high: 6, deviation: 2, count: 3 });
});

test('a single run has no deviation', () => {
  expect(spreadOf(8, [0.5]).deviation).toBeNull();
});

test('each task has one score for its curves', () => {
  expect(mainScore({ accuracy: 0.5, macro_f1: 0.1 })).toBe(0.5);
  expect(mainScore({ word_accuracy: 0.9, micro_f1: 0.4, entity_f1: 0.3 })).toBe(0.3);
  expect(mainScore({ exact_match: 0.2, f1: 0.6 })).toBe(0.6);
});
