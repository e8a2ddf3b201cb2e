// The rooms of the page, each with an address of its own: `#/learn`, `#/train`, `#/finetune`, `#/compare`, `#/settings`. What follows
// in the address is the room's own: `#/learn/mask/2`, `#/train/attention`. The run goes on in all of them.

import type { Catalog } from '../i18n';

export type Room = keyof Catalog['rooms'];

export const ROOMS: readonly Room[] = ['learn', 'train', 'finetune', 'compare', 'settings'];

export interface Place {
  room: Room;
  /** What the address names within the room. */
  within: readonly string[];
}

/** Where the page opens. */
export const FIRST: Place = { room: 'train', within: [] };

/** Addresses from the time when the page was one scroll. */
const MOVED: Record<string, string> = {
  '#step': '#/train/pair',
  '#yours': '#/train/sentence',
  '#learned': '#/train',
  '#inside': '#/train/attention',
  '#change': '#/settings',
};

/** The place of an address, whose fragment may hold text after a `?`. Null for the id of an element (`#stage`). */
export function placeOf(hash: string): Place | null {
  const fragment = hash.split('?')[0] ?? '';
  const address = MOVED[fragment] ?? fragment;
  if (address !== '' && address !== '#' && !address.startsWith('#/')) return null;
  const [name, ...within] = address.slice(2).split('/').filter(Boolean).map(decoded);
  const room = ROOMS.find((room) => room === name);
  return room ? { room, within } : FIRST;
}

/** Whether a fragment (`#/train`) names a room that there is. */
export const isRoom = (hash: string) => ROOMS.some((room) => hash === `#/${room}` || hash.startsWith(`#/${room}/`));

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // A stray % in a link that somebody typed.
  }
}

/** Where the content of a room begins, by its id. */
export const BEGINNINGS: Record<Room, string> = {
  learn: 'learn',
  train: 'stage',
  finetune: 'tune',
  compare: 'compare',
  settings: 'change',
};
