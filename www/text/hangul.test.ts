import { expect, test } from 'vitest';
import { composed, isDecomposed } from './hangul';

test('decomposed Hangul is found, and composing it is enough', () => {
  const text = '고양이가 잔다.\nA cat sleeps.';
  expect(isDecomposed(text)).toBe(false);
  expect(isDecomposed(text.normalize('NFD'))).toBe(true);
  expect(composed(text.normalize('NFD'))).toBe(text);
});

test('other combining characters are left alone', () => {
  for (const text of ['café'.normalize('NFD'), 'שָׁלוֹם', 'नमस्ते', 'ㅋㅋㅋ', '']) expect(isDecomposed(text)).toBe(false);
});

test('letters that no syllable can be made of are not worth a word', () => {
  // Old Hangul, which has no composed form.
  expect(isDecomposed('\u1140\u1161')).toBe(false);
});
