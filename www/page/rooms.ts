// The rooms of the page, each with an address of its own: `#/train`, `#/finetune`, `#/compare`. The run goes on in all of them.

import type { Catalog } from '../i18n';

export type Room = keyof Catalog['rooms'];

export const ROOMS: readonly Room[] = ['train', 'finetune', 'compare'];

/** Whether a fragment (`#/train`) names a room that there is. */
export const isRoom = (hash: string) => ROOMS.some((room) => hash === `#/${room}` || hash.startsWith(`#/${room}/`));

/** The room of an address. Null for a place within a room (`#stage`). */
export function roomOf(hash: string): Room | null {
  if (hash !== '' && !hash.startsWith('#/')) return null;
  return ROOMS.find((room) => hash === `#/${room}`) ?? 'train';
}

/** Where the content of a room begins, by its id. */
export const BEGINNINGS: Record<Room, string> = { train: 'stage', finetune: 'tune', compare: 'compare' };
