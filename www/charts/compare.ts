// Runs beside each other: what tells them apart, and whether their losses mean the same.

import { textOf, type Catalog } from '../i18n';
import type { SettingName, Settings } from '../engine/types';
import type { RunRecord } from '../state/runs.svelte';
import { scoresTokens } from '../trace/losses';
import { settingOf, type SettingInfo, type SettingValue } from '../state/settings';

/** Why a run cannot stand on one axis with another. */
export type Unlike = 'text' | 'vocabulary';
/** Why it can, but not without a word. */
export type Caution = 'masking' | 'objective';

const same = (name: SettingName, one: Settings, other: Settings) => settingOf(one, name) === settingOf(other, name);

/** −log p over another vocabulary, or of another text, is another quantity. */
export function unlike(one: RunRecord, other: RunRecord): Unlike | null {
  const [a, b] = [one.settings, other.settings];
  if (!same('corpus', a, b) || (a.corpus === 'text' && !same('text', a, b))) return 'text';
  return one.vocabulary === other.vocabulary ? null : 'vocabulary';
}

/** Whether losses are taken at positions that were selected and treated alike; masks that stay are drawn by the same rule. */
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

/** What is told of a run that differs in more settings than this. */
const MOST_TOLD = 3;

/**
 * A name for each run. The first one is the run that is going on; the others are called by what they have otherwise, and the
 * first one by its side of that.
 */
export function namesOf(runs: readonly RunRecord[], schema: readonly SettingInfo[], t: Catalog): string[] {
  const current = runs[0] as RunRecord;
  const differing = (run: RunRecord) => {
    const all = schema.map(({ name }) => name).filter((name) => !same(name, run.settings, current.settings));
    // The engines agree to rounding: which one it was tells runs apart only where nothing else does.
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

/** The three shares of masking are one thing to tell. */
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
