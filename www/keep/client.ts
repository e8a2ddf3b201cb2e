// The page's end of the worker that saves runs. It is started when something is saved or looked for.

// Calls to a worker as promises (1 kB, Apache-2.0, Google's; stable for years).
import { wrap, type Remote } from 'comlink';
import type { Shelves } from './keep.worker';

/** Comlink's own type stops at the first level. */
type RemoteShelves = { [Name in keyof Shelves]: Remote<Shelves[Name]> };

interface Started {
  shelves: RemoteShelves;
  /** Rejects the questions that are under way. */
  asked: Set<(error: Error) => void>;
  /** The browser has refused the worker. */
  broken?: Error;
}

let started: Started | undefined;

function start(): Started {
  const worker = new Worker(new URL('./keep.worker.ts', import.meta.url), { type: 'module', name: 'cloze-keep' });
  const made: Started = { shelves: wrap(worker) as unknown as RemoteShelves, asked: new Set() };
  worker.onerror = (event) => {
    event.preventDefault();
    made.broken = new Error('The worker that saves runs could not be started.');
    for (const reject of made.asked) reject(made.broken);
  };
  return made;
}

/** Asks for what is saved. Rejects where the browser refuses its worker. */
export async function ofKept<T>(ask: (shelves: RemoteShelves) => Promise<T>): Promise<T> {
  const made = (started ??= start());
  if (made.broken) throw made.broken;
  // One of its own for each question: what a race with a promise that never settles leaves there, that promise keeps.
  let stop: (error: Error) => void = () => {};
  const refused = new Promise<never>((_, reject) => (stop = reject));
  made.asked.add(stop);
  try {
    return await Promise.race([ask(made.shelves), refused]);
  } finally {
    made.asked.delete(stop);
  }
}
