// Settings by name. The engine gives their names, groups, defaults and ranges. URL, controls and reset all follow from that list.

import type { PartialSettings, Schema, SettingGroup, SettingName, SettingSpec, Settings } from '../engine/types';

export type SettingValue = string | number | boolean;

/** A setting as the page's controls need it. */
export interface SettingInfo {
  /** Its name in the settings. Members of `masking` have the prefix `masking.`. */
  name: SettingName;
  group: SettingGroup;
  kind: SettingSpec['kind']['kind'];
  default: SettingValue;
  minimum?: number;
  maximum?: number;
  /** Whether the minimum itself is a value. */
  minimum_allowed?: boolean;
  choices?: readonly string[];
}

export function settingList(schema: Schema): SettingInfo[] {
  return schema.map(({ kind, ...spec }) => ({ ...spec, ...kind }));
}

/** Its name in the URL, without the prefix. */
export const shortName = (name: string) => name.split('.').at(-1) ?? name;

/** The value of a dotted name such as `masking.keep`. */
export function settingOf(settings: Settings, name: string): SettingValue {
  const value = name
    .split('.')
    .reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], settings);
  return value as SettingValue;
}

/** Values by name for the engine: dotted names become nested objects. */
export function nest(values: Record<string, SettingValue>): PartialSettings {
  const result: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) {
    const [outer, inner] = name.split('.') as [string, string | undefined];
    if (inner === undefined) result[outer] = value;
    else result[outer] = { ...(result[outer] as object | undefined), [inner]: value };
  }
  return result as PartialSettings;
}

/**
 * The seed and every other setting that differs from its default, as a query's names and values. Equal queries are equal runs, but for
 * the user's own text, which is not in it.
 */
export function differing(schema: SettingInfo[], settings: Settings): [string, string][] {
  const differs = ({ name, default: fallback }: SettingInfo) =>
    name === 'seed' || (name !== 'text' && settingOf(settings, name) !== fallback);
  const seedFirst = [...schema].sort((a, b) => Number(b.name === 'seed') - Number(a.name === 'seed'));
  return seedFirst.filter(differs).map(({ name }) => [shortName(name), String(settingOf(settings, name))]);
}
