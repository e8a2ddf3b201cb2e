import { test } from '../fixtures';
import { open, SMALL } from '../small';
import { soak } from './soak';
import { FLAT } from './verdict';

// `cargo xtask soak --steps N --seed N` sets these. Without them it is brief: its few measurements say little of memory.
const long = process.env.CLOZE_SOAK_STEPS !== undefined;
const steps = Number(process.env.CLOZE_SOAK_STEPS ?? 100);
const seed = Number(process.env.CLOZE_SOAK_SEED ?? 1);
/** Large enough that the engine's memory is mostly weights, and small enough for ten thousand steps in a few minutes. */
const MEDIUM = 'hidden_size=64&layers=1&heads=2&intermediate_size=128&batch_size=4';

test(`${steps} steps with a monkey that only looks have the losses of an untouched run`, async ({
  page,
  complaints,
}) => {
  test.setTimeout(120_000 + steps * 1000);
  await soak(page, complaints, {
    device: 'cpu',
    steps,
    seed,
    minutes: Number(process.env.CLOZE_SOAK_MINUTES ?? Infinity),
    samples: long ? 30 : 2,
    languages: long ? 2 : 1,
    actions: long ? 6 : 4,
    flat: long ? FLAT : 0.2,
    query: `${long ? MEDIUM : SMALL}&steps=100000&warmup_steps=10&lang=en&device=cpu`,
    async open(page, query) {
      await open(page, query);
      return async () => 0;
    },
    file: process.env.CLOZE_SOAK_FILE,
  });
});
