import { test } from '../fixtures';
import { openCounted, TINY } from '../gpu';
import { ASKED, soak } from './soak';

// A software adapter takes its time, so only `cargo xtask soak` runs it.
test('a long run on WebGPU with a monkey that only looks', async ({ page, complaints }) => {
  test.skip(!ASKED, 'cargo xtask soak');
  if (!ASKED) return;
  test.setTimeout(600_000 + ASKED.steps * 2000);
  await soak(page, complaints, {
    ...ASKED,
    device: 'webgpu',
    query: `${TINY}&lang=en`,
    async open(page, query) {
      const counts = await openCounted(page, query);
      return async () => (await counts()).bytes;
    },
  });
});
