import { describe, expect, test } from 'vitest';
import { Keeper, MOST_BYTES, MOST_RUNS, type Label } from './keeper';
import type { Shelf } from './shelf';

/** A shelf in memory, with room for so many bytes. */
function shelfOf(room = Infinity) {
  const files = new Map<string, Blob>();
  const used = () => [...files.values()].reduce((sum, { size }) => sum + size, 0);
  const shelf: Shelf = {
    names: async () => [...files.keys()],
    async write(name, parts) {
      const file = new Blob(parts as BlobPart[]);
      if (used() + file.size > room) throw new DOMException('no room', 'QuotaExceededError');
      files.set(name, file);
    },
    read: async (name) => files.get(name) ?? null,
    remove: async (name) => void files.delete(name),
  };
  return { files, shelf, keeper: new Keeper(Promise.resolve(shelf)) };
}

const label = (run: string, step: number): Label => ({ run, address: 'seed=1', step, at: 1000 + step, running: true });
const bytes = (value: number, length = 8) => new Uint8Array(length).fill(value);
const steps = async (keeper: Keeper) => (await keeper.list()).map(({ run, step }) => `${run}${step}`);

describe('what is kept of runs', () => {
  test('comes back byte by byte, with what is known of it', async () => {
    const { keeper } = shelfOf();
    expect(await keeper.keep(label('a', 812), bytes(7))).toBeNull();
    const [saved] = await keeper.list();
    expect(saved).toMatchObject({ run: 'a', address: 'seed=1', step: 812, at: 1812, running: true });
    expect(await keeper.read(saved!)).toEqual(bytes(7));
  });

  test('is the last two states of a run', async () => {
    const { keeper } = shelfOf();
    for (let step = 1; step <= 12; step++) await keeper.keep(label('a', step), bytes(step));
    expect(await steps(keeper)).toEqual(['a12', 'a11']);
    expect(await keeper.read((await keeper.list())[1]!)).toEqual(bytes(11));
  });

  test('is the last two states though the clock was set back in between', async () => {
    const { keeper } = shelfOf();
    for (const [step, at] of [
      [1, 5000],
      [2, 9000],
      [3, 1000],
      [4, 1500],
    ] as const)
      await keeper.keep({ ...label('a', step), at }, bytes(step));
    expect(await steps(keeper)).toEqual(['a4', 'a3']);
    await keeper.keep({ ...label('b', 1), at: 200 }, bytes(1));
    expect(await steps(keeper)).toEqual(['b1', 'a4', 'a3']);
  });

  test('is the newest runs, a bounded number of them', async () => {
    const { keeper } = shelfOf();
    const names = [...'abcdefghi'];
    for (const [index, name] of names.entries()) await keeper.keep(label(name, index), bytes(index));
    expect(await steps(keeper)).toEqual(
      names
        .map((name, index) => `${name}${index}`)
        .slice(-MOST_RUNS)
        .reverse(),
    );
  });

  test('an old run that is saved again pushes out another one, not itself', async () => {
    const { keeper } = shelfOf();
    for (const name of 'bcdefg') await keeper.keep(label(name, 50), bytes(1));
    await keeper.keep(label('a', 1), bytes(1));
    const kept = await steps(keeper);
    expect(kept).toContain('a1');
    expect(kept).toHaveLength(MOST_RUNS);
  });

  test('in a full storage the oldest other run goes first', async () => {
    const { keeper } = shelfOf(3 * 1000 + 500);
    for (const [name, step] of [
      ['a', 1],
      ['b', 2],
      ['c', 3],
      ['d', 4],
    ] as const)
      expect(await keeper.keep(label(name, step), bytes(step, 900))).toBeNull();
    expect(await steps(keeper)).toEqual(['d4', 'c3', 'b2']);
  });

  test('a full storage is said, and the state before is still there', async () => {
    const { keeper } = shelfOf(1500);
    expect(await keeper.keep(label('a', 1), bytes(1, 900))).toBeNull();
    expect(await keeper.keep(label('a', 2), bytes(2, 900))).toBe('full');
    expect(await keeper.read((await keeper.list())[0]!)).toEqual(bytes(1, 900));
  });

  test('a model that is too large is said before anything is written', async () => {
    const { keeper, files } = shelfOf();
    const large = { length: MOST_BYTES / 2 + 1 } as Uint8Array;
    expect(await keeper.keep(label('a', 1), large)).toBe('too_large');
    expect(files.size).toBe(0);
  });

  test('a storage that is refused is said, and has nothing', async () => {
    const keeper = new Keeper(Promise.reject(new DOMException('not here', 'SecurityError')));
    expect(await keeper.keep(label('a', 1), bytes(1))).toBe('blocked');
    expect(await keeper.list()).toEqual([]);
  });

  test('files of others, and half a label, are no states', async () => {
    const { keeper, files } = shelfOf();
    files.set('a.0', new Blob([bytes(255, 3)]));
    files.set('b.0', new Blob([bytes(255, 100)]));
    expect(await keeper.list()).toEqual([]);
    await keeper.keep(label('a', 5), bytes(5));
    expect(await steps(keeper)).toEqual(['a5']);
    expect([...files.keys()]).not.toContain('b.0');
  });

  test('a file that the disk does not give back is skipped, and goes with the next state', async () => {
    const { keeper, shelf } = shelfOf();
    for (let step = 1; step <= 2; step++) await keeper.keep(label('a', step), bytes(step));
    const { read } = shelf;
    shelf.read = async (name) => {
      if (name === 'a.1') throw new DOMException('a bad sector', 'NotReadableError');
      return read(name);
    };
    expect(await steps(keeper)).toEqual(['a1']);
    expect(await keeper.keep(label('b', 3), bytes(3))).toBeNull();
    expect(await steps(keeper)).toEqual(['b3', 'a1']);
    expect(await shelf.names()).not.toContain('a.1');
  });

  test('clearing leaves nothing', async () => {
    const { keeper, files } = shelfOf();
    await keeper.keep(label('a', 1), bytes(1));
    await keeper.clear();
    expect(files.size).toBe(0);
  });
});
