// The rooms of the page, each with an address of its own: `#/train`, `#/finetune`, `#/compare`. The run goes on in all of them.

import type { Catalog } from '../i18n';

export type Room = keyof Catalog['rooms'];

export const ROOMS: readonly Room[] = ['train', 'finetune', 'compare'];

/** The room of an address; the first for every other. */
export function roomOf(hash: string): Room {
  const name = /^#\/(\w+)/.exec(hash)?.[1];
  return ROOMS.find((room) => room === name) ?? 'train';
}
