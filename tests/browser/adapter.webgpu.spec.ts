import { expect, test } from './fixtures';

test('this browser has the WebGPU adapter that the tests need', async ({ page }) => {
  await page.goto('./');
  const vendor = await page.evaluate(async () => {
    const gpu = (
      navigator as unknown as { gpu?: { requestAdapter(): Promise<{ info: { architecture: string } } | null> } }
    ).gpu;
    return (await gpu?.requestAdapter())?.info.architecture ?? null;
  });
  expect(vendor).toBe('swiftshader');
});
