import type { ReportByName as Report } from '../../www/contract';
import { expect, test } from './fixtures';
import { call, open, SMALL } from './small';

test('the words of the vocabulary view are those of the last evaluation, and their mean is its loss', async ({
  page,
}) => {
  await open(page, `${SMALL}&evaluation_interval=5&embed=vocabulary`);
  await call(page, 'pause');
  const { step } = (await call(page, 'state')) as { step: number };
  await call(page, 'step', 5 - (step % 5) + 5);
  const report = (await call(page, 'report')) as Report;
  const last = report.held_out.at(-1)!;
  const panel = page.getByTestId('vocabulary');
  await expect(panel.getByTestId('words-mean')).toHaveText(last.mlm_loss!.toFixed(3));
  await expect(panel.getByTestId('words-frequency')).toHaveText(report.frequency_loss!.toFixed(3));
});

test('a word can be found by typing, and is told in words', async ({ page }) => {
  await open(page, `${SMALL}&evaluation_interval=5&embed=vocabulary`);
  await call(page, 'pause');
  await call(page, 'step', 10);
  const panel = page.getByTestId('vocabulary');
  await panel.getByRole('combobox').or(panel.getByRole('searchbox')).first().fill('the');
  await page.keyboard.press('Enter');
  await expect(panel.getByTestId('word-said')).toContainText('the');
  await panel.getByTestId('word-map').focus();
  await page.keyboard.press('ArrowRight');
  await expect(panel.getByTestId('word-said')).not.toBeEmpty();
});
