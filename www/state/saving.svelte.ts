// The run in the browser's storage: saved while it trains, found again after a reload, offered to who comes back later.

import { ofKept, SilentStorage } from '../keep/client';
import type { Label, Problem, Saved } from '../keep/keeper';
import type { Settings } from '../engine/types';
import { runIn } from './link';
import { isReturn, ownRun, rememberRun } from './this_tab';
import { TrainedHere } from './trained_here.svelte';

export type { Saved } from '../keep/keeper';

const OFF = 'cloze.keep_no_runs';
/** How long a page that is reloaded waits for what is saved, in seconds. */
const WAITS_S = 5;

interface State {
  step: number;
  bytes: Uint8Array;
  running: boolean;
}

export class Saving {
  /** The step of the newest saved state of this run. Null if none is. */
  step = $state<number | null>(null);
  /** Why this run is not saved. */
  problem = $state<Problem | null>(null);
  /** The saved state that this page has gone on from. */
  wentOn = $state.raw<Saved | null>(null);
  /** A saved state could not be read, which is why the page began anew. */
  unreadable = $state('');
  /** An earlier run of this address, to go on from. */
  offer = $state.raw<Saved | null>(null);
  /** The user's own text is saved with the run only if they want that. */
  privateText = $state(false);
  /** Nothing is saved, as the user wants it. */
  off = $state(readOff());
  readonly trainedHere: TrainedHere;

  /** Embedded panels leave nothing on the visitors of another page. */
  readonly #embedded = /[?&]embed=/.test(location.search);
  #run = newName();
  #address = '';
  #writing = false;
  #next: State | null = null;
  /** The newest one of this run, saved or not. */
  #offered: State | null = null;
  /** What was saved last, even if it has been deleted since: nobody needs it twice. */
  #newest: { step: number; running: boolean } | null = null;
  #agreed = false;

  /** `stop` is called where another tab has taken the run over, while the browser kept this page for the way back. */
  constructor(stop: () => void) {
    this.trainedHere = new TrainedHere(() => {
      // The other tab saves it under this name.
      this.#run = newName();
      stop();
    });
  }

  /** The states that this page is to go on from, the newest first: those of its own run, after a reload. */
  async toGoOnFrom(): Promise<Saved[]> {
    const run = this.#embedded || !isReturn() ? null : ownRun(runIn(location.href));
    if (run === null) return [];
    const saved = await this.#list(WAITS_S);
    return saved.filter((state) => state.run === run);
  }

  read(saved: Saved): Promise<Uint8Array | null> {
    return ofKept(({ runs }) => runs.read(saved));
  }

  /**
   * A run is on the page, at the address that is there now: a new one, or that of a saved state. Resolves with whether this tab is to
   * train it: no other one does.
   */
  async begun(settings: Settings, from: Saved | null): Promise<boolean> {
    const first = this.#address === '';
    this.#address = runIn(location.href);
    this.#next = this.#offered = null;
    [this.step, this.problem, this.wentOn, this.offer] = [from?.step ?? null, null, from, null];
    this.#newest = from;
    // Who has saved a text before has agreed.
    if (from) this.#agreed = true;
    this.privateText = settings.corpus === 'text' && !this.#agreed;
    if (this.#embedded) return true;
    if (!from) rememberRun(null);
    const alone = await this.trainedHere.claim(settings.corpus === 'text' ? null : this.#address);
    // A tab that was duplicated has the same run, and saves it under a name of its own.
    this.#run = from && alone ? from.run : newName();
    if (first && !from && settings.corpus !== 'text') void this.#look();
    return alone;
  }

  /** Looks for a run of this address that was left at a step worth going on from. */
  async #look() {
    const run = this.#run;
    const saved = await this.#list();
    if (run === this.#run)
      this.offer = saved.find(({ address, step }) => address === this.#address && step > 0) ?? null;
  }

  /** The run's newest state, to be saved. If another one is being written, the newest waits. */
  async good(state: State): Promise<void> {
    this.#offered = state;
    if (state.step === this.#newest?.step && state.running === this.#newest.running) return;
    if (this.#embedded || this.off || this.privateText || this.problem === 'too_large' || state.step === 0) return;
    this.#next = state;
    if (this.#writing) return;
    this.#writing = true;
    try {
      for (let next = this.#take(); next; next = this.#take()) await this.#write(next);
    } finally {
      this.#writing = false;
    }
  }

  #take(): State | null {
    const next = this.#next;
    this.#next = null;
    return next;
  }

  async #write({ step, bytes, running }: State) {
    await this.trainedHere.known;
    const run = this.#run;
    const label: Label = { run, address: this.#address, step, at: Date.now(), running };
    const problem = await ofKept(({ runs }) => runs.keep(label, bytes)).catch((error: unknown): Problem =>
      error instanceof SilentStorage ? 'silent' : 'blocked',
    );
    if (run !== this.#run) return;
    this.problem = problem;
    if (problem !== null) return;
    this.step = step;
    this.#newest = { step, running };
    rememberRun({ run, address: this.#address });
  }

  /** The user's own text may be saved in this browser. */
  agree() {
    this.#agreed = true;
    this.privateText = false;
    this.#again();
  }

  /** What was not to be saved before. A run that is paused has no newer state. */
  #again() {
    if (this.#offered) void this.good(this.#offered);
  }

  async setOff(off: boolean): Promise<void> {
    this.off = off;
    try {
      if (off) localStorage.setItem(OFF, 'true');
      else localStorage.removeItem(OFF);
    } catch {
      // Without storage there is nothing to save in either.
    }
    if (off) await this.clear();
    else this.#again();
  }

  /** What is kept of all runs: how many there are, and their bytes. */
  async usage(): Promise<{ runs: number; bytes: number }> {
    const saved = await this.#list();
    return {
      runs: saved.filter(({ run }, index) => saved.findIndex((state) => state.run === run) === index).length,
      bytes: saved.reduce((sum, { bytes }) => sum + bytes, 0),
    };
  }

  async clear(): Promise<void> {
    [this.step, this.offer, this.#next] = [null, null, null];
    await ofKept(({ runs }) => runs.clear());
    await ofKept(({ experiments }) => experiments.clear());
  }

  #list(patience_s?: number): Promise<Saved[]> {
    return ofKept(({ runs }) => runs.list(), patience_s).catch(() => []);
  }
}

/** At random. Unlike a UUID it can also be had over plain http. */
const newName = () => crypto.getRandomValues(new Uint32Array(3)).join('-');

function readOff(): boolean {
  try {
    return localStorage.getItem(OFF) !== null;
  } catch {
    return false;
  }
}
