import type { Page } from '@playwright/test';
import type { ReportByName as Report } from '../../www/contract';
import { expect, test } from './fixtures';
import { call, open, SMALL, state } from './small';

const SHORT = `${SMALL}&embed=curves&steps=400&evaluation_interval=20`;
const report = (page: Page) => call(page, 'report') as Promise<Report>;
const chart = (page: Page, id: string) => page.getByTestId(`chart-${id}`);
const reader = (page: Page, id: string) => chart(page, id).getByRole('slider');

/** Trains, and waits until the page has drawn all steps. */
async function train(page: Page, count: number): Promise<void> {
  await call(page, 'step', count);
  await expect(page.getByRole('slider').first()).toHaveAttribute('aria-valuemax', String((await state(page)).step));
}

/** The tick labels of an axis and their positions. */
async function ticks(page: Page, id: string, axis: 'x' | 'y'): Promise<{ value: number; at: number }[]> {
  const found = await chart(page, id)
    .locator(`[data-tick="${axis}"]`)
    .evaluateAll((texts, coordinate) => texts.map((text) => [text.textContent, text.getAttribute(coordinate)]), axis);
  const lift = axis === 'y' ? 4 : 0;
  return found.map(([text, at]) => ({ value: Number(text!.replace(/[,%]/g, '')), at: Number(at) - lift }));
}

/** Points of a path, in its coordinates. */
async function drawn(page: Page, id: string, line: string): Promise<[number, number][]> {
  const path = await chart(page, id).locator(`[data-line="${line}"]`).getAttribute('d');
  return path!
    .split(/[ML]/)
    .filter(Boolean)
    .map((pair) => pair.split(',').map(Number) as [number, number]);
}

/** The value at a position, interpolated from the ticks around it. */
function valueAt(all: { value: number; at: number }[], at: number, kind: 'linear' | 'log'): number {
  const [a, b] = [all[0]!, all.at(-1)!];
  const [from, to] = kind === 'log' ? [Math.log(a.value), Math.log(b.value)] : [a.value, b.value];
  const value = from + ((at - a.at) / (b.at - a.at)) * (to - from);
  return kind === 'log' ? Math.exp(value) : value;
}

async function readings(page: Page, id: string): Promise<Record<string, string>> {
  const cells = chart(page, id).getByTestId('reading').locator('[data-measure]');
  return Object.fromEntries(
    await cells.evaluateAll((rows) =>
      rows.map((row) => [
        (row as HTMLElement).dataset.measure!,
        (row.matches('td') ? row : row.querySelector('td')!).firstChild!.textContent!,
      ]),
    ),
  );
}

test('the values at the cursor are those of the report: by pointer, by keys and spoken', async ({ page }) => {
  await open(page, SHORT);
  await train(page, 130);
  const { points, held_out } = await report(page);
  const box = (await reader(page, 'mlm').boundingBox())!;
  for (const part of [0.3, 0.45, 0.6]) {
    await page.mouse.move(box.x + box.width * part, box.y + box.height * 0.7);
    const step = Number(await chart(page, 'mlm').locator('.cursor').getAttribute('data-step'));
    const values = await readings(page, 'mlm');
    expect(values.train).toBe(points.find((point) => point.step === step)!.mlm_loss!.toFixed(4));
    const near = held_out.reduce((best, at) => (Math.abs(at.step - step) < Math.abs(best.step - step) ? at : best));
    const far = held_out.filter((at) => Math.abs(at.step - step) === Math.abs(near.step - step));
    expect(far.map((at) => at.mlm_loss!.toFixed(4))).toContain(values.heldOut);
  }
  await page.mouse.move(0, 0);
  await expect(page.locator('.cursor')).toHaveCount(0);

  await reader(page, 'nsp').focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Shift+ArrowRight');
  await expect(page.locator('.cursor')).toHaveCount(3);
  const second = points.find((point) => point.step === 2)!;
  expect((await readings(page, 'nsp')).train).toBe(second.nsp_loss!.toFixed(4));
  await expect(reader(page, 'nsp')).toHaveAttribute('aria-valuenow', '2');
  await expect(reader(page, 'nsp')).toHaveAttribute('aria-valuetext', new RegExp(second.nsp_loss!.toFixed(4)));
  await page.keyboard.press('End');
  const last = held_out.at(-1)!;
  await expect(reader(page, 'accuracy')).toHaveAttribute(
    'aria-valuetext',
    new RegExp(`${(last.mlm_accuracy! * 100).toFixed(2)}%`),
  );
  await page.keyboard.press('Escape');
  await expect(page.locator('.cursor')).toHaveCount(0);
});

