// The documentation beside the page: read, searched, without a script or style that its policy forbids (`./fixtures` fails on one).

import { violations } from './axe';
import { expect, test } from './fixtures';

const PAGES = ['index', 'command', 'settings', 'benchmarks', 'how-to/panel', 'ko/index', 'ko/teachers'];

test('the page leads to its documentation, in its language, and back', async ({ page }) => {
  await page.goto('./?lang=ko');
  await page.getByRole('link', { name: '문서' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'ko');
  await page.getByRole('link', { name: 'English', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('What Cloze does');
  await page.getByRole('link', { name: 'Open Cloze' }).click();
  await expect(page).toHaveTitle(/^Cloze: /);
});

for (const theme of ['light', 'dark'] as const) {
  test(`the documentation is accessible and fits every width (${theme})`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme });
    for (const name of PAGES) {
      await page.goto(`./docs/${name}.html`);
      expect(await page.locator('html').getAttribute('data-theme')).toBe(theme);
      for (const width of [1440, 820, 320]) {
        await page.setViewportSize({ width, height: 800 });
        expect(await violations(page), `${name} at ${width}`).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth), name).toBeLessThanOrEqual(width);
      }
    }
  });
}

test('search leads to a place, by keyboard alone', async ({ page }) => {
  await page.goto('./docs/how-to/panel.html');
  await page.keyboard.press('/');
  await page.keyboard.type('masking.probab');
  await expect(page.getByRole('status')).toHaveText(/\d+ results?/);
  const first = page.getByRole('search').getByRole('link').first();
  await page.keyboard.press('ArrowDown');
  await expect(first).toBeFocused();
  await expect(first).toContainText('Settings › Masking');
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/docs\/settings\.html#masking$/);
});

test('search finds Korean words by their beginnings, and says where there is nothing', async ({ page }) => {
  await page.goto('./docs/ko/index.html');
  const search = page.getByRole('searchbox');
  await search.fill('프로젝터');
  await expect(page.getByRole('search').getByRole('link').first()).toContainText('프로젝터');
  await search.fill('qqqqq');
  await expect(page.getByRole('status')).toHaveText('찾은 것이 없습니다');
  await search.press('Escape');
  await expect(page.getByRole('status')).toBeHidden();
});

test('the theme of the page is that of its documentation', async ({ page }) => {
  await page.goto('./docs/index.html');
  await page.getByLabel('Theme').selectOption('dark');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.getByRole('link', { name: 'Open Cloze' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});
