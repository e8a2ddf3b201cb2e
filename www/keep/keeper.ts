// Keeps the states of runs: of each run the last two, of all runs together a bounded amount.
//
// A state is written beside the one before, which is then the older of two. Whatever is interrupted, one whole state is there: the
// engine finds by the snapshot's checksum which one it is. States are numbered in the order in which they were written; the computer's
// clock may be set back in between.

import { Mutex } from '../engine/mutex';
import { head, headOf } from './head';
import { isFull, type Shelf } from './shelf';

/** What is known of a saved state without reading it. */
export interface Label {
  /** Names the run, at random. */
  run: string;
  /** The run's part of the address. */
  address: string;
  step: number;
  /** When it was saved, in milliseconds since 1970. */
  at: number;
  /** The user wanted the run to train. */
  running: boolean;
}

export interface Saved extends Label {
  /** Of its file. */
  name: string;
  /** Of its file. */
  bytes: number;
}

/** Why a state could not be saved. */
export type Problem = 'full' | 'too_large' | 'blocked' | 'silent';

/** All runs together take no more than this, in bytes. A run that takes half of it has room for two states. */
export const MOST_BYTES = 256 << 20;
export const MOST_RUNS = 6;
const STATES = 2;

export class Keeper {
  readonly #shelf: Promise<Shelf>;
  readonly #turn = new Mutex();

  constructor(shelf: Promise<Shelf>) {
    this.#shelf = shelf;
    // Every use reports it.
    shelf.catch(() => {});
  }

  /** Saves a state, then drops what is too much. Null if it is saved. */
  keep(label: Label, snapshot: Uint8Array): Promise<Problem | null> {
    return this.#turn.run(async () => {
      if (snapshot.length > MOST_BYTES / STATES) return 'too_large';
      try {
        const before = await this.#list();
        await this.#write(label, snapshot, before);
        await this.#tidy(label.run);
        return null;
      } catch (error) {
        return isFull(error) ? 'full' : 'blocked';
      }
    });
  }

  /** All saved states, the one that was written last first. Empty where storage is blocked. */
  list(): Promise<Saved[]> {
    return this.#turn.run(() => this.#list().catch(() => []));
  }

  /** The snapshot of a saved state; null if it is gone. */
  async read({ name }: Saved): Promise<Uint8Array | null> {
    const file = await (await this.#shelf).read(name).catch(() => null);
    const head = file && (await headOf(file));
    return file && head ? new Uint8Array(await file.slice(head.length).arrayBuffer()) : null;
  }

  /** Removes every saved state. */
  clear(): Promise<void> {
    return this.#turn.run(async () => {
      const shelf = await this.#shelf;
      for (const name of await shelf.names()) await shelf.remove(name);
    });
  }

  async #list(): Promise<Saved[]> {
    const shelf = await this.#shelf;
    const saved: Saved[] = [];
    for (const name of await shelf.names()) {
      // One file that the disk does not give back costs no other.
      const file = await shelf.read(name).catch(() => null);
      const label = file && (await headOf<Label>(file))?.value;
      if (file && label) saved.push({ ...label, name, bytes: file.size });
    }
    return saved.sort((one, other) => numberOf(other) - numberOf(one) || other.at - one.at);
  }

  async #write(label: Label, snapshot: Uint8Array, before: Saved[]) {
    const own = before.filter(({ run }) => run === label.run);
    const name = `${label.run}.${before[0] ? numberOf(before[0]) + 1 : 0}`;
    // Where there is no room, the oldest of other runs goes first, at last the older state of this one.
    const dispensable = [...before.filter(({ run }) => run !== label.run).reverse(), ...own.slice(1)];
    const shelf = await this.#shelf;
    for (;;) {
      try {
        return await shelf.write(name, [head(label), snapshot]);
      } catch (error) {
        const goes = isFull(error) ? dispensable.shift() : undefined;
        if (!goes) throw error;
        await this.#drop(goes.name);
      }
    }
  }

  /** Of the run, the last states; of the others, the newest that fit beside it. */
  async #tidy(current: string) {
    const shelf = await this.#shelf;
    const kept = new Map<string, number>();
    let bytes = 0;
    const saved = await this.#list();
    for (const state of [
      ...saved.filter(({ run }) => run === current),
      ...saved.filter(({ run }) => run !== current),
    ]) {
      const states = kept.get(state.run) ?? 0;
      const fits = states < STATES && (states > 0 || kept.size < MOST_RUNS) && bytes + state.bytes <= MOST_BYTES;
      if (fits) {
        kept.set(state.run, states + 1);
        bytes += state.bytes;
      } else await this.#drop(state.name);
    }
    const known = new Set(saved.map(({ name }) => name));
    for (const name of await shelf.names()) if (!known.has(name)) await this.#drop(name);
  }

  /** Another tab may be writing the file at this moment. Then it stays for now. */
  async #drop(name: string) {
    await (await this.#shelf).remove(name).catch(() => {});
  }
}

const numberOf = ({ name }: Saved) => Number(name.slice(name.lastIndexOf('.') + 1)) || 0;
