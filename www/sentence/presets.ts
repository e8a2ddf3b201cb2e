// The sentences of the course, with the same selections as in its pictures.

import type { EditFate } from '../engine/types';

interface Chosen {
  segment: 0 | 1;
  /** A part of the text. */
  of: string;
  fate: EditFate;
  replacement?: string;
}

export interface Preset {
  /** Key of its name in the catalogs. */
  id: 'masked' | 'randomized' | 'kept' | 'one' | 'three' | 'follows' | 'elsewhere';
  text: string;
  pair: string;
  chosen: Chosen[];
}

const STORE = 'The man went to the store';
const DOG = { text: 'My dog is cute.', pair: 'he likes playing' };

/** One sentence with each fate for its last word, and a pair with one and with three selected tokens. */
export const MASKING: Preset[] = [
  { id: 'masked', text: STORE, pair: '', chosen: [{ segment: 0, of: 'store', fate: 'masked' }] },
  {
    id: 'randomized',
    text: STORE,
    pair: '',
    chosen: [{ segment: 0, of: 'store', fate: 'randomized', replacement: 'dog' }],
  },
  { id: 'kept', text: STORE, pair: '', chosen: [{ segment: 0, of: 'store', fate: 'kept' }] },
  { id: 'one', ...DOG, chosen: [{ segment: 0, of: 'dog', fate: 'masked' }] },
  {
    id: 'three',
    ...DOG,
    chosen: [
      { segment: 0, of: 'dog', fate: 'masked' },
      { segment: 1, of: 'he', fate: 'randomized', replacement: 'king' },
      // The first piece of "playing", if the vocabulary splits it there.
      { segment: 1, of: 'play', fate: 'kept' },
    ],
  },
];

/** A pair that follows, and one that does not. */
export const FOLLOWING: Preset[] = [
  { id: 'follows', text: `${STORE}.`, pair: 'He bought a gallon of milk.', chosen: [] },
  { id: 'elsewhere', text: `${STORE}.`, pair: 'Dogs are cute.', chosen: [] },
];
