import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from './fixtures';
import { call, open, SMALL, trace } from './small';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  id: string;
  nodes: { html: string; failureSummary?: string }[];
}

for (const lang of ['en', 'ko']) {
  for (const theme of ['light', 'dark']) {
    test(`axe finds nothing to complain about (${lang}, ${theme})`, async ({ page }, info) => {
      await open(page, `${SMALL}&lang=${lang}&theme=${theme}`);
      await call(page, 'step', 2);
      const { tokens } = await trace(page);
      await page
        .getByTestId('strip')
        .locator(`[data-token="${tokens.find((token) => token.counted)!.position}"]`)
        .click();
      await expect(page.locator('html')).toHaveAttribute('lang', lang);
      await page.evaluate(axe);
      const violations = await page.evaluate(async () => {
        const { axe } = window as unknown as { axe: { run(options: object): Promise<{ violations: Violation[] }> } };
        return (await axe.run({ rules: { 'target-size': { enabled: true } } })).violations;
      });
      const told = violations.flatMap(({ id, nodes }) =>
        nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`),
      );
      expect(told).toEqual([]);
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
