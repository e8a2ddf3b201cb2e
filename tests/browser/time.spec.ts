import type { Page } from '@playwright/test';
import { LANGUAGES_AND_THEMES, violations } from './axe';
import { expect, test } from './fixtures';
import { call, enter, open, state, trace, SMALL } from './small';

const QUERY = `${SMALL}&steps=400`;
const slider = (page: Page) => page.getByRole('slider', { name: 'Training step to show' });
const strip = (page: Page) => page.getByTestId('strip');
const followButton = (page: Page) => page.getByRole('button', { name: 'Follow this sentence' });
const stepShown = async (page: Page) => Number(await strip(page).getAttribute('data-step'));

/** The strip's text by position: token, prediction, loss and gradient. */
const written = (page: Page) =>
  strip(page).evaluate((root) =>
    ['thead', 'tr.predicted', 'tr.losses', 'tr.gradients'].map((row) =>
      [...root.querySelectorAll(`${row} [data-position]`)].map((cell) => cell.textContent?.replace(/\s+/g, ' ').trim()),
    ),
  );

const originals = (page: Page) => page.locator('[data-token]').allTextContents();

/** A run that is paused after this many steps and whose past was not shown yet. */
async function stopped(page: Page, steps: number) {
  await open(page, QUERY);
  await call(page, 'pause');
  await call(page, 'configure', { seed: 3 });
  await call(page, 'step', steps);
}

test('the slider takes the sentence on the stage back to its first moment and to now again', async ({ page }) => {
  await stopped(page, 30);
  const newest = await trace(page);
  const sentence = await originals(page);
  const present = await written(page);
  await slider(page).focus();
  await page.keyboard.press('Home');
  await expect(strip(page)).toHaveAttribute('data-step', '0');
  await expect(page.getByTestId('moment')).toContainText('Before any training');
  expect(await originals(page)).toEqual(sentence);
  expect(await written(page)).not.toEqual(present);
  // The untrained model's perplexity is about the number of words.
  const losses = (await written(page))[2]!.flatMap((cell) => (/^[\d.]+/.exec(cell ?? '') ?? []).map(Number));
  const loss = losses.reduce((sum, one) => sum + one, 0) / losses.length;
  expect(Math.abs(loss - Math.log((await state(page)).data.vocabulary_size))).toBeLessThan(1.5);
  // `window.cloze` gives the newest step, whatever the stage shows.
  expect((await trace(page)).step).toBe(newest.step);
  await page.keyboard.press('End');
  await expect(strip(page)).toHaveAttribute('data-step', String(newest.step));
  expect(await written(page)).toEqual(present);
});

test('a moment of the past is what a run of that many steps says', async ({ page }) => {
  await stopped(page, 16);
  const shown = await trace(page);
  await slider(page).focus();
  // From the newest step (16) back through the recorded steps.
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => stepShown(page)).toBeLessThan(16);
  const at = await stepShown(page);
  const past = await written(page);
  const tokens = shown.tokens.filter(({ fate }) => fate !== 'padding');
  expect(past[1]).toHaveLength(tokens.length);
  // Each column is of one step: its loss is −log of the probability in its arithmetic.
  const scored = tokens.find(({ counted }) => counted)!;
  await page.locator(`[data-token="${scored.position}"]`).click();
  const column = strip(page).locator(`tr.losses [data-position="${scored.position}"]`);
  const exact = Number(await page.getByTestId('arithmetic-loss').textContent());
  await expect(column).toContainText(exact.toFixed(2));
  await expect(page.getByTestId('arithmetic')).not.toContainText('mean over all');
  expect(await stepShown(page)).toBe(at);
});

test('the cursor of the curves and the slider move together', async ({ page }) => {
  await stopped(page, 40);
  const chart = page.getByTestId('curves').getByRole('slider').first();
  await chart.focus();
  await page.keyboard.press('Home');
  await expect(strip(page)).toHaveAttribute('data-step', '0');
  await expect(slider(page)).toHaveValue('0');
  await chart.blur();
  await expect.poll(() => stepShown(page)).toBe(40);
  await slider(page).focus();
  await page.keyboard.press('Home');
  await expect(strip(page)).toHaveAttribute('data-step', '0');
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => stepShown(page)).toBeGreaterThan(0);
  await expect(chart).toHaveAttribute('aria-valuenow', String(await stepShown(page)));
});

test('a followed sentence stays while the run goes on, with its whole past', async ({ page }) => {
  await stopped(page, 20);
  const sentence = await originals(page);
  await followButton(page).click();
  await expect(page.getByTestId('multiples')).toBeVisible();
  const { tokens } = await trace(page);
  await expect(page.getByTestId('multiples').locator('figure')).toHaveCount(
    tokens.filter(({ counted }) => counted).length,
  );
  await call(page, 'run');
  await expect.poll(() => stepShown(page), { timeout: 60_000 }).toBeGreaterThan(60);
  expect(await originals(page)).toEqual(sentence);
  await call(page, 'pause');
  await expect.poll(() => stepShown(page)).toBe((await state(page)).step);
  expect(await originals(page)).toEqual(sentence);
  await slider(page).focus();
  await page.keyboard.press('Home');
  await expect(strip(page)).toHaveAttribute('data-step', '0');
  expect(await originals(page)).toEqual(sentence);
  await page.keyboard.press('End');
  await followButton(page).click();
  await expect.poll(async () => (await trace(page)).step).toBe(await stepShown(page));
  expect((await state(page)).follows).toBe(false);
});

