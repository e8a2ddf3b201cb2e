// The engine of Burn on the CPU: chosen by a setting, fetched only then, and the same run as that of our own engine.

import type { Page } from '@playwright/test';
import type { ReportByName as Report } from '../../www/contract';
import { expect, test } from './fixtures';
import { call, expectGradientsWhereScored, open, SMALL, state, trace } from './small';

const points = async (page: Page) => ((await call(page, 'report')) as Report).points;

/** The first ten steps of a new run. */
async function tenSteps(page: Page, changes: object) {
  await call(page, 'configure', { seed: 3, device: 'cpu', ...changes });
  await call(page, 'step', 10);
  const found = await points(page);
  expect(found).toHaveLength(10);
  return found;
}

test('Burn finds the losses of our engine, and the same bits each time', async ({ page }) => {
  const fetched: string[] = [];
  page.on('request', (request) => fetched.push(request.url()));
  await open(page, SMALL);
  await call(page, 'pause');
  const expected = await tenSteps(page, { engine: 'cloze' });
  expect((await state(page)).engine).toBe('cloze');
  expect(fetched.filter((url) => url.includes('burn'))).toEqual([]);

  const found = await tenSteps(page, { engine: 'burn' });
  expect(await state(page)).toMatchObject({ engine: 'burn', device: 'cpu', step: 10 });
  await expect(page.getByTestId('backend')).toContainText('Training on Burn, CPU');
  await expect(page.getByTestId('backend')).toContainText(/\d+ ms per step; Cloze’s own engine takes \d+ ms/);
  for (const [index, { step, mlm_loss, nsp_loss }] of found.entries()) {
    // The reference's tolerance for 10 steps of a float32 engine.
    expect(Math.abs(mlm_loss! - expected[index]!.mlm_loss!), `MLM at step ${step}`).toBeLessThan(2e-5);
    expect(Math.abs(nsp_loss! - expected[index]!.nsp_loss!), `NSP at step ${step}`).toBeLessThan(2e-5);
  }
  expect(await tenSteps(page, { engine: 'burn' })).toEqual(found);
  expect(await tenSteps(page, { engine: 'cloze' })).toEqual(expected);
  expect((await state(page)).engine).toBe('cloze');
});

test('a run on Burn shows all that a run on our engine shows', async ({ page }) => {
  await open(page, `${SMALL}&engine=burn&device=cpu`);
  await expect.poll(async () => (await state(page)).step).toBeGreaterThan(5);
  expect((await state(page)).engine).toBe('burn');
  await call(page, 'pause');
  await call(page, 'step', 2);
  const shown = await trace(page);
  expect(shown.step).toBe((await state(page)).step);
  expectGradientsWhereScored(shown);
  await page.getByRole('button', { name: 'Score every token' }).or(page.getByRole('switch')).first().click();
  await expect(page.locator('.stage')).toHaveClass(/hypothetical/);
  await page.getByRole('button', { name: 'Restart', exact: true }).click();
  await expect.poll(async () => (await state(page)).engine).toBe('burn');
  await page.getByRole('button', { name: 'Follow this sentence' }).click();
  await expect(page.locator('.stage')).toHaveClass(/moments/);
});

test('where Burn cannot be fetched, our engine trains and the page says why', async ({ page, complaints }) => {
  await page.route('**/engines/burn-*/**', (route) => route.abort());
  await open(page, `${SMALL}&engine=burn&device=cpu`);
  await expect(page.getByTestId('backend')).toContainText('Burn was chosen but failed to start');
  const { step, engine } = await state(page);
  expect(engine).toBe('cloze');
  await expect.poll(async () => (await state(page)).step).toBeGreaterThan(step + 3);
  // The browser says too that a file was not fetched.
  complaints.length = 0;
});

test('while Burn is being fetched the page says how large it is', async ({ page }) => {
  let fetch = () => {};
  const wanted = new Promise<void>((resolve) => (fetch = resolve));
  await page.route('**/engines/burn-*/**', async (route) => {
    await wanted;
    await route.continue();
  });
  await open(page, SMALL);
  const moved = page.evaluate(() => window.cloze.configure({ engine: 'burn', device: 'cpu' }));
  await expect(page.getByTestId('backend')).toContainText(/Burn is being loaded.* \d+\.\d MB/);
  fetch();
  await moved;
  expect((await state(page)).engine).toBe('burn');
  await expect(page.getByTestId('backend')).not.toContainText('MB');
});

test('Burn on WebGPU is asked for where there is no WebGPU', async ({ page }) => {
  await open(page, `${SMALL}&engine=burn&device=webgpu`);
  await expect(page.getByTestId('backend')).toContainText('isn’t available in this browser');
  const { step, engine } = await state(page);
  expect(engine).toBe('cloze');
  await expect.poll(async () => (await state(page)).step).toBeGreaterThan(step + 3);
});
