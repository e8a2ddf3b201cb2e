import { test } from '../fixtures';
import { open, SMALL } from '../small';
import { soak } from './soak';
import { FLAT } from './verdict';

// `cargo xtask soak --steps N --seed N` sets these. Without them it is brief: its few measurements say little of memory.
const long = process.env.CLOZE_SOAK_STEPS !== undefined;
const steps = Number(process.env.CLOZE_SOAK_STEPS ?? 100);
const seed = Number(process.env.CLOZE_SOAK_SEED ?? 1);

test(`${steps} steps with a monkey that only looks have the losses of an untouched run`, async ({
  page,
  complaints,
}) => {
  test.setTimeout(120_000 + steps * 1000);
  await soak(page, complaints, {
    device: 'cpu',
    steps,
    seed,
    samples: long ? 50 : 3,
    languages: long ? 2 : 1,
    actions: long ? 8 : 6,
    flat: long ? FLAT : 0.2,
    query: `${SMALL}&steps=100000&warmup_steps=10&lang=en&device=cpu`,
    async open(page, query) {
      await open(page, query);
      return async () => 0;
    },
    file: process.env.CLOZE_SOAK_FILE,
  });
});
