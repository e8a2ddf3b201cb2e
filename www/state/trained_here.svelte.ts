// Which of several tabs trains a run: the one that came first. Another one says so, and trains a copy if it is told to.

/** How long a tab waits for the page that it replaces to be gone, in milliseconds. */
const HANDOVER_MS = 1000;
const LOOK_AGAIN_MS = 100;

export class TrainedHere {
  /** Another tab has this run, and trains it or could. */
  elsewhere = $state(false);
  /** Resolves when it is known which tab trains the run. */
  known: Promise<unknown> = Promise.resolve();
  #address: string | null = null;
  /** Lets another tab have the lock; null where it is not held. */
  #release: (() => void) | null = null;

  /** `taken` is called where another tab has taken the run while this page was in the back-forward cache. */
  constructor(taken: () => void) {
    // A page in that cache has no locks, or it could not be there.
    addEventListener('pagehide', () => this.#letGo());
    addEventListener('pageshow', ({ persisted }) => {
      if (persisted) this.known = this.claim(this.#address).then((held) => held || taken());
    });
  }

  /** Claims the run of an address for this tab. Null is for no run that another tab could have. */
  async claim(address: string | null): Promise<boolean> {
    this.elsewhere = false;
    // What this tab goes on with no other one may have in between.
    if (this.#holds(address)) return true;
    this.#letGo();
    this.#address = address;
    // Without locks, as over plain http, no tab knows of another.
    if (address === null || !('locks' in navigator)) return true;
    const held = await this.#request(address);
    if (address === this.#address) this.elsewhere = !held;
    return held;
  }

  #holds(address: string | null): boolean {
    return address === this.#address && this.#release !== null;
  }

  #letGo() {
    this.#release?.();
    this.#release = null;
  }

  /** Whether the lock is held now. It stays so until it is released. A browser that is busy may take long to answer, which says nothing. */
  async #request(address: string): Promise<boolean> {
    const end = performance.now() + HANDOVER_MS;
    // It may also be an earlier request of this tab's that has it.
    while (!(await this.#try(address)) && !this.#holds(address)) {
      if (performance.now() >= end) return false;
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
    return true;
  }

  /** Where locks are refused, as in a sandbox, no tab knows of another. */
  #try(address: string): Promise<boolean> {
    return new Promise((resolve) => {
      const hold = (lock: Lock | null) => {
        resolve(lock !== null);
        // Another run may have begun meanwhile. Then this one is nobody's.
        return lock && address === this.#address ? new Promise<void>((release) => (this.#release = release)) : null;
      };
      navigator.locks.request(`cloze run ${address}`, { ifAvailable: true }, hold).catch(() => resolve(true));
    });
  }
}
