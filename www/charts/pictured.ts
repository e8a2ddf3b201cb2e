// The current content of the curves, for the panel and for saved pictures.

import { preferences } from '../state/preferences.svelte';
import type { RunRecord } from '../state/runs.svelte';
import type { Session } from '../state/session.svelte';
import { curveOptions } from './curve_options.svelte';
import { compared, figuresOf, type ComparedRun, type Figure } from './figures';

export interface Pictured {
  /** The current run, and the runs drawn with it. */
  runs: ComparedRun[];
  figures: Figure[];
  /** The unigram baseline. Null if no token is scored. */
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
  const options = { loss: curveOptions.loss, smoothing: curveOptions.smoothing };
  const tokens = run.losses.find(({ scores }) => scores === 'tokens');
  return { runs, figures: figuresOf(runs, options, preferences.t), frequencyLoss: tokens?.baseline.loss ?? null };
}
