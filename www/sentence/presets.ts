// Sentences to begin with, made of the words of the run's corpus: a preset shows something only where the model knows its words.

import type { EditFate } from '../engine/types';
import { SOURCES, sourceOfText, type Source } from './sources';

interface Chosen {
  segment: 0 | 1;
  /** A word of the text, or a part of one. */
  of: string;
  fate: EditFate;
  replacement?: string;
}

export interface Preset {
  /** Key of its name in the catalogs. */
  id: 'masked' | 'randomized' | 'kept' | 'one' | 'three' | 'follows' | 'elsewhere';
  /** What its name is made of. */
  about: [string, string];
  text: string;
  pair: string;
  chosen: Chosen[];
}

export interface Shelves {
  masking: Preset[];
  following: Preset[];
}

/** By word: the number of its tokens. */
export type Pieces = ReadonlyMap<string, number>;

export const sourceOf = (corpus: string, text: string): Source => SOURCES[corpus] ?? sourceOfText(text);

/** The words whose tokens decide which presets there are, the decisive ones first. */
export const decisiveWords = ({ word, others, three }: Source): string[] => [
  ...new Set([word, ...others, ...(three ? [three.randomized, ...three.others] : [])]),
];

/**
 * The presets of a source. A replacement is one token, in place of one token: with another number of tokens the engine would throw dice
 * instead. Without such a word there is no such preset. Before the vocabulary was asked (`pieces` is null), each is taken for one token.
 */
export function presetsOf(source: Source, pieces: Pieces | null): Shelves {
  const { sentence, word, others, title, pair, three, following } = source;
  const isOne = (of: string) => pieces === null || pieces.get(of) === 1;
  const replacement = (of: string, from: string[]) => (isOne(of) ? from.find((other) => isOne(other)) : undefined);
  const other = replacement(word, others);
  const another = three && replacement(three.randomized, three.others);
  const alone = { text: sentence, pair: '' };
  const masked = { segment: 0, of: three?.masked ?? word, fate: 'masked' } as const;
  const masking: (Preset | false | undefined)[] = [
    { id: 'masked', about: [word, ''], ...alone, chosen: [{ segment: 0, of: word, fate: 'masked' }] },
    other !== undefined && {
      id: 'randomized',
      about: [word, other],
      ...alone,
      chosen: [{ segment: 0, of: word, fate: 'randomized', replacement: other }],
    },
    { id: 'kept', about: [word, ''], ...alone, chosen: [{ segment: 0, of: word, fate: 'kept' }] },
    pair && { id: 'one', about: [title, ''], text: pair[0], pair: pair[1], chosen: [masked] },
    pair &&
      three &&
      another !== undefined && {
        id: 'three',
        about: [title, ''],
        text: pair[0],
        pair: pair[1],
        chosen: [
          masked,
          { segment: 1, of: three.randomized, fate: 'randomized', replacement: another },
          { segment: 1, of: three.kept, fate: 'kept' },
        ],
      },
  ];
  return {
    masking: masking.filter((preset) => preset !== undefined && preset !== false),
    following: following.map(({ id, first, second, end }) => ({
      id,
      about: [end, ''],
      text: first,
      pair: second,
      chosen: [],
    })),
  };
}
