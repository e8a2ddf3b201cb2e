// Brings a sentence with a certain kind of token onto the stage.

import type { Trace } from '../engine/types';
import { rowWhere } from '../state/row_where';
import type { Session } from '../state/session.svelte';
import { KINDS, type TokenKind } from '../trace/kinds';

/** Where none of so many batches has such a token, the settings make it rare or impossible. */
const MOST_BATCHES = 3;

/** Looks through the examples of a run that waits, and trains a step where none has such a token. True if one is on the stage. */
export async function bring(session: Session, kind: TokenKind): Promise<boolean> {
  const { number } = session;
  const has = ({ tokens }: Trace) => tokens.some(KINDS[kind]);
  for (let batch = 0; batch < MOST_BATCHES && session.number === number && !session.running; batch++) {
    if (session.stage.trace && has(session.stage.trace)) return true;
    const row = await rowIn(session, has);
    if (row !== null) {
      await session.stage.showRow(row);
      return true;
    }
    if (session.state?.finished) return false;
    await session.stepSuspended(1);
  }
  return false;
}

async function rowIn(session: Session, has: (trace: Trace) => boolean): Promise<number | null> {
  try {
    return (await session.stage.about((shown) => rowWhere(session, shown, has))).answer;
  } catch {
    return null; // The engine that made this step is gone, and its examples with it.
  }
}
