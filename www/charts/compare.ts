// Comparing runs: how they differ, and whether their losses are comparable.

import { textOf, type Catalog } from '../i18n';
import type { SettingName, Settings } from '../engine/types';
import type { RunRecord } from '../state/runs.svelte';
import { scoresTokens } from '../trace/losses';
import { settingOf, type SettingInfo, type SettingValue } from '../state/settings';

/** Why two runs cannot share an axis. */
export type Unlike = 'text' | 'vocabulary';
/** A caution about two runs that share an axis. */
export type Caution = 'masking' | 'objective';

const same = (name: SettingName, one: Settings, other: Settings) => settingOf(one, name) === settingOf(other, name);

/** Losses with another vocabulary or text are not comparable. */
export function unlike(one: RunRecord, other: RunRecord): Unlike | null {
  const [a, b] = [one.settings, other.settings];
  if (!same('corpus', a, b) || (a.corpus === 'text' && !same('text', a, b))) return 'text';
  return one.vocabulary === other.vocabulary ? null : 'vocabulary';
}

/** Whether positions are selected and masked in the same way. It does not matter whether masks are redrawn. */
const sameMasking = ({ masking: a }: Settings, { masking: b }: Settings) =>
  (Object.keys(a) as (keyof typeof a)[]).every((member) => member === 'fresh' || a[member] === b[member]);

export function cautions(one: RunRecord, other: RunRecord): Caution[] {
  const [a, b] = [one.settings, other.settings];
  const all: Caution[] = [];
  if (scoresTokens(one.losses) && scoresTokens(other.losses) && !sameMasking(a, b)) all.push('masking');
  if (!same('objective', a, b)) all.push('objective');
  return all;
}

const SHARES: SettingName[] = ['masking.mask', 'masking.random', 'masking.keep'];
export const sharesOf = ({ masking }: Settings) => `${masking.mask}/${masking.random}/${masking.keep}`;

/** Maximum number of settings in a name. */
const MOST_TOLD = 3;

/**
 * A name for each run. The first one is the current run. The others are named after the settings in which they differ, and the first
 * one after its values of these.
 */
export function namesOf(runs: readonly RunRecord[], schema: readonly SettingInfo[], t: Catalog): string[] {
  const current = runs[0] as RunRecord;
  const differing = (run: RunRecord) => {
    const all = schema
      .map(({ name }) => name)
      .filter((name) => !same(name, run.settings, current.settings))
      // A text of one's own says something of runs on it alone.
      .filter((name) => name !== 'text' || run.settings.corpus === 'text');
    // Engines differ by rounding only, so the device is named only if nothing else differs.
    return all.length > 1 ? all.filter((name) => name !== 'device') : all;
  };
  const drawn = runs.filter((run) => unlike(run, current) === null);
  const own = named([...new Set(drawn.flatMap(differing))], current.settings, t);
  const others = runs.slice(1).map((run) => named(differing(run), run.settings, t));
  const names = others.map((name, index) => {
    if (name.length === 0) return t.curves.sameAgain;
    const told = name.slice(0, MOST_TOLD).join(', ') + (name.length > MOST_TOLD ? ', …' : '');
    const twin = others.findIndex((other) => other.join() === name.join()) !== index;
    return twin ? `${told} (${t.curves.earlier})` : told;
  });
  return [own.length === 0 || own.length > MOST_TOLD - 1 ? t.curves.thisRun : own.join(', '), ...names];
}

/** The three masking shares are named together. */
function named(settings: SettingName[], of: Settings, t: Catalog): string[] {
  const shares = settings.some((name) => SHARES.includes(name)) ? [sharesOf(of)] : [];
  return [...shares, ...settings.filter((name) => !SHARES.includes(name)).map((name) => told(name, of, t))];
}

function told(name: SettingName, settings: Settings, t: Catalog): string {
  const value: SettingValue = settingOf(settings, name);
  if (name === 'corpus') return t.settings.presets[String(value)] ?? String(value);
  if (name === 'text') return t.curves.ownText(String(value).length);
  const { name: title, choices } = textOf(t, name);
  const choice = choices?.[String(value)];
  if (choice) return choice;
  return typeof value === 'boolean' ? t.curves.flag(title, value) : `${title} ${value}`;
}
