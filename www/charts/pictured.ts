// What the curves show of a session at this moment: the one source of the panel and of saved pictures.

import { preferences } from '../state/preferences.svelte';
import type { RunRecord } from '../state/runs.svelte';
import type { Session } from '../state/session.svelte';
import { view } from './view.svelte';
import { compared, figuresOf, type ComparedRun, type Figure } from './figures';

export interface Pictured {
  /** The run that is going on, and those that are drawn beside it. */
  runs: ComparedRun[];
  figures: Figure[];
  /** Of who guesses tokens by their frequency in the training text; null where none is scored. */
  frequencyLoss: number | null;
}

export function recordOf(session: Session): RunRecord | null {
  const { state, points, heldOut } = session;
  if (!state) return null;
  const { settings, losses, data } = state;
  return { settings, losses, vocabulary: data.vocabulary_size, points, heldOut };
}

export function pictured(session: Session): Pictured | null {
  const run = recordOf(session);
  if (!run) return null;
  const runs = compared(run, session.runs.kept, session.schema, preferences.t);
  const options = { loss: view.loss, smoothing: view.smoothing };
  const tokens = run.losses.find(({ scores }) => scores === 'tokens');
  return { runs, figures: figuresOf(runs, options, preferences.t), frequencyLoss: tokens?.baseline.loss ?? null };
}
