import type { Trace } from '../engine/types';
import type { Session } from './session.svelte';

/** The next row of the step on the stage whose trace meets this; null if no other one does. Nothing is trained, and nothing is shown. */
export async function rowWhere(
  session: Session,
  { step, row, batch }: Trace,
  meets: (trace: Trace) => boolean,
): Promise<number | null> {
  for (let more = 1; more < batch.rows; more++) {
    const other = (row + more) % batch.rows;
    if (meets(await session.ask.showRow(other, step))) return other;
  }
  return null;
}
