// How many workers share the CPU engine's steps.

import type { Device, Help } from './types';

/** A step has four parts, so that more workers would have nothing to do (src/engine/cpu/parts.rs). */
const MOST_WORKERS = 4;

/** As many as there are cores, but one that is left to the page. `?workers=N` asks for a number, to compare and to test. */
export function helpFor(device: Device): Help {
  const asked = Number(new URLSearchParams(location.search).get('workers'));
  const always = Number.isInteger(asked) && asked > 0;
  const workers = always ? asked : (navigator.hardwareConcurrency || 1) - 1;
  // Two share, or four; three would wait for the one that has two parts.
  const sharing = workers >= MOST_WORKERS ? MOST_WORKERS : workers >= 2 ? 2 : 1;
  return { helpers: device === 'cpu' ? sharing - 1 : 0, always };
}
