import type { Page } from '@playwright/test';
import type { ReportByName, TraceByName as Trace } from '../../www/contract';
import { expect, test } from './fixtures';
import { call, open, SMALL, trace } from './small';

/** The numbers of a line: its terms, its result, and half a unit of the result's last digit. */
async function line(page: Page, id: string) {
  const text = (await page.getByTestId(id).innerText()).replaceAll('−', '-');
  const numbers = [...text.matchAll(/-?\d+(?:\.\d+)?/g)].map(([number]) => number);
  const result = numbers.pop()!;
  return { terms: numbers.map(Number), result: Number(result), half: 0.5 * 10 ** -(result.split('.')[1]?.length ?? 0) };
}

/** Each line is correct with its shown digits, and equals the engine's number. */
async function expectAnswer(page: Page, shown: Trace) {
  const answer = shown.next_sentence!;
  const check = async (id: string, combine: (terms: number[]) => number, engine: number) => {
    const { terms, result, half } = await line(page, id);
    expect(Math.abs(combine(terms) - result), `${id}: ${terms.join(', ')} give ${result}`).toBeLessThanOrEqual(
      half + 1e-9,
    );
    expect(Math.abs(engine - result), `${id}: the engine says ${engine}`).toBeLessThanOrEqual(half + 1e-6);
  };
  const [next, not] = answer.logits.map(Math.exp) as [number, number];
  await check('nsp-exp-0', ([power]) => Math.exp(power!), next);
  await check('nsp-exp-1', ([power]) => Math.exp(power!), not);
  await check('nsp-both', ([a, b]) => a! + b!, next + not);
  await check('nsp-share', ([a, b]) => a! / b!, answer.probability);
  // The minus before the logarithm is read as the number's sign.
  await check('nsp-loss', ([p]) => -Math.log(Math.abs(p!)), answer.loss);
}

test('the pair shows label, sources, answer and gradient of the trace, and its loss can be re-added', async ({
  page,
}) => {
  await open(page, `${SMALL}&embed=pair&lang=en`);
  await call(page, 'pause');
  const seen = new Set<string>();
  // Both labels occur within a few steps.
  for (let step = 0; step < 12 && seen.size < 2; step++) {
    await call(page, 'step', 1);
    const shown = await trace(page);
    const answer = shown.next_sentence!;
    seen.add(answer.label);
    const panel = page.getByTestId('pair');
    await expect(panel.getByTestId('total-loss')).toHaveText(shown.batch.total_loss.toFixed(3));
    await expect(panel).toContainText(
      answer.label === 'is_next' ? 'comes right after A' : 'taken from another document',
    );
    const rows = panel.getByTestId('sources').locator('.row');
    await expect(rows).toHaveCount(answer.label === 'is_next' ? 1 : 2);
    for (const [part, source, row] of [
      ['a', answer.source_a, rows.first()],
      ['b', answer.source_b, rows.last()],
    ] as const) {
      await expect(row).toContainText(`document ${(source.document + 1).toLocaleString('en')}`);
      const numbers = Array.from({ length: source.end - source.first }, (_, index) => source.first + index + 1);
      await expect(row.locator(`.${part}`)).toHaveText(
        numbers.map((number) => new RegExp(`^${part.toUpperCase()}\\s*${number}$`)),
      );
      const place = numbers.length > 1 ? `sentences ${numbers[0]}–${numbers.at(-1)}` : `sentence ${numbers[0]}`;
      await expect(row.getByTestId(`source-${part}`)).toHaveText(
        `${part.toUpperCase()}: ${place} of ${source.sentences}`,
      );
      // The row ends with the document, or says that the document continues.
      const last = Number(await row.locator('.sentence small').last().textContent());
      expect(last).toBeLessThanOrEqual(source.sentences);
      const goesOn = row.getByTitle(/more after/);
      await expect(goesOn).toHaveCount(last < source.sentences ? 1 : 0);
      if (last < source.sentences)
        expect(await goesOn.getAttribute('title')).toBe(`${source.sentences - last} more after`);
    }
    await expectAnswer(page, shown);
    await expect(panel.getByTestId('cls-gradient')).toContainText(shown.tokens[0]!.gradient_norm.toPrecision(2));
  }
  expect([...seen].sort()).toEqual(['is_next', 'not_next']);
});

