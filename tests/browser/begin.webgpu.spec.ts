import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { before, openOnWebGpu, TINY } from './gpu';
import { open, state } from './small';
import { movesOn } from './stage';

interface Asked {
  refusals: string[];
  answers: number;
  timer: number;
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

async function follow(page: Page) {
  await button(page, 'Follow this sentence').click();
  await expect(page.locator('.stage')).toHaveClass(/moments/);
  await expect.poll(async () => (await state(page)).follows).toBe(true);
}

test('on WebGPU the stage follows a run that was begun while another one trains', async ({ page }) => {
  await openOnWebGpu(page);
  await movesOn(page);
  await button(page, 'Restart, new seed').click();
  await movesOn(page);
  await follow(page);
  await button(page, 'Restart').click();
  await expect(page.locator('.stage')).not.toHaveClass(/moments/);
  await movesOn(page);
  expect((await state(page)).device).toBe('webgpu');
});

test('an engine that goes on with a run knows the pace and the followed sentence, without any word from the page', async ({
  page,
}) => {
  await before(
    page,
    `const request = GPUAdapter.prototype.requestDevice;
    GPUAdapter.prototype.requestDevice = async function (...given) {
      return (self.clozeDevice = await request.apply(this, given));
    };`,
  );
  await open(page, `${TINY}&device=webgpu`);
  await page.getByRole('radio', { name: '5 steps/s' }).check({ force: true });
  await follow(page);
  const sentence = await page.locator('[data-token]').allTextContents();
  const stays = async () => {
    expect(await page.locator('[data-token]').allTextContents()).toEqual(sentence);
    const { follows, step } = await state(page);
    expect(follows).toBe(true);
    await expect.poll(async () => (await state(page)).step).toBeGreaterThan(step + 3);
    // Without a limit this model takes hundreds of steps.
    expect((await state(page)).steps_per_second).toBeLessThan(20);
  };
  // WebGPU has taken over the run.
  await expect.poll(async () => (await state(page)).device, { timeout: 120_000 }).toBe('webgpu');
  await stays();
  // The device is lost, while the page asks on and on.
  await page.evaluate(() => {
    const asked = { refusals: [] as string[], answers: 0, timer: window.setInterval(() => void ask(), 10) };
    Object.assign(window, { asked });
    const ask = () =>
      window.cloze.state().then(
        () => asked.answers++,
        (error) => asked.refusals.push(String(error)),
      );
  });
  for (const worker of page.workers()) {
    await worker.evaluate(() => (self as unknown as { clozeDevice?: { destroy(): void } }).clozeDevice?.destroy());
  }
  await expect.poll(async () => (await state(page)).device).toBe('cpu');
  const asked = () => page.evaluate(() => (window as unknown as { asked: Asked }).asked);
  await expect.poll(async () => (await asked()).answers).toBeGreaterThan(10);
  expect((await asked()).refusals).toEqual([]);
  await page.evaluate(() => clearInterval((window as unknown as { asked: Asked }).asked.timer));
  await stays();
});
