// The page's end of the worker that saves runs. It is started when something is saved or looked for.

// Calls to a worker as promises (1 kB, Apache-2.0, Google's; stable for years).
import { wrap, type Remote } from 'comlink';
import { whenAwakeFor } from '../engine/watchdog';
import type { Shelves } from './keep.worker';

/** Comlink's own type stops at the first level. */
type RemoteShelves = { [Name in keyof Shelves]: Remote<Shelves[Name]> };

interface Started {
  shelves: RemoteShelves;
  /** Rejects the questions that are under way. */
  asked: Set<(error: Error) => void>;
  /** The browser has refused the worker. */
  broken?: Error;
  /** Questions that were given up, and may be answered yet. Others would only wait behind them, with their states in memory. */
  hanging: number;
}

/** The storage has not answered in time. It may never do so. */
export class SilentStorage extends Error {}

/** Seconds until that is said. A large model on a slow disk takes some. */
const PATIENCE_S = 20;

let started: Started | undefined;

function start(): Started {
  const worker = new Worker(new URL('./keep.worker.ts', import.meta.url), { type: 'module', name: 'cloze-keep' });
  const made: Started = { shelves: wrap(worker) as unknown as RemoteShelves, asked: new Set(), hanging: 0 };
  worker.onerror = (event) => {
    event.preventDefault();
    made.broken = new Error('The worker that saves runs could not be started.');
    for (const reject of made.asked) reject(made.broken);
  };
  return made;
}

/** Asks for what is saved. Rejects where the browser refuses its worker, and with SilentStorage after so many seconds. */
export async function ofKept<T>(ask: (shelves: RemoteShelves) => Promise<T>, patience_s = PATIENCE_S): Promise<T> {
  const made = (started ??= start());
  if (made.broken) throw made.broken;
  if (made.hanging > 0) throw new SilentStorage('no answer to what was asked before');
  // One of its own for each question: what a race with a promise that never settles leaves there, that promise keeps.
  let stop: (error: Error) => void = () => {};
  const refused = new Promise<never>((_, reject) => (stop = reject));
  made.asked.add(stop);
  const answer = ask(made.shelves);
  const answered = () => void made.hanging--;
  const cancel = whenAwakeFor(patience_s, () => {
    made.hanging++;
    answer.then(answered, answered);
    stop(new SilentStorage(`no answer for ${patience_s} s`));
  });
  try {
    return await Promise.race([answer, refused]);
  } finally {
    cancel();
    made.asked.delete(stop);
  }
}
