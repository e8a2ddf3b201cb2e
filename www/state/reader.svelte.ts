// The reader of the lessons: where they are, what they have completed, and what they do on the page. The place is kept from visit to
// visit where the browser allows that.

import { SvelteSet } from 'svelte/reactivity';
import type { TokenTrace } from '../engine/types';
import type { TokenKind } from '../trace/kinds';
import type { Deed } from './deeds';

export interface ReadingPlace {
  lesson: string;
  /** From 0. */
  step: number;
}

const KEY = 'cloze.lessons';

class Reader {
  /** The step that was read last. Null before the first one. */
  place = $state.raw<ReadingPlace | null>(null);
  /** Completed steps, as `lesson/step`. */
  readonly done = new SvelteSet<string>();
  /** What the step points at on the stage. */
  pointed = $state.raw<TokenKind | null>(null);
  /** The token whose arithmetic is open on the stage. */
  opened = $state.raw<TokenTrace | null>(null);
  /** What was done last. Another object each time, so that the same deed again is seen too. */
  deed = $state.raw<{ name: Deed } | null>(null);

  constructor() {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<{ place: ReadingPlace; done: string[] }>;
      const { lesson, step } = kept.place ?? {};
      if (typeof lesson === 'string' && Number.isInteger(step)) this.place = { lesson, step: step! };
      for (const id of Array.isArray(kept.done) ? kept.done : []) this.done.add(String(id));
    } catch {
      // Storage may be forbidden, or hold something else: then the lessons begin at their beginning.
    }
  }

  did(name: Deed) {
    this.deed = { name };
  }

  go(place: ReadingPlace) {
    if (this.place?.lesson === place.lesson && this.place.step === place.step) return;
    this.place = place;
    this.#keep();
  }

  complete(lesson: string, step: string) {
    this.done.add(`${lesson}/${step}`);
    this.#keep();
  }

  has(lesson: string, step: string): boolean {
    return this.done.has(`${lesson}/${step}`);
  }

  #keep() {
    try {
      localStorage.setItem(KEY, JSON.stringify({ place: this.place, done: [...this.done] }));
    } catch {
      // Then it is for this visit only.
    }
  }
}

export const reader = new Reader();
