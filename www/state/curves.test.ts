import { expect, test } from 'vitest';
import { extended } from './curves';

test('new points follow those that are there, in a list of its own', () => {
  const before = [1, 2];
  expect(extended(before, [3], false)).toEqual([1, 2, 3]);
  expect(before).toEqual([1, 2]);
});

test('what was thinned out is gone', () => {
  expect(extended([1, 2, 3, 4], [1, 3, 5], true)).toEqual([1, 3, 5]);
});

test('a list that nothing is added to is the same list, so that nothing is drawn again', () => {
  const before = [1, 2];
  expect(extended(before, [], false)).toBe(before);
});