test('a finger that is lifted leaves the values', async ({ browser, baseURL }) => {
  const context = await browser.newContext({ baseURL, hasTouch: true, viewport: { width: 360, height: 800 } });
  const page = await context.newPage();
  await open(page, SHORT);
  await train(page, 40);
  await reader(page, 'mlm').scrollIntoViewIfNeeded();
  const box = (await reader(page, 'mlm').boundingBox())!;
  await page.touchscreen.tap(box.x + box.width * 0.5, box.y + box.height * 0.5);
  const step = Number(await chart(page, 'mlm').locator('.cursor').getAttribute('data-step'));
  const { points } = await report(page);
  expect((await readings(page, 'mlm')).train).toBe(points.find((point) => point.step === step)!.mlm_loss!.toFixed(4));
  await context.close();
});

for (const kind of ['linear', 'log'] as const) {
  test(`on a ${kind} axis every point stands where the ticks say`, async ({ page }) => {
    await open(page, SHORT);
    await train(page, 45);
    if (kind === 'log') {
      await page.getByRole('radiogroup', { name: 'Loss axis' }).getByLabel('log').check();
      await page.getByRole('radiogroup', { name: 'Step axis' }).getByLabel('log').check();
    }
    const { points, held_out } = await report(page);
    for (const [id, name] of [
      ['mlm', 'mlm_loss'],
      ['nsp', 'nsp_loss'],
    ] as const) {
      const [x, y] = [await ticks(page, id, 'x'), await ticks(page, id, 'y')];
      expect(Math.min(x.length, y.length)).toBeGreaterThan(2);
      const compared = [
        ['0-train', points.map((point) => [point.step, point[name]])],
        ['0-heldOut', held_out.filter((at) => kind === 'linear' || at.step > 0).map((at) => [at.step, at[name]])],
      ] as [string, [number, number][]][];
      for (const [line, values] of compared) {
        const places = await drawn(page, id, line);
        expect(places.length).toBe(values.length);
        values.forEach(([step, value], index) => {
          const [px, py] = places[index]!;
          // Half a pixel in units of the axis at this position.
          const near = (at: number, all: typeof x) =>
            Math.abs(valueAt(all, at + 0.5, kind) - valueAt(all, at - 0.5, kind));
          expect(Math.abs(valueAt(x, px, kind) - step)).toBeLessThan(near(px, x));
          expect(Math.abs(valueAt(y, py, kind) - value)).toBeLessThan(near(py, y));
        });
      }
    }
    // At the left end: what was measured before the first step has no place on a logarithmic axis.
    await reader(page, 'mlm').focus();
    await page.keyboard.press('Home');
    await expect(page.locator('.cursor')).toHaveCount(3);
    const dots = await page.locator('.dot').evaluateAll((all) => all.map((dot) => Number(dot.getAttribute('cx'))));
    expect(dots.length).toBeGreaterThan(0);
    const cursor = Number(await page.locator('.cursor').first().getAttribute('x1'));
    for (const at of dots) expect(Math.abs(at - cursor)).toBeLessThan(30);
  });
}

