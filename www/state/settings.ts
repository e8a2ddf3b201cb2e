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

/** Parameters of the page itself. Every other one in the URL is a setting. */
const PAGE_PARAMETERS = new Set(['lang', 'theme', 'present', 'embed', 'workers']);

/** Maximum length of the user's text in the URL. Servers and chats cut longer addresses. */
export const LONGEST_TEXT_IN_URL = 1500;

const fitsTheUrl = (text: string) => text.length <= LONGEST_TEXT_IN_URL;

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

/** Settings that differ from the defaults, as a query's names and values. Equal queries are equal runs. */
export function differing(schema: SettingInfo[], settings: Settings): [string, string][] {
  return schema
    .map(({ name, default: fallback }): [string, unknown, unknown] => [name, settingOf(settings, name), fallback])
    .filter(([, value, fallback]) => value !== fallback)
    .filter(([name, value]) => name !== 'text' || (settings.corpus === 'text' && fitsTheUrl(String(value))))
    .map(([name, value]) => [shortName(name), String(value)]);
}

/** The settings in an address, as names and values, without the page's own parameters. */
export function settingsIn(address: string): [string, string][] {
  return [...new URL(address).searchParams].filter(([name]) => !PAGE_PARAMETERS.has(name));
}

/** The address with its settings replaced by these. */
export function addressWith(address: string, pairs: [string, string][]): string {
  const url = new URL(address);
  const page = [...url.searchParams].filter(([name]) => PAGE_PARAMETERS.has(name));
  url.search = new URLSearchParams([...page, ...pairs]).toString();
  return url.href;
}
