// Earlier runs, kept in memory for comparison.

import type { HeldOut, LossFacts, Point, Settings } from '../engine/types';

/** The data of a run that the curves draw. */
export interface RunRecord {
  settings: Settings;
  /** Size of its vocabulary, which may be less than the setting. */
  vocabulary: number;
  points: readonly Point[];
  heldOut: readonly HeldOut[];
  /** Its trained losses, in the order of its points. */
  losses: readonly LossFacts[];
}

export interface KeptRun extends RunRecord {
  id: number;
  /** 1 to MOST_KEPT: its colour and pattern while it is kept. */
  slot: number;
}

export const MOST_KEPT = 4;

export class Runs {
  kept = $state.raw<readonly KeptRun[]>([]);
  #last = 0;

  /** Drops the oldest if there are too many. If the same run was started twice, the longer record stays. */
  keep(run: RunRecord) {
    const text = JSON.stringify(run.settings);
    const same = this.kept.find((other) => JSON.stringify(other.settings) === text);
    if (same && same.points.length >= run.points.length) return;
    const others = this.kept.filter((other) => other !== same).slice(1 - MOST_KEPT);
    const taken = others.map((other) => other.slot);
    const slot = same?.slot ?? [1, 2, 3, 4].find((free) => !taken.includes(free)) ?? 1;
    this.kept = [...others, { ...run, id: ++this.#last, slot }];
  }

  /** A run that goes on is no earlier run. */
  forget(settings: Settings) {
    const text = JSON.stringify(settings);
    this.kept = this.kept.filter((run) => JSON.stringify(run.settings) !== text);
  }

  remove(id: number) {
    this.kept = this.kept.filter((run) => run.id !== id);
  }
}
