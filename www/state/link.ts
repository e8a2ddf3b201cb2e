// A run as a link: its version, its seed, every other setting that differs from the default, and perhaps a step. Pure functions.
//
// Text of the user's is never in the query, because a browser sends that to the server. A link carries it only on request, compressed,
// behind the `?` of the fragment (`#?z=…`, `#/train?z=…`), which stays in the browser.

import type { Settings } from '../engine/types';
import { differing, shortName, type SettingInfo } from './settings';

export type Pairs = [string, string][];

/** Raised when a link of the version before would open as another run, for one because a default has changed. */
export const LINK_VERSION = 1;

/** What a link of each version leaves unsaid and the next one says. A link without a version is of version 0. */
const UPGRADES: readonly Record<string, string>[] = [
  // Version 0 left out a seed that was the default.
  { seed: '1' },
];

/** Parameters of the page itself. */
const PAGE_PARAMETERS = new Set(['lang', 'theme', 'present', 'embed', 'workers']);
/** Parameters of the run that are no settings. */
const RUN_PARAMETERS = new Set(['v', 'step', 'row']);
const PACKED = 'z';

/** Why something in an address was left out; a key of the catalogs. */
export type Reason =
  | 'unknown'
  | 'value'
  | 'together'
  | 'room'
  | 'twice'
  | 'newer'
  | 'no_text'
  | 'unused_text'
  | 'broken_text'
  | 'long_text';

export interface LeftOut {
  name: string;
  reason: Reason;
}

/** What an address asks for. */
export interface Asked {
  /** Settings by name. */
  pairs: Pairs;
  /** The run is to be trained to this step and then paused. */
  step: number | null;
  /** The row of the batch that the stage shows there. */
  row: number;
  /** The user's text, compressed. */
  packed: string | null;
  leftOut: LeftOut[];
}

/** The fragment of an address as a place in the page (`#/train`) and the parameters behind it. */
function fragmentOf(url: URL): { place: string; parameters: URLSearchParams } {
  const at = url.hash.indexOf('?');
  return at < 0
    ? { place: url.hash, parameters: new URLSearchParams() }
    : { place: url.hash.slice(0, at), parameters: new URLSearchParams(url.hash.slice(at + 1)) };
}

export function readLink(address: string): Asked {
  const url = new URL(address);
  const { pairs, own, leftOut } = sorted(url.searchParams);
  const version = versionOf(own, leftOut);
  if (pairs.length > 0 || own.has('v')) upgrade(pairs, version);
  return {
    pairs,
    step: countOf(own, 'step', leftOut),
    row: countOf(own, 'row', leftOut) ?? 0,
    packed: fragmentOf(url).parameters.get(PACKED),
    leftOut,
  };
}

/** The run that an address is of, whatever else is in it and in whatever order. */
export function runIn(address: string): string {
  const parameters = new URLSearchParams(readLink(address).pairs);
  parameters.sort();
  return parameters.toString();
}

/** Settings and the run's own parameters. Of two values of one name the first is used. */
function sorted(parameters: URLSearchParams) {
  const pairs: Pairs = [];
  const own = new Map<string, string>();
  const leftOut: LeftOut[] = [];
  const seen = new Set<string>();
  for (const [name, value] of parameters) {
    if (PAGE_PARAMETERS.has(name)) continue;
    const short = shortName(name);
    if (seen.has(short)) leftOut.push({ name, reason: 'twice' });
    else if (RUN_PARAMETERS.has(name)) own.set(name, value);
    else pairs.push([name, value]);
    seen.add(short);
  }
  return { pairs, own, leftOut };
}

function versionOf(own: Map<string, string>, leftOut: LeftOut[]): number {
  const version = countOf(own, 'v', leftOut) ?? 0;
  if (version > LINK_VERSION) leftOut.push({ name: `v=${version}`, reason: 'newer' });
  return version;
}

function upgrade(pairs: Pairs, version: number) {
  const said = new Set(pairs.map(([name]) => shortName(name)));
  for (const unsaid of UPGRADES.slice(version)) {
    for (const [name, value] of Object.entries(unsaid)) if (!said.has(name)) pairs.push([name, value]);
  }
}

/** A whole number from 0 on, of a size that a counter can have. */
function countOf(own: Map<string, string>, name: string, leftOut: LeftOut[]): number | null {
  const text = own.get(name);
  if (text === undefined) return null;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  leftOut.push({ name, reason: 'value' });
  return null;
}

/** A moment of the run: the step, and the row of the batch on the stage. */
export interface Moment {
  step: number;
  row: number;
}

/** The query of a run, in the order: version, seed, other settings, moment. */
export function runPairs(schema: SettingInfo[], settings: Settings, moment: Moment | null = null): Pairs {
  const pairs: Pairs = [['v', String(LINK_VERSION)], ...differing(schema, settings)];
  if (moment) pairs.push(['step', String(moment.step)]);
  if (moment && moment.row > 0) pairs.push(['row', String(moment.row)]);
  return pairs;
}

/** The address of the page with its run replaced by this one. The page's own parameters and its place stay. */
export function addressWith(address: string, pairs: Pairs): string {
  const url = new URL(address);
  const page = [...url.searchParams].filter(([name]) => PAGE_PARAMETERS.has(name));
  url.search = new URLSearchParams([...page, ...pairs]).toString();
  url.hash = fragmentOf(url).place;
  return url.href;
}

/** A link to share: nothing of the page's own but what is asked for. */
export function linkWith(address: string, pairs: Pairs, packed: string | null = null): string {
  const url = new URL(address);
  url.search = new URLSearchParams(pairs).toString();
  url.hash = packed === null ? '' : `?${PACKED}=${packed}`;
  return url.href;
}
