import { expect, test } from './fixtures';

test('the page opens from a sub-path with its title', async ({ page }, info) => {
  await page.goto('./');
  await expect(page).toHaveTitle(/Cloze/);
  await expect(page.getByRole('main')).toBeVisible();
  await page.screenshot({ path: info.outputPath('page.png'), fullPage: true });
});
