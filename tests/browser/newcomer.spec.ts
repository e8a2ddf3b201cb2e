// What a first visitor does, and what the page has to answer: no training unasked, nothing off-screen, nothing lost.

import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { call, open, SMALL, state, trace } from './small';

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const rowShown = async (page: Page) => (await trace(page)).tokens.map((token) => token.original).join(' ');

test('the next example is another pair of the same step, and trains nothing', async ({ page }) => {
  await open(page);
  await call(page, 'pause');
  await call(page, 'step', 3);
  const { step } = await state(page);
  const before = { pair: await rowShown(page), batch: (await trace(page)).batch };
  await button(page, 'Next example').click();
  await expect.poll(() => rowShown(page)).not.toBe(before.pair);
  const second = await rowShown(page);
  await button(page, 'Next example').click();
  await expect.poll(() => rowShown(page)).not.toBe(second);
  const shown = await trace(page);
  expect((await state(page)).step).toBe(step);
  expect(shown.step).toBe(step);
  expect(shown.batch).toEqual(before.batch);
  const strip = page.getByTestId('strip');
  const real = shown.tokens.filter((token) => token.fate !== 'padding');
  await expect(strip.locator('[data-token]')).toHaveText(real.map((token) => token.original));
  await expect(strip).toHaveAttribute('data-step', String(step));
});

test('a finished run says so, and what to try; its other examples can still be seen', async ({ page }) => {
  await open(page, `${SMALL}&steps=30&warmup_steps=5`);
  await expect(page.getByTestId('transport-said')).toContainText('new seed');
  await expect(button(page, 'Play')).toBeDisabled();
  await expect(button(page, 'One step')).toBeDisabled();
  const before = await rowShown(page);
  await button(page, 'Next example').click();
  await expect.poll(() => rowShown(page)).not.toBe(before);
  expect((await state(page)).step).toBe(30);
});

test('a clicked token’s arithmetic comes into view, and closing it leads back to the token', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 720 });
  await open(page);
  await call(page, 'pause');
  await call(page, 'step', 1);
  await expect(page.getByText('Click a token to see its arithmetic.').first()).toBeVisible();
  const token = page.getByTestId('strip').locator('thead .counted [data-token]').first();
  await token.click();
  const title = page.getByTestId('arithmetic').getByRole('heading', { level: 3 });
  await expect(title).toBeInViewport({ ratio: 1 });
  await expect(page.getByTestId('arithmetic-loss')).toBeInViewport({ ratio: 1 });
  await page.getByTestId('arithmetic').getByRole('button', { name: 'Close' }).click();
  await expect(token).toBeFocused();
  await expect(token).toBeInViewport({ ratio: 1 });
});

test('slow motion plays at once, with one Play button, and says that training waits', async ({ page }) => {
  await open(page);
  await button(page, 'Slow motion').click();
  const current = page.getByTestId('slow').locator('[aria-current="step"]');
  await expect(current).not.toContainText('Text');
  await expect(button(page, 'Play')).toHaveCount(0);
  await expect(button(page, 'Training waits')).toBeDisabled();
  await expect(button(page, 'One step')).toBeDisabled();
  const { step } = await state(page);
  await page.keyboard.press('s');
  expect((await state(page)).step).toBe(step);
  await button(page, 'Stop').click();
  await expect(button(page, 'Play')).toHaveCount(1);
});

test('with less motion asked for, slow motion waits for its button', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await open(page);
  await button(page, 'Slow motion').click();
  await expect(page.getByTestId('slow').getByRole('button', { name: 'Play' })).toBeVisible();
  await expect(page.getByTestId('slow').locator('[aria-current="step"]')).toContainText('Text');
});

const LEAVES: Record<string, (page: Page) => Promise<void>> = {
  'a new seed': (page) => button(page, 'New seed').click(),
  'the same seed again': (page) => button(page, 'Same seed again').click(),
  'another objective': (page) => page.getByTestId('pair').locator('input[value="mlm"]').check({ force: true }),
};
for (const [what, leave] of Object.entries(LEAVES)) {
  test(`a run that was left for ${what} can be returned to`, async ({ page }) => {
    await open(page, `${SMALL}&seed=5`);
    await call(page, 'pause');
    const { step: done } = await state(page);
    await call(page, 'step', Math.max(1, 60 - done));
    const [left, report] = [await state(page), (await call(page, 'report')) as { points: unknown[] }];
    await leave(page);
    await expect(page.getByTestId('step')).toHaveAttribute('data-value', '0');
    await button(page, `Return to the run at step ${left.step}`).click();
    await expect(page.getByTestId('step')).toHaveAttribute('data-value', String(left.step));
    const back = await state(page);
    expect(back.settings).toEqual(left.settings);
    expect(((await call(page, 'report')) as { points: unknown[] }).points).toEqual(report.points);
    await call(page, 'step', 1);
    expect((await state(page)).step).toBe(left.step + 1);
    await expect(page.getByTestId('come-back')).toHaveCount(0);
  });
}

test('a what-if that changes nothing says so, and finds a pair that it changes', async ({ page }) => {
  await open(page, `${SMALL}&mask=90&random=5&keep=5`);
  await call(page, 'pause');
  const onlyMasked = async () => (await trace(page)).tokens.every((token) => !token.counted || token.fate === 'masked');
  for (let round = 0; round < 20; round++) {
    await call(page, 'step', 1);
    if (await onlyMasked()) break;
  }
  expect(await onlyMasked()).toBe(true);
  const { step } = await state(page);
  await button(page, 'Always [MASK]').click();
  const words = page.getByTestId('words');
  await expect(words).toContainText('would change nothing');
  await words.getByRole('button', { name: 'Show a pair where it does' }).click();
  await expect(words).toContainText(/would be \d|No pair of this batch/);
  if (!(await words.innerText()).includes('No pair')) {
    expect(await onlyMasked()).toBe(false);
    await expect(words).toContainText(/would be (\d+\.\d+) instead of (?!\1)/);
  }
  expect((await state(page)).step).toBe(step);
});

test('a what-if that the run already follows is not offered', async ({ page }) => {
  await open(page, `${SMALL}&mask=100&random=0&keep=0`);
  await expect(button(page, 'Select 100 %')).toBeVisible();
  await expect(button(page, 'Always [MASK]')).toHaveCount(0);
  await expect(button(page, 'No random tokens')).toHaveCount(0);
});
