import type { Page } from '@playwright/test';
import { violations } from './axe';
import { expect, test } from './fixtures';
import { call, open, SMALL, state } from './small';

/** The compare room with both models, the page's run paused after some steps and the second one as far. */
async function both(page: Page, query = SMALL) {
  await open(page, `${query}#/compare`);
  await call(page, 'pause');
  await call(page, 'step', 20);
  const { step } = await state(page);
  const panel = page.getByTestId('compare');
  await panel.getByRole('button', { name: 'Train GPT-1 for comparison' }).click();
  await expect(panel.getByTestId('compare-steps')).toHaveText(`BERT is at step ${step}, GPT-1 at step ${step}.`);
  return panel;
}

test('the second model trains to the step of the first, and stops there', async ({ page }) => {
  const panel = await both(page);
  await call(page, 'step', 15);
  await expect(panel.getByTestId('compare-steps')).toHaveText(/BERT is at step (\d+), GPT-1 at step \1\./);
  for (const reader of ['both', 'left'])
    await expect(panel.getByTestId(`compare-loss-${reader}`)).toHaveText(/\d\.\d{3}/);
});

test('all but the last token count for GPT-1, only the blank for BERT', async ({ page }) => {
  const panel = await both(page);
  await panel.getByTestId('compare-text').fill('the king went to the [MASK] with anna');
  const tokens = (reader: string) => panel.getByTestId(`compare-tokens-${reader}`).locator('[data-scored]');
  await expect(panel.getByTestId('compare-tokens-both')).toContainText('anna');
  await expect(tokens('both').filter({ hasText: '[MASK]' })).toHaveAttribute('data-scored', 'true');
  const scored = (reader: string) =>
    tokens(reader).evaluateAll((all) => all.map((token) => token.getAttribute('data-scored') === 'true'));
  const [two, left] = [await scored('both'), await scored('left')];
  expect(two.filter(Boolean)).toHaveLength(1);
  expect(left.map((is, place) => is === place < left.length - 1).every(Boolean)).toBe(true);
});

test('what stands right of the blank changes what BERT says, and not what GPT-1 says', async ({ page }) => {
  // Large weights, so that the context shows after a few steps.
  const panel = await both(page, `${SMALL}&initializer_range=0.4`);
  const said = async (text: string, word: string) => {
    await panel.getByTestId('compare-text').fill(text);
    for (const reader of ['both', 'left']) {
      await expect(panel.getByTestId(`compare-tokens-${reader}`)).toContainText(word);
    }
    const of = (reader: string) => panel.getByTestId(`compare-${reader}`).locator('ol').innerText();
    return { both: await of('both'), left: await of('left') };
  };
  const one = await said('the [MASK] went to the castle', 'castle');
  const other = await said('the [MASK] was in the soup', 'soup');
  expect(other.left).toBe(one.left);
  expect(other.both).not.toBe(one.both);
  await expect(panel.getByTestId('compare-change-left')).toHaveText(/to the last bit/);
  await expect(panel.getByTestId('compare-change-both')).toHaveText(/moved the prediction/);
  await panel.getByTestId('compare-text').fill('a [MASK] was in the soup');
  await expect(panel.getByTestId('compare-change-left'), 'the left side is another one').toHaveCount(0);
});

