// Sentences to ask an opened model for. A small model has the words of its own text only: a sentence in pieces shows nothing of it.

import type { Trace } from '../engine/types';
import { realTokens } from '../stage/layout';

const SHOWN = 3;

/** The course's sentences, and some of the corpora that come with the page. */
export const SENTENCES = [
  'The man went to the [MASK].',
  'My dog is [MASK]. He likes playing.',
  'The [MASK] sleeps in the garden.',
  'Anna met the [MASK] at the castle.',
  'The teacher gave the [MASK] a book.',
  'They dreamed of the golden [MASK].',
  '민수는 [MASK]에서 책을 읽었다.',
  '지수는 왕을 위해 [MASK] 찾았다.',
];

export const inWholeWords = ({ tokens }: Trace) =>
  realTokens(tokens).every(({ original }) => !original.startsWith('##') && original !== '[UNK]');

/** The sentences that the model reads in whole words, a few of them. */
export async function sentencesFor(ask: (text: string) => Promise<Trace>): Promise<string[]> {
  const found: string[] = [];
  for (const text of SENTENCES) {
    if (found.length === SHOWN) break;
    if (inWholeWords(await ask(text))) found.push(text);
  }
  return found;
}
