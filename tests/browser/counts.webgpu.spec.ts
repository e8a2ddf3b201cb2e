import { readFileSync } from 'node:fs';
import { expect, test } from './fixtures';
import { type Counts, difference, openCounted } from './gpu';
import { call, state } from './small';

// The WebGPU calls of a step depend on the graph, not on its widths or the machine. Two layers and both heads, as in the benchmark's
// model.
const TWO_LAYERS =
  'hidden_size=16&layers=2&heads=2&intermediate_size=32&sequence_length=16&batch_size=4&vocabulary_size=200&steps=100000';

/** Cloze's numbers in BENCHMARKS.md, which these tests verify. */
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
  // On a hidden page, only the last requested step is traced, however long steps take here.
  await page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { get: () => true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  // In total: the self-test's models and the run's share them.
  expect((await counts()).pipelines).toBe(DOCUMENTED.pipelines);

  /** The counts when the run's state is saved, which is done soon after the last step and makes calls of its own. */
  async function atRest(): Promise<Counts> {
    for (let before = await counts(); ;) {
      await page.waitForTimeout(300);
      const now = await counts();
      if (now.submits === before.submits) return now;
      before = now;
    }
  }

  /** The calls of `steps` steps and the inspection of the last. The minimum of several rounds, since some steps are recorded. */
  async function least(steps: number, rounds: number): Promise<Counts> {
    const found: Counts[] = [];
    for (let round = 0; round < rounds; round++) {
      const earlier = await atRest();
      await call(page, 'step', steps);
      found.push(difference(await counts(), earlier));
    }
    for (const each of found) expect(each).toMatchObject(NOTHING_NEW);
    return found.reduce((best, each) => (each.dispatches < best.dispatches ? each : best));
  }

  // With its trace: a forward pass of the shown row, and its readback.
  const shown = await least(1, 20);
  // A trace adds one forward pass, which has fewer dispatches than the backward pass.
  expect(shown.dispatches).toBeGreaterThan(DOCUMENTED.calls.dispatches);
  expect(shown.dispatches).toBeLessThan(1.5 * DOCUMENTED.calls.dispatches);
  expect(shown.submits).toBeLessThanOrEqual(4);
  expect(shown.writes).toBe(1);

  // Fewer steps than the stride of the recording.
  const two = difference(await least(3, 8), shown);
  expect(two.dispatches).toBe(2 * DOCUMENTED.calls.dispatches);
  expect(two.writes).toBe(2 * DOCUMENTED.calls.write_buffers);
  // One submission per step, and readbacks of losses: now and then, or after each step if steps are slow.
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
