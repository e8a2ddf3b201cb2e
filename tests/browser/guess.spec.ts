// A word that the user guesses before the model's answer is revealed.

import type { Page } from '@playwright/test';
import { catalogs } from '../../www/i18n';
import { LANGUAGES_AND_THEMES, violations } from './axe';
import { expect, test } from './fixtures';
import { call, open, SMALL, state, trace } from './small';

const panel = (page: Page) => page.getByTestId('guess');
const result = (page: Page) => page.getByTestId('guess-result');

/** Hides a word. Returns the token that is hidden. */
async function hide(page: Page) {
  await panel(page).getByRole('button', { name: 'Hide a word' }).press('Enter');
  await expect(page.locator('#guess-word')).toBeFocused();
  const position = Number(await page.locator('[data-token]').filter({ hasText: /^\?$/ }).getAttribute('data-token'));
  const { tokens } = await trace(page);
  return tokens.find((token) => token.position === position)!;
}

test('what a word is and what the model says of it is nowhere on the stage until it is guessed', async ({ page }) => {
  await open(page, `${SMALL}#/train/guess`);
  const { position, original, top, fate, would_be_loss } = await hide(page);
  expect(fate).toBe('masked');
  expect((await state(page)).running).toBe(false);
  const column = page.locator(`#stage [data-position="${position}"]`);
  const words = (await column.allTextContents()).join(' ').split(/\s+/);
  expect(words).not.toContain(original);
  expect(words).not.toContain(would_be_loss.toFixed(2));
  await expect(column.locator('.guess')).toHaveCount(0);
  await column.first().hover();
  await expect(page.locator('#stage .card')).toHaveCount(0);
  await page.locator(`#stage [data-token="${position}"]`).click();
  await expect(page.getByTestId('arithmetic')).toHaveCount(0);
  await page.locator('#guess-word').fill(original.toUpperCase());
  await page.locator('#guess-word').press('Enter');
  await expect(result(page)).toBeFocused();
  await expect(result(page).getByRole('row', { name: /^You/ })).toContainText('right');
  await expect(result(page).getByRole('row', { name: /^You/ })).toContainText(would_be_loss.toFixed(2));
  await expect(result(page).getByRole('row', { name: /^Model/ })).toContainText(top[0]!.token);
  await expect(page.locator(`#stage [data-token="${position}"]`)).toHaveText(original);
  await expect(column.filter({ hasText: top[0]!.token })).not.toHaveCount(0);
});

test('a guess is scored by what the model gives to it', async ({ page }) => {
  await open(page, `${SMALL}#/train/guess`);
  const { top, original } = await hide(page);
  const other = top.find(({ token }) => token !== original && /^[a-z]+$/.test(token));
  await page.locator('#guess-word').fill(other?.token ?? 'the');
  await page.locator('#guess-word').press('Enter');
  const row = result(page).getByRole('row', { name: /^You/ });
  if (other) await expect(row).toContainText((-Math.log(other.probability)).toFixed(2));
  await expect(row).toContainText('wrong');
  await panel(page).getByRole('button', { name: 'Another word' }).press('Enter');
  await expect(page.locator('#guess-word')).toBeFocused();
  await page.locator('#guess-word').fill('xylophonist');
  await page.locator('#guess-word').press('Enter');
  await expect(result(page)).toContainText('isn’t a token of this vocabulary');
  await expect(panel(page)).toContainText('Right so far, of 2');
});

test('who gives up sees the answer, and is not counted', async ({ page }) => {
  await open(page, `${SMALL}#/train/guess`);
  const { original } = await hide(page);
  await panel(page).getByRole('button', { name: 'Show the answer' }).click();
  await expect(result(page).getByRole('row', { name: /^Original/ })).toContainText(original);
  await expect(panel(page)).not.toContainText('Right so far');
});

test('training on, or another run, ends the question and leaves nothing hidden', async ({ page }) => {
  await open(page, `${SMALL}#/train/guess`);
  await hide(page);
  await call(page, 'step', 1);
  await expect(panel(page).getByRole('button', { name: 'Hide a word' })).toBeVisible();
  const gaps = page.locator('[data-token]').filter({ hasText: /^\?$/ });
  await expect(gaps).toHaveCount(0);
  await hide(page);
  await call(page, 'configure', { seed: 8 });
  await expect(panel(page).getByRole('button', { name: 'Hide a word' })).toBeVisible();
  await expect(gaps).toHaveCount(0);
});

for (const [lang, theme] of LANGUAGES_AND_THEMES) {
  test(`axe finds nothing to complain about in a guess (${lang}, ${theme})`, async ({ page }) => {
    await open(
      page,
      `${SMALL}&lang=${lang}&theme=${theme}&corpus=${lang === 'ko' ? 'korean' : 'stories'}#/train/guess`,
    );
    await panel(page).getByRole('button', { name: catalogs[lang].guess.begin }).click();
    await expect(page.locator('#guess-word')).toBeVisible();
    expect(await violations(page, '[data-testid="guess"]')).toEqual([]);
    await page.locator('#guess-word').fill('a');
    await page.locator('#guess-word').press('Enter');
    await expect(result(page)).toBeVisible();
    expect(await violations(page, '[data-testid="guess"]')).toEqual([]);
    for (const width of [1440, 820, 360, 320]) {
      await page.setViewportSize({ width, height: 800 });
      const right = () => panel(page).evaluate((part) => part.getBoundingClientRect().left + part.scrollWidth);
      await expect.poll(right).toBeLessThanOrEqual(width);
    }
  });
}
