// Presentation mode: entered and left in place, led by keys.

import type { Page } from '@playwright/test';
import { LANGUAGES_AND_THEMES, violations } from './axe';
import { expect, test } from './fixtures';
import { call, open, SMALL, state } from './small';

const bar = (page: Page) => page.getByRole('region', { name: 'Training' });
const leave = (page: Page) => bar(page).getByRole('button', { name: 'Leave' });
const shownStep = async (page: Page) => Number(await page.getByTestId('strip').getAttribute('data-step'));

/** A paused run in presentation mode. */
async function presented(page: Page, steps = 0, query = '') {
  await open(page, `${SMALL}&present=1${query}`);
  await call(page, 'pause');
  await call(page, 'configure', { seed: 3 });
  if (steps > 0) await call(page, 'step', steps);
}

test('it is entered and left on the page, and the run goes on', async ({ page }) => {
  await open(page);
  const { step } = await state(page);
  await page.getByRole('button', { name: 'Present' }).first().click();
  await expect(leave(page)).toBeVisible();
  expect(new URL(page.url()).searchParams.get('present')).toBe('1');
  await expect(page.getByRole('contentinfo')).toHaveCount(0);
  await leave(page).click();
  await expect(page.getByRole('contentinfo')).toBeVisible();
  expect(new URL(page.url()).searchParams.has('present')).toBe(false);
  await expect.poll(async () => (await state(page)).step).toBeGreaterThan(step);
  expect((await state(page)).running).toBe(true);
});

test('the arrows train a step and go back to recorded ones, space plays and pauses', async ({ page }) => {
  await presented(page, 8);
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => shownStep(page)).toBe(9);
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => shownStep(page)).toBeLessThan(9);
  expect((await state(page)).step).toBe(9);
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => shownStep(page)).toBe(9);
  expect((await state(page)).step).toBe(9);
  await page.keyboard.press(' ');
  await expect.poll(async () => (await state(page)).running).toBe(true);
  await page.keyboard.press(' ');
  await expect.poll(async () => (await state(page)).running).toBe(false);
});

test('B blanks the screen, and any key brings it back without doing anything else', async ({ page }) => {
  await presented(page, 3);
  await page.keyboard.press('b');
  const blank = page.getByTestId('blank');
  await expect(blank).toBeVisible();
  expect(await blank.evaluate((part) => getComputedStyle(part).backgroundColor)).toBe('rgb(0, 0, 0)');
  await page.keyboard.press('ArrowRight');
  await expect(blank).toHaveCount(0);
  await page.keyboard.press('b');
  await expect(blank).toBeVisible();
  await page.keyboard.press(' ');
  await expect(blank).toHaveCount(0);
  expect(await state(page)).toMatchObject({ step: 3, running: false });
});

test('Q shows the link of the moment on the stage, large, and the link opens there', async ({ page }) => {
  await presented(page, 12);
  await page.keyboard.press('q');
  const dialog = page.getByRole('dialog', { name: 'This run, at step 12' });
  await expect(dialog.getByTestId('qr')).toBeVisible();
  const link = (await dialog.getByTestId('large-link').textContent())!;
  expect(link).toBe(await call(page, 'link', { step: true }));
  await page.keyboard.press('q');
  await expect(dialog).toHaveCount(0);
  await page.goto(link);
  await page.evaluate(() => window.cloze.ready);
  await expect.poll(async () => (await state(page)).step).toBe(12);
  expect(await state(page)).toMatchObject({ settings: { seed: 3 }, running: false });
});

test('the keys are shown, and what they do while something is open stays there', async ({ page }) => {
  await presented(page, 2);
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('s');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  expect((await state(page)).step).toBe(2);
});

test('a letter that is typed into a field is no key of the presenter', async ({ page }) => {
  await presented(page, 2, '#/train/sentence');
  await page.getByTestId('sentence-text').fill('');
  await page.getByTestId('sentence-text').pressSequentially('bq? ');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByTestId('sentence-text')).toHaveValue('bq? ');
});

test('the screen is kept on, again after the page was hidden, and no longer once presenting ends', async ({ page }) => {
  await page.addInitScript(() => {
    const counts = { asked: 0, released: 0 };
    const request = async () => {
      counts.asked++;
      return { release: async () => void counts.released++ };
    };
    Object.assign(window, { counts });
    Object.defineProperty(navigator, 'wakeLock', { value: { request } });
  });
  const counts = () =>
    page.evaluate(() => (window as unknown as { counts: { asked: number; released: number } }).counts);
  await presented(page);
  await expect.poll(counts).toEqual({ asked: 1, released: 0 });
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await expect.poll(counts).toEqual({ asked: 2, released: 0 });
  await leave(page).click();
  await expect.poll(counts).toEqual({ asked: 2, released: 1 });
});

test('a browser that refuses to keep the screen on is no obstacle', async ({ page }) => {
  await page.addInitScript(() =>
    Object.defineProperty(navigator, 'wakeLock', { value: { request: () => Promise.reject(new Error('no')) } }),
  );
  await presented(page, 2);
  await expect(leave(page)).toBeVisible();
});

test('an embedded panel is larger, and has no bar over it', async ({ page }) => {
  await open(page, `${SMALL}&embed=stage&present=1`);
  await expect(leave(page)).toHaveCount(0);
  expect(await bar(page).evaluate((part) => getComputedStyle(part).position)).not.toBe('fixed');
});

test('type on a projector is large, and a column holds its words', async ({ page }) => {
  await page.setViewportSize({ width: 1920, height: 1080 });
  await presented(page, 2);
  const size = (selector: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((part) => parseFloat(getComputedStyle(part).fontSize));
  // A fortieth of the picture's height.
  expect(await size('[data-testid="words"]')).toBeGreaterThanOrEqual(27);
  expect(await size('[data-token]:not(.special, .long)')).toBeGreaterThanOrEqual(27);
  const cut = await page
    .locator('#stage .input.fate-masked')
    .evaluateAll((all) => all.filter((part) => part.scrollWidth > part.clientWidth + 1).length);
  expect(cut).toBe(0);
});

for (const [lang, theme] of LANGUAGES_AND_THEMES) {
  test(`axe finds nothing to complain about while presenting (${lang}, ${theme})`, async ({ page }) => {
    await presented(page, 3, `&lang=${lang}&theme=${theme}`);
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog')).toBeVisible();
    expect(await violations(page, 'dialog')).toEqual([]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('q');
    await expect(page.getByTestId('qr')).toBeVisible();
    expect(await violations(page, 'dialog')).toEqual([]);
    await page.keyboard.press('Escape');
    for (const width of [1920, 1440, 820, 360, 320]) {
      await page.setViewportSize({ width, height: 800 });
      await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    }
  });
}
