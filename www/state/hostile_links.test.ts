import { expect, test } from 'vitest';
import { addressWith, linkWith, readLink } from './link';

/** Numbers from 0 to 1, the same at every run (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const PIECES = [
  ...['v', 'seed', 'step', 'row', 'layers', 'masking.keep', 'keep', 'lang', 'embed', '__proto__', 'constructor', 'z'],
  ...['=', '&', '?', '#', '#/train', '#?z=', '%', '%00', '%ff', '%2e%2e', '+', '/', '\\', ':', '@'],
  ...['0', '-1', '99999999999', '1e9', 'NaN', '<img src=x onerror=hurt()>', '\u202e', '\ud800', '비', ' ', '\n', '\0'],
];

test('no address is too odd to be read', () => {
  const next = numbers(1);
  for (let turn = 0; turn < 3000; turn += 1) {
    const parts = Array.from({ length: next() * 24 }, () => PIECES[Math.floor(next() * PIECES.length)]);
    const address = `https://example.org/cloze/?${parts.join('')}`;
    const asked = readLink(address);
    const names = asked.pairs.map(([name]) => name);
    expect(new Set(names).size, address).toBe(names.length);
    expect(asked.step === null || (asked.step >= 0 && asked.step < 1e9), address).toBe(true);
    expect(asked.row >= 0 && asked.row < 1e9, address).toBe(true);
    // What was read can be written, and says the same. A dot may make a name of one of the page's own.
    const said = asked.pairs.filter(([name]) => !name.includes('.'));
    expect(readLink(linkWith(address, [['v', '1'], ...said], null)).pairs, address).toEqual(said);
    expect(new URL(addressWith(address, asked.pairs)).origin).toBe('https://example.org');
  }
});
