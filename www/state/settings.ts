// Settings by name. The list of settings (their names, groups, defaults and ranges) comes from the engine; here it is only
// walked, to fill the URL, the controls and the reset from one source.

import type { PartialSettings, Schema, SettingGroup, SettingName, SettingSpec, Settings } from '../engine/types';

export type SettingValue = string | number | boolean;

/** A setting as the page's controls need it. */
export interface SettingInfo {
  /** As in the settings; members of `masking` carry the prefix `masking.`. */
  name: SettingName;
  group: SettingGroup;
  kind: SettingSpec['kind']['kind'];
  default: SettingValue;
  minimum?: number;
  maximum?: number;
  choices?: readonly string[];
}

export function settingList(schema: Schema): SettingInfo[] {
  return schema.map(({ kind, ...spec }) => ({ ...spec, ...kind }));
}

/** What the URL says for it: the name without its prefix. */
const shortName = (name: string) => name.split('.').at(-1) ?? name;

/** Parameters of the page itself; every other one in the URL is a setting. */
const PAGE_PARAMETERS = new Set(['lang', 'theme', 'present', 'embed', 'workers']);

/** The text of one's own corpus travels in the URL up to this length; servers and chats cut longer addresses. */
export const LONGEST_TEXT_IN_URL = 1500;

const fitsTheUrl = (text: string) => text.length <= LONGEST_TEXT_IN_URL;

/** `masking.keep` of the settings. */
export function settingOf(settings: Settings, name: string): SettingValue {
  const value = name
    .split('.')
    .reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], settings);
  return value as SettingValue;
}

/** Values by name, as the engine takes them: dotted names become nested objects. */
export function nest(values: Record<string, SettingValue>): PartialSettings {
  const result: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) {
    const [outer, inner] = name.split('.') as [string, string | undefined];
    if (inner === undefined) result[outer] = value;
    else result[outer] = { ...(result[outer] as object | undefined), [inner]: value };
  }
  return result as PartialSettings;
}

/** Settings that differ from the defaults, as pairs of a query. Two runs with equal pairs are the same run. */
export function differing(schema: SettingInfo[], settings: Settings): [string, string][] {
  return schema
    .map(({ name, default: fallback }): [string, unknown, unknown] => [name, settingOf(settings, name), fallback])
    .filter(([, value, fallback]) => value !== fallback)
    .filter(([name, value]) => name !== 'text' || (settings.corpus === 'text' && fitsTheUrl(String(value))))
    .map(([name, value]) => [shortName(name), String(value)]);
}

/** The pairs of an address that are settings, the page's own parameters left out. */
export function settingsIn(address: string): [string, string][] {
  return [...new URL(address).searchParams].filter(([name]) => !PAGE_PARAMETERS.has(name));
}

/** The same address with these settings in place of those it had. */
export function addressWith(address: string, pairs: [string, string][]): string {
  const url = new URL(address);
  const page = [...url.searchParams].filter(([name]) => PAGE_PARAMETERS.has(name));
  url.search = new URLSearchParams([...page, ...pairs]).toString();
  return url.href;
}
