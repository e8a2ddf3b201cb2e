// What an engine reports goes out at the page's pace.
//
// A page that is frozen or busy handles no messages, while its worker may train on. Every report is a message, and after an hour there
// would be tens of thousands, all of them handled at once on return. So the page acknowledges each one, and reports beyond those
// under way become one.

import type { EngineEvent } from './types';

type Progress = Extract<EngineEvent, { type: 'progress' }>;

/** Reports that the page may have before it. One would let the page wait for the next. */
const UNDER_WAY = 2;

function extend<T>(list: T[], more: T[]): T[] {
  for (const one of more) list.push(one);
  return list;
}

/** Two reports as one. The newer one has the state; lists go on where the older one's end, and are those of the older one. */
function merged(older: Progress, newer: Progress): Progress {
  const [before, after] = [older.curves, newer.curves];
  const curves = after.thinned
    ? after
    : {
        thinned: before.thinned,
        points: extend(before.points, after.points),
        held_out: extend(before.held_out, after.held_out),
      };
  return {
    ...newer,
    curves,
    trace: newer.trace ?? older.trace,
    frames: extend(older.frames, newer.frames),
    followed: newer.followed ?? older.followed,
  };
}

export class Outbox {
  #underWay = 0;
  #waiting: Progress | null = null;
  readonly #send: (event: EngineEvent) => void;

  constructor(send: (event: EngineEvent) => void) {
    this.#send = send;
  }

  add(event: EngineEvent) {
    if (event.type !== 'progress') {
      this.flush();
      return this.#send(event);
    }
    this.#waiting = this.#waiting ? merged(this.#waiting, event) : event;
    if (this.#underWay < UNDER_WAY) this.flush();
  }

  /** The page has handled a report. */
  seen() {
    this.#underWay = Math.max(0, this.#underWay - 1);
    if (this.#underWay < UNDER_WAY) this.flush();
  }

  /** Before anything newer goes out, so that nothing older follows it. */
  flush() {
    if (!this.#waiting) return;
    this.#underWay++;
    this.#send(this.#waiting);
    this.#waiting = null;
  }
}