test('ELMo reads from each side apart: every token counts twice, and nothing crosses over', async ({ page }) => {
  const fetched: string[] = [];
  page.on('request', (request) => void (request.url().includes('/engines/burn-') && fetched.push(request.url())));
  const panel = await both(page);
  expect(fetched).toEqual([]);
  const card = panel.getByTestId('compare-elmo');
  await expect(card).toContainText(/an engine file of \d+\.\d MB/);
  await card.getByRole('button', { name: 'Train ELMo for comparison' }).click();
  const { step } = await state(page);
  await expect(card.getByTestId('elmo-steps')).toContainText(`At step ${step},`, { timeout: 60_000 });
  await panel.getByTestId('compare-text').fill('the king went to the [MASK] with anna');
  const rows = card.getByTestId('elmo-tokens').locator('tbody tr');
  await expect(rows.nth(8)).toContainText('anna');
  const reach = async (side: number) =>
    rows.evaluateAll(
      (all, side) => all.map((row) => Number(row.querySelectorAll<HTMLElement>('[data-reach]')[side]?.dataset.reach)),
      side,
    );
  // [CLS] the king went to the | [MASK] | with anna [SEP]
  expect((await reach(0)).map((value) => value > 0)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((place) => place < 6));
  expect((await reach(1)).map((value) => value > 0)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((place) => place > 6));
  await expect(rows.nth(1).locator('td').nth(0)).toHaveText(/^\d\.\d{3}$/);
  await expect(rows.nth(1).locator('td').nth(1)).toHaveText(/^\d\.\d{3}$/);
  await expect(card.getByTestId('compare-loss-elmo')).toHaveText(/\d\.\d{3} .* \d\.\d{3}/);
  await card.getByRole('button', { name: 'Named entities' }).click();
  await expect(card.getByTestId('elmo-transfer')).toContainText(`with the ELMo of step ${step} `);
  await expect(card.getByTestId('elmo-transfer')).toContainText('entity F1');
  // It goes on with the page's run.
  await call(page, 'step', 3);
  await expect(card.getByTestId('elmo-steps')).toContainText(`At step ${step + 3},`);
  expect(await violations(page)).toEqual([]);
});

test('where ELMo’s engine cannot be fetched the card says so, and the other models go on', async ({ page }) => {
  await page.route('**/engines/burn-*/**', (route) => route.abort());
  const panel = await both(page);
  const card = panel.getByTestId('compare-elmo');
  await card.getByRole('button', { name: 'Train ELMo for comparison' }).click();
  await expect(card.getByRole('status')).toContainText('ELMo stopped:');
  const { step } = await state(page);
  await call(page, 'step', 5);
  await expect(panel.getByTestId('compare-steps')).toContainText(`GPT-1 at step ${step + 5}.`);
  await expect(card.getByRole('button', { name: 'Train ELMo for comparison' })).toBeEnabled();
});

test('GPT-1 continues a beginning, and each of its words tells what was expected', async ({ page }) => {
  const panel = await both(page);
  const form = panel.getByTestId('continue');
  await form.getByTestId('continue-text').fill('the king');
  await form.getByRole('button', { name: 'Continue' }).click();
  const words = form.getByTestId('continued').getByRole('button');
  await expect(words.first()).toBeVisible();
  await words.last().click();
  const token = await words.last().innerText();
  await expect(form.locator('li.chosen .name')).toHaveText(token);
});

test('BERT fills a row of masks in as many steps as asked, and no mask is left', async ({ page }) => {
  const panel = await both(page);
  const form = panel.getByTestId('fill');
  await form.getByTestId('fill-text').fill('the [MASK] [MASK] [MASK] [MASK].');
  await form.getByTestId('fill-steps').fill('4');
  await form.getByRole('button', { name: 'Fill', exact: true }).click();
  const fixed = form.getByTestId('filled').locator('.fixed');
  for (const step of [1, 2, 3, 4]) {
    await form.getByTestId('fill-at').fill(String(step));
    await expect(fixed).toHaveCount(step);
  }
  await expect(form.getByTestId('fill-result')).not.toContainText('[MASK]');
});

test('a row without a mask is refused in words, and the run goes on', async ({ page }) => {
  const panel = await both(page);
  await panel.getByTestId('fill-text').fill('the king');
  await panel.getByTestId('fill').getByRole('button', { name: 'Fill', exact: true }).click();
  await expect(panel.getByTestId('fill').getByRole('status')).toContainText('[MASK]');
  await call(page, 'step', 1);
});

test('axe finds nothing to complain about beside both models, and nothing scrolls sideways', async ({ page }) => {
  const panel = await both(page, `${SMALL}&theme=dark`);
  await panel.getByRole('button', { name: 'Continue' }).click();
  await panel.getByRole('button', { name: 'Fill', exact: true }).click();
  await expect(panel.getByTestId('filled')).toBeVisible();
  expect(await violations(page, '[data-testid=compare]')).toEqual([]);
  for (const width of [820, 360]) {
    await page.setViewportSize({ width, height: 900 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  }
});
