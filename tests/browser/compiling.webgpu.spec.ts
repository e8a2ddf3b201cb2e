import { expect, test } from './fixtures';
import { before, TINY } from './gpu';
import { open, state } from './small';

test('while the kernels are compiled, the page tells how many are, and the CPU engine trains', async ({ page }) => {
  // The last kernel is not compiled before the CPU engine has trained some steps.
  await before(
    page,
    `const pop = GPUDevice.prototype.popErrorScope;
    let popped = 0;
    GPUDevice.prototype.popErrorScope = async function () {
      if (++popped === 8) await new Promise((resolve) => (self.clozeGoOn = resolve));
      return pop.call(this);
    };`,
  );
  await open(page, `${TINY}&device=webgpu`);
  const line = page.getByTestId('backend');
  await expect(line).toContainText(/compiling the GPU engine in the background .*7 of \d\d kernels compiled/, {
    timeout: 120_000,
  });
  const { step, device } = await state(page);
  expect(device).toBe('cpu');
  await expect.poll(async () => (await state(page)).step).toBeGreaterThan(step + 20);
  for (const worker of page.workers()) {
    await worker.evaluate(() => (self as unknown as { clozeGoOn?: () => void }).clozeGoOn?.());
  }
  await expect.poll(async () => (await state(page)).device, { timeout: 120_000 }).toBe('webgpu');
  await expect(line).not.toContainText('compiled');
});
