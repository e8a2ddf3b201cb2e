// Whether anybody can see the page: its tab is shown, and if it is a frame of another page, that is not scrolled out of view. A page that
// nobody sees draws nothing and has no traces made for it; its run trains on.

import { inFrame } from '../save/clipboard';

class Sight {
  #tabHidden = $state(false);
  #scrolledAway = $state(false);

  get hidden(): boolean {
    return this.#tabHidden || this.#scrolledAway;
  }

  /** From now on `changed` is called whenever the page goes out of sight or comes back. */
  watch(changed: () => void) {
    this.#tabHidden = document.hidden;
    document.addEventListener('visibilitychange', () => {
      this.#tabHidden = document.hidden;
      changed();
    });
    if (!inFrame()) return;
    // Without a root the observer goes by what the window shows of the frame, whoever the outer pages belong to.
    new IntersectionObserver(([entry]) => {
      this.#scrolledAway = !(entry?.isIntersecting ?? true);
      changed();
    }).observe(document.documentElement);
  }
}

export const sight = new Sight();
