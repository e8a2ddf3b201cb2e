import { expect, test } from 'vitest';
import { decisiveWords, presetsOf, sourceOf, type Pieces } from './presets';
import { SOURCES } from './sources';

const pieces = (of: Record<string, number>): Pieces => new Map(Object.entries(of));
const idsOf = (corpus: string, known: Pieces | null, text = '') =>
  presetsOf(sourceOf(corpus, text), known).masking.map(({ id }) => id);

test('every selected word is in the text of its preset', () => {
  for (const source of Object.values(SOURCES)) {
    const { masking, following } = presetsOf(source, null);
    expect([...masking, ...following]).toHaveLength(7);
    for (const { text, pair, chosen } of masking) {
      for (const { segment, of } of chosen) expect(segment === 0 ? text : pair).toContain(of);
    }
  }
});

test('a replacement is one token for one token, or there is none', () => {
  const known = pieces({ store: 1, dog: 3, king: 1, the: 1, he: 1 });
  const { masking } = presetsOf(sourceOf('course', ''), known);
  expect(masking.find(({ id }) => id === 'randomized')?.chosen[0]?.replacement).toBe('king');
  expect(idsOf('course', pieces({ store: 2, dog: 1, king: 1, the: 1, he: 1 }))).not.toContain('randomized');
  expect(idsOf('course', pieces({}))).toEqual(['masked', 'kept', 'one']);
});

test('one’s own text gives its own sentences', () => {
  const text = 'A cow eats grass.\nIt likes the meadow.\n\nThe sea is blue.\nShips sail.';
  const source = sourceOf('text', text);
  expect(source).toMatchObject({
    sentence: 'A cow eats grass.',
    word: 'grass',
    pair: ['A cow eats grass.', 'It likes the meadow.'],
  });
  const { masking, following } = presetsOf(source, null);
  expect(masking.map(({ id }) => id)).toEqual(['masked', 'randomized', 'kept', 'one']);
  expect(following.map(({ pair }) => pair)).toEqual(['It likes the meadow.', 'The sea is blue.']);
  expect(text).toContain(masking[1]!.chosen[0]!.replacement!);
  expect(decisiveWords(source)[0]).toBe('grass');
});

test('a text of one line, and none, still give a sentence', () => {
  expect(idsOf('text', null, 'just this')).toEqual(['masked', 'randomized', 'kept']);
  expect(idsOf('text', null, '')).toContain('masked');
  expect(idsOf('text', null, '...')).toContain('masked');
});
