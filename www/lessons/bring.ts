// Brings a sentence with a certain kind of token onto the stage.

import type { Session } from '../state/session.svelte';
import { KINDS, type TokenKind } from '../trace/kinds';

/** Where none of so many batches has such a token, the settings make it rare or impossible. */
const MOST_BATCHES = 3;

/** Goes through the examples of a run that waits, and trains a step where none has such a token. True if one is on the stage. */
export async function bring(session: Session, kind: TokenKind): Promise<boolean> {
  const { number } = session;
  const rows = session.trace?.batch.rows ?? 1;
  for (let tries = 1; tries <= MOST_BATCHES * rows && session.number === number && !session.running; tries++) {
    if (session.trace?.tokens.some(KINDS[kind])) return true;
    await another(session, tries % rows === 0);
  }
  return false;
}

async function another(session: Session, seenAll: boolean): Promise<void> {
  if (!seenAll) {
    try {
      return await session.nextExample();
    } catch {
      // The engine that made this step is gone, and its examples with it.
    }
  }
  if (!session.state?.finished) await session.stepSuspended(1);
}
