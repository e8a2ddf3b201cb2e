// Texts, vocabularies, models, files and their names are shown as what they say. None of them becomes markup, on the page or in an export.

import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { call, enter, open, SMALL } from './small';

// Without the policy, so that nothing but the page itself holds markup back; and the tests read exports as documents.
test.use({ bypassCSP: true });

const IMAGE = '<img/src=x/onerror=window.hurt=1>';
const SCRIPT = '"><script>window.hurt=1</script>';
/** Right to left, a bell, an escape. */
const CONTROLS = '\u202e\u0007\u001b[31m';
const HOSTILE = `${IMAGE} ${SCRIPT} ${CONTROLS}`;
/** As the name of a file, which no system lets have a slash. */
const NAME = '<img src=x onerror=window.hurt=1>"\'\u202e';

const fixture = (name: string) => readFileSync(new URL(`../fixtures/tiny_bert/${name}`, import.meta.url));
const file = (name: string, content: Buffer | string) => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: Buffer.from(content),
});

test.beforeEach(({ page }) => {
  page.on('dialog', (dialog) => {
    throw new Error(`a dialog: ${dialog.message()}`);
  });
});

/** No element, no handler and no script has come of it. */
async function unharmed(page: Page) {
  const found = await page.evaluate(() => {
    const all = [...document.querySelectorAll('*')];
    return {
      hurt: 'hurt' in window,
      handlers: all.filter((element) => [...element.attributes].some(({ name }) => name.startsWith('on'))).length,
      images: document.querySelectorAll('img[src="x"], [src*="hurt"]').length,
      scripts: [...document.scripts].filter(({ text }) => text.includes('hurt')).length,
    };
  });
  expect(found).toEqual({ hurt: false, handlers: 0, images: 0, scripts: 0 });
}

async function saved(page: Page, name: string): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).click()]);
  return readFileSync(await download.path()).toString();
}

/** What an XML parser says is wrong, and which elements a picture must not have. */
const wrongIn = (page: Page, xml: string) =>
  page.evaluate((text) => {
    const document = new DOMParser().parseFromString(text, 'image/svg+xml');
    const bad = [...document.querySelectorAll('parsererror, script, img, image, foreignObject, a')];
    return bad.map((element) => `${element.localName}: ${element.textContent}`);
  }, xml);

const documents = Array.from({ length: 8 }, (_, index) => `Word${index} ${HOSTILE} ran. The cat ${IMAGE} sat.`);

test('a text to train on is text, on the stage, in the vocabulary and in every export', async ({ page }) => {
  await open(page, `${SMALL}&embed=stage`);
  await call(page, 'configure', { text: documents.join('\n\n'), sequence_length: 64, vocabulary_size: 400 });
  await call(page, 'step', 2);
  await expect(page.locator('[data-token]').filter({ hasText: '<' }).first()).toBeVisible();
  await unharmed(page);
  expect(await wrongIn(page, await saved(page, 'Save this view as SVG'))).toEqual([]);
  expect(await wrongIn(page, (await call(page, 'export', 'svg')) as string)).toEqual([]);
  const json = JSON.stringify(await call(page, 'export', 'json'));
  expect(JSON.parse(json).settings.text).toContain(IMAGE);
  expect(await call(page, 'export', 'csv')).toMatch(/^[a-z_,\n\d.e-]*$/);
  const { base64 } = (await call(page, 'export', 'notebook')) as { base64: string };
  expect(JSON.parse(Buffer.from(base64, 'base64').toString()).nbformat).toBe(4);
});

test('a typed sentence is text', async ({ page }) => {
  await open(page, `${SMALL}#/train/sentence`);
  await page.getByTestId('sentence').scrollIntoViewIfNeeded();
  await expect(page.getByTestId('sentence-strip')).toBeVisible();
  await page.getByTestId('sentence-text').fill(HOSTILE);
  await page.getByTestId('sentence-pair').fill(HOSTILE);
  await expect(page.getByTestId('sentence').locator('[data-word]').filter({ hasText: 'img' }).first()).toBeVisible();
  await unharmed(page);
});

test('the tokens and the names of a model are text', async ({ page }) => {
  await open(page, `${SMALL}#/settings`);
  const words = fixture('vocab.txt').toString().trimEnd().split('\n');
  const hostile = words.map((word, id) => (word.startsWith('[') ? word : `${IMAGE}${SCRIPT}${CONTROLS}${id}`));
  await page
    .getByTestId('checkpoint-files')
    .setInputFiles([
      file('config.json', fixture('config.json')),
      file('model.safetensors', fixture('model.safetensors')),
      file('vocab.txt', `${hostile.join('\n')}\n`),
    ]);
  await page.getByTestId('checkpoint-text').fill(`[MASK] ${HOSTILE}`);
  await expect(page.getByTestId('checkpoint-blanks').locator('span').first()).toContainText(IMAGE);
  await unharmed(page);

  const wrong = JSON.stringify({ ...JSON.parse(fixture('config.json').toString()), hidden_act: HOSTILE });
  const failure = page.getByTestId('checkpoint-failure');
  await page.getByTestId('checkpoint-files').setInputFiles([file('config.json', wrong)]);
  await expect(failure).not.toBeEmpty();
  await page.getByTestId('checkpoint-files').setInputFiles([file(`${NAME}.zip`, 'no zip')]);
  await expect(failure).toContainText('<img src=x');
  await unharmed(page);
});

test('labelled examples, their columns, classes and faults are text', async ({ page }) => {
  await open(page, `${SMALL}#/finetune`);
  const input = page.getByTestId('examples-file');
  const preview = page.getByTestId('examples-preview');
  await page.getByTestId('experiment-data').selectOption('own');
  const quoted = `"${HOSTILE.replaceAll('"', '""')}"`;
  await input.setInputFiles([file(`${NAME}.csv`, `text,label\n${quoted},${quoted}\nb,x\n${quoted}\n`)]);
  await expect(preview).toContainText('onerror');
  await expect(page.getByTestId('examples-faults')).toBeVisible();
  await unharmed(page);
  await input.setInputFiles([file('a.csv', `${quoted},${quoted}\na,b\n`)]);
  await expect(page.getByTestId('examples-column')).toBeVisible();
  await expect(page.getByTestId('examples-column').locator('option')).toHaveCount(2);
  await unharmed(page);
});

test('a link is text', async ({ page }) => {
  await open(
    page,
    `${SMALL}&${encodeURIComponent(HOSTILE)}=${encodeURIComponent(HOSTILE)}&seed=${encodeURIComponent(HOSTILE)}`,
  );
  await expect(page.getByTestId('warning').filter({ hasText: '<img' }).first()).toBeVisible();
  await unharmed(page);
  await enter(page, encodeURIComponent(HOSTILE));
  await unharmed(page);
});
