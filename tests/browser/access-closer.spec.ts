// Everything that the user can open is as accessible as the page itself.

import { catalogs } from '../../www/i18n';
import { LANGUAGES_AND_THEMES, violations } from './axe';
import { expect, test } from './fixtures';
import { call, open, SMALL, trace } from './small';

for (const [lang, theme] of LANGUAGES_AND_THEMES) {
  const t = catalogs[lang];
  const query = `${SMALL}&lang=${lang}&theme=${theme}`;

  test(`axe finds nothing in what-ifs and slow motion (${lang}, ${theme})`, async ({ page }, info) => {
    await open(page, query);
    await call(page, 'pause');
    await call(page, 'step', 2);
    await page.getByRole('switch', { name: t.whatIf.names.every_position }).click();
    await expect(page.getByTestId('words')).toContainText(t.whatIf.honest);
    const { tokens } = await trace(page);
    const context = tokens.find((token) => token.fate === 'context')!.position;
    await page.getByTestId('strip').locator(`[data-token="${context}"]`).click();
    await expect(page.getByTestId('arithmetic')).toBeVisible();
    expect(await violations(page, '#stage')).toEqual([]);
    expect(await violations(page, '[data-testid=arithmetic]')).toEqual([]);
    for (const width of [1440, 820, 360]) {
      await page.setViewportSize({ width, height: 900 });
      await page.screenshot({ path: info.outputPath(`what-if-${lang}-${theme}-${width}.png`) });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    }
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.getByTestId('arithmetic').getByRole('button', { name: t.arithmetic.close }).click();
    await page.getByRole('button', { name: t.slow.title, exact: true }).click();
    const phases = page.getByTestId('slow').locator('ol button');
    for (const index of [0, 1, 2, 3, 4, 5, 6, 7]) {
      await phases.nth(index).click();
      if (index === 7) await expect(page.getByTestId('slow-after')).toBeVisible();
      // Contrast is checked after all transitions.
      await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)));
      expect(await violations(page, '#stage'), t.slow.names.text).toEqual([]);
    }
    for (const width of [1440, 820, 360]) {
      await page.setViewportSize({ width, height: 900 });
      await page.screenshot({ path: info.outputPath(`slow-${lang}-${theme}-${width}.png`) });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    }
  });

  test(`axe finds nothing in a typed sentence (${lang}, ${theme})`, async ({ page }, info) => {
    await open(page, `${query}&sequence_length=16#/train/sentence`);
    await call(page, 'pause');
    const panel = page.getByTestId('sentence');
    await panel.scrollIntoViewIfNeeded();
    await panel.getByRole('button', { name: t.guide.presets.three('Anna at the castle', '') }).click();
    await page.getByTestId('sentence-text').fill('My dog 🐕 is [MASK] and so are all the other dogs.');
    await panel.locator('[data-word="1"]').first().click();
    await page.getByTestId('fate-choice').getByRole('radio', { name: t.sentence.fates.randomized }).check();
    await page.getByTestId('sentence-strip').locator('[data-token="1"]').click();
    await expect(page.getByTestId('sentence-arithmetic')).toBeVisible();
    await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)));
    expect(await violations(page, '[data-testid=sentence]')).toEqual([]);
    for (const width of [1440, 820, 360]) {
      await page.setViewportSize({ width, height: 900 });
      await panel.screenshot({ path: info.outputPath(`sentence-${lang}-${theme}-${width}.png`) });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    }
  });
}
