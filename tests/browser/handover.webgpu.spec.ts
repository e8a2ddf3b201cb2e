import { expect, test } from './fixtures';
import { call, open, SMALL, state } from './small';
import type { Report } from '../../www/engine/types';

test('WebGPU takes the run over in mid-run, and the loss goes on falling from where it was', async ({ page }) => {
  await open(page, `${SMALL}&sequence_length=16&vocabulary_size=300&device=webgpu`);
  await expect.poll(async () => (await state(page)).device, { timeout: 120_000 }).toBe('webgpu');
  const taken = await state(page);
  await expect(page.getByTestId('backend')).toContainText('WebGPU');
  await expect.poll(async () => (await state(page)).step, { timeout: 120_000 }).toBeGreaterThan(taken.step + 20);
  await call(page, 'pause');
  const { points } = (await call(page, 'report')) as Report;
  // No step is missing or done twice.
  expect(points.map((point) => point.step)).toEqual(points.map((_, index) => index + 1));
  const mean = (part: Report['points']) => part.reduce((sum, point) => sum + point.mlm_loss, 0) / part.length;
  expect(mean(points.slice(-10))).toBeLessThan(mean(points.slice(0, 10)));
});

test('a software adapter is not taken by itself: the CPU engine goes on, and the page says why', async ({ page }) => {
  await open(page, SMALL);
  await expect(page.getByTestId('backend')).toContainText('emulated');
  expect((await state(page)).device).toBe('cpu');
});
