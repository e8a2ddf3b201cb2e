import { expect, test, vi } from 'vitest';
import type { Session } from '../state/session.svelte';
import { RECIPES } from './ablations';
import { Queue } from './queue.svelte';

/** What the engines were asked for, in order. */
const asked: string[] = [];
/** Answers that are held back. */
let held: (() => void)[] | null = null;

vi.mock('../engine/client', () => {
  class EngineClient {
    oncrash = () => {};
    readonly #onevent: (event: unknown) => void;

    constructor(onevent: (event: unknown) => void) {
      this.#onevent = onevent;
    }

    static start(_name: string, onevent: (event: unknown) => void) {
      asked.push('start');
      return Promise.resolve(new EngineClient(onevent));
    }

    async send({ type }: { type: string }) {
      asked.push(type);
      await new Promise<void>((resolve) => (held ? held.push(resolve) : setTimeout(resolve)));
      return { bytes: new Uint8Array() };
    }

    async tune({ type }: { type: string }) {
      asked.push(type);
      const report = { runs: [{ mode: 'tuned', test: { accuracy: 1 } }] };
      if (type === 'run') setTimeout(() => this.#onevent({ type: 'experiment', running: false, report }));
      return {};
    }

    stop() {
      asked.push('stop');
    }
  }
  return { EngineClient, asFailure: (error: Error) => error };
});

const session = { suspend: async () => {}, resume: async () => {} } as unknown as Session;

test('a queue goes on after a run that could not be paused for it', async () => {
  const suspend = vi.fn().mockRejectedValueOnce(new Error('the engine is gone')).mockResolvedValue(undefined);
  const queue = new Queue({ ...session, suspend } as unknown as Session);
  await expect(queue.start([RECIPES[0]!], 20, 1)).rejects.toThrow('the engine is gone');
  queue.pause();
  await queue.go();
  expect(queue.phase).toBe('done');
  asked.length = 0;
});

test('a queue that goes on before its last steps have come to an end trains no model twice at a time', async () => {
  const queue = new Queue(session);
  held = [];
  void queue.start([RECIPES[0]!], 40, 1);
  await vi.waitFor(() => expect(held).toHaveLength(1));
  queue.pause();
  const gone = queue.go();
  const waiting = held;
  held = null;
  for (const answer of waiting) answer();
  await gone;
  expect(queue.phase).toBe('done');
  expect(queue.failure).toBe('');
  const second = asked.lastIndexOf('configure');
  expect(asked.slice(second).filter((type) => type === 'step')).toHaveLength(2);
  expect(asked.slice(0, second)).toEqual(['start', 'configure', 'step', 'stop', 'start']);
  expect(queue.kept?.done).toHaveLength(1);
});
