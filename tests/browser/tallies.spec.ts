import type { Page } from '@playwright/test';
import type { ReportByName as Report } from '../../www/contract';
import { expect, test } from './fixtures';
import { call, open, SMALL } from './small';

const row = (page: Page, name: string) => page.getByTestId(`tally-${name}`);
const tallies = async (page: Page) => ((await call(page, 'report')) as Report).tallies;
const percent = (share: number) => `${(share * 100).toFixed(1)}%`;

test('before the first step nothing is drawn, and the page says no share', async ({ page }) => {
  await open(page, `${SMALL}&embed=tallies&lang=en`);
  await call(page, 'configure', { seed: 4 });
  for (const name of ['selected', 'masked', 'randomized', 'kept']) {
    await expect(row(page, name)).toContainText('nothing selected yet');
    await expect(row(page, name)).not.toContainText('%');
  }
});

test('under Google’s rule the number selected is the one that was expected, and no chance is told of', async ({
  page,
}) => {
  for (const corpus of ['stories', 'korean']) {
    await open(page, `${SMALL}&embed=tallies&lang=en&corpus=${corpus}`);
    await call(page, 'configure', { seed: 5 });
    await call(page, 'step', 9);
    const { selected, tokens, expected_selected, selected_variance } = await tallies(page);
    expect([expected_selected, selected_variance]).toEqual([selected, 0]);
    await expect(row(page, 'selected')).toContainText(percent(selected / tokens));
    await expect(row(page, 'selected')).toContainText(`expected ${percent(selected / tokens)}`);
    await expect(row(page, 'selected')).toContainText('fixed by the rule, not random');
    await expect(row(page, 'selected')).not.toContainText('95% range');
  }
});

test('under the other rule the number strays around what these rows let expect', async ({ page }) => {
  await open(page, `${SMALL}&embed=tallies&lang=en`);
  await call(page, 'configure', { masking: { rule: 'hf' }, seed: 6 });
  await call(page, 'step', 30);
  const { selected, tokens, expected_selected, selected_variance } = await tallies(page);
  // [CLS] and [SEP] are tokens but no candidates: at least 3 of at most 32.
  expect(expected_selected / tokens).toBeLessThan(0.15 * (1 - 3 / 32) + 1e-9);
  expect(Math.abs(selected - expected_selected)).toBeLessThan(5 * Math.sqrt(selected_variance));
  expect(selected_variance).toBeCloseTo(0.85 * expected_selected, 6);
  await expect(row(page, 'selected')).toContainText('95% range');
  await call(page, 'configure', { masking: { probability: 1 } });
  await call(page, 'step', 2);
  const all = await tallies(page);
  expect([all.expected_selected, all.selected_variance]).toEqual([all.selected, 0]);
  await expect(row(page, 'selected')).toContainText('fixed by the rule');
});

test('spans share a fate, so that their tokens are worth fewer throws', async ({ page }) => {
  await open(page, `${SMALL}&embed=tallies&lang=en&rule=span`);
  await call(page, 'configure', { masking: { rule: 'span' }, seed: 6 });
  await call(page, 'step', 30);
  const { selected, tokens, expected_selected, selected_variance, repeated } = await tallies(page);
  expect([expected_selected, selected_variance]).toEqual([selected, 0]);
  expect(repeated).toBeGreaterThan(selected);
  await expect(row(page, 'selected')).toContainText(percent(selected / tokens));
  await expect(row(page, 'selected')).toContainText('fixed by the rule');
  await expect(page.getByTestId('tallies')).toContainText('in spans of whole words');
});

/** `scipy.stats.binom.ppf([0.025, 0.975], n, 0.8)` for n from 1 to 7, SciPy 1.17.1. */
const RANGES = [
  [0, 1],
  [0, 2],
  [1, 3],
  [1, 4],
  [2, 5],
  [3, 6],
  [3, 7],
] as const;

test('few draws have a wide band, which is that of whole numbers', async ({ page }) => {
  await open(page, `${SMALL}&embed=tallies&lang=en`);
  await call(page, 'configure', { batch_size: 1, sequence_length: 32, seed: 7 });
  await call(page, 'step', 1);
  const { selected, masked } = await tallies(page);
  const [low, high] = RANGES[selected - 1]!;
  await expect(row(page, 'masked')).toContainText(percent(masked / selected));
  await expect(row(page, 'masked')).toContainText(
    `95% range ${percent(low / selected)} to ${percent(high / selected)}`,
  );
});

test('masks that stay are worth fewer draws than were counted', async ({ page }) => {
  await open(page, `${SMALL}&embed=tallies&lang=en`);
  const sentence = (place: number) => `The small dog number ${place} sleeps near the warm red house today.`;
  const text = [0, 1, 2].map((d) => [0, 1, 2, 3].map((s) => sentence(4 * d + s)).join('\n')).join('\n\n');
  await call(page, 'configure', { corpus: 'text', text, masking: { fresh: false }, seed: 8 });
  await call(page, 'step', 12);
  const { selected, repeated } = await tallies(page);
  expect(repeated).toBeGreaterThan(2 * selected);
  const draws = Math.round(selected ** 2 / repeated);
  await expect(page.getByTestId('tallies')).toContainText(`amount to only ${draws} independent draws`);
});
