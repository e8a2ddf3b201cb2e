// Sentences to compare the models with, from the worlds of the corpora: one where the left side tells, one where only the right side does.

export interface Case {
  id: 'left' | 'right' | 'store';
  text: string;
}

const COURSE: Case[] = [
  { id: 'store', text: 'The man went to the [MASK].' },
  { id: 'left', text: 'The man went to the store. He bought a gallon of [MASK].' },
  { id: 'right', text: 'The [MASK] took her umbrella.' },
];
const STORIES: Case[] = [
  { id: 'store', text: 'Anna and Ben went to the [MASK].' },
  { id: 'left', text: 'Anna met the king at the [MASK].' },
  { id: 'right', text: 'The [MASK] showed him a royal crown.' },
];
const KOREAN: Case[] = [
  { id: 'left', text: '왕은 민수에게 빛나는 [MASK]을 보여 주었다.' },
  { id: 'right', text: '[MASK]은 민수에게 빛나는 왕관을 보여 주었다.' },
];

export function casesOf(corpus: string): readonly Case[] {
  if (corpus.startsWith('korean')) return KOREAN;
  return corpus === 'course' ? COURSE : STORIES;
}

/** WordPieces as text: `##` continues a word, and what ends a sentence follows it closely. */
export function joined(tokens: readonly string[]): string {
  return tokens.reduce((text, token) => {
    if (token.startsWith('##')) return text + token.slice(2);
    return text === '' || /^[.,!?;:]$/.test(token) ? text + token : `${text} ${token}`;
  }, '');
}
