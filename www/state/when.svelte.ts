// Work that is to be done again whenever certain values change, and for no other reason.

import { untrack } from 'svelte';

/**
 * Does `work` now, and again whenever a value that `values` reads has changed. What `work` itself reads calls for nothing: it may
 * read and write any state. To be called where an effect may be made.
 */
export function when(values: () => unknown, work: () => unknown) {
  $effect(() => {
    values();
    untrack(work);
  });
}
