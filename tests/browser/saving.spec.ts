import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import type { ReportByName as Report } from '../../www/contract';
import { expect, test } from './fixtures';
import { call, open, SMALL, state, trace } from './small';

// The tests read saved pictures as documents, which the page itself never does.
test.use({ bypassCSP: true });

const SHORT = `${SMALL}&embed=curves&steps=400&evaluation_interval=20`;

async function saved(page: Page, format: string): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: `Save the curves as ${format}` }).click(),
  ]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

/** Attributes of an SVG's elements. Fails if the SVG is not well formed. */
function parsed(page: Page, svg: string) {
  return page.evaluate((text) => {
    const document = new DOMParser().parseFromString(text, 'image/svg+xml');
    const error = document.querySelector('parsererror')?.textContent;
    const of = (selector: string) => document.querySelector(selector);
    const points = (id: string) => (of(`#${id}`)?.getAttribute('d') ?? '').split(/[ML]/).filter(Boolean).length;
    const used = [...document.querySelectorAll('*')].flatMap((element) =>
      [...element.attributes].map((one) => one.value),
    );
    return {
      error,
      title: of('title')?.textContent,
      width: Number(document.documentElement.getAttribute('width')),
      height: Number(document.documentElement.getAttribute('height')),
      background: of('rect')?.getAttribute('fill'),
      text: document.documentElement.textContent ?? '',
      train: points('mlm-0-train'),
      heldOut: points('mlm-0-heldOut'),
      variables: used.filter((value) => value.includes('var(')).length,
    };
  }, svg);
}

test('SVG and PNG stand alone, with every point of the run and its settings in the name', async ({ page }) => {
  await open(page, `${SHORT}&theme=dark&seed=7`);
  await call(page, 'step', 60);
  const report = (await call(page, 'report')) as Report;
  const { name, bytes } = await saved(page, 'SVG');
  const { step } = await state(page);
  expect(name).toMatch(new RegExp(`^cloze-stories-80-10-10-.*-seed-7-step-${step}\\.svg$`));
  const svg = await parsed(page, bytes.toString());
  expect(svg).toMatchObject({ error: undefined, background: '#fff', variables: 0 });
  expect(svg.train).toBe(report.points.length);
  expect(svg.heldOut).toBe(report.held_out.length);
  expect(svg.title).not.toBe('');
  expect(svg.text).toContain('seed 7');
  expect(await call(page, 'export', 'svg')).toBe(bytes.toString());

  const picture = await saved(page, 'PNG');
  expect(picture.name).toBe(name.replace('.svg', '.png'));
  expect(picture.bytes.subarray(1, 4).toString()).toBe('PNG');
  expect(picture.bytes.readUInt32BE(16)).toBe(Math.round(svg.width) * 2);
  expect(Math.abs(picture.bytes.readUInt32BE(20) - svg.height * 2)).toBeLessThanOrEqual(2);
  const exported = (await call(page, 'export', 'png')) as { name: string; base64: string };
  expect(exported.name).toBe(picture.name);
  expect(Buffer.from(exported.base64, 'base64').equals(picture.bytes)).toBe(true);
});

test('CSV and JSON hold the report to the last digit', async ({ page }) => {
  await open(page, SHORT);
  await call(page, 'step', 45);
  const report = (await call(page, 'report')) as Report;
  const csv = await saved(page, 'CSV');
  expect(csv.name).toMatch(new RegExp(`-seed-1-step-${(await state(page)).step}\\.csv$`));
  const [header, ...rows] = csv.bytes.toString().trim().split('\n');
  expect(header).toBe(
    'step,mlm_loss,nsp_loss,held_out_mlm_loss,held_out_mlm_accuracy,held_out_nsp_loss,held_out_nsp_accuracy',
  );
  const cells = rows.map((row) => row.split(','));
  const points = cells.filter((row) => row[1] !== '').map((row) => row.slice(0, 3).map(Number));
  expect(points).toEqual(report.points.map((point) => [point.step, point.mlm_loss, point.nsp_loss]));
  const heldOut = cells.filter((row) => row[3] !== '').map((row) => [row[0], ...row.slice(3)].map(Number));
  expect(heldOut).toEqual(
    report.held_out.map((at) => [at.step, at.mlm_loss, at.mlm_accuracy, at.nsp_loss, at.nsp_accuracy]),
  );

  const json = JSON.parse((await saved(page, 'JSON')).bytes.toString());
  expect(json).toEqual(await call(page, 'export', 'json'));
  expect(json.report.points).toEqual(report.points);
  expect(json.settings.seed).toBe(1);
});

test('the table leaves empty what is not trained', async ({ page }) => {
  await open(page, `${SHORT}&objective=mlm`);
  await call(page, 'step', 5);
  const [, ...rows] = (await saved(page, 'CSV')).bytes.toString().trim().split('\n');
  const cells = rows.map((row) => row.split(','));
  expect(cells.every((row) => row[2] === '' && row[5] === '' && row[6] === '')).toBe(true);
  expect(cells.filter((row) => row[1] !== '').length).toBe(((await call(page, 'report')) as Report).points.length);
});

test('a saved picture names the runs that it compares', async ({ page }) => {
  await open(page, SHORT);
  await call(page, 'step', 30);
  await call(page, 'configure', { masking: { mask: 100, random: 0, keep: 0 } });
  await call(page, 'step', 30);
  const svg = await parsed(page, (await call(page, 'export', 'svg')) as string);
  expect(svg.text).toContain('80/10/10');
  expect(svg.text).toContain('100/0/0');
  const json = (await call(page, 'export', 'json')) as { earlier: { settings: { masking: { mask: number } } }[] };
  expect(json.earlier.map((run) => run.settings.masking.mask)).toEqual([80]);
});

