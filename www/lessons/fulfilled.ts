// Whether what the page shows fulfils the act of a step.

import type { PartialSettings, Settings } from '../engine/types';
import type { Shown } from '../page/panels';
import type { reader as Reader } from '../state/reader.svelte';
import { KINDS } from '../trace/kinds';
import type { Act, Figure } from './lesson';

/** How near a typed number has to be: the page shows two decimals or more. */
const NEAR = 0.0055;

export function fulfilled(act: Act, shown: Shown, reader: typeof Reader): boolean {
  switch (act.kind) {
    case 'open':
      return reader.opened !== null && KINDS[act.token](reader.opened);
    case 'what_if':
      return shown.look.rule === act.rule && shown.look.other !== null;
    case 'slow':
      return shown.look.phase === act.phase;
    case 'train':
      return shown.run.step >= act.steps || shown.run.finished;
    case 'begin':
      return agrees(act.settings, shown.settings);
    case 'do':
      return reader.deed?.name === act.deed;
    case 'guess':
    case 'enter':
      return false; // Their own controls tell.
  }
}

/** Whether the run has these settings. */
export function agrees(wanted: PartialSettings, settings: Settings): boolean {
  const within = (wanted: unknown, found: unknown): boolean =>
    typeof wanted === 'object' && wanted !== null
      ? Object.entries(wanted).every(([name, value]) => within(value, (found as Record<string, unknown>)?.[name]))
      : wanted === found;
  return within(wanted, settings);
}

/** The number that the reader is to type. */
export const figureOf = (figure: Figure, { actual }: Pick<Shown, 'actual'>): number =>
  ({ total_loss: actual.batch.total_loss })[figure];

export function isNear(typed: string, value: number): boolean {
  const number = Number(typed.trim().replace(',', '.'));
  return typed.trim() !== '' && Math.abs(number - value) <= NEAR;
}
