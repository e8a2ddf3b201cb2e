import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { call, open, SMALL, state } from './small';

/** Appends a line to the engine's JavaScript for the first `times` requests. */
async function sabotage(page: Page, line: string, times = 1) {
  let left = times;
  await page.route('**/engines/cpu-*/cloze.js', async (route) => {
    const response = await route.fetch();
    const body = await response.text();
    await route.fulfill({ response, body: left-- > 0 ? `${body}\n${line}` : body });
  });
}

/** Simulates a panic: the hook reports its message, then the module traps. */
const PANICS_AFTER_SOME_TICKS = `
  const tick = Worker.prototype.tick;
  let ticks = 0;
  Worker.prototype.tick = function (emit) {
    if (++ticks < 8) return tick.call(this, emit);
    self.clozePanic = 'panicked at src/some.rs:1:2: index out of bounds';
    throw new WebAssembly.RuntimeError('unreachable');
  };`;

test('a panic in the engine is told with its details, the page lives on, and a restart goes on', async ({ page }) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await sabotage(page, PANICS_AFTER_SOME_TICKS);
  await open(page);
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('because of an internal error');
  await alert.getByText('Details', { exact: true }).click();
  await expect(alert).toContainText('index out of bounds');
  await alert.getByRole('button', { name: 'Copy details' }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('index out of bounds');
  const step = async () => Number(await page.getByTestId('step').getAttribute('data-value'));
  const stopped = await step();
  // The stage is unchanged and still works.
  await page.getByTestId('strip').locator('[data-token]').first().click();
  await expect(page.getByTestId('arithmetic')).toBeVisible();
  await alert.getByRole('button', { name: 'Restart' }).click();
  await expect(alert).toHaveCount(0);
  await expect.poll(step).toBeGreaterThan(stopped + 20);
  expect((await state(page)).running).toBe(true);
});

test('after a crash the followed sentence is still followed, at the pace that was chosen', async ({ page }) => {
  await sabotage(page, PANICS_AFTER_SOME_TICKS.replace('< 8', '< 150'));
  await open(page, `${SMALL}&steps=100000`);
  await page.getByRole('button', { name: 'Follow this sentence' }).click();
  await expect(page.locator('.stage')).toHaveClass(/moments/);
  const sentence = await page.locator('[data-token]').allTextContents();
  await page.getByRole('radio', { name: '5 steps/s' }).check({ force: true });
  const alert = page.getByRole('alert');
  await expect(alert).toBeVisible();
  await alert.getByRole('button', { name: 'Restart' }).click();
  await expect(page.getByRole('button', { name: 'Pause' })).toBeEnabled();
  const { step, follows } = await state(page);
  expect(follows).toBe(true);
  expect(await page.locator('[data-token]').allTextContents()).toEqual(sentence);
  await expect.poll(async () => (await state(page)).step).toBeGreaterThan(step + 3);
  expect((await state(page)).steps_per_second).toBeLessThan(20);
});

test('an engine that cannot be loaded is told in words, not by a blank page', async ({ page }) => {
  await sabotage(page, 'throw new Error("this copy is damaged");');
  await page.goto(`./?${SMALL}`);
  await expect(page.getByRole('alert')).toContainText('this copy is damaged');
  await page.getByRole('button', { name: 'Restart' }).click();
  await expect(page.getByTestId('strip')).toBeVisible();
});

test('commands after a panic are refused, none is left waiting', async ({ page }) => {
  await sabotage(page, PANICS_AFTER_SOME_TICKS, 2);
  await open(page);
  await expect(page.getByRole('alert')).toBeVisible();
  await expect(call(page, 'step', 1)).rejects.toThrow();
  await expect(call(page, 'state')).rejects.toThrow();
});