test('a new run while the past is on the stage starts with a stage of its own', async ({ page }) => {
  await stopped(page, 30);
  await followButton(page).click();
  await expect(page.getByTestId('multiples')).toBeVisible();
  await slider(page).focus();
  await page.keyboard.press('Home');
  const wish = call(page, 'configure', { seed: 9 });
  // The slider can be moved while the new run is prepared.
  for (let times = 0; times < 12; times++) await page.keyboard.press(times % 3 ? 'ArrowRight' : 'ArrowLeft');
  await wish;
  await expect(followButton(page)).toHaveAttribute('aria-pressed', 'false');
  const fresh = await trace(page);
  expect(fresh.step).toBe(0);
  await expect(strip(page)).toHaveAttribute('data-step', '0');
  expect(await originals(page)).toEqual(
    fresh.tokens.filter(({ fate }) => fate !== 'padding').map(({ original }) => original),
  );
  expect((await state(page)).follows).toBe(false);
  await call(page, 'step', 2);
  await expect(strip(page)).toHaveAttribute('data-step', '2');
});

test('another corpus in the middle of a followed run leaves nothing of the old one', async ({ page }) => {
  await open(page, QUERY);
  await followButton(page).click();
  await expect(page.getByTestId('multiples')).toBeVisible({ timeout: 60_000 });
  await call(page, 'configure', { corpus: 'korean' });
  await expect(page.getByTestId('multiples')).toHaveCount(0);
  const { tokens } = await trace(page);
  expect(await originals(page)).toEqual(
    tokens.filter(({ fate }) => fate !== 'padding').map(({ original }) => original),
  );
  await enter(page, 'train/examples');
  await expect(page.getByTestId('examples').locator('caption').first()).toHaveText(/[가-힣]/);
});

test('the held-out sentences are filled at the first moment, in between and now, and go with the slider', async ({
  page,
}) => {
  await stopped(page, 64);
  await enter(page, 'train/examples');
  const tables = page.getByTestId('examples').locator('table');
  await expect(tables).toHaveCount(5);
  const rows = tables.first().locator('tbody tr');
  await expect(rows.first()).toHaveAttribute('data-step', '0');
  await expect(rows.last()).toHaveAttribute('data-step', '64');
  expect(await rows.count()).toBeGreaterThan(2);
  const steps = await rows.evaluateAll((all) => all.map((row) => Number((row as HTMLElement).dataset.step)));
  expect(steps).toEqual(steps.toSorted((a, b) => a - b));
  for (const row of await rows.all()) {
    const right = await row.getByRole('img', { name: 'correct' }).count();
    const wrong = await row.getByRole('img', { name: 'wrong' }).count();
    expect(right + wrong).toBeGreaterThan(0);
    await expect(row).toContainText(`${right} of ${right + wrong} correct`);
  }
  await slider(page).focus();
  await page.keyboard.press('Home');
  await expect(rows).toHaveCount(1);
});

test('the past can be had from a run that is over', async ({ page }) => {
  await open(page, `${SMALL}&steps=24`);
  await expect.poll(async () => (await state(page)).finished, { timeout: 60_000 }).toBe(true);
  await expect(strip(page)).toHaveAttribute('data-step', '24');
  const sentence = await originals(page);
  await slider(page).focus();
  await page.keyboard.press('Home');
  await expect(strip(page)).toHaveAttribute('data-step', '0');
  expect(await originals(page)).toEqual(sentence);
});

test('the next example lets go of a followed sentence', async ({ page }) => {
  await stopped(page, 20);
  await followButton(page).click();
  await expect(page.getByTestId('multiples')).toBeVisible();
  const { row: followed } = await trace(page);
  await page.getByRole('button', { name: 'Next example' }).click();
  await expect(page.getByTestId('multiples')).toHaveCount(0);
  // The followed sentence stays on the stage until the engine has answered with the next one.
  await expect.poll(async () => (await trace(page)).row).not.toBe(followed);
  const { step, tokens } = await trace(page);
  await expect(strip(page)).toHaveAttribute('data-step', String(step));
  expect(await originals(page)).toEqual(
    tokens.filter(({ fate }) => fate !== 'padding').map(({ original }) => original),
  );
});

for (const [lang, theme] of LANGUAGES_AND_THEMES) {
  test(`axe finds nothing to complain about in the past of a followed sentence (${lang}, ${theme})`, async ({
    page,
  }) => {
    await open(page, `${QUERY}&lang=${lang}&theme=${theme}`);
    await call(page, 'pause');
    await call(page, 'step', 20);
    await page.locator('[data-testid="time"] [aria-pressed]').click();
    await expect(page.getByTestId('multiples')).toBeVisible();
    await page.getByTestId('time').getByRole('slider').focus();
    await page.keyboard.press('Home');
    await expect(strip(page)).toHaveAttribute('data-step', '0');
    expect(await violations(page, '#stage')).toEqual([]);
    await enter(page, 'train/examples');
    await expect(page.getByTestId('examples')).toBeVisible();
    expect(await violations(page, '[data-testid="examples"]')).toEqual([]);
    await page.setViewportSize({ width: 360, height: 800 });
    const right = (selector: string) =>
      page.locator(selector).evaluate((part) => part.getBoundingClientRect().left + part.scrollWidth);
    // The strip changes its layout once it has measured its width.
    await expect.poll(() => right('#stage')).toBeLessThanOrEqual(360);
    expect(await right('[data-testid="examples"]')).toBeLessThanOrEqual(360);
  });
}
