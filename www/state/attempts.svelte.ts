// Work that can fail, with buttons that wait for it and a place where the failure is told.

import { asFailure } from '../engine/client';

export class Attempts {
  /** Something is under way that buttons wait for. */
  busy = $state(false);
  failure = $state('');

  /** Runs something that can fail; what it says then is shown, and what was there before stays. */
  async attempt(work: () => Promise<unknown>): Promise<void> {
    this.busy = true;
    this.failure = '';
    try {
      await work();
    } catch (error) {
      this.failure = asFailure(error).message;
    } finally {
      this.busy = false;
    }
  }
}
