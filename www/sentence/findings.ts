// Facts about the words of a typed sentence, from an answer of the engine.

import { realTokens } from '../stage/layout';
import type { Pieces } from './presets';
import type { Answer } from './typed.svelte';
import { editOf, overlap, sliceOf, wordsOf, type Word } from './text';

/** The positions of a word in the row. Empty if it did not fit. */
export function positionsOf({ trace, facts }: Answer, segment: number, word: Word): number[] {
  return facts.offsets.flatMap(([start, end], position) =>
    trace.tokens[position]?.segment === segment && overlap({ start, end }, word) ? [position] : [],
  );
}

/** By word of the first text: the number of its tokens. 0 for a word that did not fit. */
export const piecesOf = (answer: Answer): Pieces =>
  new Map(wordsOf(answer.question.text).map((word) => [word.text, positionsOf(answer, 0, word).length]));

export interface Findings {
  /** Words that are [UNK]. */
  unknown: string[];
  /** Those of them that are selected, so that [UNK] is scored as the right answer. */
  unknownScored: string[];
  /** All words are [UNK]. */
  nothingKnown: boolean;
  /** Words of several pieces. */
  pieces: { word: string; tokens: string[] }[];
  /** Selected words that did not fit. */
  lost: string[];
  /** Replacements that could not be used. */
  notReplaced: { word: string; wanted: string }[];
  /** Typed [MASK]s. */
  blanks: number;
  read: number;
  selected: number;
  meanLoss: number;
}

export function findingsOf(answer: Answer): Findings {
  const { question, trace, facts } = answer;
  const originals = (positions: number[]) => positions.map((position) => trace.tokens[position]?.original ?? '');
  const texts = [question.text, question.pair] as const;
  const words = texts.flatMap((text, segment) =>
    wordsOf(text).map((word) => {
      const positions = positionsOf(answer, segment, word);
      return { word, segment, positions, tokens: originals(positions) };
    }),
  );
  const read = words.filter(({ positions }) => positions.length > 0);
  const isUnknown = ({ word, tokens }: (typeof words)[number]) => tokens.includes('[UNK]') && word.text !== '[UNK]';
  const unknown = read.filter(isUnknown);
  return {
    unknown: distinct(unknown.map(({ word }) => word.text)),
    unknownScored: distinct(
      unknown.filter(({ word, segment }) => editOf(question.edits, segment, word)).map(({ word }) => word.text),
    ),
    nothingKnown: read.length > 0 && unknown.length === read.length,
    pieces: distinctBy(
      read
        .filter(({ tokens }) => tokens.some((token, index) => index > 0 && token.startsWith('##')))
        .map(({ word, tokens }) => ({ word: word.text, tokens })),
      ({ word }) => word,
    ),
    lost: distinct(
      words
        .filter(({ word, segment, positions }) => positions.length === 0 && editOf(question.edits, segment, word))
        .map(({ word }) => word.text),
    ),
    notReplaced: facts.not_replaced.flatMap((index) => {
      const edit = question.edits[index];
      if (!edit?.replacement) return [];
      const { segment, start, end, replacement } = edit;
      return [{ word: sliceOf(texts[segment as 0 | 1], start, end), wanted: replacement }];
    }),
    blanks: trace.tokens.filter((token) => token.fate === 'masked' && (token.label ?? null) === null).length,
    read: realTokens(trace.tokens).length,
    selected: trace.example.counted,
    meanLoss: trace.example.loss,
  };
}

const distinct = (words: string[]) => [...new Set(words)];
const distinctBy = <T>(values: T[], key: (value: T) => string) => [
  ...new Map(values.map((value) => [key(value), value])).values(),
];
