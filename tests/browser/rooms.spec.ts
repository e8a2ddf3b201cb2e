// The rooms of the page: addresses, the back button, and that nothing is lost on the way.

import { violations } from './axe';
import { expect, test } from './fixtures';
import { call, open, SMALL } from './small';

test('each room has an address, the back button works, and the run goes on', async ({ page }) => {
  await open(page);
  await page.evaluate(() => window.cloze.run());
  await expect(page.locator('#stage')).toBeVisible();
  await page.getByRole('link', { name: 'Fine-tune' }).click();
  await expect(page.getByTestId('experiment')).toBeVisible();
  await expect(page.locator('#stage')).toHaveCount(0);
  const before = (await page.evaluate(() => window.cloze.state())).step;
  await page.getByRole('link', { name: 'Compare' }).click();
  await expect(page).toHaveURL(/#\/compare$/);
  await expect.poll(async () => (await page.evaluate(() => window.cloze.state())).step).toBeGreaterThan(before);
  await page.goBack();
  await expect(page.getByTestId('experiment')).toBeVisible();
  await page.goBack();
  await expect(page.locator('#stage')).toBeVisible();
  await page.evaluate(() => (location.hash = '#/nowhere'));
  await expect(page.getByRole('link', { name: 'Pre-train' })).toHaveAttribute('aria-current', 'page');
});

for (const lang of ['en', 'ko'] as const) {
  for (const theme of ['light', 'dark'] as const) {
    test(`axe finds nothing to complain about in the other rooms (${lang}, ${theme})`, async ({ page }, info) => {
      await open(page, `${SMALL}&lang=${lang}&theme=${theme}`);
      await call(page, 'finetune', {
        task: lang === 'en' ? 'sequence' : 'token',
        preset: lang === 'en' ? 'sentiment:en' : 'ner:en',
        labels: 8,
        steps: 8,
        seeds: [1, 2],
      });
      for (const room of ['finetune', 'compare']) {
        await page.evaluate((room) => (location.hash = `#/${room}`), room);
        await expect(page.getByTestId(room === 'finetune' ? 'learning' : 'ablations')).toBeVisible();
        if (room === 'finetune') {
          await expect(page.getByTestId('errors').locator('.list > li').first()).toBeVisible();
          await expect(page.getByTestId('experiment-start')).toBeEnabled();
        }
        expect(await violations(page)).toEqual([]);
        for (const width of [1440, 820, 360]) {
          await page.setViewportSize({ width, height: 900 });
          await page.screenshot({ path: info.outputPath(`${room}-${lang}-${theme}-${width}.png`), fullPage: true });
          expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
        }
      }
    });
  }
}
