// Whether an element is visible: it is on the screen, and the page is in sight. During training, invisible panels request and draw
// nothing.

import { untrack } from 'svelte';
import { sight } from './sight.svelte';

/** Hidden elements are updated too, one after the other, so that scrolling never shows outdated ones. */
const ONE_EVERY_MS = 250;

/** The hidden elements, in the order of their turns. */
const unseen: InView[] = [];
setInterval(() => {
  if (sight.hidden) return;
  const next = unseen.shift();
  if (!next) return;
  unseen.push(next);
  next.refresh();
}, ONE_EVERY_MS);

export class InView {
  #onScreen = $state(false);
  #turns = $state(0);

  get seen(): boolean {
    return this.#onScreen && !sight.hidden;
  }

  /**
   * Observes the element until it is removed, for `{@attach}`. `margin` is the distance at which it counts as
   * visible, in CSS units.
   */
  watch(margin = '0px') {
    return (element: Element) => {
      const observer = new IntersectionObserver(([entry]) => (this.#onScreen = entry?.isIntersecting ?? false), {
        rootMargin: margin,
      });
      observer.observe(element);
      unseen.push(this);
      return () => {
        observer.disconnect();
        unseen.splice(unseen.indexOf(this), 1);
      };
    };
  }

  /**
   * The value of `compute`. It is updated at once while the element is visible or the run is paused, else when its turn comes. So a
   * hidden element is not drawn with every event of a run. Without `turns`, it waits until it is visible, for slow drawings.
   */
  follow<T>(running: () => boolean, compute: () => T, { turns = true } = {}): { readonly current: T } {
    const value = $derived.by(() => {
      if (this.seen || !running()) return compute();
      if (turns) void this.#turns;
      return untrack(compute);
    });
    return {
      get current() {
        return value;
      },
    };
  }

  refresh() {
    if (!this.seen) this.#turns++;
  }
}
