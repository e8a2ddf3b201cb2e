// What the presets are made of, corpus by corpus. The words of a corpus are in its vocabulary, those of another mostly in pieces.

import { wordsOf } from './text';

export interface Source {
  sentence: string;
  /** The word of the sentence that is selected. */
  word: string;
  /** What may stand in its place, the best first. */
  others: string[];
  /** A short name of the pair. */
  title: string;
  pair?: [string, string];
  /** Three selected tokens: one of the first sentence, two of the second. */
  three?: { masked: string; randomized: string; others: string[]; kept: string };
  /** A pair that follows, and one that does not. `end`: how its second sentence is named. */
  following: { id: 'follows' | 'elsewhere'; first: string; second: string; end: string }[];
}

/** The sentences of the course, with the same selections as in its pictures. */
const course: Source = {
  sentence: 'The man went to the store',
  word: 'store',
  others: ['dog', 'king', 'the'],
  title: 'My dog is cute',
  pair: ['My dog is cute.', 'he likes playing'],
  // The first piece of "playing", if the vocabulary splits it there.
  three: { masked: 'dog', randomized: 'he', others: ['king', 'the'], kept: 'play' },
  following: [
    {
      id: 'follows',
      first: 'The man went to the store.',
      second: 'He bought a gallon of milk.',
      end: 'a gallon of milk',
    },
    { id: 'elsewhere', first: 'The man went to the store.', second: 'Dogs are cute.', end: 'dogs are cute' },
  ],
};

const stories: Source = {
  sentence: 'Anna and Ben went to the castle',
  word: 'castle',
  others: ['dragon', 'king', 'the'],
  title: 'Anna at the castle',
  pair: ['Anna met the king at the castle.', 'he showed her a magic sword.'],
  three: { masked: 'castle', randomized: 'her', others: ['soup', 'the'], kept: 'sword' },
  following: [
    {
      id: 'follows',
      first: 'Anna met the king at the castle.',
      second: 'he showed her a magic sword.',
      end: 'a magic sword',
    },
    {
      id: 'elsewhere',
      first: 'Anna met the king at the castle.',
      second: 'but a crab ran away with the shell.',
      end: 'a crab ran away',
    },
  ],
};

const korean: Source = {
  sentence: '민수는 지수와 함께 시장에 갔다',
  word: '시장에',
  others: ['빵을', '책을', '함께'],
  title: '시장에 간 민수',
  pair: ['민수는 지수와 함께 시장에 갔다.', '그런데 고양이가 빵을 가지고 달아났다.'],
  three: { masked: '시장에', randomized: '빵을', others: ['책을', '함께'], kept: '달아났다' },
  following: [
    {
      id: 'follows',
      first: '민수는 지수와 함께 시장에 갔다.',
      second: '그런데 고양이가 빵을 가지고 달아났다.',
      end: '빵을 가지고 달아났다',
    },
    {
      id: 'elsewhere',
      first: '민수는 지수와 함께 시장에 갔다.',
      second: '왕은 빛나는 왕관을 다시 훔쳤다.',
      end: '왕관을 다시 훔쳤다',
    },
  ],
};

export const SOURCES: Record<string, Source> = { course, stories, korean };

/** Words of a pasted text that are looked at, and of a sentence of it that are shown. */
const MOST_WORDS = 40;
const MOST_OTHERS = 12;
const LETTERS = /^\p{L}+$/u;

/** Sentences of the user's own text: a sentence a line, an empty line between documents. */
export function sourceOfText(text: string): Source {
  const documents = text
    .slice(0, 20_000)
    .split(/\n\s*\n/)
    .map((document) => document.split('\n').flatMap((line) => line.trim() || []))
    .filter((lines) => lines.length > 0);
  const [first, second] = documents[0] ?? [];
  const sentence = first ?? course.sentence;
  const wordsIn = (line: string) =>
    wordsOf(line)
      .map((word) => word.text)
      .filter((word) => LETTERS.test(word));
  const own = wordsIn(sentence);
  const word = own.at(-1) ?? sentence;
  const all = documents
    .flat()
    .slice(1)
    .flatMap((line) => wordsIn(line))
    .slice(0, MOST_WORDS);
  const others = [...new Set([...all, ...own])].filter((other) => other !== word).slice(0, MOST_OTHERS);
  const elsewhere = documents[1]?.[0];
  const end = (line: string) => wordsIn(line).slice(-3).join(' ');
  return {
    sentence,
    word,
    others,
    title: own.slice(0, 3).join(' '),
    pair: second === undefined ? undefined : [sentence, second],
    following: [
      ...(second === undefined ? [] : [{ id: 'follows' as const, first: sentence, second, end: end(second) }]),
      ...(elsewhere === undefined
        ? []
        : [{ id: 'elsewhere' as const, first: sentence, second: elsewhere, end: end(elsewhere) }]),
    ],
  };
}
