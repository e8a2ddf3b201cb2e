// The shown sums are those of the step, and are correct with the shown digits.

import type { Locator, Page } from '@playwright/test';
import type { TraceByName as Trace } from '../../www/contract';
import { expect, test } from './fixtures';
import { call, open, SMALL, trace } from './small';

const NUMBER = /\(?−?\d[\d,]*(?:\.\d+)?\)?/g;

/** The numbers of a text, and the number of decimals of the last one. */
async function numbersOf(sum: Locator) {
  const text = await sum.innerText();
  const found = text.match(NUMBER) ?? [];
  const values = found.map((number) => Number(number.replace(/[(),]/g, '').replace('−', '-')));
  const result = values.pop()!;
  return { terms: values, result, half: 0.5 * 10 ** -(found.at(-1)!.replace(/[()]/g, '').split('.')[1]?.length ?? 0) };
}

/** The result of the shown terms, rounded, is the shown result, and it is the engine's number. */
async function expectSum(sum: Locator, combine: (terms: number[]) => number, engine: number) {
  const { terms, result, half } = await numbersOf(sum);
  const text = await sum.innerText();
  expect(Math.abs(combine(terms) - result), `by the shown digits: ${text}`).toBeLessThanOrEqual(half + 1e-9);
  expect(Math.abs(engine - result), `the engine says ${engine}: ${text}`).toBeLessThanOrEqual(half + 1e-6);
}

const add = (terms: number[]) => terms.reduce((sum, term) => sum + term, 0);
/** (a + b + ...) / n */
const meanOf = (terms: number[]) => add(terms.slice(0, -1)) / terms.at(-1)!;

async function paused(page: Page, query: string, steps: number) {
  await open(page, query);
  await call(page, 'pause');
  await call(page, 'step', steps);
  return trace(page);
}

async function checkArithmetic(page: Page, shown: Trace) {
  const total = (id: string) => page.getByTestId(id);
  for (const fate of ['masked', 'randomized', 'kept', 'context', 'special'] as const) {
    const token = shown.tokens.find((token) => token.fate === fate);
    if (!token) continue;
    await page.getByTestId('strip').locator(`[data-token="${token.position}"]`).click();
    await expect(total('arithmetic')).toContainText(`position ${token.position}`);
    await expectSum(total('arithmetic-sum'), ([all, logit]) => all! - logit!, token.would_be_loss);
    await expectSum(
      total('arithmetic-softmax'),
      ([logit, all]) => Math.exp(logit! - all!) * 100,
      Math.exp(token.original_logit - token.log_sum_exp) * 100,
    );
    if (token.counted) {
      await expectSum(total('arithmetic-share'), meanOf, token.loss! / shown.batch.counted);
    } else {
      await expect(total('arithmetic')).toContainText('× 0');
      await expect(total('arithmetic-share')).toHaveCount(0);
    }
    await expectSum(total('pair-sum'), meanOf, shown.example.mlm_loss);
  }
}

for (const [name, settings] of [
  ['the fixed number a row', ''],
  ['a coin for each token, and many of them', '&rule=hf&probability=0.4'],
  ['whole words', '&whole_word=true&probability=0.3'],
] as const) {
  test(`the arithmetic of a token comes out with a calculator (${name})`, async ({ page }) => {
    const shown = await paused(page, `${SMALL}&seed=2${settings}`, 7);
    await checkArithmetic(page, shown);
  });
}

test('all rows of the batch add up to its loss, and with the second question to what is trained', async ({ page }) => {
  const shown = await paused(page, `${SMALL}&seed=3`, 5);
  const scored = shown.tokens.find((token) => token.counted)!;
  await page.getByTestId('strip').locator(`[data-token="${scored.position}"]`).click();
  await page.getByText('All sequences of the batch').click();
  await expectSum(page.getByTestId('batch-sum'), meanOf, shown.batch.mlm_loss);
  const { terms } = await numbersOf(page.getByTestId('batch-sum'));
  expect(terms[1]).toBe(shown.batch.counted);
  // The listed rows are the terms of that sum, and the shown row is among them with its losses.
  const rows = page.getByTestId('arithmetic').locator('.rows li');
  await expect(rows).toHaveCount(shown.batch.rows);
  const values = (await rows.locator('b').allInnerTexts()).map(Number);
  expect(Math.abs(add(values) - terms[0]!)).toBeLessThanOrEqual(0.0005 * (values.length + 1));
  expect(values[shown.row]).toBeCloseTo(shown.example.mlm_loss * shown.example.counted, 2);
  await expectSum(page.getByTestId('arithmetic-total'), add, shown.batch.total_loss);
  const { mlm_loss, nsp_loss } = shown.batch;
  const parts = (await numbersOf(page.getByTestId('arithmetic-total'))).terms;
  expect(parts[0]).toBeCloseTo(mlm_loss, 2);
  expect(parts[1]).toBeCloseTo(nsp_loss, 2);
});

test('without the second question the sum is the MLM loss alone', async ({ page }) => {
  const shown = await paused(page, `${SMALL}&objective=mlm`, 3);
  const scored = shown.tokens.find((token) => token.counted)!;
  await page.getByTestId('strip').locator(`[data-token="${scored.position}"]`).click();
  await expect(page.getByTestId('arithmetic-total')).toHaveCount(0);
  expect(shown.batch.total_loss).toBeCloseTo(shown.batch.mlm_loss, 6);
  await expectSum(page.getByTestId('pair-sum'), meanOf, shown.example.mlm_loss);
});
