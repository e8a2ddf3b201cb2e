import type { Page } from '@playwright/test';
import type { Report } from '../../www/engine/types';
import { expect, test } from './fixtures';
import { SMALL, call, open, state } from './small';

const STEPS = 40;

/** Trains until step STEPS; says how many workers took a step together at most. */
async function train(page: Page, workers: number): Promise<{ most: number; report: Report }> {
  await open(page, `${SMALL}&workers=${workers}`);
  // A run that stands still at step 0; the page's own has begun already.
  await call(page, 'configure', { seed: 5 });
  expect((await state(page)).step).toBe(0);
  let most = 1;
  for (let step = 0; step < STEPS; step += 4) {
    await call(page, 'step', 4);
    most = Math.max(most, (await state(page)).workers);
    // Helpers are loaded while the first steps are taken alone.
    if (most < workers) await page.waitForTimeout(1000);
  }
  return { most, report: (await call(page, 'report')) as Report };
}

test('two and four workers give the very numbers of one', async ({ page }) => {
  const alone = await train(page, 1);
  expect(alone.most).toBe(1);
  expect(alone.report.points).toHaveLength(STEPS);
  for (const workers of [2, 4]) {
    const together = await train(page, workers);
    expect(together.most).toBe(workers);
    expect(together.report).toEqual(alone.report);
  }
});

test('a helper that breaks costs nothing but its help', async ({ page }) => {
  const alone = await train(page, 1);
  // Helpers that come up and then fail at the first step.
  await page.context().route(/\/helper-[^/]*\.js$/, (route) =>
    route.fulfill({
      contentType: 'text/javascript',
      body: `self.onmessage = ({ data }) => {
        if (data.type === 'load') self.postMessage({ type: 'ready' });
        else throw new Error('broken on purpose');
      };`,
    }),
  );
  const broken = await train(page, 2);
  expect(broken.most).toBe(1);
  expect(broken.report).toEqual(alone.report);
});
