import type { Session } from '../state/session.svelte';

/** A word as the one token that the run's tokenizer makes of it; null if it makes several, or none that it knows. */
export async function tokenOf(session: Session, word: string): Promise<string | null> {
  const { trace } = await session.ask.probe({ text: word, pair: '', edits: [] });
  const tokens = trace.tokens.filter(({ fate }) => fate !== 'special' && fate !== 'padding');
  const [token, ...others] = tokens.map(({ input }) => input);
  return token === undefined || others.length > 0 || token.startsWith('[') ? null : token;
}
