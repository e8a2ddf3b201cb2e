import { readFileSync } from 'node:fs';
import { expect, test } from './fixtures';
import { type Counts, difference, openCounted } from './gpu';
import { call, state } from './small';

// What a step asks of WebGPU depends on the graph, not on its widths, and not on the machine. Two layers and both heads, as in
// the benchmark's model.
const TWO_LAYERS =
  'hidden_size=16&layers=2&heads=2&intermediate_size=32&sequence_length=16&batch_size=4&vocabulary_size=200&steps=100000';

/** What BENCHMARKS.md says of Cloze: the table is written from these measurements, and they have to hold. */
const DOCUMENTED = (
  JSON.parse(readFileSync('bench/results/webgpu-small.json', 'utf8')) as {
    trainers: {
      id: string;
      calls: { dispatches: number; submits: number; write_buffers: number };
      pipelines: number;
    }[];
  }
).trainers.find(({ id }) => id === 'cloze')!;

const NOTHING_NEW = { buffers: 0, bindGroups: 0, pipelines: 0, bytes: 0 };

test('a steady step makes nothing, writes once, and is a short list of dispatches', async ({ page }) => {
  const counts = await openCounted(page, `${TWO_LAYERS}&evaluation_interval=100000`);
  await call(page, 'step', 50);
  // A hidden page has no step traced but the last one that was asked for, however long steps take here.
  await page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { get: () => true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  // In all: the self-test's models and the run's share them.
  expect((await counts()).pipelines).toBe(DOCUMENTED.pipelines);

  /** What `steps` steps and the look at the last of them come to; the least of several rounds, since some are recorded too. */
  async function least(steps: number, rounds: number): Promise<Counts> {
    const found: Counts[] = [];
    for (let round = 0; round < rounds; round++) {
      const earlier = await counts();
      await call(page, 'step', steps);
      found.push(difference(await counts(), earlier));
    }
    for (const each of found) expect(each).toMatchObject(NOTHING_NEW);
    return found.reduce((best, each) => (each.dispatches < best.dispatches ? each : best));
  }

  // With its trace: the row that is shown is forwarded on its own, and read.
  const shown = await least(1, 20);
  // One forward pass more than a step, which goes back too, and backward is the longer way.
  expect(shown.dispatches).toBeGreaterThan(DOCUMENTED.calls.dispatches);
  expect(shown.dispatches).toBeLessThan(1.5 * DOCUMENTED.calls.dispatches);
  expect(shown.submits).toBeLessThanOrEqual(4);
  expect(shown.writes).toBe(1);

  // Fewer than between two steps that are recorded.
  const two = difference(await least(3, 8), shown);
  expect(two.dispatches).toBe(2 * DOCUMENTED.calls.dispatches);
  expect(two.writes).toBe(2 * DOCUMENTED.calls.write_buffers);
  // One each, and reading their losses: now and then, or after each where steps are slow.
  expect(two.computing).toBe(2);
  expect(two.submits).toBeLessThanOrEqual(2 * DOCUMENTED.calls.submits);
});

test('over hundreds of steps, with all that the page does meanwhile, nothing is made and memory stays', async ({
  page,
}) => {
  // Evaluations, recorded sentences, autosaves, traces.
  const counts = await openCounted(page, `${TWO_LAYERS}&evaluation_interval=50`);
  await call(page, 'step', 50);
  const earlier = await counts();
  const { step: start, memory_bytes: heap } = await state(page);
  await call(page, 'run');
  for (let mark = 1; mark <= 5; mark++) {
    await expect.poll(async () => (await state(page)).step, { timeout: 120_000 }).toBeGreaterThan(start + 100 * mark);
    const found = difference(await counts(), earlier);
    expect(found).toMatchObject(NOTHING_NEW);
    expect((await state(page)).memory_bytes).toBe(heap);
  }
});
