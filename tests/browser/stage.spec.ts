import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { call, open, state, trace } from './small';

const column = (page: Page, position: number, row: string) =>
  page.getByTestId('strip').locator(`${row} [data-position="${position}"]`);

async function paused(page: Page) {
  await open(page);
  await call(page, 'step', 3);
  return trace(page);
}

test('every token on the stage has the fate, input, prediction, loss and gradient of the trace', async ({ page }) => {
  const shown = await paused(page);
  await expect(page.getByTestId('strip')).toHaveAttribute('data-step', String(shown.step));
  const real = shown.tokens.filter((token) => token.fate !== 'padding');
  await expect(page.getByTestId('strip').locator('[data-token]')).toHaveCount(real.length);
  for (const token of real) {
    const head = column(page, token.position, 'thead');
    await expect(head.locator('[data-token]')).toHaveText(token.original);
    await expect(head).toHaveClass(new RegExp(`fate-${token.fate}`));
    await expect(column(page, token.position, 'tbody tr:nth-child(1)')).toHaveText(token.input);
    await expect(column(page, token.position, 'tr.predicted')).toContainText(token.top[0]!.token);
    const loss = column(page, token.position, 'tr.losses');
    const gradient = column(page, token.position, 'tr.gradients');
    if (token.counted) {
      await expect(loss).toContainText(token.loss!.toFixed(2));
      await expect(gradient).not.toHaveText('0');
    } else {
      await expect(loss).toContainText('× 0');
      const told = `not scored: ${token.would_be_loss.toFixed(2)} × 0`;
      await expect(loss.getByRole('img', { name: told, exact: true })).toBeVisible();
      if (token.gradient_norm === 0) await expect(gradient).toHaveText('0');
    }
  }
});

test('nothing but the selected positions and [CLS] has a gradient, and all inputs do', async ({ page }) => {
  const { tokens } = await paused(page);
  for (const token of tokens.filter(({ fate }) => fate !== 'padding')) {
    expect(token.counted).toBe(['masked', 'randomized', 'kept'].includes(token.fate));
    if (token.counted || token.position === 0) expect(token.gradient_norm).toBeGreaterThan(0);
    else expect(token.gradient_norm).toBe(0);
    expect(token.input_gradient_norm).toBeGreaterThan(0);
  }
});

test('the words under the stage and the arithmetic add up to the losses of the trace', async ({ page }) => {
  const shown = await paused(page);
  const scored = shown.tokens.filter((token) => token.counted);
  const mean = scored.reduce((sum, token) => sum + token.loss!, 0) / scored.length;
  expect(mean).toBeCloseTo(shown.example.mlm_loss, 4);
  await expect(page.getByTestId('words')).toContainText(mean.toFixed(2));

  await page.getByTestId('strip').locator(`[data-token="${scored[0]!.position}"]`).click();
  await expect(page.getByTestId('arithmetic-loss')).toHaveText(scored[0]!.loss!.toFixed(3));
  await expect(page.getByTestId('pair-sum')).toContainText(shown.example.mlm_loss.toFixed(3));
  const { mlm_loss, nsp_loss, total_loss } = shown.batch;
  expect(mlm_loss + nsp_loss).toBeCloseTo(total_loss, 4);
  await expect(page.getByTestId('total-loss')).toHaveText(total_loss.toFixed(3));
});

test('counting every position shows the losses as they would be, and says so', async ({ page }) => {
  const shown = await paused(page);
  const context = shown.tokens.find((token) => token.fate === 'context')!;
  const loss = column(page, context.position, 'tr.losses');
  await expect(loss).toContainText('× 0');
  await page.getByRole('switch').check();
  await expect(loss).toContainText(context.would_be_loss.toFixed(2));
  await expect(loss).toContainText('if scored');
});

test('the keyboard walks along the tokens and opens their arithmetic', async ({ page }) => {
  const shown = await paused(page);
  const last = shown.tokens.filter((token) => token.fate !== 'padding').at(-1)!;
  await page.getByTestId('strip').locator('[data-token="0"]').focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByTestId('strip').locator('[data-token="1"]')).toBeFocused();
  await page.keyboard.press('End');
  await expect(page.getByTestId('strip').locator(`[data-token="${last.position}"]`)).toBeFocused();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('arithmetic')).toContainText(shown.tokens[1]!.original);
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('arithmetic')).toHaveCount(0);
  // Only one token is in the tab order.
  await expect(page.getByTestId('strip').locator('[data-token][tabindex="0"]')).toHaveCount(1);
});

test('on a narrow screen the stage turns and still says everything', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  const shown = await paused(page);
  const scored = shown.tokens.find((token) => token.counted)!;
  const row = page.getByTestId('strip').locator(`tr[data-position="${scored.position}"]`);
  await expect(row).toContainText(scored.original);
  await expect(row).toContainText(scored.loss!.toFixed(2));
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
});

test('play, pause and step do what they say', async ({ page }) => {
  await open(page);
  await expect(page.getByRole('button', { name: 'Pause', exact: true })).toBeVisible();
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  const before = await state(page);
  expect(before.running).toBe(false);
  await page.getByRole('button', { name: 'One step' }).click();
  await expect(page.getByTestId('step')).toHaveAttribute('data-value', String(before.step + 1));
});

test('at full speed the stage goes on from step to step, however long a step takes', async ({ page }) => {
  // The default model: one of its steps takes longer than the engine trains between two messages.
  await page.goto('./');
  const shown = async () => Number(await page.getByTestId('strip').getAttribute('data-step'));
  await page.getByTestId('strip').waitFor();
  for (let change = 0; change < 2; change++) {
    const before = await shown();
    await expect.poll(shown, { timeout: 30_000 }).toBeGreaterThan(before);
  }
});
