// Brings a sentence with a certain kind of token onto the stage.

import type { Session } from '../state/session.svelte';
import { KINDS, type TokenKind } from '../trace/kinds';

/** A batch has a few dozen sentences. Where none of two batches has such a token, the settings make it rare or impossible. */
const MOST_TRIES = 64;

/** Goes through the examples of a run that waits. True if one with such a token is on the stage. */
export async function bring(session: Session, kind: TokenKind): Promise<boolean> {
  const { number } = session;
  for (let tries = 0; tries < MOST_TRIES && session.number === number && !session.running; tries++) {
    if (session.trace?.tokens.some(KINDS[kind])) return true;
    await session.nextExample();
  }
  return false;
}
