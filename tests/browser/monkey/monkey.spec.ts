import { test } from '../fixtures';
import { open, SMALL } from '../small';
import { play } from './monkey';

// `cargo xtask monkey --seed N --actions N` sets these.
const seed = Number(process.env.CLOZE_MONKEY_SEED ?? 1);
const actions = Number(process.env.CLOZE_MONKEY_ACTIONS ?? 40);

test(`a monkey with seed ${seed} does ${actions} things, and the page holds`, async ({ page }) => {
  test.setTimeout(120_000 + actions * 10_000);
  await play(page, { seed, actions, query: `${SMALL}&steps=100000&warmup_steps=10&lang=en`, open, exact: true });
});
