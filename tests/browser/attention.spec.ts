import type { Page } from '@playwright/test';
import type { TraceByName as Trace } from '../../www/contract';
import { expect, test } from './fixtures';
import { call, open, trace } from './small';

// Several layers and heads, so that a wrong choice is detected.
const QUERY = 'hidden_size=32&layers=2&heads=4&intermediate_size=64&batch_size=8&lang=en';

const panel = (page: Page) => page.getByTestId('attention');
const real = ({ tokens }: Trace) => tokens.filter((token) => token.fate !== 'padding');
const percent = (share: number) => `${(share * 100).toFixed(1)}%`;

async function paused(page: Page): Promise<Trace> {
  await open(page, `${QUERY}#/train/attention`);
  await call(page, 'step', 3);
  const shown = await trace(page);
  await expect(panel(page)).toHaveAttribute('data-step', String(shown.step));
  return shown;
}

/** The attention of the token at `from`, as shown by the panel. */
const shares = (page: Page) => panel(page).locator('[data-key] .value').allTextContents();

test('what a token takes from the others is the attention of the trace, head by head', async ({ page }) => {
  const shown = await paused(page);
  const n = real(shown).length;
  const from = shown.tokens.find((token) => token.counted)!.position;
  await expect(panel(page)).toHaveAttribute('data-from', String(from));
  const heads = shown.attention.flat();
  const row = (of: (key: number) => number) => Array.from({ length: n }, (_, key) => percent(of(key)));
  expect(await shares(page)).toEqual(
    row((key) => heads.reduce((sum, head) => sum + head[from * n + key]! / heads.length, 0)),
  );
  for (const [layer, head] of [
    [0, 2],
    [1, 0],
  ] as const) {
    await panel(page)
      .getByRole('radio', { name: `Layer ${layer + 1}, head ${head + 1}` })
      .check();
    const matrix = shown.attention[layer]![head]!;
    await expect.poll(() => shares(page)).toEqual(row((key) => matrix[from * n + key]!));
  }
});

test('another token can be looked from, with the pointer and with the keyboard', async ({ page }) => {
  const shown = await paused(page);
  const n = real(shown).length;
  await panel(page).getByRole('radio', { name: 'Layer 2, head 3' }).check();
  const matrix = shown.attention[1]![2]!;
  await panel(page).locator('button[data-from="1"]').click();
  await expect(panel(page)).toHaveAttribute('data-from', '1');
  await page.keyboard.press('ArrowRight');
  await expect(panel(page)).toHaveAttribute('data-from', '2');
  await panel(page).getByText('These weights as a table').click();
  const cells = panel(page).getByTestId('attention-table').locator('tbody td:last-child');
  await expect(cells).toHaveText(Array.from({ length: n }, (_, key) => matrix[2 * n + key]!.toFixed(4)));
  await expect(panel(page).getByTestId('attention-table').locator('tfoot td')).toHaveText('1.0000');
});

test('the map tells the exact value of a pair, by arrow keys', async ({ page }) => {
  const shown = await paused(page);
  const n = real(shown).length;
  await panel(page).getByRole('radio', { name: 'Layer 1, head 1' }).check();
  const matrix = shown.attention[0]![0]!;
  await panel(page).getByTestId('attention-map').focus();
  const from = Number(await panel(page).getAttribute('data-from'));
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowLeft');
  const told = panel(page).getByTestId('attention-told');
  const values = Array.from({ length: n }, (_, key) => matrix[from * n + key]!.toFixed(4));
  const value = (await told.textContent())!.trim().split(' ').at(-1)!;
  expect(values).toContain(value);
});

test('selected columns carry their fate, and nothing else does', async ({ page }) => {
  const shown = await paused(page);
  for (const token of real(shown)) {
    const cell = panel(page).locator(`[data-key="${token.position}"]`);
    await expect(cell).toHaveClass(new RegExp(`fate-${token.fate}`));
    await expect(cell.locator('> .badge')).toHaveCount(token.counted ? 1 : 0);
  }
});

test('on a phone the four heads of a layer stand in one line', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await paused(page);
  const tops = await Promise.all(
    [1, 2, 3, 4].map(async (head) => {
      const radio = panel(page).getByRole('radio', { name: `Layer 1, head ${head}` });
      return (await radio.boundingBox())!.y;
    }),
  );
  expect(new Set(tops).size).toBe(1);
});
