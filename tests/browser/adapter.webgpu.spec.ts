import { expect, test } from './fixtures';

test('this browser has the WebGPU adapter that the tests need', async ({ page }) => {
  await page.goto('./');
  const architecture = await page.evaluate(async () => (await navigator.gpu?.requestAdapter())?.info.architecture);
  expect(architecture).toBe('swiftshader');
});
