import { test } from '../fixtures';
import { openCounted, TINY } from '../gpu';
import { soak } from './soak';
import { FLAT } from './verdict';

const steps = Number(process.env.CLOZE_SOAK_STEPS ?? 0);
const seed = Number(process.env.CLOZE_SOAK_SEED ?? 1);

// A software adapter takes its time, so only `cargo xtask soak` runs it.
test(`${steps} steps on WebGPU with a monkey that only looks`, async ({ page, complaints }) => {
  test.skip(steps === 0, 'cargo xtask soak');
  test.setTimeout(600_000 + steps * 2000);
  await soak(page, complaints, {
    device: 'webgpu',
    steps,
    seed,
    minutes: Number(process.env.CLOZE_SOAK_MINUTES ?? Infinity),
    samples: 30,
    languages: 2,
    actions: 6,
    flat: FLAT,
    query: `${TINY}&lang=en`,
    async open(page, query) {
      const counts = await openCounted(page, query);
      return async () => (await counts()).bytes;
    },
    file: process.env.CLOZE_SOAK_FILE,
  });
});
