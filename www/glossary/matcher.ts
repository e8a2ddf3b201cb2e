// Finds the terms of the glossary in a text: the longest first, whole words only, in Korean with whatever particles follow. One
// regular expression for each language, built once. Pure functions of an entry list.

import type { Language } from '../i18n';
import type { Entry, TermId } from '../i18n/terms';

/** A stretch of text, or a term where it stands. */
export type Part = string | { id: TermId; text: string };

export interface Matcher {
  pattern: RegExp;
  /** The term of what the pattern found. */
  termOf: (found: string) => TermId | undefined;
}

/** The words by which a text is searched for a term: its name, with and without what is in brackets behind it, and its other forms. */
export const formsOf = (name: string, { forms = [], quiet }: Pick<Entry, 'forms' | 'quiet'>): string[] => [
  ...new Set([...(quiet ? [] : [name, name.replace(/ ?\([^)]*\)$/, '')]), ...forms]),
];

export function matcherOf(forms: ReadonlyMap<TermId, readonly string[]>, language: Language): Matcher {
  const { inflected, key, patternOf } = WRITING[language];
  const terms = new Map(
    [...forms].flatMap(([id, words]) => words.flatMap(inflected).map((word) => [word, id] as const)),
  );
  const words = [...terms.keys()].sort((a, b) => b.length - a.length);
  const byKey = new Map(words.map((word) => [key(word), terms.get(word)!]));
  return {
    pattern: patternOf(words),
    termOf: (found) => byKey.get(key(found)) ?? byKey.get(key(found.charAt(0).toLowerCase() + found.slice(1))),
  };
}

/** The terms of a text. One that `seen` has stays plain text; those found are added to it. */
export function mark(text: string, { pattern, termOf }: Matcher, seen: Set<TermId>): Part[] {
  const parts: Part[] = [];
  let done = 0;
  for (const found of text.matchAll(pattern)) {
    const id = termOf(found[0]);
    if (id === undefined || seen.has(id)) continue;
    seen.add(id);
    if (found.index > done) parts.push(text.slice(done, found.index));
    parts.push({ id, text: found[0] });
    done = found.index + found[0].length;
  }
  if (done < text.length) parts.push(text.slice(done));
  return parts;
}

const spaced = (words: string) => words.replace(/\s+/g, ' ');
const unspaced = (words: string) => words.replace(/\s+/g, '');
const escaped = (words: string) => words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

function pluralOf(word: string): string {
  if (/(s|x|ch|sh)$/.test(word)) return `${word}es`;
  return /[^aeiou]y$/.test(word) ? `${word.slice(0, -1)}ies` : `${word}s`;
}

/** What is written small may begin a sentence. A hyphen joins words: "sub-step" is no step. */
function english(words: readonly string[]): RegExp {
  const each = words.map((word) => {
    const first = word.charAt(0);
    const begins = first !== first.toUpperCase() ? `[${first}${first.toUpperCase()}]` : escaped(first);
    return (begins + escaped(word.slice(1))).replaceAll(' ', '\\s+');
  });
  return new RegExp(`(?<![\\p{L}\\p{N}_/-])(?:${each.join('|')})(?![\\p{L}\\p{N}_]|[-/]\\p{L})`, 'gu');
}

const PARTICLES =
  '은|는|이|가|을|를|의|에|에서|에게|에게서|으로|로|으로서|로서|으로써|로써|와|과|도|만|만큼|마다|별|별로|부터|까지|' +
  '처럼|보다|뿐|나|이나|라|이라|라고|이라고|란|이란|라는|이라는|라면|이라면|들|씩|이다|이고|고|이며|며|인|입니다|이지만|일|이므로|므로|' +
  '이었습니다|였습니다|인가요|일까요|안|값';
/** 하다 and 되다 after a stem of three syllables or more: a shorter one may be another word, as in 배치하다. */
const VERBS = '[하한해했할함합되된돼됐될됨됩시]\\p{Script=Hangul}*';

/** Spaces within a term are optional, as Korean spelling leaves them to the writer. */
function korean(words: readonly string[]): RegExp {
  const [short, long] = [
    words.filter((word) => unspaced(word).length < 3),
    words.filter((word) => unspaced(word).length > 2),
  ];
  const any = (some: readonly string[]) => `(?:${some.map((word) => escaped(word).replaceAll(' ', '\\s*')).join('|')})`;
  const particles = `(?:${PARTICLES})*`;
  const ends = (tail: string) => `(?=${tail}(?![\\p{L}\\p{N}_]))`;
  return new RegExp(
    `(?<![\\p{L}\\p{N}_/])(?:${any(long)}${ends(`(?:${VERBS}|${particles})`)}|${any(short)}${ends(particles)})`,
    'gu',
  );
}

/** How a language writes a term. */
interface Writing {
  /** All the forms of a word that are searched for. */
  inflected: (word: string) => string[];
  /** What all spellings of a term have in common. */
  key: (words: string) => string;
  /** Finds the longest of some words, which are given in that order. */
  patternOf: (words: readonly string[]) => RegExp;
}

const WRITING: Record<Language, Writing> = {
  en: { inflected: (word) => [word, pluralOf(word)], key: spaced, patternOf: english },
  ko: { inflected: (word) => [word], key: unspaced, patternOf: korean },
};
