// The page's end of the worker that saves runs. It is started when something is saved or looked for.

// Calls to a worker as promises (1 kB, Apache-2.0, Google's; stable for years).
import { wrap, type Remote } from 'comlink';
import type { Shelves } from './keep.worker';

/** Comlink's own type stops at the first level. */
type RemoteShelves = { [Name in keyof Shelves]: Remote<Shelves[Name]> };

let started: { shelves: RemoteShelves; broken: Promise<never> } | undefined;

function start() {
  const worker = new Worker(new URL('./keep.worker.ts', import.meta.url), { type: 'module', name: 'cloze-keep' });
  const broken = new Promise<never>((_, reject) => {
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error('The worker that saves runs could not be started.'));
    };
  });
  // Every question reports it.
  broken.catch(() => {});
  return { shelves: wrap(worker) as unknown as RemoteShelves, broken };
}

/** Asks for what is saved. Rejects where the browser refuses its worker. */
export async function ofKept<T>(ask: (shelves: RemoteShelves) => Promise<T>): Promise<T> {
  const { shelves, broken } = (started ??= start());
  return Promise.race([ask(shelves), broken]);
}
