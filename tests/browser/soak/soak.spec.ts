import { test } from '../fixtures';
import { open, SMALL } from '../small';
import { ASKED, soak } from './soak';

/** Large enough that the engine's memory is mostly weights, and small enough for ten thousand steps in a few minutes. */
const MEDIUM = 'hidden_size=64&layers=1&heads=2&intermediate_size=128&batch_size=4';
/** Brief, as one of many tests: its one measurement says nothing of memory. */
const BRIEF = { steps: 60, seed: 1, minutes: Infinity, samples: 1, languages: 1, actions: 4, flat: 0.2 };

const run = ASKED ?? BRIEF;

test(`${run.steps} steps with a monkey that only looks have the losses of an untouched run`, async ({
  page,
  complaints,
}) => {
  test.setTimeout(120_000 + run.steps * 1000);
  await soak(page, complaints, {
    ...run,
    device: 'cpu',
    query: `${ASKED ? MEDIUM : SMALL}&steps=100000&warmup_steps=10&lang=en&device=cpu`,
    async open(page, query) {
      await open(page, query);
      return async () => 0;
    },
  });
});
