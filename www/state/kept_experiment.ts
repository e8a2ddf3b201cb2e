// An experiment in fine-tuning, kept over a reload: its plan, what it starts from, and the runs that are done. Files of the user's own
// are not kept.

import type { ExperimentData, ExperimentPlan, RunReport } from '../engine/types';
import { ofKept } from '../keep/client';
import { head, headOf } from '../keep/head';
import type { Saved } from '../keep/keeper';

export interface KeptExperiment {
  plan: ExperimentPlan;
  data: ExperimentData;
  base: 'run' | 'shipped';
  cells: number;
  /** The runs of whole cells. */
  done: RunReport[];
}

/** `weights` are those of the run, as a zip; empty for the model that comes with the page. */
export async function keepExperiment(experiment: KeptExperiment, weights: Uint8Array): Promise<void> {
  const label = { run: 'experiment', address: '', step: experiment.done.length, at: Date.now(), running: false };
  const bytes = new Uint8Array(await new Blob([head(experiment), weights] as BlobPart[]).arrayBuffer());
  await ofKept(({ experiments }) => experiments.keep(label, bytes));
}

/** The newest one that can be read. */
export async function keptExperiment(): Promise<{ experiment: KeptExperiment; weights: Uint8Array } | null> {
  for (const saved of await ofKept(({ experiments }) => experiments.list())) {
    const found = await read(saved).catch(() => null);
    if (found) return found;
  }
  return null;
}

async function read(saved: Saved) {
  const bytes = await ofKept(({ experiments }) => experiments.read(saved));
  const found = bytes && (await headOf<KeptExperiment>(new Blob([bytes as BlobPart])));
  return found && { experiment: found.value, weights: bytes.subarray(found.length) };
}

export const forgetExperiment = (): Promise<void> => ofKept(({ experiments }) => experiments.clear());
