// Whether anybody can see the page: its tab is shown, and if it is a frame of another page, that is not scrolled out of view. A page that
// nobody sees draws nothing and has no traces made for it; its run trains on.

import { inFrame } from '../save/clipboard';

class Sight {
  #scrolledAway = $state(false);
  #tabHidden = $state(document.hidden);
  readonly #listeners = new Set<() => void>();

  constructor() {
    document.addEventListener('visibilitychange', () => {
      this.#tabHidden = document.hidden;
      this.#tell();
    });
    if (!inFrame()) return;
    // Without a root the observer goes by what the window shows of the frame, whoever the outer pages belong to.
    new IntersectionObserver(([entry]) => {
      this.#scrolledAway = !(entry?.isIntersecting ?? true);
      this.#tell();
    }).observe(document.documentElement);
  }

  get hidden(): boolean {
    return this.#tabHidden || this.#scrolledAway;
  }

  /** `changed` is called whenever the page goes out of sight or comes back. */
  watch(changed: () => void) {
    this.#listeners.add(changed);
  }

  #tell() {
    for (const listener of this.#listeners) listener();
  }
}

export const sight = new Sight();