test('without next sentence prediction exactly nothing flows into [CLS]', async ({ page }) => {
  await open(page, `${SMALL}&embed=pair&lang=en&objective=mlm`);
  await call(page, 'step', 2);
  const shown = await trace(page);
  expect(shown.tokens[0]!.gradient_norm).toBe(0);
  expect([shown.cls.pooled, shown.cls.gradient_nsp]).toEqual([null, null]);
  expect(new Set(shown.cls.gradient_mlm)).toEqual(new Set([0]));
  await expect(page.getByTestId('cls-gradient')).toContainText('exactly 0');
  await expect(page.getByTestId('cls-gradient-mlm')).toContainText('exactly 0');
  await expect(page.getByTestId('pooled')).toHaveCount(0);
});

test('a text without pairs has one loss and shows one, although both were asked for', async ({ page }) => {
  const story =
    'The man went to the store. He bought a bottle of milk. Then he went home. The dog was glad to see him.';
  await open(page, `${SMALL}&embed=pair&lang=en&objective=mlm%2Bnsp&text=${encodeURIComponent(story)}`);
  await call(page, 'step', 2);
  const shown = await trace(page);
  const sums = page
    .getByTestId('pair')
    .locator('dl')
    .filter({ has: page.getByTestId('total-loss') });
  await expect(sums).toContainText(shown.batch.mlm_loss.toFixed(3));
  await expect(sums).not.toContainText('NSP');
  expect([shown.batch.nsp_loss, shown.next_sentence]).toEqual([0, null]);
  const report = (await call(page, 'report')) as ReportByName;
  expect(report.points.every(({ nsp_loss }) => nsp_loss === null)).toBe(true);
});

test('every cell of the vector at [CLS] and of its gradient can be read out by keys and pointer', async ({ page }) => {
  for (const objective of ['mlm+nsp', 'nsp']) {
    await open(page, `${SMALL}&embed=pair&lang=en&objective=${encodeURIComponent(objective)}`);
    await call(page, 'pause');
    await call(page, 'step', 3);
    const { cls, tokens } = await trace(page);
    expect(cls.gradient_mlm === null).toBe(objective === 'nsp');
    expect(cls.pooled!.length).toBe(32);
    expect(Math.hypot(...cls.gradient_nsp!)).toBeCloseTo(tokens[0]!.gradient_norm, 6);
    const cells = page.getByTestId('pooled');
    await cells.focus();
    await page.keyboard.press('End');
    const value = (place: number) => cls.pooled![place]!.toFixed(4).replace('-', '−');
    await expect(cells).toHaveAttribute('aria-valuetext', `cell 32 of 32: ${value(31)}`);
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await expect(page.getByTestId('pooled-said')).toHaveText(`cell 2 of 32: ${value(1)}`);
    // All 32 cells are in one line here.
    const { width, height } = (await cells.boundingBox())!;
    await cells.hover({ position: { x: (4.5 / 32) * width, y: height / 2 } });
    await expect(page.getByTestId('pooled-said')).toHaveText(`cell 5 of 32: ${value(4)}`);
    const gradient = page.getByTestId('cls-gradient-cells');
    await gradient.focus();
    await page.keyboard.press('Home');
    const first = cls.gradient_nsp![0]!;
    expect(Number((await gradient.getAttribute('aria-valuetext'))!.split(': ')[1]!.replaceAll('−', '-'))).toBeCloseTo(
      first,
      2 - Math.floor(Math.log10(Math.abs(first))),
    );
  }
});
