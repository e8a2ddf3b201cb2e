// The link that the share panel shows: to the run, perhaps at the step on the stage, perhaps with the user's own text.

import { LONGEST_LINK } from '../state/own_text';
import type { Session } from '../state/session.svelte';

export class SharedLink {
  withStep = $state(false);
  withText = $state(false);
  /** Empty until there is a run. */
  address = $state('');
  /** Why the text is not in it although it was asked for: the length that the link would have, or no compression here. */
  refused = $state<number | 'no_compression' | null>(null);
  readonly #session: Session;
  #asked = 0;

  constructor(session: Session) {
    this.#session = session;
  }

  /** What the link is made of. Has to be made again when one of these changes. */
  get parts() {
    const { number, phase } = this.#session;
    const { moment } = this.#session.stage;
    return [number, phase, this.withText, ...(this.withStep ? [moment.step, moment.row] : [])];
  }

  async make(): Promise<void> {
    if (!this.#session.state) return;
    const asked = ++this.#asked;
    const step = this.withStep;
    const without = await this.#session.link({ step });
    let [address, refused]: [string, SharedLink['refused']] = [without, null];
    if (this.withText) {
      try {
        address = await this.#session.link({ step, text: true });
        if (address.length > LONGEST_LINK) [address, refused] = [without, address.length];
      } catch {
        refused = 'no_compression';
      }
    }
    if (asked === this.#asked) [this.address, this.refused] = [address, refused];
  }
}
