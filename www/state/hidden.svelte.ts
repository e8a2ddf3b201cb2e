// The position whose word somebody is about to guess. Until then everything that is drawn of that step has a gap there.

import type { TokenTrace, Trace } from '../engine/types';

const GAP = '?';

const sameRow = (a: Trace, b: Trace) => a.step === b.step && a.row === b.row;

/** What the word was and what the model says of it are gone; that it is masked and scored is not. */
const withoutAnswer = (token: TokenTrace): TokenTrace => ({ ...token, original: GAP, label: undefined, top: [] });

class Hidden {
  #at = $state.raw<{ trace: Trace; position: number } | null>(null);

  hide(trace: Trace, position: number) {
    this.#at = { trace, position };
  }

  reveal() {
    this.#at = null;
  }

  covers(trace: Trace, position: number): boolean {
    return this.#at !== null && sameRow(this.#at.trace, trace) && this.#at.position === position;
  }

  /** The trace with a gap at the hidden position, if it is of the step with that position. */
  covered(trace: Trace): Trace {
    const at = this.#at;
    if (!at || !sameRow(at.trace, trace)) return trace;
    const tokens = trace.tokens.map((token) => (token.position === at.position ? withoutAnswer(token) : token));
    return { ...trace, tokens };
  }
}

export const hidden = new Hidden();
