// The worker that saves, so that no write is ever waited for by the page or by training.

import { expose } from 'comlink';
import { Keeper } from './keeper';
import { openShelf } from './shelf';

/** What is saved: runs, and experiments in fine-tuning. */
const shelves = { runs: new Keeper(openShelf('cloze-runs')), experiments: new Keeper(openShelf('cloze-experiments')) };
export type Shelves = typeof shelves;

expose(shelves);
