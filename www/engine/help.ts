// How many workers share the CPU engine's steps.

import type { Device, Help } from './types';

/** A step has four parts, so more workers would be idle (src/engine/cpu/parts.rs). */
const MOST_WORKERS = 4;

/** One fewer than there are cores, which leaves one for the page. `?workers=N` sets the number, for comparisons and tests. */
export function helpFor(device: Device): Help {
  const asked = Number(new URLSearchParams(location.search).get('workers'));
  const always = Number.isInteger(asked) && asked > 0;
  const workers = always ? asked : (navigator.hardwareConcurrency || 1) - 1;
  // Two can share the parts, or four. Three would wait for the one with two parts.
  const sharing = workers >= MOST_WORKERS ? MOST_WORKERS : workers >= 2 ? 2 : 1;
  return { helpers: device === 'cpu' ? sharing - 1 : 0, always };
}
