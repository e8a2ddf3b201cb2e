// When a GPU that failed is tried again, and when no more.

import type { DeviceReason } from './reason';
import type { Failure } from './types';
import { whenAwakeFor } from './watchdog';

/**
 * Seconds before the second and before the third try. A driver that was reset is back within seconds; one that has failed again gets
 * longer. After the third failure there is no other: a run that moves to and fro trains worse than one on the CPU.
 */
const WAITS_S = [15, 60];

const CODES = { lost: 'device_lost', silent: 'gpu_silent', error: 'gpu_error', memory: 'gpu_memory' } as const;

/** What the page says of a GPU that failed. */
export function reasonOf({ gpu, message }: Failure): DeviceReason {
  // Silence has no message of its own.
  return { code: CODES[gpu ?? 'error'], message: gpu === 'silent' ? undefined : message };
}

/** The failures of the GPU on this page. */
export class Losses {
  #count = 0;
  #last: DeviceReason | undefined;
  #waiting = false;
  #cancel = () => {};

  /** Why no GPU may be started now: the last failure, with what comes next. */
  get barred(): DeviceReason | undefined {
    const over = this.#count > WAITS_S.length;
    return over || this.#waiting ? this.#last : undefined;
  }

  /** One more. `again` is called when the next try is due, if there is one. Returns the reason with what comes next. */
  count(reason: DeviceReason, again: () => void): DeviceReason {
    this.#cancel();
    const wait = WAITS_S[this.#count++];
    this.#waiting = wait !== undefined;
    if (wait === undefined) return (this.#last = { ...reason, given_up_after: this.#count });
    this.#cancel = whenAwakeFor(wait, () => {
      this.#waiting = false;
      again();
    });
    return (this.#last = { ...reason, again_s: wait });
  }
}
