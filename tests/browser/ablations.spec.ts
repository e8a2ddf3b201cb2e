// The table of what each part is worth: precomputed, and trained in the page.

import { expect, test } from './fixtures';
import { open, SMALL } from './small';

test('the queue trains a model, keeps what is done over a reload, and can be cancelled', async ({ page }) => {
  test.slow();
  // The page's own run is paused: the queue needs what a core can give.
  await open(page, `${SMALL}&step=0`);
  await page.evaluate(() => (location.hash = '#/compare'));
  await expect(page.getByTestId('ablations-source')).toContainText('Precomputed.');
  await page.getByTestId('ablation-steps').selectOption('40');
  await page.getByTestId('ablation-seeds').selectOption('1');
  await page.getByTestId('ablation-start').click();
  const status = page.getByTestId('ablation-status');
  await expect(status).toContainText('Pre-training MLM + NSP (80/10/10), seed 1.');
  await expect(status).toContainText('1 of 6 models are done.', { timeout: 240_000 });
  await page.getByTestId('ablation-pause').click();
  await expect(status).toContainText('Paused.');

  const scores = page
    .getByTestId('ablation-queue')
    .getByRole('row', { name: /MLM \+ NSP/ })
    .getByRole('cell');
  const before = await scores.allTextContents();
  expect(before).toHaveLength(5);
  expect(before.every((score) => /^\s*\d+\.\d\s*$/.test(score))).toBe(true);

  await page.reload();
  await page.evaluate(() => window.cloze.ready);
  await expect(status).toContainText('1 of 6 models are done.');
  expect(await scores.allTextContents()).toEqual(before);
  await page.getByTestId('ablation-go').click();
  await expect(status).toContainText('No NSP, seed 1');
  await page.getByTestId('ablation-cancel').click();
  await expect(page.getByTestId('ablation-start')).toBeVisible();
  await expect(status).toHaveCount(0);
});
