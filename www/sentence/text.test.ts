import { expect, test } from 'vitest';
import type { Edit } from '../engine/types';
import { carried, lookedAt, MOST_CHARACTERS, sliceOf, wordsOf } from './text';

const words = (text: string) => wordsOf(text).map((word) => word.text);
const choose = (text: string, word: string): Edit => {
  const { start, end } = wordsOf(text).find((other) => other.text === word)!;
  return { segment: 0, start, end, fate: 'masked', replacement: undefined };
};
/** The words with a choice after a change of the text. */
function chosenAfter(before: string, after: string, ...chosen: string[]) {
  const edits = carried(
    chosen.map((word) => choose(before, word)),
    0,
    before,
    after,
  );
  return edits.map(({ start, end }) => sliceOf(after, start, end));
}

test('words are what a reader calls words, in any script', () => {
  expect(words('My dog, is cute.')).toEqual(['My', 'dog', ',', 'is', 'cute', '.']);
  expect(words("don't [MASK] me")).toEqual(["don't", '[MASK]', 'me']);
  expect(words('나는 강아지가 좋아요')).toEqual(['나는', '강아지가', '좋아요']);
  expect(words('الكلب لطيف')).toEqual(['الكلب', 'لطيف']);
  expect(words('我爱 cats')).toEqual(['我', '爱', 'cats']);
  expect(words('a 👩‍🚀👍🏽 🇰🇷!')).toEqual(['a', '👩‍🚀', '👍🏽', '🇰🇷', '!']);
  expect(words(' \t\n\u200b ')).toEqual([]);
});

test('a word is found again at its place, counted in code points', () => {
  for (const text of ['🐕 my dog', 'é🐕é dog 👩‍🚀 is', 'ab 강아지 [MASK]']) {
    for (const { start, end, text: word } of wordsOf(text)) expect(sliceOf(text, start, end)).toBe(word);
  }
});

test('a choice moves with its word, and stays when letters of it change', () => {
  expect(chosenAfter('my dog is cute', 'oh, my 🐕 dog is cute', 'dog', 'cute')).toEqual(['dog', 'cute']);
  expect(chosenAfter('my dog is', 'my doggy is', 'dog')).toEqual(['doggy']);
  expect(chosenAfter('my dog is', 'my cat is', 'dog', 'is')).toEqual(['cat', 'is']);
  expect(chosenAfter('my dog', 'my dog is', 'dog')).toEqual(['dog']);
  expect(chosenAfter('my dog is', 'is', 'dog', 'is')).toEqual(['is']);
});

test('a choice goes when its word goes, and never falls on another word', () => {
  expect(chosenAfter('my dog is cute', 'my is cute', 'dog')).toEqual([]);
  expect(chosenAfter('my dog is cute', '', 'dog', 'cute')).toEqual([]);
  expect(chosenAfter('my dog is cute', 'oh, my dog: cute!', 'dog', 'is')).toEqual(['dog']);
  expect(chosenAfter('my dog is cute', 'The man went to the store.', 'dog', 'is')).toEqual([]);
});

test('whatever changes, each choice is one word of the new text, and no two are of one word', () => {
  const texts = ['', 'my dog is cute', 'dog', 'my my my', '🐕🐕 dog', 'is cute', 'mydogiscute', 'my, dog. is - cute!'];
  for (const before of texts) {
    for (const after of texts) {
      const edits = wordsOf(before).map(({ start, end }) => ({
        segment: 0,
        start,
        end,
        fate: 'kept' as const,
        replacement: undefined,
      }));
      const places = carried(edits, 0, before, after).map(({ start, end }) => `${start}-${end}`);
      const possible = wordsOf(after).map(({ start, end }) => `${start}-${end}`);
      for (const place of places) expect(possible, `${before} > ${after}`).toContain(place);
      expect(new Set(places).size, `${before} > ${after}`).toBe(places.length);
    }
  }
});

test('of a very long text only the beginning is looked at, whole characters of it', () => {
  const long = '🐕'.repeat(50_000);
  expect([...lookedAt(long)]).toHaveLength(MOST_CHARACTERS);
  expect(lookedAt(long).endsWith('🐕')).toBe(true);
  expect(lookedAt('🐕'.repeat(MOST_CHARACTERS))).toHaveLength(2 * MOST_CHARACTERS);
});
