// Under another rule, the stage shows what the engine computes for the same step.

import type { Page } from '@playwright/test';
import type { TraceByName as Trace } from '../../www/contract';
import type { TokenTrace, WhatIf } from '../../www/engine/types';
import { expect, test } from './fixtures';
import { call, open, SMALL, trace } from './small';

const RULES = ['every_position', 'always_mask', 'select_all', 'no_random'] as const satisfies WhatIf[];
const NAMES: Record<WhatIf, string> = {
  every_position: 'Score every token',
  always_mask: 'Always [MASK]',
  select_all: 'Select 100%',
  no_random: 'No random tokens',
};

const real = ({ tokens }: Trace) => tokens.filter((token) => token.fate !== 'padding');
const counted = (of: Trace) => real(of).filter((token) => token.counted);
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const whatIf = (page: Page, rule: WhatIf) => call(page, 'what_if', rule) as Promise<Trace>;

async function choose(page: Page, rule: WhatIf) {
  if (rule === 'every_position') await page.getByRole('switch', { name: NAMES[rule] }).click();
  else await page.getByRole('button', { name: NAMES[rule], exact: true }).click();
}

async function expectColumn(page: Page, token: TokenTrace) {
  const cell = (row: string) => page.getByTestId('strip').locator(`${row} [data-position="${token.position}"]`);
  await expect(cell('tr.inputs')).toHaveText(token.input);
  await expect(cell('tr.predicted')).toContainText(token.top[0]!.token);
  await expect(cell('tr.losses')).toContainText(token.counted ? token.would_be_loss.toFixed(2) : '× 0');
  if (token.gradient_norm === 0) await expect(cell('tr.gradients')).toHaveText('0');
  else await expect(cell('tr.gradients').locator('.arrow')).toBeAttached();
}

/** A pair with a random or a kept token in it, so that the rules differ. */
async function mixedPair(page: Page): Promise<Trace> {
  await open(page, `${SMALL}&seed=5&mask=34&random=33&keep=33&probability=0.4`);
  await call(page, 'pause');
  for (let round = 0; round < 20; round++) {
    await call(page, 'step', 1);
    const shown = await trace(page);
    const fates = new Set(shown.tokens.map((token) => token.fate));
    if (fates.has('randomized') && fates.has('kept') && fates.has('masked')) return shown;
  }
  throw new Error('no pair with all three fates in 20 steps');
}

test('each what-if on the stage is the engine’s, column by column, and its words have the engine’s numbers', async ({
  page,
}) => {
  const base = await mixedPair(page);
  for (const rule of RULES) {
    const expected = await whatIf(page, rule);
    expect(expected.step).toBe(base.step);
    await choose(page, rule);
    await expect(page.getByTestId('words')).toContainText('instead of');
    for (const token of real(expected)) await expectColumn(page, token);
    const losses = counted(expected).map((token) => token.would_be_loss);
    const words = page.getByTestId('words');
    await expect(words).toContainText(
      `${mean(losses).toFixed(2)} instead of ${base.example.mlm_loss.toFixed(2)} for this pair`,
    );
    await expect(words).toContainText(
      `${expected.batch.mlm_loss.toFixed(2)} instead of ${base.batch.mlm_loss.toFixed(2)} for the whole batch`,
    );
    const flows = (of: Trace) => real(of).filter((token) => token.gradient_norm > 0).length;
    await expect(words).toContainText(`gradient enters at ${flows(expected)} output`);
    await choose(page, rule);
    for (const token of real(base)) await expectColumn(page, token);
  }
});

test('what-ifs can be recomputed: the same text and weights, and what the rule says', async ({ page }) => {
  const base = await mixedPair(page);
  const [every, masked, all, noRandom] = (await Promise.all(RULES.map((rule) => whatIf(page, rule)))) as [
    Trace,
    Trace,
    Trace,
    Trace,
  ];
  const originals = (of: Trace) => real(of).map((token) => token.original);
  for (const other of [every, masked, all, noRandom]) expect(originals(other)).toEqual(originals(base));

  // The input and the weights are the same: would-be losses now count, and nothing else has changed.
  const same = (a: number, b: number, what: string) => expect(Math.abs(a - b), what).toBeLessThan(1e-4);
  real(every).forEach((token, index) => {
    const was = real(base)[index]!;
    expect(token.input).toBe(was.input);
    same(token.would_be_loss, was.would_be_loss, token.original);
    expect(token.gradient_norm).toBeGreaterThan(0);
  });
  same(every.example.mlm_loss, mean(real(base).map((token) => token.would_be_loss)), 'mean over every position');

  const positions = (of: Trace) => counted(of).map((token) => token.position);
  expect(positions(masked)).toEqual(positions(base));
  expect(counted(masked).every((token) => token.input === '[MASK]')).toBe(true);
  expect(positions(noRandom)).toEqual(positions(base));
  expect(counted(noRandom).some((token) => token.fate === 'randomized')).toBe(false);
  expect(positions(all)).toEqual(
    real(base)
      .filter((token) => token.fate !== 'special')
      .map((token) => token.position),
  );
  for (const other of [every, masked, all, noRandom]) {
    same(other.example.mlm_loss, mean(counted(other).map((token) => token.loss!)), 'mean of what counts');
    for (const token of real(other)) {
      expect(token.gradient_norm > 0).toBe(token.counted || token.position === 0);
    }
  }
});

test('a what-if leaves the run as it was', async ({ page }) => {
  const losses = async (ask: boolean) => {
    await open(page, `${SMALL}&seed=9`);
    await call(page, 'configure', {});
    await call(page, 'step', 2);
    if (ask) for (const rule of RULES) await whatIf(page, rule);
    if (ask) await page.evaluate(() => window.cloze.probe('the dog', null, []));
    await call(page, 'step', 3);
    return (await trace(page)).batch;
  };
  expect(await losses(true)).toEqual(await losses(false));
});

test('while training goes on, the step under the rule and the step as it was are one', async ({ page }) => {
  await open(page, SMALL);
  await choose(page, 'every_position');
  const step = async () => Number(await page.getByTestId('strip').getAttribute('data-step'));
  const first = await step();
  await expect.poll(step).toBeGreaterThan(first);
  await call(page, 'pause');
  const expected = await whatIf(page, 'every_position');
  await expect(page.getByTestId('strip')).toHaveAttribute('data-step', String(expected.step));
  for (const token of real(expected)) await expectColumn(page, token);
});
