import type { Page } from '@playwright/test';
import type { ReportByName as Report } from '../../www/contract';
import { expect, test } from './fixtures';
import { openOnWebGpu, TINY } from './gpu';
import { call, expectGradientsWhereScored, open, SMALL, state, trace } from './small';

const points = async (page: Page) => ((await call(page, 'report')) as Report).points;

/** The same run on the CPU engine alone. */
async function onTheCpu(page: Page, steps: number) {
  await call(page, 'configure', { device: 'cpu' });
  await call(page, 'step', steps);
  expect((await state(page)).device).toBe('cpu');
  return points(page);
}

test('WebGPU takes the run over in mid-run, and the losses are those of a run that stayed on the CPU', async ({
  page,
}) => {
  await open(page, `${TINY}&device=webgpu`);
  // Compiling for this adapter takes thousands of steps, and such a long run does not keep every loss.
  await page.getByRole('radio', { name: '5 steps/s' }).check();
  await expect.poll(async () => (await state(page)).device, { timeout: 120_000 }).toBe('webgpu');
  await page.getByRole('radio', { name: 'Max' }).check();
  await expect(page.getByTestId('backend')).toContainText('WebGPU');
  const taken = await state(page);
  await expect.poll(async () => (await state(page)).step, { timeout: 120_000 }).toBeGreaterThan(taken.step + 20);
  await call(page, 'pause');
  const found = await points(page);
  // No step is missing or repeated.
  expect(found.map((point) => point.step)).toEqual(found.map((_, index) => index + 1));
  const expected = await onTheCpu(page, found.length);
  for (const [index, { step, mlm_loss, nsp_loss }] of found.entries()) {
    // Adam amplifies rounding errors, so two engines drift apart slowly. A lost moment or learning rate would be a jump.
    expect(Math.abs(mlm_loss! - expected[index]!.mlm_loss!), `MLM at step ${step}`).toBeLessThan(0.01);
    expect(Math.abs(nsp_loss! - expected[index]!.nsp_loss!), `NSP at step ${step}`).toBeLessThan(0.01);
  }
});

test('both engines find the same losses in the first ten steps from one seed, and they fall', async ({ page }) => {
  await openOnWebGpu(page);
  await call(page, 'configure', { seed: 3 });
  await expect.poll(async () => (await state(page)).device, { timeout: 120_000 }).toBe('webgpu');
  await call(page, 'step', 10);
  const found = await points(page);
  expect(found).toHaveLength(10);
  await call(page, 'step', 60);
  const later = await points(page);
  const mean = (part: Report['points']) => part.reduce((sum, point) => sum + point.mlm_loss!, 0) / part.length;
  expect(mean(later.slice(-10))).toBeLessThan(mean(found) - 0.2);

  const expected = await onTheCpu(page, 10);
  for (const [index, { step, mlm_loss, nsp_loss }] of found.entries()) {
    // The reference's tolerance for 10 steps of a float32 engine.
    expect(Math.abs(mlm_loss! - expected[index]!.mlm_loss!), `MLM at step ${step}`).toBeLessThan(2e-5);
    expect(Math.abs(nsp_loss! - expected[index]!.nsp_loss!), `NSP at step ${step}`).toBeLessThan(2e-5);
  }
});

test('on WebGPU too, nothing but the selected positions and [CLS] has a gradient', async ({ page }) => {
  await openOnWebGpu(page);
  await call(page, 'pause');
  await call(page, 'step', 2);
  const shown = await trace(page);
  expect(shown.step).toBe((await state(page)).step);
  expectGradientsWhereScored(shown);
  for (const { position, label, original, counted } of shown.tokens) {
    expect(label, `position ${position}`).toBe(counted ? original : null);
  }
});

test('a software adapter is not taken by itself: the CPU engine goes on, and the page says why', async ({ page }) => {
  await open(page, SMALL);
  await expect(page.getByTestId('backend')).toContainText('emulated');
  expect((await state(page)).device).toBe('cpu');
});
