import { violations } from './axe';
import { expect, test } from './fixtures';
import { call, open, SMALL, trace } from './small';

for (const lang of ['en', 'ko']) {
  for (const theme of ['light', 'dark']) {
    test(`axe finds nothing to complain about (${lang}, ${theme})`, async ({ page }, info) => {
      await open(page, `${SMALL}&lang=${lang}&theme=${theme}`);
      await call(page, 'step', 2);
      // An earlier run, to compare the curves with.
      await call(page, 'configure', { masking: { mask: 100, random: 0, keep: 0 } });
      await call(page, 'step', 2);
      const { tokens } = await trace(page);
      await page
        .getByTestId('strip')
        .locator(`[data-token="${tokens.find((token) => token.counted)!.position}"]`)
        .click();
      await expect(page.locator('html')).toHaveAttribute('lang', lang);
      expect(await violations(page)).toEqual([]);
      for (const width of [3840, 1440, 820, 360]) {
        await page.setViewportSize({ width, height: 900 });
        await page.screenshot({ path: info.outputPath(`${lang}-${theme}-${width}.png`), fullPage: true });
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      }
    });
  }
}

test('a step is spoken when asked for, and not before', async ({ page }) => {
  await open(page);
  await call(page, 'step', 1);
  const spoken = page.getByTestId('spoken');
  await expect(spoken).toHaveText('');
  await page.getByRole('button', { name: 'Read this step aloud' }).focus();
  await page.keyboard.press('Enter');
  const { tokens } = await trace(page);
  await expect(spoken).toContainText(tokens.find((token) => token.counted)!.original);
});
