// The rooms of the page: addresses, the back button, and that nothing is lost on the way.

import { LANGUAGES_AND_THEMES, violations } from './axe';
import { expect, test } from './fixtures';
import { call, enter, open, SMALL } from './small';

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

const LOOKS = ['pair', 'sentence', 'examples', 'vocabulary', 'attention', 'parameters'];

test('one closer look at a time, each with an address, and old links lead to theirs', async ({ page }) => {
  await open(page, `${SMALL}#/train/attention`);
  await expect(page.getByTestId('attention')).toBeVisible();
  await expect(page.getByTestId('pair')).toHaveCount(0);
  await page.getByRole('navigation', { name: 'Closer looks' }).getByRole('link', { name: 'Vocabulary' }).click();
  await expect(page).toHaveURL(/#\/train\/vocabulary$/);
  await expect(page.getByTestId('vocabulary')).toBeVisible();
  await expect(page.locator('#stage')).toBeVisible();
  await page.goBack();
  await expect(page.getByTestId('attention')).toBeVisible();
  await open(page, `${SMALL}#change`);
  await expect(page.locator('#setting-seed')).toBeVisible();
});

for (const [width, height] of [
  [1440, 900],
  [820, 1100],
  [360, 740],
] as const) {
  // A test each, since a second visit begins with a notice on the first.
  test(`the first screen of a first visit has the meaning of the stage, the transport, and the way into the first lesson (${width})`, async ({
    page,
  }) => {
    await page.setViewportSize({ width, height });
    await open(page);
    const first = [
      page.getByRole('region', { name: 'In short' }).getByText('About 15%'),
      page.getByRole('link', { name: /Lesson 1/ }),
      page.getByRole('button', { name: 'Pause' }),
      page.getByTestId('strip').locator('[data-token]').first(),
    ];
    for (const part of first) await expect(part).toBeInViewport({ ratio: 1 });
  });
}

for (const [lang, theme] of LANGUAGES_AND_THEMES) {
  test(`axe finds nothing to complain about in the other rooms (${lang}, ${theme})`, async ({ page }, info) => {
    await open(page, `${SMALL}&lang=${lang}&theme=${theme}`);
    await call(page, 'finetune', {
      task: lang === 'en' ? 'sequence' : 'token',
      preset: lang === 'en' ? 'sentiment:en' : 'ner:en',
      labels: 8,
      steps: 8,
      seeds: [1, 2],
    });
    for (const look of LOOKS) {
      await enter(page, `train/${look}`);
      await expect(page.locator(`#${look} .panel`).first()).toBeVisible();
      expect(await violations(page, `#${look}`), look).toEqual([]);
    }
    for (const place of ['learn', 'settings']) {
      await enter(page, place);
      await expect(page.locator('main .panel').first()).toBeVisible();
      expect(await violations(page), place).toEqual([]);
    }
    for (const room of ['finetune', 'compare'] as const) {
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
