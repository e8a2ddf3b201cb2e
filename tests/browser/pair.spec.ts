import { expect, test } from './fixtures';
import { call, open, SMALL, trace } from './small';

test('the pair shows label, sources, answer and gradient of the trace, and its loss can be re-added', async ({
  page,
}) => {
  await open(page, `${SMALL}&embed=pair&lang=en`);
  await call(page, 'pause');
  const seen = new Set<string>();
  // Both labels come up within a few steps.
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
    await expect(rows.first()).toContainText(`document ${(answer.source_a[0] + 1).toLocaleString('en')}`);
    await expect(rows.last()).toContainText(`document ${(answer.source_b[0] + 1).toLocaleString('en')}`);
    await expect(rows.first().locator('.a').first()).toHaveText(new RegExp(`A\\s*${answer.source_a[1] + 1}$`));
    await expect(rows.last().locator('.b')).toHaveText(new RegExp(`B\\s*${answer.source_b[1] + 1}$`));
    const [, p, loss] = /−log (\d\.\d+) = (\d+\.\d+)/.exec((await panel.textContent())!)!;
    expect(Number(p)).toBeCloseTo(answer.probability, 4);
    expect(Math.abs(-Math.log(Number(p)) - Number(loss))).toBeLessThan(0.002);
    await expect(panel.getByTestId('cls-gradient')).toContainText(shown.tokens[0]!.gradient_norm.toPrecision(2));
  }
  expect([...seen].sort()).toEqual(['is_next', 'not_next']);
});

test('without next sentence prediction exactly nothing flows into [CLS]', async ({ page }) => {
  await open(page, `${SMALL}&embed=pair&lang=en&objective=mlm`);
  await call(page, 'step', 2);
  expect((await trace(page)).tokens[0]!.gradient_norm).toBe(0);
  await expect(page.getByTestId('cls-gradient')).toContainText('exactly 0');
});
