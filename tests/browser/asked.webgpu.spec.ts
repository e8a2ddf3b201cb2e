// Questions about a run while it trains on WebGPU: a typed sentence, its past, its weights, another rule. Every answer is compared
// with the CPU engine's at the same step of the same run.
import type { Page } from '@playwright/test';
import type { TraceByName as Trace } from '../../www/contract';
import { expect, test } from './fixtures';
import { openOnWebGpu, TINY } from './gpu';
import { call, state, trace } from './small';

const STEPS = 12;

/** A run with a fixed seed, paused after this many steps on an engine. */
async function runOn(page: Page, device: 'cpu' | 'webgpu') {
  await call(page, 'configure', { device, seed: 3 });
  await expect.poll(async () => (await state(page)).device, { timeout: 120_000 }).toBe(device);
  await call(page, 'step', STEPS);
  expect(await state(page)).toMatchObject({ device, step: STEPS, running: false });
}

async function openPaused(page: Page, query = TINY) {
  await openOnWebGpu(page, query);
  await call(page, 'pause');
}

/** Losses agree within the rounding differences of two float32 engines after twelve steps. */
function same(found: Trace, expected: Trace) {
  expect(found.tokens.map(({ original, input, fate }) => [original, input, fate])).toEqual(
    expected.tokens.map(({ original, input, fate }) => [original, input, fate]),
  );
  for (const [index, token] of found.tokens.entries()) {
    const { would_be_loss, fate } = expected.tokens[index]!;
    if (fate === 'padding') continue;
    expect(Math.abs(token.would_be_loss - would_be_loss), `loss of position ${index}`).toBeLessThan(1e-3);
  }
}

test('what-ifs and typed sentences are answered on WebGPU as on the CPU', async ({ page }) => {
  await openPaused(page);
  const asked = async () => ({
    every: (await call(page, 'what_if', 'every_position')) as Trace,
    typed: (await page.evaluate(() => window.cloze.probe('the man went to the store', 'he bought milk'))).trace,
    step: await trace(page),
  });
  await runOn(page, 'webgpu');
  const found = await asked();
  // Questions take no step.
  expect(await state(page)).toMatchObject({ device: 'webgpu', step: STEPS });
  await runOn(page, 'cpu');
  const expected = await asked();
  same(found.step, expected.step);
  same(found.every, expected.every);
  same(found.typed, expected.typed);
});

test('a sentence is followed through its past on WebGPU, and the run goes on', async ({ page }) => {
  await openPaused(page);
  await runOn(page, 'webgpu');
  const strip = page.getByTestId('strip');
  const losses = () => strip.locator('tr.losses .value').allTextContents();
  const follow = async () => {
    await page.getByRole('slider', { name: 'Training step to show' }).focus();
    await page.keyboard.press('Home');
    await expect(strip).toHaveAttribute('data-step', '0');
    return losses();
  };
  const found = await follow();
  await call(page, 'step', 3);
  expect(await state(page)).toMatchObject({ device: 'webgpu', step: STEPS + 3, follows: true });
  await expect(strip).toHaveAttribute('data-step', '0');
  await runOn(page, 'cpu');
  // The weights before the first step have the same bits. The shown digits may differ by rounding only.
  const expected = await follow();
  expect(found.length).toBe(expected.length);
  for (const [index, text] of found.entries()) {
    const [one, other] = [text, expected[index]!].map((value) => Number(/[\d.]+/.exec(value)?.[0] ?? NaN));
    if (Number.isNaN(other)) expect(text).toBe(expected[index]);
    else expect(Math.abs(one! - other!)).toBeLessThanOrEqual(0.0101);
  }
});

test('every weight is drawn from the buffers of WebGPU, and moves with a step', async ({ page }) => {
  await openPaused(page, `${TINY}&embed=parameters`);
  await runOn(page, 'webgpu');
  const panel = page.getByTestId('parameters');
  const drawn = () =>
    panel
      .locator('canvas')
      .evaluateAll((canvases) =>
        (canvases as HTMLCanvasElement[]).map((canvas) => [
          ...canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height).data,
        ]),
      );
  const at = (step: number) => expect(panel.getByTestId('parameters-step')).toHaveAttribute('data-step', String(step));
  await at(STEPS);
  const found = await drawn();
  await call(page, 'step', 1);
  await at(STEPS + 1);
  await expect.poll(drawn).not.toEqual(found);
  await runOn(page, 'cpu');
  await at(STEPS);
  const expected = (await drawn()).flat();
  // A level may be rounded the other way, so it may differ slightly from the CPU's.
  const apart = found.flat().map((value, index) => Math.abs(value - expected[index]!));
  expect(apart.length).toBe(expected.length);
  expect(apart.filter((difference) => difference > 4).length).toBeLessThan(apart.length / 500);
});
