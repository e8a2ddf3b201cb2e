import { expect, test } from 'vitest';
import { placeOf } from './rooms';

test('an address names a room, and a place within it', () => {
  expect(placeOf('')).toEqual({ room: 'train', within: [] });
  expect(placeOf('#/compare')).toEqual({ room: 'compare', within: [] });
  expect(placeOf('#/learn/mask/3')).toEqual({ room: 'learn', within: ['mask', '3'] });
  expect(placeOf('#/learn/glossary/%5BCLS%5D')).toEqual({ room: 'learn', within: ['glossary', '[CLS]'] });
});

test('what is no room opens the first one, and an element is no place', () => {
  for (const hash of ['#/', '#/nowhere/at/all', '#//', '#/__proto__', '#/constructor']) {
    expect(placeOf(hash)).toEqual({ room: 'train', within: [] });
  }
  expect(placeOf('#/learn/%')).toEqual({ room: 'learn', within: ['%'] });
  expect(placeOf('#stage')).toBeNull();
});

test('addresses of the former single scroll still lead to their panels', () => {
  expect(placeOf('#inside')).toEqual({ room: 'train', within: ['attention'] });
  expect(placeOf('#change')).toEqual({ room: 'settings', within: [] });
});
