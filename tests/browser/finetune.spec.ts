// The fine-tuning room and `window.cloze.finetune`.

import { expect, test } from './fixtures';

interface Finetuned {
  runs: { mode: string; seed: number; points: { step: number; loss: number }[]; test: { accuracy: number } }[];
}

const SMALL = {
  layers: 1,
  hidden_size: 32,
  heads: 2,
  intermediate_size: 64,
  sequence_length: 32,
  vocabulary_size: 400,
};

test('three models learn a task side by side, and the run goes on afterwards', async ({ page }) => {
  const fetched: string[] = [];
  page.on('request', (request) => void (request.url().includes('/engines/tuning-') && fetched.push(request.url())));
  await page.goto('./?device=cpu');
  await page.evaluate(() => window.cloze.ready);
  await page.evaluate((small) => window.cloze.configure(small), SMALL);
  await page.evaluate(() => window.cloze.run());
  // The engine that fine-tunes is not part of the first download.
  expect(fetched).toEqual([]);
  await page.getByRole('link', { name: 'Fine-tune' }).click();
  await expect(page).toHaveURL(/#\/finetune$/);
  await expect.poll(() => fetched.length).toBeGreaterThan(0);
  await page.locator('input[value=run]').check();
  await page.getByTestId('experiment-data').selectOption('topic:en');
  await page.getByTestId('experiment-labels').selectOption('8');
  await page.getByTestId('experiment-steps').selectOption('20');
  await page.getByTestId('experiment-seeds').selectOption('1');
  await page.getByTestId('experiment-start').click();
  await expect(page.getByTestId('experiment-progress')).toContainText('Done', { timeout: 120_000 });

  for (const mode of ['scratch', 'frozen', 'tuned']) {
    await expect(page.getByTestId('tuning-scores').locator(`[data-mode=${mode}]`).first()).toContainText('%');
  }
  // A frozen encoder has not moved at all, and the others have.
  const moved = page.getByTestId('movement');
  const layers = (mode: string) => moved.locator(`[data-mode=${mode}][data-part^=layer] b`).allTextContents();
  expect(await layers('frozen')).toEqual(['0']);
  expect(await layers('tuned')).not.toContain('0');

  // What the head does not read is hatched and has a gradient of exactly 0.
  await page.getByTestId('errors').getByRole('checkbox').uncheck();
  await page.getByTestId('errors').getByRole('button', { name: 'What the head reads' }).first().click();
  const head = page.getByTestId('head-reads');
  await expect(head.locator('[data-read=true]')).toHaveCount(1);
  const gradients = await head.locator('[data-read=false] [data-testid=head-gradient]').allTextContents();
  expect(gradients.length).toBeGreaterThan(3);
  expect(new Set(gradients)).toEqual(new Set(['0']));

  await page.getByTestId('try-text').fill('At the inn Sarah asked the waiter about the pie.');
  for (const mode of ['scratch', 'frozen', 'tuned']) await expect(page.getByTestId(`try-${mode}`)).toContainText('%');

  await expect.poll(async () => (await page.evaluate(() => window.cloze.state())).running).toBe(true);
});

test('window.cloze.finetune answers with a run for each mode and seed', async ({ page }) => {
  await page.goto('./?device=cpu');
  await page.evaluate(() => window.cloze.ready);
  await page.evaluate((small) => window.cloze.configure(small), SMALL);
  const found = (await page.evaluate(() =>
    window.cloze.finetune({
      task: 'sequence',
      rows: Array.from({ length: 20 }, (_, index) => ({ text: index % 2 ? 'the cat' : 'the dog', label: index % 2 })),
      modes: ['tuned', 'scratch'],
      labels: 8,
      steps: 16,
      seeds: [4, 9],
    }),
  )) as Finetuned;
  expect(found.runs.map(({ mode, seed }) => [mode, seed])).toEqual([
    ['tuned', 4],
    ['scratch', 4],
    ['tuned', 9],
    ['scratch', 9],
  ]);
  for (const { points, test } of found.runs) {
    expect(points[0]!.step).toBe(0);
    expect(points.at(-1)!.step).toBe(16);
    expect(points.every(({ loss }) => loss > 0)).toBe(true);
    expect(Object.keys(test).sort()).toEqual(['accuracy', 'macro_f1']);
  }
  // The run that was paused before stays paused.
  expect((await page.evaluate(() => window.cloze.state())).running).toBe(false);
});

test('a request that cannot be run names what is wrong and where', async ({ page }) => {
  await page.goto('./?device=cpu');
  await page.evaluate(() => window.cloze.ready);
  await page.evaluate((small) => window.cloze.configure(small), SMALL);
  const refusal = (request: unknown) =>
    page.evaluate(
      (request) =>
        window.cloze.finetune(request as never).then(
          () => 'not refused',
          (error: Error) => error.message,
        ),
      request,
    );
  expect(await refusal({ task: 'poetry', preset: 'topic' })).toContain('found "poetry", expected one of sequence');
  expect(await refusal({ task: 'sequence' })).toContain('expected either preset or rows');
  expect(await refusal({ task: 'sequence', preset: 'poems' })).toContain('found poems (en), expected one of');
  expect(await refusal({ task: 'sequence', preset: 'topic', seeds: [0] })).toContain('seeds: found 0');
  const rows = [
    { text: 'a', label: 'x' },
    { text: '', label: 'y' },
  ];
  expect(await refusal({ task: 'sequence', rows })).toContain('entry 1: text is empty');
  expect(await refusal({ task: 'sequence', rows: rows.slice(0, 1) })).toContain('found 1 usable example');
});

test('rows that cannot be used are listed by line, and left out only with the user’s word', async ({ page }) => {
  await page.goto('./?device=cpu#/finetune');
  await page.evaluate(() => window.cloze.ready);
  await page.getByTestId('experiment-data').selectOption('own');
  await page
    .getByTestId('examples-paste')
    .fill('said,label\n"one, ""quoted""\nover two lines",<b>good</b>\n,bad\nthree,good');
  await page.getByRole('button', { name: 'Read the pasted rows' }).click();
  await expect(page.getByTestId('experiment-start')).toBeDisabled();
  await page.getByTestId('examples-column').selectOption('said');
  const preview = page.getByTestId('examples-preview');
  await expect(preview).toContainText('2 usable examples');
  await expect(preview).toContainText('<b>good</b>');
  await expect(page.getByTestId('examples-faults')).toContainText('line 4: text is empty');
  await expect(page.getByTestId('experiment-start')).toBeDisabled();
  await page.getByTestId('examples-leave-out').check();
  await expect(page.getByTestId('experiment-start')).toBeEnabled();
});
