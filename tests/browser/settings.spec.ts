import type { Page } from '@playwright/test';
import type { ReportByName as Report } from '../../www/contract';
import { expect, test } from './fixtures';
import { call, open, SMALL, state, trace } from './small';

const report = (page: Page) => call(page, 'report') as Promise<Report>;
const field = (page: Page, name: string) => page.locator(`#setting-${name.replace('.', '-')}`);

test('the page trains by itself, on the CPU, and its MLM loss falls', async ({ page }) => {
  await open(page);
  await expect.poll(async () => (await state(page)).step).toBeGreaterThan(60);
  await call(page, 'pause');
  const { points } = await report(page);
  const mean = (part: Report['points']) => part.reduce((sum, point) => sum + point.mlm_loss!, 0) / part.length;
  expect(mean(points.slice(-10))).toBeLessThan(mean(points.slice(0, 10)));
  expect((await state(page)).device).toBe('cpu');
  await expect(page.getByTestId('backend')).toContainText('CPU');
});

test('the address holds the run: the same address gives the same losses', async ({ page }) => {
  const losses = async () => {
    await open(page, `${SMALL}&seed=7&probability=0.2`);
    await call(page, 'configure', {});
    await call(page, 'step', 4);
    return (await report(page)).points;
  };
  const first = await losses();
  expect(first.map((point) => point.step)).toEqual([1, 2, 3, 4]);
  const { settings } = await state(page);
  expect([settings.seed, settings.masking.probability, settings.hidden_size]).toEqual([7, 0.2, 32]);
  expect(await losses()).toEqual(first);
});

test('a setting that is changed is in the address, a default is not', async ({ page }) => {
  await open(page);
  await call(page, 'configure', { seed: 11, layers: 2 });
  const query = new URL(page.url()).searchParams;
  expect(query.get('seed')).toBe('11');
  expect(query.has('layers')).toBe(false);
  expect(query.get('hidden_size')).toBe('32');
});

test('what the address asks in vain is said, and the run begins with what is left', async ({ page }) => {
  await open(page, `${SMALL}&colour=blue&probability=7&seed=3`);
  await expect(page.getByTestId('warning').filter({ hasText: 'colour' })).toBeVisible();
  await expect(page.getByTestId('warning').filter({ hasText: 'probability' })).toBeVisible();
  const { settings } = await state(page);
  expect(settings.seed).toBe(3);
  expect(settings.masking.probability).toBe(0.15);
});

const WRONG = [
  [{ masking: { mask: 50, random: 10, keep: 10 } }, /masking/],
  [{ masking: { probability: 0 } }, /probability/],
  [{ masking: { probability: 1.5 } }, /probability/],
  [{ sequence_length: 3 }, /sequence_length/],
  [{ hidden_size: 30, heads: 4 }, /heads/],
  [{ seed: -1 }, /seed/],
  [{ corpus: 'nowhere' }, /corpus/],
  [{ text: '', corpus: 'text' }, /text|corpus/],
  [{ colour: 'blue' }, /colour/],
] as const;

test('wrong settings are refused by name, and the run that was there goes on', async ({ page }) => {
  await open(page, `${SMALL}&seed=5`);
  for (const [changes, name] of WRONG) {
    await expect(call(page, 'configure', changes), JSON.stringify(changes)).rejects.toThrow(name);
  }
  const after = await state(page);
  expect(after.settings.seed).toBe(5);
  expect(after.running).toBe(true);
  await expect.poll(async () => (await state(page)).step).toBeGreaterThan(after.step);
});

test('shares that do not make 100 are said beside them, and cannot be started', async ({ page }) => {
  await open(page, `${SMALL}#/settings`);
  await field(page, 'masking.mask').fill('70');
  await expect(page.getByTestId('error-masking.mask')).toContainText('90');
  await expect(page.getByRole('button', { name: 'Start new run' })).toBeDisabled();
  await field(page, 'masking.keep').fill('20');
  await expect(page.getByTestId('error-masking.mask')).toHaveCount(0);
  await page.getByRole('button', { name: 'Start new run' }).click();
  await expect.poll(async () => (await state(page)).settings.masking.keep).toBe(20);
});

test('each mistake of a draft stands beside its control, in the words of the page', async ({ page }) => {
  await open(page, `${SMALL}&lang=en#/settings`);
  const mistakes = [
    ['heads', '3', 'The hidden size (32) must be divisible by the number of heads (3).'],
    ['layers', '13', 'Must be between 1 and 12.'],
    ['seed', '1.5', 'Enter a whole number.'],
    ['learning_rate', 'fast', 'Enter a number.'],
  ] as const;
  for (const [name, value] of mistakes) await field(page, name).fill(value);
  for (const [name, , words] of mistakes) await expect(page.getByTestId(`error-${name}`)).toHaveText(words);
  await expect(page.getByRole('button', { name: 'Start new run' })).toBeDisabled();
  await page.getByRole('button', { name: 'Discard changes' }).click();
  for (const [name] of mistakes) await expect(page.getByTestId(`error-${name}`)).toHaveCount(0);
});

test('one’s own text is what the model then reads', async ({ page }) => {
  await open(page, `${SMALL}#/settings`);
  await field(page, 'corpus').selectOption('text');
  const story = 'The grey heron waits in the reeds.\nIt sees a fish.\n\nThe owl sleeps all day.\nAt night it hunts.';
  await field(page, 'text').fill(`${story}\n\n${story.replace('heron', 'stork')}\n\n${story}`);
  await page.getByRole('button', { name: 'Start new run' }).click();
  await expect.poll(async () => (await state(page)).settings.corpus).toBe('text');
  await call(page, 'pause');
  const words = (await trace(page)).tokens.map((token) => token.original).join(' ');
  expect(words).toMatch(/heron|stork|owl|reeds|fish|night|h ##|o ##/);
});

test('next-sentence prediction can be left out, and the page says so', async ({ page }) => {
  await open(page);
  await page.getByTestId('pair').getByRole('radio', { name: 'MLM only' }).check();
  await expect(page.getByTestId('pair')).toContainText('doesn’t use next sentence prediction');
  await call(page, 'pause');
  const shown = await trace(page);
  expect(shown.next_sentence).toBeNull();
  expect(shown.tokens[0]!.gradient_norm).toBe(0);
});

test('the report says null, not 0, of a loss that is not trained', async ({ page }) => {
  for (const [objective, trained, other] of [
    ['mlm', 'mlm', 'nsp'],
    ['nsp', 'nsp', 'mlm'],
  ] as const) {
    await open(page, `${SMALL}&embed=curves&objective=${objective}`);
    await call(page, 'step', 3);
    const { points, held_out, nsp_majority } = await report(page);
    expect(points.length).toBeGreaterThan(2);
    for (const at of [...points, ...held_out]) {
      expect(at[`${trained}_loss`]).toBeGreaterThan(0);
      expect(at[`${other}_loss`]).toBeNull();
    }
    expect(held_out.map((at) => at[`${other}_accuracy`])).toEqual(held_out.map(() => null));
    expect(nsp_majority === null).toBe(objective === 'mlm');
    const rows = ((await call(page, 'export', 'csv')) as string).split('\n').slice(1);
    const empty = objective === 'mlm' ? /^\d+,\d+\.\d+,$/ : /^\d+,,\d+\.\d+$/;
    for (const row of rows) expect(row).toMatch(empty);
  }
});
