import { catalogs } from '../../www/i18n';
import { expect, test } from './fixtures';
import { call, open, SMALL } from './small';

for (const lang of ['en', 'ko'] as const) {
  test(`on a phone the first screen shows the stage, its first tokens included (${lang})`, async ({ page }) => {
    await page.setViewportSize({ width: 360, height: 740 });
    await open(page, `${SMALL}&lang=${lang}`);
    await call(page, 'pause');
    const first = page.getByTestId('strip').locator('tr[data-position]').first();
    await expect(first).toBeInViewport({ ratio: 1 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    // Masked tokens can be read in full.
    const cut = await page
      .getByTestId('strip')
      .locator('.input.fate-masked')
      .evaluateAll((all) => all.filter((token) => token.scrollWidth > token.clientWidth + 1).length);
    expect(cut).toBe(0);
  });
}

test('what is refused is said in the page’s language', async ({ page }) => {
  await open(page, `${SMALL}&lang=ko#/settings`);
  const t = catalogs.ko;
  for (const [name, value] of [
    ['hidden_size', '1024'],
    ['intermediate_size', '4096'],
    ['layers', '12'],
    ['sequence_length', '512'],
    ['batch_size', '256'],
  ] as const) {
    await page.locator(`#setting-${name}`).fill(value);
  }
  await page.getByRole('button', { name: t.settings.apply }).click();
  const refusal = page.getByTestId('refusal');
  await expect(refusal).toContainText(t.settings.refused);
  await expect(refusal).not.toContainText(/[a-z]{4}/);
});
