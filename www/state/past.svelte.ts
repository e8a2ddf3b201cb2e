// One sentence over the course of training: whether the stage keeps it, and which frame is shown.
//
// If the user keeps a sentence or goes to a past step, the engine follows the sentence on the stage: it sends its past and each
// further frame. The stage then always shows one frame of that film.

import type { Frame, Trace } from '../engine/types';
import { nearestIndex, traceAt } from '../trace/film';
import type { Tops } from '../trace/film';
import type { Followed } from './films.svelte';
import type { Look } from './look.svelte';
import { Newest } from './newest';
import type { Session } from './session.svelte';

/** Milliseconds to wait, since a pointer that only crosses the curves asks for nothing. */
const SETTLES_MS = 120;

export class Past {
  /** The engine's error message, if the sentence cannot be followed. */
  failure = $state<string | null>(null);
  /** The recording in which the sentence is kept. A new recording starts without. */
  #kept = $state<number | null>(null);
  readonly #session: Session;
  readonly #look: Look;
  readonly #question = new Newest(async () => {
    try {
      await this.#ask();
      this.failure = null;
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
    }
  });

  constructor(session: Session, look: Look) {
    this.#session = session;
    this.#look = look;
  }

  /** The sentence stays on the stage, whichever frame is shown. */
  get keeps() {
    return this.#kept === this.#session.stage.films.generation;
  }

  keep(keeps: boolean) {
    this.#kept = keeps ? this.#session.stage.films.generation : null;
  }

  /** Whether the stage shows one sentence over the course of training. Slow motion has its own display. */
  get wanted() {
    return this.#look.phase === null && (this.keeps || this.#session.stage.shownStep.step !== null);
  }

  get followed(): Followed | null {
    return this.wanted ? this.#session.stage.films.followed : null;
  }

  /** All frames of the film, ascending; the last one is now. */
  readonly frames = $derived.by((): Frame[] => {
    const { film, now } = this.#session.stage.films.followed ?? {};
    if (!film) return [];
    return now ? [...film.frames.filter(({ step }) => step < now.step), now] : film.frames;
  });

  /** The steps that can be selected, ascending; the last one is the newest. */
  readonly steps = $derived.by((): number[] => {
    const { stage, state } = this.#session;
    if (stage.films.followed) return this.frames.map(({ step }) => step);
    const { first, stride } = state?.moments ?? { first: state?.step ?? 0, stride: 1 };
    const recorded: number[] = [];
    for (let step = first; step < (state?.step ?? 0); step += stride) recorded.push(step);
    return [...recorded, state?.step ?? 0];
  });

  /** Index of the frame that is shown. */
  readonly index = $derived.by(() => {
    const { step } = this.#session.stage.shownStep;
    return step === null ? this.steps.length - 1 : nearestIndex(this.steps, step);
  });

  // Both stay the same while the film grows, so that a past frame is not drawn again.
  readonly #sentence = $derived(this.followed?.film.sentence);
  readonly #frame = $derived(this.frames[this.index]);

  /** The frame on the stage; null: the newest step. */
  readonly trace = $derived.by((): Trace | null =>
    this.#sentence && this.#frame ? traceAt(this.#sentence, this.#frame) : null,
  );

  /** Strongest loss and gradients in the whole film, so that the scales of the stage stay constant. */
  readonly tops = $derived.by((): Tops => ({ loss: this.#loss, gradient: this.#gradient, input: this.#input }));
  readonly #loss = $derived(this.#top('losses'));
  readonly #gradient = $derived(this.#top('gradient_norms'));
  readonly #input = $derived(this.#top('input_gradient_norms'));

  #top(name: 'losses' | 'gradient_norms' | 'input_gradient_norms'): number {
    const frames = this.followed ? this.frames : [];
    return frames.reduce((most, frame) => Math.max(most, ...frame[name]), 0);
  }

  /** Goes to a step by its index. The last one is the newest step. The sentence stays while the slider is dragged there. */
  go(index: number, dragging = false) {
    const step = this.steps[Math.max(0, index)];
    const now = index >= this.steps.length - 1 || step === undefined;
    this.#session.stage.shownStep.go(now ? (dragging ? Infinity : null) : step);
  }

  /** Has to be called whenever one of the above or the trace of the session changes. */
  follow() {
    return this.#question.follow();
  }

  async #ask() {
    const session = this.#session;
    if (session.phase !== 'ready' || session.busy || this.wanted === session.stage.films.follows) return;
    if (!this.wanted) return session.stage.unfollow();
    if (!this.keeps) await new Promise((resolve) => setTimeout(resolve, SETTLES_MS));
    if (this.wanted && session.phase === 'ready' && !session.busy) await session.stage.follow();
  }
}
