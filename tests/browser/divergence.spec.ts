// Numbers that break: a run that diverges stops, says why, and can be taken back to its last good state.

import type { Page } from '@playwright/test';
import type { ReportByName } from '../../www/contract';
import { expect, test } from './fixtures';
import { call, enter, open, SMALL, state } from './small';

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/**
 * In the engine's worker, once `when` says so: the weights that the run has in memory break. Their place is found by the values
 * that the engine tells of its first ones.
 */
const BREAKS = (when: string, value: string) => `
  const { handle, tick } = Worker.prototype;
  let saved = 0, since = 0, ticks = 0, broken = false;
  Worker.prototype.handle = function (command, emit) {
    if (command.type === 'snapshot') saved++;
    return handle.call(this, command, emit);
  };
  Worker.prototype.tick = async function (emit) {
    ticks++;
    if (saved > 0) since++;
    if (!broken && (${when})) {
      broken = true;
      const first = [];
      for (let index = 0; index < 8; index++)
        first.push((await handle.call(this, { type: 'weight', index }, emit)).value);
      const memory = new Float32Array(wasm.memory.buffer);
      for (let at = memory.indexOf(first[0]); at >= 0; at = memory.indexOf(first[0], at + 1))
        if (first.every((weight, index) => memory[at + index] === weight)) memory.fill(${value}, at, at + 640);
    }
    return tick.call(this, emit);
  };`;

