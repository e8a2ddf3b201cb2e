// Typed text: its words, and how the choice for a word moves with it when the text changes. All positions are code points, as in the
// engine.

import type { Edit } from '../engine/types';

/** A row has a few hundred tokens at most, so longer text is ignored. */
export const MOST_CHARACTERS = 4000;

export interface Word {
  start: number;
  end: number;
  text: string;
}

/**
 * A token such as [MASK]; a Chinese character; a run of letters and digits, with apostrophes inside; an emoji with its modifiers;
 * any other single character.
 */
const WORD =
  /\[[A-Z]+\]|\p{Script=Han}|(?:(?!\p{Script=Han})[\p{L}\p{M}\p{N}])+(?:['’][\p{L}\p{M}]+)*|\p{RI}\p{RI}|\p{Extended_Pictographic}(?:\uFE0F|\p{EMod}|\u200D\p{Extended_Pictographic})*|[^\s\p{Cf}]/gu;

/** The part of a text that is used. */
export function lookedAt(text: string): string {
  // A code point has at most two UTF-16 units, so the rest of the text need not be split.
  const points = [...text.slice(0, 2 * MOST_CHARACTERS)];
  return points.length > MOST_CHARACTERS || text.length > 2 * MOST_CHARACTERS
    ? points.slice(0, MOST_CHARACTERS).join('')
    : text;
}

export function wordsOf(text: string): Word[] {
  let [units, points] = [0, 0];
  return [...text.matchAll(WORD)].map((match) => {
    points += lengthOf(text.slice(units, match.index));
    units = match.index + match[0].length;
    const start = points;
    points += lengthOf(match[0]);
    return { start, end: points, text: match[0] };
  });
}

/** Where a word stands in a text, or a part of a word that is no word itself. */
export function placeOf(of: string, text: string): { start: number; end: number } {
  const word = wordsOf(text).findLast((other) => other.text === of);
  if (word) return word;
  const start = lengthOf(text.slice(0, Math.max(0, text.indexOf(of))));
  return { start, end: start + lengthOf(of) };
}

const lengthOf = (text: string) => [...text].length;

/** Code points `start` to `end` of a text. */
export const sliceOf = (text: string, start: number, end: number) => [...text].slice(start, end).join('');

export const overlap = (a: { start: number; end: number }, b: { start: number; end: number }) =>
  a.start < b.end && b.start < a.end;

/** The choice for a word: the last one that overlaps it. */
export const editOf = (edits: Edit[], segment: number, word: Word) =>
  edits.findLast((edit) => edit.segment === segment && overlap(edit, word));

/** The choices with those that overlap a word replaced by another one. */
export function withEdit(edits: Edit[], segment: number, word: Word, edit: Edit | null): Edit[] {
  const others = edits.filter((other) => other.segment !== segment || !overlap(other, word));
  return edit ? [...others, edit] : others;
}

/**
 * The choices after the text has changed from `before` to `after`. A choice moves with its word. If letters of the word change, the
 * choice applies to the whole new word. If the word is deleted, so is its choice.
 */
export function carried(edits: Edit[], segment: number, before: string, after: string): Edit[] {
  const change = changeOf([...before], [...after]);
  const [oldWords, newWords] = [wordsOf(before), wordsOf(after)];
  const touched = oldWords.filter(({ start, end }) => start < change.last && change.first < end);
  const fresh = newWords.filter(({ start, end }) => start < change.last + change.moved && change.first < end);
  const found = aligned(touched, fresh);

  const followed = edits.flatMap((edit) => {
    if (edit.segment !== segment) return [edit];
    const word = oldWords.find((other) => overlap(other, edit));
    if (!word) return [];
    const kept = found.get(word);
    if (kept) return [shifted(edit, kept.start - word.start)];
    const within = word.start <= change.first && change.last <= word.end;
    if (!within && touched.includes(word)) return [];
    const shift = word.start >= change.last ? change.moved : 0;
    const place = { start: word.start + shift, end: word.end + (within ? change.moved : shift) };
    const now = newWords.find((other) => overlap(other, place));
    if (!now) return [];
    const same = now.start === place.start && now.text === word.text;
    return [same ? shifted(edit, shift) : { ...edit, start: now.start, end: now.end }];
  });
  // Joined words have one choice, the last.
  const later = (edit: Edit, index: number) =>
    followed.slice(index + 1).some((other) => other.segment === edit.segment && overlap(other, edit));
  return followed.filter((edit, index) => !later(edit, index));
}

const shifted = (edit: Edit, by: number): Edit => ({ ...edit, start: edit.start + by, end: edit.end + by });

/** The changed range between the common beginning and the common end: `first` to `last` of the old text. The rest has moved. */
function changeOf(old: string[], now: string[]) {
  const shorter = Math.min(old.length, now.length);
  let first = 0;
  while (first < shorter && old[first] === now[first]) first++;
  let behind = 0;
  while (behind < shorter - first && old[old.length - 1 - behind] === now[now.length - 1 - behind]) behind++;
  return { first, last: old.length - behind, moved: now.length - old.length };
}

/** Maximum pairs of words to compare. Beyond it, words are not matched again. */
const MOST_PAIRS = 40_000;

/** The words of `old` that remain in the same order: the longest common subsequence. */
function aligned(old: Word[], now: Word[]): Map<Word, Word> {
  const found = new Map<Word, Word>();
  if (old.length * now.length > MOST_PAIRS) return found;
  const width = now.length + 1;
  const lengths = new Uint16Array((old.length + 1) * width);
  const at = (i: number, j: number) => lengths[i * width + j] ?? 0;
  const equal = (i: number, j: number) => old[i]?.text === now[j]?.text;
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = now.length - 1; j >= 0; j--) {
      lengths[i * width + j] = equal(i, j) ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  for (let i = 0, j = 0; i < old.length && j < now.length;) {
    if (equal(i, j)) found.set(old[i++]!, now[j++]!);
    else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return found;
}
