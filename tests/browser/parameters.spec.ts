import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { call, open, SMALL, state } from './small';

const panel = (page: Page) => page.getByTestId('parameters');

/** All pixels of the panel as a text, for comparison. */
const drawn = (page: Page) =>
  panel(page)
    .locator('canvas')
    .evaluateAll((canvases) => (canvases as HTMLCanvasElement[]).map((canvas) => canvas.toDataURL()).join());

/** Waits until the page has drawn this many frames. */
const frames = (page: Page, count: number) =>
  page.evaluate(async (count) => {
    for (let frame = 0; frame < count; frame++) await new Promise(requestAnimationFrame);
  }, count);

async function paused(page: Page) {
  await open(page, `${SMALL}&embed=parameters`);
  await call(page, 'pause');
  const { step } = await state(page);
  await expect(panel(page).getByTestId('parameters-step')).toHaveAttribute('data-step', String(step));
  return step;
}

test('every parameter is a pixel, and moves when the model is trained, not before', async ({ page }) => {
  const step = await paused(page);
  const counts = await panel(page).locator('figcaption span').allTextContents();
  const total = counts.reduce((sum, text) => sum + Number(text.replace(/\D/g, '')), 0);
  expect(total).toBe((await state(page)).data.parameters);
  const before = await drawn(page);
  await frames(page, 60);
  expect(await drawn(page)).toBe(before);
  await call(page, 'step', 20);
  await expect(panel(page).getByTestId('parameters-step')).toHaveAttribute('data-step', String(step + 20));
  await expect.poll(() => drawn(page)).not.toBe(before);
  const weights = await drawn(page);
  await panel(page).getByRole('radio', { name: 'Last update' }).check();
  await expect.poll(() => drawn(page)).not.toBe(weights);
});

test('a tensor is named by its role and by the name it has in a checkpoint', async ({ page }) => {
  await paused(page);
  const said = panel(page).getByTestId('parameters-said');
  await panel(page).locator('[data-block="layer.0"]').focus();
  await page.keyboard.press('ArrowRight');
  await expect(said).toContainText('bert.encoder.layer.0.attention.self.query.weight');
  await expect(said).toContainText('what a token looks for');
  await panel(page)
    .locator('[data-block="embeddings"]')
    .hover({ position: { x: 3, y: 3 } });
  await expect(said).toContainText('bert.embeddings.word_embeddings.weight');
  // The special tokens come first, and [CLS] is the third of them.
  await expect(said).toContainText(/row 3,[^]*of the token “\[CLS\]”: now −?\d/);
});

test('under the pointer stands what the last update did to a weight', async ({ page }) => {
  await paused(page);
  const said = panel(page).getByTestId('parameters-said');
  const read = async () => {
    const found = /now (−?[\d.e−]+), last update ([+−]?[\d.e−]+)/.exec((await said.innerText()).replace(/\s+/g, ' '));
    return found ? [found[1], found[2]].map((text) => Number(text!.replaceAll('−', '-'))) : null;
  };
  await panel(page)
    .locator('[data-block="layer.0"]')
    .hover({ position: { x: 9, y: 7 } });
  await expect.poll(read).not.toBeNull();
  const [before] = (await read())!;
  await call(page, 'step', 1);
  await page.mouse.move(0, 0);
  await expect(said).not.toContainText('now');
  await panel(page)
    .locator('[data-block="layer.0"]')
    .hover({ position: { x: 9, y: 7 } });
  await expect.poll(read).not.toBeNull();
  const [after, change] = (await read())!;
  // Three digits of each are shown.
  expect(Math.abs(after! - before! - change!)).toBeLessThan(0.01 * Math.abs(before!) + 0.01 * Math.abs(change!));
});