async function sabotage(page: Page, when: string, value = 'NaN') {
  await page.route('**/engines/cpu-*/cloze.js', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${await response.text()}\n${BREAKS(when, value)}` });
  });
}

const report = (page: Page) => call(page, 'report') as Promise<ReportByName>;
const WRONG = /\bNaN\b|\bInfinity\b|\bundefined\b/;

/** Nothing on the page says NaN but the notice, in texts and in attributes. */
async function expectNoWrongNumbers(page: Page) {
  const found = await page.evaluate(() => {
    const copy = document.body.cloneNode(true) as HTMLElement;
    copy.querySelectorAll('[data-testid=diverged], script, style, .lesson').forEach((part) => part.remove());
    return copy.innerHTML;
  });
  expect(found.match(new RegExp(`.{60}(?:${WRONG.source}).{60}`))?.[0]).toBeUndefined();
}

test('a run that breaks names the learning rate, the number and the step, and stops there', async ({ page }) => {
  await sabotage(page, 'ticks > 20');
  await open(page, `${SMALL}&steps=100000&learning_rate=1&warmup_steps=0`);
  const notice = page.getByRole('alert');
  await expect(notice).toContainText(
    /Learning rate 1 without warm-up: the (loss|gradient norm) has been .* since step \d+\./,
  );
  const broken = await state(page);
  expect(broken).toMatchObject({ running: false, diverged: { step: broken.step } });
  const { points } = await report(page);
  expect(points.at(-1)!.step).toBe(broken.step - 1);
  await expect(button(page, 'Play')).toBeDisabled();
  await expect(call(page, 'step', 1)).rejects.toThrow('start again with a lower learning_rate');
  await call(page, 'run');
  expect((await state(page)).step).toBe(broken.step);
});

test('one button begins anew with a lower learning rate, which trains', async ({ page }) => {
  await sabotage(page, 'ticks > 20');
  await open(page, `${SMALL}&steps=100000&learning_rate=0.03&warmup_steps=10`);
  await page.getByRole('alert').getByRole('button', { name: 'New run with learning rate 0.003' }).click();
  await expect.poll(async () => (await state(page)).step).toBeGreaterThan(50);
  expect(await state(page)).toMatchObject({ settings: { learning_rate: 0.003, warmup_steps: 10 }, diverged: null });
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('the notice is there in Korean', async ({ page }) => {
  await sabotage(page, 'ticks > 20');
  await open(page, `${SMALL}&steps=100000&lang=ko`);
  await expect(page.getByRole('alert')).toContainText(/학습률 0\.002: 스텝 \d+부터 .*NaN/);
  await expect(page.getByRole('alert').getByRole('button')).toHaveText([
    /스텝 \d+(으로|로) 돌아가기/,
    '학습률 0.0002로 새로 시작',
  ]);
});

test('one button goes back to the last good step, and the run then takes the steps of one that never broke', async ({
  page,
}) => {
  // After the first state is saved, and a few steps on.
  await sabotage(page, 'since > 5');
  await open(page, `${SMALL}&steps=100000`);
  const notice = page.getByTestId('diverged');
  const back = notice.getByRole('button', { name: /Return to step [1-9]/ });
  await expect(back).toBeVisible();
  const broken = await state(page);
  await back.click();
  await expect(notice).toHaveCount(0);
  const returned = await state(page);
  expect(returned.diverged ?? null).toBeNull();
  expect(returned.step).toBeGreaterThan(0);
  expect(returned.step).toBeLessThan(broken.step);
  await call(page, 'step', 40);
  const { points } = await report(page);
  expect(points.at(-1)!.step).toBe(returned.step + 40);

  await page.unroute('**/engines/cpu-*/cloze.js');
  await open(page, `${SMALL}&steps=100000&step=${returned.step + 40}`);
  await expect.poll(async () => (await state(page)).step).toBe(returned.step + 40);
  expect((await report(page)).points).toEqual(points);
});

test('a run that breaks before anything was saved goes back to its beginning', async ({ page }) => {
  await sabotage(page, 'ticks > 3', 'Infinity');
  await open(page, `${SMALL}&steps=100000`);
  await page.getByRole('button', { name: 'Return to step 0' }).click();
  await expect(page.getByTestId('diverged')).toHaveCount(0);
  expect((await state(page)).step).toBe(0);
  await button(page, 'Play').click();
  await expect.poll(async () => (await state(page)).step).toBeGreaterThan(30);
});

test('no picture, table, file or room shows a number that is not finite', async ({ page }) => {
  await sabotage(page, 'ticks > 40');
  await open(page, `${SMALL}&steps=100000&evaluation_interval=5`);
  await expect(page.getByTestId('diverged')).toBeVisible();
  for (const room of [
    'train',
    'train/attention',
    'train/parameters',
    'train/vocabulary',
    'train/examples',
    'train/pair',
    'settings',
    'compare',
    'finetune',
  ]) {
    await enter(page, room);
    await page.waitForTimeout(300);
    await expectNoWrongNumbers(page);
  }
  for (const kind of ['json', 'csv', 'svg']) {
    const file = await call(page, 'export', kind);
    expect(typeof file === 'string' ? file : JSON.stringify(file), kind).not.toMatch(WRONG);
  }
  await expect(call(page, 'export', 'png')).resolves.toBeTruthy();
  await expect(call(page, 'export', 'weights')).rejects.toThrow('start again with a lower learning_rate');
});

test('after a run that broke another one trains, and the broken one is not kept to return to', async ({ page }) => {
  await sabotage(page, 'ticks > 40');
  await open(page, `${SMALL}&steps=100000`);
  await expect(page.getByTestId('diverged')).toBeVisible();
  await button(page, 'Restart, new seed').click();
  await expect(page.getByTestId('diverged')).toHaveCount(0);
  await expect.poll(async () => (await state(page)).step).toBeGreaterThan(20);
  await expect(page.getByTestId('come-back')).toHaveCount(0);
});

test('shares, lengths and batches at the border train', async ({ page }) => {
  await open(page, SMALL);
  for (const settings of [
    { masking: { mask: 0, random: 0, keep: 100 }, sequence_length: 8, batch_size: 1 },
    { masking: { probability: 1, max_predictions: 1 }, learning_rate: 1, warmup_steps: 0 },
    { masking: { probability: 1e-9, rule: 'hf' }, initializer_range: 1 },
  ]) {
    await call(page, 'configure', settings);
    await call(page, 'step', 12);
    expect((await state(page)).diverged ?? null).toBeNull();
    await expectNoWrongNumbers(page);
  }
  await expect(call(page, 'configure', { masking: { probability: 0 } })).rejects.toThrow('masking.probability');
});
