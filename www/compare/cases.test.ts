import { expect, test } from 'vitest';
import { casesOf, joined } from './cases';

test('pieces are joined to words, and a full stop to its sentence', () => {
  expect(joined(['play', '##ing', 'is', 'fun', '.', 'he'])).toBe('playing is fun. he');
  expect(joined([])).toBe('');
});

test('every case has one blank, with text behind it where only that tells', () => {
  for (const corpus of ['course', 'stories', 'korean', 'text']) {
    for (const { id, text } of casesOf(corpus)) {
      expect(text.split('[MASK]')).toHaveLength(2);
      if (id === 'right') expect(text.split('[MASK]')[1]!.length).toBeGreaterThan(10);
    }
  }
});
