import type { Page } from '@playwright/test';
import { violations } from './axe';
import { expect, test } from './fixtures';
import { call, enter, open, SMALL } from './small';

const tip = (page: Page) => page.getByTestId('term-tip');
/** A term above all that grows when it comes into view. The glossary comes after the first batch. */
const selected = (page: Page) => page.getByTestId('tally-selected').locator('[data-term=selected]');

async function still(page: Page, query = SMALL) {
  await open(page, query);
  await call(page, 'step', 2);
  await expect(page.locator('[data-term]').first()).toBeVisible();
}

test('a term explains itself on hover, stays under the pointer, and goes with it', async ({ page }) => {
  await still(page);
  const term = selected(page);
  await term.hover();
  await expect(tip(page)).toContainText('at random to be predicted');
  await tip(page).hover();
  await page.waitForTimeout(500);
  await expect(tip(page)).toBeVisible();
  await page.mouse.move(2, 2);
  await expect(tip(page)).toBeHidden();
});

test('a term that is gone before its explanation opens has none', async ({ page }) => {
  await still(page);
  await selected(page).hover();
  await expect(tip(page)).not.toBeEmpty();
  await page.mouse.move(2, 2);
  await expect(tip(page)).toBeEmpty();
  await selected(page).evaluate((term) => {
    term.dispatchEvent(new PointerEvent('pointerenter'));
    location.hash = '#/settings';
  });
  await expect(selected(page)).toHaveCount(0);
  await page.waitForTimeout(500);
  await expect(tip(page)).toBeEmpty();
});

test('by keyboard: focus opens it, Enter goes to its link, Tab goes on, Escape closes only it', async ({ page }) => {
  await still(page);
  const term = selected(page);
  await term.focus();
  await expect(tip(page)).toBeVisible();
  await expect(term).toHaveAttribute('aria-expanded', 'true');
  await expect(term).toHaveAccessibleDescription(/at random to be predicted/);
  await page.keyboard.press('Enter');
  const link = tip(page).getByRole('link');
  await expect(link).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await expect(term).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(link).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(tip(page)).toBeHidden();
  await expect(term).toBeFocused();
  await expect(term).toHaveAttribute('aria-expanded', 'false');

  await page.getByRole('button', { name: 'Slow motion' }).click();
  const read = page.getByTestId('slow-words').locator('[data-term]').first();
  await read.focus();
  await expect(tip(page)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(tip(page)).toBeHidden();
  await expect(page.getByTestId('slow')).toBeVisible();
});

test('a click keeps it open until the next one, or one elsewhere', async ({ page }) => {
  await still(page);
  const term = selected(page);
  await term.click();
  await page.mouse.move(2, 2);
  await page.waitForTimeout(500);
  await expect(tip(page)).toBeVisible();
  await term.click();
  await expect(tip(page)).toBeHidden();
  await term.click();
  await page.locator('h1').click();
  await expect(tip(page)).toBeHidden();
});

test('a setting explains itself in the same way', async ({ page }) => {
  await still(page);
  await enter(page, 'settings');
  const about = page.getByTestId('settings').locator('.field button').first();
  await about.focus();
  await expect(tip(page)).toBeVisible();
  await expect(tip(page).getByRole('link')).toHaveCount(0);
  await expect(about).toHaveAccessibleDescription(/./);
  await page.keyboard.press('Escape');
  await expect(tip(page)).toBeHidden();
  await about.click();
  await expect(tip(page)).toBeVisible();
});

test('a tap opens it within a narrow screen, and another one closes it', async ({ browser, baseURL }) => {
  const context = await browser.newContext({ baseURL, viewport: { width: 360, height: 640 }, hasTouch: true });
  const page = await context.newPage();
  await still(page);
  for (const one of await page.locator('.lead [data-term]').all()) {
    await one.scrollIntoViewIfNeeded();
    await one.tap();
    await expect(tip(page)).toBeVisible();
    const { x, y, width, height } = (await tip(page).boundingBox())!;
    expect(x).toBeGreaterThanOrEqual(0);
    expect(x + width).toBeLessThanOrEqual(360);
    expect(y).toBeGreaterThanOrEqual(0);
    expect(y + height).toBeLessThanOrEqual(640);
    await one.tap();
    await expect(tip(page)).toBeHidden();
  }
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await context.close();
});

for (const lang of ['en', 'ko']) {
  test(`terms are explained all over the page, and axe agrees with it (${lang})`, async ({ page }) => {
    await still(page, `${SMALL}&lang=${lang}`);
    for (const panel of ['strip', 'words', 'pair', 'tallies', 'curves'])
      await expect(page.getByTestId(panel).locator('[data-term]').first(), panel).toBeVisible();
    await selected(page).focus();
    await expect(tip(page)).toContainText(lang === 'ko' ? '15%입니다' : 'at random to be predicted');
    expect(await violations(page)).toEqual([]);
    for (const place of [
      'train/attention',
      'train/vocabulary',
      'train/parameters',
      'learn/mask/1',
      'finetune',
      'compare',
    ]) {
      await enter(page, place);
      await expect(page.locator('main p [data-term]').first(), place).toBeVisible();
      // No button in a button, no button in a label.
      await expect(page.locator(':is(button, label, a, summary) [data-term]'), place).toHaveCount(0);
    }
  });

  test(`the legend explains every mark (${lang})`, async ({ page }) => {
    await page.setViewportSize({ width: 360, height: 900 });
    await still(page, `${SMALL}&lang=${lang}`);
    await page.getByTestId('drawn').locator('summary').click();
    await expect(page.getByTestId('drawn').locator('[data-mark=nsp]')).toContainText('[CLS]');
    await expect(page.getByTestId('drawn').locator('[data-mark]')).toHaveCount(22);
    expect(await violations(page, '[data-testid=drawn]')).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  });
}

test('the glossary is found from a term, filtered, and linked within', async ({ page }) => {
  await still(page);
  await selected(page).click();
  await tip(page).getByRole('link').click();
  await expect(page).toHaveURL(/#\/learn\/glossary\/selected$/);
  const glossary = page.getByTestId('glossary');
  const asked = glossary.locator('[data-id=selected]');
  await expect(asked).toBeInViewport();
  await expect(asked.getByRole('heading')).toBeFocused();

  await glossary.getByRole('searchbox').fill('soft');
  await expect(glossary.getByRole('article').first()).toHaveAttribute('data-id', 'softmax');
  await expect(glossary.locator('[data-id=selected]')).toHaveCount(0);
  await glossary.locator('[data-id=softmax] .see').getByRole('link', { name: 'logit', exact: true }).click();
  await expect(page).toHaveURL(/#\/learn\/glossary\/logit$/);
  await expect(glossary.locator('[data-id=logit]')).toBeInViewport();
  await glossary.getByRole('searchbox').fill('zzz');
  await expect(glossary.getByRole('status')).toContainText('zzz');

  // In the other language at once, with the English term beside.
  await page.getByRole('radio', { name: '한국어' }).check();
  await glossary.getByRole('searchbox').fill('');
  await expect(glossary.locator('[data-id=learning_rate] h3')).toHaveText(/학습률\s*learning rate/);
  expect(await violations(page, '[data-testid=glossary]')).toEqual([]);
});
