import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { call, enter, open, SMALL, state } from './small';

const folder = new URL('../fixtures/tiny_bert/', import.meta.url);
const file = (name: string) => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: readFileSync(new URL(name, folder)),
});
const FILES = ['config.json', 'model.safetensors', 'tokenizer.json'];
const chooser = (page: Page) => page.getByTestId('checkpoint-files');
const strip = (page: Page) => page.getByTestId('checkpoint-strip');

test('a checkpoint opens from single files, and is asked with its own tokenizer', async ({ page }) => {
  await open(page, `${SMALL}#/settings`);
  await chooser(page).setInputFiles(FILES.map(file));
  await page.getByTestId('checkpoint-text').fill('the [MASK] a');
  const own = readFileSync(new URL('vocab.txt', folder), 'utf8').split('\n');
  await expect(strip(page).locator('[data-token]').first()).toHaveText('[CLS]');
  const guess = page.getByTestId('checkpoint-blanks').locator('span').first();
  await expect(guess).toContainText('%');
  expect(own).toContain((await guess.innerText()).split(' ')[0]);
});

/** The case of tests/checkpoint_tokenizers.rs with another tokenizer.json. */
const contradicting = () => {
  const described = JSON.parse(file('tokenizer.json').buffer.toString()) as { normalizer: { lowercase: boolean } };
  described.normalizer.lowercase = false;
  const tokenizer = { ...file('tokenizer.json'), buffer: Buffer.from(JSON.stringify(described)) };
  return [file('config.json'), file('model.safetensors'), tokenizer];
};

const TOLD = {
  en: 'lowercase is false in tokenizer.json, but true by default (tokenizer_config.json does not set do_lower_case), which is followed.',
  ko: 'lowercase: false (tokenizer.json) 대신 true (tokenizer_config.json에 없는 do_lower_case의 기본값) 값을 따랐습니다.',
};

for (const [language, sentence] of Object.entries(TOLD)) {
  test(`where files contradict each other it is told what each says and which is followed (${language})`, async ({
    page,
  }) => {
    await open(page, `${SMALL}&lang=${language}#/settings`);
    const told = page.getByTestId('checkpoint-contradictions');
    await chooser(page).setInputFiles(contradicting());
    await expect(told.getByRole('listitem')).toHaveText([sentence]);
    // As it is told, so it is read: in lower case.
    await page.getByTestId('checkpoint-text').fill('THE [MASK]');
    await expect(strip(page).locator('[data-token="1"]')).toHaveText('the');
    await chooser(page).setInputFiles(FILES.map(file));
    await expect(told).toHaveCount(0);
  });
}

test('what cannot be opened is said, and what was open stays', async ({ page }) => {
  await open(page, `${SMALL}#/settings`);
  await chooser(page).setInputFiles(FILES.map(file));
  await expect(strip(page)).toBeVisible();
  await chooser(page).setInputFiles({ ...file('config.json'), name: 'model.zip' });
  await expect(page.getByTestId('checkpoint-failure')).toContainText('model.zip is not a zip');
  await expect(strip(page)).toBeVisible();
  const cut = file('model.safetensors').buffer.subarray(0, 5000);
  await chooser(page).setInputFiles([
    file('config.json'),
    file('vocab.txt'),
    { ...file('model.safetensors'), buffer: cut },
  ]);
  await expect(page.getByTestId('checkpoint-failure')).toContainText('model.safetensors');
});

/** Files of any size, which take no room on the disk. */
function sparse(sizes: Record<string, number>): string {
  const folder = mkdtempSync(join(tmpdir(), 'cloze-large-'));
  for (const [name, size] of Object.entries(sizes)) {
    writeFileSync(join(folder, name), '');
    truncateSync(join(folder, name), size);
  }
  return folder;
}

test('of a folder only what is needed is read, and what is too large is refused unread', async ({ page }) => {
  const large = sparse({
    'pytorch_model.bin': 20e9,
    'model.safetensors': 3e9,
    'tokenizer.json': 40e6,
    'examples.csv': 5e9,
    'run.safetensors': 9e9,
  });
  try {
    await open(page, `${SMALL}&steps=100000#/settings`);
    const small = FILES.map((name) => fileURLToPath(new URL(name, folder)));
    const refused = page.getByTestId('checkpoint-failure');
    await chooser(page).setInputFiles([...small, join(large, 'pytorch_model.bin')]);
    await expect(strip(page)).toBeVisible();
    await chooser(page).setInputFiles([small[0]!, join(large, 'model.safetensors')]);
    await expect(refused).toContainText('model.safetensors: 3000000000 bytes, expected at most 2147483648');
    await chooser(page).setInputFiles([small[0]!, small[1]!, join(large, 'tokenizer.json')]);
    await expect(refused).toContainText('tokenizer.json: 40000000 bytes, expected at most 33554432');
    await page.getByTestId('run-file').setInputFiles(join(large, 'run.safetensors'));
    await expect(page.getByTestId('run-failure')).toContainText('9000000000 bytes, expected at most 2147483648');
    await enter(page, 'finetune');
    await page.getByTestId('experiment-data').selectOption('own');
    await page.getByTestId('examples-file').setInputFiles(join(large, 'examples.csv'));
    await expect(page.getByTestId('experiment-failure')).toContainText('5000000000 bytes, expected at most 33554432');
    const { step } = await state(page);
    await expect.poll(async () => (await state(page)).step).toBeGreaterThan(step);
  } finally {
    rmSync(large, { recursive: true });
  }
});

test('the run is saved as a zip that opens again and predicts', async ({ page }) => {
  await open(page, `${SMALL}#/settings`);
  await call(page, 'step', 3);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as a zip' }).click();
  const saved = await download;
  expect(saved.suggestedFilename()).toBe(`cloze-step-${(await state(page)).step}.zip`);
  const bytes = readFileSync(await saved.path());
  for (const name of [
    'config.json',
    'model.safetensors',
    'tokenizer.json',
    'corpus.txt',
    'training.json',
    'continue.py',
    'finetune.py',
  ]) {
    expect(bytes.includes(name)).toBe(true);
  }
  const { base64 } = (await call(page, 'export', 'weights')) as { base64: string };
  expect(Buffer.from(base64, 'base64').equals(bytes)).toBe(true);
  await chooser(page).setInputFiles({ name: 'run.zip', mimeType: 'application/zip', buffer: bytes });
  await expect(page.getByTestId('checkpoint-blanks')).toContainText('%');
});

test('a dropped zip opens', async ({ page }) => {
  await open(page, `${SMALL}#/settings`);
  const { base64 } = (await call(page, 'export', 'weights')) as { base64: string };
  const transfer = await page.evaluateHandle((text) => {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const transfer = new DataTransfer();
    transfer.items.add(new File([bytes], 'dropped.zip', { type: 'application/zip' }));
    return transfer;
  }, base64);
  await page.getByRole('group', { name: 'Open a model' }).dispatchEvent('drop', { dataTransfer: transfer });
  await expect(strip(page)).toBeVisible();
});

test('the model that comes with the page has learned: it fills a blank of its own stories', async ({ page }) => {
  await open(page, `${SMALL}#/settings`);
  await page.getByRole('button', { name: /Open a pre-trained model/ }).click();
  await page.getByTestId('checkpoint-text').fill('The [MASK] is in the garden.');
  await expect(page.getByTestId('checkpoint-blanks')).toContainText('%');
});
