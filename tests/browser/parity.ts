import type { Page, TestInfo } from '@playwright/test';
import { expect, test } from './fixtures';

interface Comparisons {
  default(from: { module_or_path: URL }): Promise<unknown>;
  compare(device: 'cpu' | 'webgpu'): Promise<string>;
}

/** Runs every comparison of tests/parity in the browser, and prints the table of deviations. */
export async function compare(page: Page, device: 'cpu' | 'webgpu', info: TestInfo) {
  test.skip(
    !process.env.CLOZE_PARITY,
    'cargo xtask test puts the comparisons beside the page, cargo xtask serve does not',
  );
  await page.goto('./parity/index.html');
  const table = await page.evaluate(async (device) => {
    const module = (await import(new URL('parity.js', location.href).href)) as Comparisons;
    await module.default({ module_or_path: new URL('parity_bg.wasm', location.href) });
    return module.compare(device);
  }, device);
  console.log(table);
  await info.attach('deviations', { body: table, contentType: 'text/plain' });
  expect(table).toContain('prediction logits');
}
