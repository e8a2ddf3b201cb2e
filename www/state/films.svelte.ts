// The films of the run: that of the followed sentence, and those of the held-out ones.

import type { EngineEvent, Film, Frame, NewFrame } from '../engine/types';

type Recorded = Pick<Extract<EngineEvent, { type: 'progress' }>, 'frames' | 'followed'>;

/** The followed sentence. */
export interface Followed {
  film: Film;
  /** The model's newest predictions for it. */
  now: Frame | undefined;
}

/** A restored run may be at an earlier step. New frames replace those after it. */
function withFrame(film: Film, { stride, frame }: NewFrame): Film {
  const kept = film.frames.filter(({ step }) => step < frame.step && step % stride === 0);
  return { ...film, stride, frames: [...kept, frame] };
}

/** Joins frames from before and after a hand-over: the new engine has frames from then on only. */
function joined(before: Film, film: Film): Film {
  const first = film.frames[0]?.step ?? 0;
  return { ...film, frames: [...before.frames.filter(({ step }) => step < first), ...film.frames] };
}

export class Films {
  followed = $state.raw<Followed | null>(null);
  specimens = $state.raw<Film[]>([]);
  /** Number of the recording. A kept sentence belongs to one of them. */
  generation = $state(0);
  /** The engine was asked for the film of a sentence, which has yet to come. */
  #asked = $state(false);
  /** Frames that have arrived since the last drawing. */
  #followed: Followed | null = null;
  #specimens: Film[] = [];

  /** Whether the stage has a sentence of its own: one is followed, or was asked for. Nothing else keeps this. */
  get follows(): boolean {
    return this.#asked || this.followed !== null;
  }

  /** While `film` is pending, the stage waits for it. */
  async during<T>(film: () => Promise<T>): Promise<T> {
    this.#asked = true;
    try {
      return await film();
    } finally {
      this.#asked = false;
    }
  }

  /** Another run has begun. */
  begin(specimens: Film[]) {
    this.#specimens = specimens;
    this.lose();
  }

  /** The same run is on another engine, which may have a new recording. */
  goOn(specimens: Film[], followed: Film | null) {
    this.#specimens = specimens;
    if (this.#followed && followed) this.follow(joined(this.#followed.film, followed));
    else if (this.#followed) this.lose();
  }

  /** Nothing is followed any more. */
  lose() {
    this.generation++;
    this.release();
  }

  follow(film: Film) {
    this.#followed = { film, now: film.frames.at(-1) };
    this.draw();
  }

  release() {
    this.#asked = false;
    this.#followed = null;
    this.draw();
  }

  add({ frames, followed }: Recorded) {
    for (const taken of frames) {
      const film = taken.specimen === undefined ? undefined : this.#specimens[taken.specimen];
      if (film) this.#specimens = this.#specimens.with(taken.specimen as number, withFrame(film, taken));
      else if (this.#followed) this.#followed = { film: withFrame(this.#followed.film, taken), now: taken.frame };
    }
    if (followed && this.#followed) this.#followed = { ...this.#followed, now: followed };
  }

  /** Publishes new frames, except for the followed sentence while the stage is paused. */
  draw(pinned = false) {
    if (!pinned) this.followed = this.#followed;
    this.specimens = this.#specimens;
  }
}
