// Losses by name for `window.cloze` and saved files, always with `mlm` and `nsp`. Inside the page, losses are a list.

import type { HeldOut, LossFacts, Point, Report, Tallies, Trace } from './engine/types';
import { clsGradient } from './trace/losses';

type Name = 'mlm' | 'nsp';

/** A loss that is not trained is null. */
export interface PointByName {
  step: number;
  mlm_loss: number | null;
  nsp_loss: number | null;
}

export interface HeldOutByName extends PointByName {
  mlm_accuracy: number | null;
  nsp_accuracy: number | null;
}

export interface ReportByName {
  points: PointByName[];
  held_out: HeldOutByName[];
  nsp_majority: number | null;
  tallies: Tallies;
  frequency_loss: number | null;
}

/** A loss that is not trained is 0. */
export interface TraceByName extends Omit<Trace, 'example' | 'batch' | 'cls'> {
  example: { mlm_loss: number; counted: number };
  batch: Omit<Trace['batch'], 'losses'> & { mlm_loss: number; nsp_loss: number };
  cls: { pooled: number[] | null; gradient_nsp: number[] | null; gradient_mlm: number[] | null };
}

const place = (losses: readonly { name: string }[], name: Name) => losses.findIndex((loss) => loss.name === name);

export function pointsByName(points: readonly Point[], losses: readonly LossFacts[]): PointByName[] {
  const [mlm, nsp] = [place(losses, 'mlm'), place(losses, 'nsp')];
  return points.map(({ step, losses: values }) => ({
    step,
    mlm_loss: values[mlm] ?? null,
    nsp_loss: values[nsp] ?? null,
  }));
}

export function heldOutByName(heldOut: readonly HeldOut[], losses: readonly LossFacts[]): HeldOutByName[] {
  const [mlm, nsp] = [place(losses, 'mlm'), place(losses, 'nsp')];
  return heldOut.map(({ step, measures }) => ({
    step,
    mlm_loss: measures[mlm]?.loss ?? null,
    mlm_accuracy: measures[mlm]?.accuracy ?? null,
    nsp_loss: measures[nsp]?.loss ?? null,
    nsp_accuracy: measures[nsp]?.accuracy ?? null,
  }));
}

/** Majority baseline of next sentence prediction: the share of the more frequent label. */
export const majorityOf = (losses: readonly LossFacts[]) => losses[place(losses, 'nsp')]?.baseline.accuracy ?? null;

export function reportByName({ points, held_out, losses, tallies }: Report): ReportByName {
  return {
    points: pointsByName(points, losses),
    held_out: heldOutByName(held_out, losses),
    nsp_majority: majorityOf(losses),
    tallies,
    frequency_loss: losses[place(losses, 'mlm')]?.baseline.loss ?? null,
  };
}

export function traceByName(trace: Trace): TraceByName {
  const { example, cls, batch } = trace;
  const { losses, ...rest } = batch;
  const value = (name: Name) => losses[place(losses, name)]?.value ?? 0;
  return {
    ...trace,
    example: { mlm_loss: example.loss, counted: example.counted },
    cls: {
      pooled: cls.pooled ?? null,
      gradient_nsp: clsGradient(trace, 'sequences') ?? null,
      gradient_mlm: clsGradient(trace, 'tokens') ?? null,
    },
    batch: { ...rest, mlm_loss: value('mlm'), nsp_loss: value('nsp') },
  };
}