test('the stage as a picture says of every token what the trace says', async ({ page }) => {
  await open(page, `${SMALL}&embed=stage&theme=dark`);
  await call(page, 'step', 3);
  const { tokens, step } = await trace(page);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save this view as SVG' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe(`cloze-stage-seed-1-step-${step}.svg`);
  const svg = readFileSync(await download.path()).toString();
  const drawn = await page.evaluate((text) => {
    const document = new DOMParser().parseFromString(text, 'image/svg+xml');
    const groups = [...document.querySelectorAll('g[id^="token-"]')];
    return {
      error: document.querySelector('parsererror')?.textContent,
      height: Number(document.documentElement.getAttribute('height')),
      words: groups.map((group) => [...group.querySelectorAll('text')].map((one) => one.textContent)),
      hatched: groups.map((group) => group.querySelectorAll('[fill="url(#hatch)"]').length),
    };
  }, svg);
  expect(drawn.error).toBeUndefined();
  expect(svg).not.toContain('var(');
  const real = tokens.filter((token) => token.fate !== 'padding');
  expect(drawn.words.length).toBe(real.length);
  real.forEach((token, index) => {
    expect(drawn.words[index]).toContain(token.original);
    expect(drawn.words[index]).toContain(token.input);
    expect(drawn.words[index]).toContain(token.counted ? token.loss!.toFixed(2) : '× 0');
    expect(drawn.words[index]!.includes('scored')).toBe(token.counted);
    expect(drawn.hatched[index]).toBe(token.counted ? 0 : 1);
    expect(drawn.words[index]!.includes('0')).toBe(token.gradient_norm === 0);
  });
  const [picture] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save this view as PNG' }).click(),
  ]);
  const png = readFileSync(await picture.path());
  expect(Math.abs(png.readUInt32BE(20) - 2 * drawn.height)).toBeLessThanOrEqual(2);
});

test('this step in PyTorch is a valid notebook with the numbers of the trace', async ({ page }) => {
  await open(page, `${SMALL}&embed=stage`);
  await call(page, 'step', 3);
  const { step, row, tokens, batch, next_sentence } = await trace(page);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'This step in PyTorch' }).click(),
  ]);
  const bytes = readFileSync(await download.path());
  const exported = (await call(page, 'export', 'notebook')) as { name: string; base64: string };
  expect(exported.name).toBe(`cloze-seed-1-step-${step}.ipynb`);
  expect(download.suggestedFilename()).toBe(exported.name);
  expect(Buffer.from(exported.base64, 'base64').equals(bytes)).toBe(true);

  const notebook = JSON.parse(bytes.toString());
  expect([notebook.nbformat, notebook.nbformat_minor]).toEqual([4, 5]);
  const cells = notebook.cells as { id: string; cell_type: string; source: string[]; outputs?: unknown[] }[];
  expect(new Set(cells.map((cell) => cell.id)).size).toBe(cells.length);
  for (const cell of cells) {
    expect(['code', 'markdown']).toContain(cell.cell_type);
    expect(cell.outputs).toEqual(cell.cell_type === 'code' ? [] : undefined);
  }
  const code = cells.filter((cell) => cell.cell_type === 'code').map((cell) => cell.source.join(''));
  const all = code.join('\n');
  expect(all).toContain(`ROW = ${row}\n`);

  // Its dictionary is JSON but for the last comma. The notebook has the shortest digits that make the same single-precision number.
  const [, dictionary] = /^PAGE = (\{[^}]*)\}/m.exec(all)!;
  const shown = JSON.parse(`${dictionary!.replace(/,\n$/, '')}}`) as Record<string, number[] | number>;
  const found = (name: string) => [shown[name]!].flat().map(Math.fround);
  const scored = tokens.filter((token) => token.counted);
  expect(scored.length).toBeGreaterThan(0);
  expect(found('losses_of_row')).toEqual(scored.map((token) => token.loss));
  expect(found('label_logits')).toEqual(scored.map((token) => token.original_logit));
  expect(found('log_sum_exp')).toEqual(scored.map((token) => token.log_sum_exp));
  expect(found('top_logits')).toEqual(scored.flatMap((token) => token.top.map((one) => one.logit)));
  expect(found('output_gradient_norms')).toEqual(tokens.map((token) => token.gradient_norm));
  expect(found('input_gradient_norms')).toEqual(tokens.map((token) => token.input_gradient_norm));
  expect(found('pair_logits')).toEqual(next_sentence!.logits);
  expect(found('token_losses').length).toBe(batch.counted);
  expect([found('token_loss'), found('pair_loss'), found('total_loss'), found('gradient_norm')].flat()).toEqual([
    batch.mlm_loss,
    batch.nsp_loss,
    batch.total_loss,
    batch.gradient_norm,
  ]);
});

test('only the step itself is offered as a notebook, not a what-if', async ({ page }) => {
  await open(page, `${SMALL}&embed=stage`);
  await call(page, 'step', 2);
  const button = page.getByRole('button', { name: 'This step in PyTorch' });
  await expect(button).toBeVisible();
  await page.getByRole('button', { name: 'Always [MASK]', exact: true }).click();
  await expect(button).toBeHidden();
});
