// How long a GPU may be silent before it is given up.
//
// Seconds are counted by a timer that has to run for each of them. A laptop that sleeps and a page that the browser has frozen run none,
// so that on their return nothing counts as silent that was only asleep. In a tab that is hidden for minutes, browsers let a timer run
// once a minute: there a GPU is given up later, and never too early.

const TICK_MS = 1000;

/** Seconds without a sign of life. Signs are replies, events, and every readback of the device. */
export const PATIENCE_S = {
  /** Known hardware. Most browsers and drivers reset a device themselves after about ten seconds. */
  hardware: 20,
  /**
   * Everything else: the opening of a device, the compilation of one kernel, an adapter in software (a large step takes it half a
   * minute), and Burn, which compiles its kernels during the first step.
   */
  slow: 120,
};

/** Calls `then` when the page has been awake for so many seconds. Returns a function that cancels this. */
export function whenAwakeFor(seconds: number, then: () => void): () => void {
  let left = seconds;
  const timer = setInterval(() => {
    if (--left > 0) return;
    clearInterval(timer);
    then();
  }, TICK_MS);
  return () => clearInterval(timer);
}

export class Watchdog {
  #silent_s = 0;
  readonly #timer: ReturnType<typeof setInterval>;

  /** `patience` is asked every second: null while nothing is expected. `bark` is called once, with the seconds of silence. */
  constructor(patience: () => number | null, bark: (seconds: number) => void) {
    this.#timer = setInterval(() => {
      const most = patience();
      this.#silent_s = most === null ? 0 : this.#silent_s + 1;
      if (most === null || this.#silent_s < most) return;
      this.stop();
      bark(this.#silent_s);
    }, TICK_MS);
  }

  /** A sign of life. */
  alive() {
    this.#silent_s = 0;
  }

  stop() {
    clearInterval(this.#timer);
  }
}
