// Which of several tabs trains a run: the one that came first. Another one says so, and trains a copy if it is told to.

/** How long a tab waits for the page that it replaces to be gone, in milliseconds. */
const HANDOVER_MS = 1000;

export class TrainedHere {
  /** Another tab has this run, and trains it or could. */
  elsewhere = $state(false);
  #address: string | null = null;
  #release: () => void = () => {};

  constructor() {
    // A page in the back-forward cache has no locks, or it could not be there.
    addEventListener('pagehide', () => this.#release());
    addEventListener('pageshow', ({ persisted }) => persisted && void this.claim(this.#address));
  }

  /** Claims the run of an address for this tab. Null is for no run that another tab could have. */
  async claim(address: string | null): Promise<boolean> {
    this.#release();
    this.#address = address;
    this.elsewhere = false;
    // Without locks, as over plain http, no tab knows of another.
    if (address === null || !('locks' in navigator)) return true;
    const held = await this.#request(address);
    if (address === this.#address) this.elsewhere = !held;
    return held;
  }

  /** Whether the lock is held now. It stays so until it is released. Where locks are refused, as in a sandbox, no tab knows of another. */
  #request(address: string): Promise<boolean> {
    return new Promise((resolve) => {
      const signal = AbortSignal.timeout(HANDOVER_MS);
      const hold = () => {
        resolve(true);
        return new Promise<void>((release) => (this.#release = release));
      };
      const refused = (error: unknown) => resolve((error as Error).name === 'SecurityError');
      navigator.locks.request(`cloze run ${address}`, { signal }, hold).catch(refused);
    });
  }
}
