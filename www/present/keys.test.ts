import { expect, test } from 'vitest';
import { actOf } from './keys';

const pressed = (key: string, more: Partial<KeyboardEvent> = {}) =>
  actOf({ key, defaultPrevented: false, target: null, ...more } as KeyboardEvent);

test('each key of a presenter does one thing, in either case', () => {
  expect(['ArrowRight', 'ArrowLeft', 'b', 'B', '.', '?', 'f', 'Q'].map((key) => pressed(key))).toEqual([
    'forward',
    'back',
    'blank',
    'blank',
    'blank',
    'keys',
    'fullscreen',
    'qr',
  ]);
});

test('other keys, and keys that are meant for something else, are left alone', () => {
  expect(pressed('x')).toBeNull();
  expect(pressed('f', { ctrlKey: true })).toBeNull();
  expect(pressed('ArrowRight', { defaultPrevented: true })).toBeNull();
  const on = (part: string) => ({
    target: { closest: (all: string) => all.includes(part) && {} } as unknown as EventTarget,
  });
  expect(pressed('b', on('textarea'))).toBeNull();
  expect(pressed('ArrowLeft', on('[role=slider]'))).toBeNull();
  expect(pressed('b', on('[role=slider]'))).toBe('blank');
});
