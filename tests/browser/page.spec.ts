import { panelsInReadme } from '../readme';
import { expect, test } from './fixtures';
import { call, open, SMALL } from './small';

test('the page opens from a sub-path with its title', async ({ page }, info) => {
  await page.goto('./');
  await expect(page).toHaveTitle(/Cloze/);
  await expect(page.getByRole('main')).toBeVisible();
  await page.screenshot({ path: info.outputPath('page.png'), fullPage: true });
});

for (const panel of panelsInReadme()) {
  test(`?embed=${panel} shows that panel and the controls of the run, without header, prose or other panels`, async ({
    page,
  }) => {
    await open(page, `${SMALL}&embed=${panel}`);
    await call(page, 'step', 2);
    await expect(page.getByRole('button', { name: 'Play' })).toBeVisible();
    await expect(page.locator('main .panel')).toHaveCount(1);
    await expect(page.locator('.page > :is(header, footer)')).toHaveCount(0);
  });
}

test('a script that asks two hundred questions at once waits for fewer steps than half as many', async ({ page }) => {
  await open(page);
  await call(page, 'run');
  const steps = await page.evaluate(async () => {
    const { cloze } = window;
    const asked = Array.from({ length: 200 }, (_, i) => (i % 2 ? cloze.state() : cloze.trace()));
    return (await Promise.all(asked)).map(({ step }) => step);
  });
  expect(Math.max(...steps) - Math.min(...steps)).toBeLessThan(100);
});