test('two runs stand beside each other with their names, and one can be taken away', async ({ page }) => {
  await open(page, SHORT);
  await train(page, 60);
  const before = await report(page);
  await call(page, 'configure', { masking: { mask: 100, random: 0, keep: 0 } });
  await call(page, 'step', 30);
  const runs = page.getByTestId('runs');
  await expect(runs.getByRole('listitem')).toHaveCount(2);
  await expect(runs).toContainText('80/10/10');
  await expect(runs).toContainText('100/0/0');
  await expect(runs).toContainText('Compare with care');
  await expect(chart(page, 'mlm').locator('svg')).toContainText('80/10/10');
  await expect(chart(page, 'mlm').locator('svg')).toContainText('100/0/0');

  // The axis extends to the end of the longer run, whose last values can still be read.
  await reader(page, 'mlm').focus();
  await page.keyboard.press('End');
  const row = chart(page, 'mlm').getByTestId('reading').locator('tbody tr').nth(1);
  await expect(row).toContainText(before.held_out.at(-1)!.mlm_loss!.toFixed(4));
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Remove the run 80/10/10' }).click();
  await expect(runs).toHaveCount(0);
  await expect(chart(page, 'mlm').locator('[data-line="0-heldOut"]')).toHaveCount(1);
});

test('a run over another vocabulary or text is not drawn beside this one, and the page says why', async ({ page }) => {
  await open(page, SHORT);
  await train(page, 20);
  await call(page, 'configure', { vocabulary_size: 500 });
  await call(page, 'step', 20);
  const runs = page.getByTestId('runs');
  await expect(runs).toContainText('Vocabulary size 1000');
  await expect(runs).toContainText('different vocabulary size');
  await expect(chart(page, 'mlm').locator('[data-line$="smoothed"]')).toHaveCount(1);
  await call(page, 'configure', { corpus: 'course' });
  await call(page, 'step', 5);
  await expect(runs.getByText('different corpus')).toHaveCount(2);
  await expect(page.locator('[data-line$="smoothed"]')).toHaveCount(2);
});

test('only what two objectives both train shares an axis', async ({ page }) => {
  await open(page, `${SHORT}&objective=mlm`);
  await train(page, 20);
  await expect(chart(page, 'nsp')).toHaveCount(0);
  await call(page, 'configure', { objective: 'mlm+nsp' });
  await call(page, 'step', 20);
  await expect(page.getByTestId('runs')).toContainText('different objectives');
  await expect(chart(page, 'mlm').locator('[data-line$="smoothed"]')).toHaveCount(2);
  await expect(chart(page, 'nsp').locator('[data-line$="smoothed"]')).toHaveCount(1);
});

test('no more than four earlier runs are kept; the same run begun twice is one', async ({ page }) => {
  await open(page, SHORT);
  for (const seed of [2, 3, 4, 4, 5, 6]) {
    await call(page, 'step', 3);
    await call(page, 'configure', { seed });
  }
  await call(page, 'step', 3);
  const names = await page.getByTestId('runs').locator('li .name').allTextContents();
  expect(names).toEqual(['Seed 6', 'Seed 2', 'Seed 3', 'Seed 4', 'Seed 5']);
});

test('the loss in words is e to the loss, between guessing and being certain', async ({ page }) => {
  await open(page, SHORT);
  await train(page, 100);
  await page.getByLabel('Smoothing').selectOption('0');
  const { points } = await report(page);
  const loss = points.at(-1)!.mlm_loss!;
  const words = page.getByTestId('loss-in-words');
  await expect(words).toContainText(loss.toFixed(2));
  await expect(words).toContainText(`among ${Math.round(Math.exp(loss))} tokens`);
  const { data } = (await call(page, 'state')) as { data: { vocabulary_size: number } };
  await expect(words).toContainText(Math.log(data.vocabulary_size).toFixed(2));
});

test('a model that is sure and wrong is told to be worse than guessing', async ({ page }) => {
  await open(page, `${SHORT}&learning_rate=1&warmup_steps=0`);
  await train(page, 80);
  await page.getByLabel('Smoothing').selectOption('0');
  const { points } = await report(page);
  const { data } = await state(page);
  expect(points.at(-1)!.mlm_loss!).toBeGreaterThan(Math.log(data.vocabulary_size) + 1);
  await expect(page.getByTestId('loss-in-words')).toContainText('worse than a uniform guess');
});
