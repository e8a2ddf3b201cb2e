import { test } from '../fixtures';
import { openOnWebGpu, TINY } from '../gpu';
import { play } from './monkey';

const seed = Number(process.env.CLOZE_MONKEY_SEED ?? 1);
const actions = Number(process.env.CLOZE_MONKEY_ACTIONS ?? 15);

test(`a monkey with seed ${seed} does ${actions} things on WebGPU, and the page holds`, async ({ page }) => {
  test.setTimeout(300_000 + actions * 15_000);
  await play(page, { seed, actions, query: `${TINY}&device=webgpu&lang=en`, open: openOnWebGpu, exact: false });
});
