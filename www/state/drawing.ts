// When what the engine reports is drawn: at most 15 times a second, and nothing while the page is hidden.

import type { EngineEvent, Trace } from '../engine/types';
import { sight } from './sight.svelte';

const DRAW_EVERY_MS = 1000 / 15;
/** Two frames of a display. */
const AFTER_THE_STAGE_MS = 34;

export type Progress = Extract<EngineEvent, { type: 'progress' }>;

interface Painter {
  /** Shows a trace, or refuses it while the last one must stay readable. Returns whether it is shown. */
  trace: (trace: Trace, running: boolean) => boolean;
  /** Everything but the trace. */
  rest: (event: Progress) => void;
}

export class Drawing {
  #waiting: Progress | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  readonly #paint: Painter;

  constructor(paint: Painter) {
    this.#paint = paint;
  }

  add(event: Progress) {
    this.#waiting = { ...event, trace: event.trace ?? this.#waiting?.trace };
    if (sight.hidden || this.#timer !== null) return;
    // In a task of its own, and not in a frame's: what the browser then lays out and paints is another task.
    this.#timer = setTimeout(() => this.#drawGradually(), DRAW_EVERY_MS);
  }

  /** Draws what waits. Before anything newer is shown too, or it would come after that. */
  settle() {
    this.#stop();
    this.#offerTrace();
    this.#drawRest();
  }

  /** What waits belongs to another run. */
  drop() {
    this.#stop();
    this.#waiting = null;
  }

  #stop() {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** Drawing another sentence takes a whole frame, so everything else is drawn in the next. */
  #drawGradually() {
    this.#timer = null;
    if (this.#offerTrace()) this.#timer = setTimeout(() => this.#drawGradually(), AFTER_THE_STAGE_MS);
    else this.#drawRest();
  }

  /** The waiting trace is offered once. Returns whether it is shown. */
  #offerTrace(): boolean {
    if (!this.#waiting?.trace) return false;
    const { trace, state } = this.#waiting;
    this.#waiting = { ...this.#waiting, trace: undefined };
    return this.#paint.trace(trace, state.running);
  }

  #drawRest() {
    const event = this.#waiting;
    if (!event) return;
    this.#waiting = null;
    this.#paint.rest(event);
  }
}
