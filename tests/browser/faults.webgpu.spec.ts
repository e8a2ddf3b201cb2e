// A GPU that fails, at every moment and in every way: the same run goes on on the CPU, with the losses of a run that nobody disturbed.

import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';
import {
  expectSurvived,
  expectUndisturbed,
  expectUntouched,
  FAULTS,
  EARLY,
  LATE,
  hang,
  inEngine,
  openAt,
  quickly,
  release,
  trains,
  untilOn,
} from './faults';
import { before, TINY } from './gpu';
import { call, open, state } from './small';

const destroy = FAULTS['device.destroy()']!;
const LOST =
  /the connection to the GPU was lost\.\s+The run continues from step [\d,]+\.\s+The GPU will be tried again after/;
const line = (page: Page) => page.getByTestId('backend');

/** With a browser of its own: after three dead GPU processes Chromium gives no adapter any more. */
const withOwnBrowser = test.extend({
  context: async ({ playwright, launchOptions, baseURL }, use) => {
    const browser = await playwright.chromium.launch(launchOptions);
    await use(await browser.newContext({ baseURL, serviceWorkers: 'block' }));
    await browser.close();
  },
});

for (const [fault, happens] of Object.entries(FAULTS)) {
  const test = withOwnBrowser;
  for (const moment of EARLY) {
    test(`${fault} ${moment}`, async ({ page }) => {
      await openAt(page, moment);
      await happens(page);
      await release(page);
      await expect(line(page)).toContainText(/the connection to the GPU was lost|WebGPU failed to start/);
      await expect(line(page)).toContainText('The GPU will be tried again after 15 s');
      await expectUntouched(page);
    });
  }
  for (const moment of LATE) {
    test(`${fault} ${moment}`, async ({ page }) => {
      await openAt(page, moment);
      await happens(page);
      expect(await expectSurvived(page, LOST)).toBeGreaterThan(0);
    });
  }
}

test('a submission that never ends', async ({ page }) => {
  await quickly(page, 10);
  await openAt(page, 'in training');
  await hang(page);
  // Asked while the GPU hangs, answered by the CPU.
  const asked = call(page, 'trace');
  await expectSurvived(page, /the GPU stopped responding\.\s+The run continues from step/);
  await asked;
});

test('a kernel whose compilation never ends', async ({ page }) => {
  await quickly(page, 10);
  await openAt(page, 'while compiling');
  await expect(line(page)).toContainText('the GPU stopped responding. The GPU will be tried again after 15 s', {
    timeout: 60_000,
  });
  await expectUntouched(page);
});

test('no memory left in mid-run', async ({ page }) => {
  await openAt(page, 'in training');
  await inEngine(page, () => {
    const error = new GPUOutOfMemoryError('no room');
    (self as unknown as { clozeDevice: GPUDevice }).clozeDevice.dispatchEvent(
      new GPUUncapturedErrorEvent('uncapturederror', { error }),
    );
  });
  await expectSurvived(page, /the GPU ran out of memory\.\s+The run continues from step [\d,]+\..* no room/);
});

test('a validation error in mid-run', async ({ page }) => {
  await openAt(page, 'in training');
  // No buffer may be mapped and be written by a kernel.
  await inEngine(page, () => {
    const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.STORAGE;
    (self as unknown as { clozeDevice: GPUDevice }).clozeDevice.createBuffer({ size: 16, usage });
  });
  await expectSurvived(page, /the GPU engine stopped with an error\.\s+The run continues from step/);
});

for (const [how, answer] of [
  ['never answers', 'new Promise(() => {})'],
  ['is refused', 'Promise.reject(new Error("no adapter today"))'],
]) {
  test(`a request for an adapter that ${how}`, async ({ page }) => {
    await quickly(page, 10);
    await page.addInitScript(`GPU.prototype.requestAdapter = () => ${answer};`);
    await open(page, `${TINY}&device=webgpu`);
    await trains(page);
    await expect(line(page)).toContainText('WebGPU was requested but isn’t available');
    await expectUntouched(page);
  });
}

