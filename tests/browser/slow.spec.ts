// Slow motion: a step in eight sub-steps with real values, forwards and backwards.

import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { call, open, SMALL, trace } from './small';

const NAMES = ['Text', 'Select', 'Roles', 'Forward pass', 'Predict', 'Loss', 'Backward pass', 'Update'];
/** By sub-step: the number of rows below the original tokens. */
const ROWS = [0, 0, 1, 2, 3, 4, 6, 6];

const row = (page: Page, name: string) => page.getByTestId('strip').locator(`tbody tr.${name}`);
const ORDER = ['inputs', 'read', 'predicted', 'losses', 'gradients', 'spread'];

/** Opens the slow motion, and stops it at its first sub-step. */
async function openStopped(page: Page) {
  await page.getByRole('button', { name: 'Slow motion' }).click();
  await page.keyboard.press('Home');
}

async function expectSubStep(page: Page, index: number) {
  const current = page.getByTestId('slow').locator('[aria-current="step"]');
  await expect(current).toHaveText(`${index + 1}${NAMES[index]}`);
  for (const [place, name] of ORDER.entries()) {
    const ahead = place >= ROWS[index]!;
    for (const line of await row(page, name).all()) {
      if (ahead) await expect(line, `${name} in ${NAMES[index]}`).toHaveClass(/ahead/);
      else await expect(line, `${name} in ${NAMES[index]}`).not.toHaveClass(/ahead/);
    }
    const cell = row(page, name).first().locator('td > *').first();
    if (ahead) await expect(cell).toBeHidden();
    else await expect(cell).toBeVisible();
  }
}

test('the keyboard goes through all eight sub-steps and back, and leaves', async ({ page }) => {
  await open(page);
  await call(page, 'pause');
  await call(page, 'step', 2);
  const { step } = await trace(page);
  const begin = page.getByRole('button', { name: 'Slow motion' });
  await begin.focus();
  await page.keyboard.press('Enter');
  // The sub-steps have the focus.
  await expect(page.getByTestId('slow').locator('[aria-current="step"]')).toBeFocused();
  // It plays by itself; a key stops it.
  await page.keyboard.press('Home');
  for (let index = 0; index < 8; index++) {
    await expectSubStep(page, index);
    await expect(page.getByTestId('strip')).toHaveAttribute('data-step', String(step));
    if (index < 7) await page.keyboard.press('ArrowRight');
  }
  await page.keyboard.press('ArrowRight');
  await expectSubStep(page, 7);
  for (let index = 6; index >= 0; index--) {
    await page.keyboard.press('ArrowLeft');
    await expectSubStep(page, index);
  }
  await page.keyboard.press('End');
  await expectSubStep(page, 7);
  await page.keyboard.press('Home');
  await expectSubStep(page, 0);
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('slow')).toHaveCount(0);
  await expect(begin).toBeFocused();
});

test('no sub-step gives away what comes later', async ({ page }) => {
  await open(page);
  await call(page, 'pause');
  await call(page, 'step', 2);
  await openStopped(page);
  const tokens = page.getByTestId('strip').locator('thead [data-token]');
  // In the first sub-step all tokens but the special ones have the same style.
  const looks = await tokens.evaluateAll((all) =>
    all
      .filter((token) => !token.classList.contains('special'))
      .map((token) =>
        [
          getComputedStyle(token).fontWeight,
          getComputedStyle(token).color,
          token.getAttribute('aria-label')!.replace(token.textContent!, ''),
        ].join(' '),
      ),
  );
  expect(new Set(looks).size).toBe(1);
  await page.keyboard.press('ArrowRight');
  const { tokens: shown } = await trace(page);
  const picked = shown.filter((token) => token.counted).map((token) => token.original);
  await expect(page.getByTestId('strip').locator('thead .picked [data-token]')).toHaveText(picked);
  await expect(page.getByTestId('strip').locator('thead .cell.counted')).toHaveCount(0);
});

test('the numbers of the sub-steps are those of the step', async ({ page }) => {
  await open(page, `${SMALL}&seed=6`);
  await call(page, 'pause');
  await call(page, 'step', 3);
  const shown = await trace(page);
  const scored = shown.tokens.filter((token) => token.counted);
  await openStopped(page);
  const words = page.getByTestId('slow-words');
  await page.keyboard.press('ArrowRight');
  for (const token of scored) {
    if (typeof token.candidacy?.place !== 'number') continue;
    const place = page.getByTestId('strip').locator(`thead [data-position="${token.position}"]`);
    await expect(place).toContainText(String(token.candidacy.place));
  }
  await page.keyboard.press('ArrowRight');
  for (const token of scored) {
    for (const { draw } of token.throws ?? []) await expect(words).toContainText(draw.toFixed(4));
  }
  for (let more = 0; more < 3; more++) await page.keyboard.press('ArrowRight');
  const [terms, result] = (await page.getByTestId('slow-sum').innerText()).split(' = ') as [string, string];
  const values = terms.slice(1, terms.indexOf(')')).split(' + ').map(Number);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  expect(values).toHaveLength(scored.length);
  expect(Math.abs(mean - Number(result))).toBeLessThanOrEqual(0.005 + 1e-9);
  expect(Number(result)).toBeCloseTo(shown.example.mlm_loss, 1);
  await page.keyboard.press('End');
  // The same pair after the update: the same tokens with other predictions, and a loss.
  await expect(page.getByTestId('slow-after')).toContainText('→');
  const [before] = (await page.getByTestId('slow-after').innerText()).split(' → ');
  expect(Number(before)).toBeCloseTo(shown.example.mlm_loss, 1);
});

test('training waits while it is looked at in slow motion, and goes on after', async ({ page }) => {
  await open(page);
  await page.getByRole('button', { name: 'Slow motion' }).click();
  const step = async () => Number(await page.getByTestId('step').getAttribute('data-value'));
  await expect(page.getByTestId('slow')).toBeVisible();
  const held = await step();
  await page.getByTestId('slow').getByRole('button', { name: 'Train step' }).click();
  await expect.poll(step).toBe(held + 1);
  await page.getByTestId('slow').getByRole('button', { name: 'Exit' }).click();
  await expect.poll(step).toBeGreaterThan(held + 1);
});
