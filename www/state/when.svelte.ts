// Repeats work when certain values change, and for no other reason.

import { untrack } from 'svelte';

/**
 * Does `work` now, and again whenever a value that `values` reads has changed. `work` itself may read and write any state without
 * causing a repetition. Has to be called where effects may be created.
 */
export function when(values: () => unknown, work: () => unknown) {
  $effect(() => {
    values();
    untrack(work);
  });
}
