// How many workers may share the CPU engine's steps. How many then do, and which rows each takes, the engine says.

import type { Help } from './types';

/** One fewer than there are cores, which leaves one for the page. `?workers=N` sets the number, for comparisons and tests. */
export function help(): Help {
  const asked = Number(new URLSearchParams(location.search).get('workers'));
  const always = Number.isInteger(asked) && asked > 0;
  return { workers: always ? asked : (navigator.hardwareConcurrency || 1) - 1, always };
}