test('an adapter that is gone when the engine asks for it', async ({ page }) => {
  await before(page, 'GPU.prototype.requestAdapter = async () => null;');
  await open(page, `${TINY}&device=webgpu`);
  await expect(line(page)).toContainText(
    /WebGPU failed to start\.\s+The GPU will be tried again after 15 s.*no WebGPU adapter/,
  );
  await expectUntouched(page);
});

test('another device takes the run over twice; after the third loss it stays on the CPU', async ({ page }) => {
  await quickly(page, 10);
  await openAt(page, 'in training');
  await destroy(page);
  await expect(line(page)).toContainText('tried again after 15 s');
  await trains(page);
  await untilOn(page, 'webgpu');
  await expect(line(page)).toContainText('Training on WebGPU');
  await trains(page);

  // The second loss, of a paused run: it stays paused.
  await call(page, 'pause');
  await destroy(page);
  await expect(line(page)).toContainText('tried again after 60 s');
  expect(await state(page)).toMatchObject({ device: 'cpu', running: false });
  await untilOn(page, 'webgpu');
  await call(page, 'run');
  await trains(page);

  await destroy(page);
  await expectSurvived(page, /The GPU failed 3 times, so it isn’t used again until this page is reloaded/);
  // A new run doesn't get it either.
  await call(page, 'configure', { seed: 5 });
  await call(page, 'run');
  await trains(page);
  await page.getByRole('radio', { name: '한국어' }).check({ force: true });
  await expect(line(page)).toContainText('GPU가 3번 실패해');
  expect(await state(page)).toMatchObject({ device: 'cpu', running: true });
});

test('steps, a new run and a what-if that are under way when the device is lost are answered by the CPU', async ({
  page,
}) => {
  await quickly(page, 10);
  await openAt(page, 'in training');
  await call(page, 'pause');
  const { step } = await state(page);
  const steps = call(page, 'step', 400);
  await destroy(page);
  await steps;
  // As many steps as were asked for, from the step at which they were.
  expect(await state(page)).toMatchObject({ device: 'cpu', step: step + 400, running: false });
  await expectUndisturbed(page);

  await untilOn(page, 'webgpu');
  const [begun] = [call(page, 'configure', { seed: 7 }), destroy(page)];
  await begun;
  expect(await state(page)).toMatchObject({ step: 0, settings: { seed: 7 } });
  await untilOn(page, 'cpu');
  await call(page, 'step', 5);

  // The CPU engine has not computed that step, so it can only say so: but it says so at once.
  await untilOn(page, 'webgpu');
  const asked = call(page, 'what_if', 'every_position').catch(String);
  await destroy(page);
  expect(JSON.stringify(await asked)).toMatch(/would_be_loss|train one step and try again/);
  await untilOn(page, 'cpu');
  await call(page, 'step', 1);
  await call(page, 'what_if', 'every_position');
});

test('fine-tuning knows nothing of a device that is lost', async ({ page }) => {
  await openAt(page, 'in training');
  const request = { task: 'sequence', preset: 'topic', modes: ['frozen'], labels: 8, seeds: [1], steps: 20 };
  const tuned = call(page, 'finetune', request);
  await destroy(page);
  expect(await tuned).toMatchObject({ runs: [{ mode: 'frozen', seed: 1 }] });
  await expectSurvived(page, LOST);
});

test('Burn’s device is lost in training', async ({ page }) => {
  // Copies of the page for tests have no Burn for WebGPU. What happens to its engine is the same with ours in its place.
  await page.route('**/engines/manifest.json', async (route) => {
    const response = await route.fetch();
    const manifest = (await response.json()) as Record<string, unknown>;
    await route.fulfill({ json: { ...manifest, 'burn-webgpu': manifest.webgpu } });
  });
  await openAt(page, 'in training', `${TINY}&engine=burn`);
  await destroy(page);
  await expectSurvived(page, /Burn stopped\.\s+The run continues from step/);
});
