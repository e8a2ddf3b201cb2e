// A guess of the user's and the model's own, scored by the same rule. Pure functions of a trace.

import type { TokenTrace } from '../engine/types';
import { realTokens } from '../stage/layout';

export interface Score {
  word: string;
  right: boolean;
  /** What the model gives to the word. `under`: less than this, because only its five likeliest tokens are known. */
  probability: { is: number } | { under: number } | null;
}

/** −log p, or what it is at least. */
export const lossOf = (probability: number) => -Math.log(probability);

/**
 * Both scores, and the original's. `token` is the guess as a token of the vocabulary, null if it is none. A word that is several tokens
 * has no probability at one position.
 */
export function scoresOf(tokens: TokenTrace[], position: number, guessed: string | null, token: string | null) {
  const at = tokens.find((one) => one.position === position);
  if (!at) throw new Error(`no token at position ${position}`);
  const score = (word: string, of: string | null): Score => ({
    word,
    right: of === at.original,
    probability: of === null ? null : probabilityOf(at, of),
  });
  const best = at.top[0]?.token ?? '';
  return {
    guess: guessed === null ? null : score(guessed, token),
    model: score(best, best),
    original: score(at.original, at.original),
  };
}

function probabilityOf({ top, original, would_be_loss }: TokenTrace, token: string): Score['probability'] {
  if (token === original) return { is: Math.exp(-would_be_loss) };
  const found = top.find((one) => one.token === token);
  const last = top.at(-1);
  return found ? { is: found.probability } : last ? { under: last.probability } : null;
}

/** The masked positions that can be asked for: what they hide is a whole word. */
export function questionsIn(tokens: TokenTrace[]): number[] {
  const whole = ({ position, original }: TokenTrace) =>
    !original.startsWith('##') && !original.startsWith('[') && !tokens[position + 1]?.original.startsWith('##');
  return realTokens(tokens)
    .filter((token) => token.fate === 'masked' && whole(token))
    .map(({ position }) => position);
}

export interface Part {
  text: string;
  gap: boolean;
}

/** The sentence with the position as the model reads it, pieces joined, with a gap at the position. */
export function contextOf(tokens: TokenTrace[], position: number): Part[] {
  const segment = tokens.find((one) => one.position === position)?.segment;
  const parts: Part[] = [];
  for (const token of realTokens(tokens)) {
    if (token.segment !== segment || token.fate === 'special') continue;
    const before = parts.at(-1);
    if (token.position === position) parts.push({ text: '', gap: true });
    else if (token.input.startsWith('##') && before && !before.gap) before.text += token.input.slice(2);
    else if (/^[.,!?;:’']$/.test(token.input) && before && !before.gap) before.text += token.input;
    else parts.push({ text: token.input, gap: false });
  }
  return parts;
}
