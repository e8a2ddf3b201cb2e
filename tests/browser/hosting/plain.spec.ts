// Plain http, as from one machine for a class: browsers offer no service worker, no private file system, no locks, no hashes and no
// clipboard there.

import { call, enter, open, SMALL, state } from '../small';
import { expect, test as base } from './host';

/** Only this machine's own names are as good as https. */
const NAME = 'classroom.test';
const test = base.extend({ baseURL: async ({ host }, use) => use(host.url.replace('127.0.0.1', NAME)) });

test.use({
  launchOptions: {
    executablePath: process.env.CLOZE_CHROMIUM,
    args: [`--host-resolver-rules=MAP ${NAME} 127.0.0.1`, '--disable-background-networking', '--no-first-run'],
  },
});

test('over plain http a run is saved, and the model that comes with the page is opened and fine-tuned', async ({
  page,
}) => {
  await open(page, `${SMALL}&steps=100000`);
  expect(await page.evaluate(() => isSecureContext)).toBe(false);
  await call(page, 'pause');
  await call(page, 'step', 20);
  const { step } = await state(page);
  await expect.poll(async () => (await state(page)).saved).toBe(step);
  await page.reload();
  await page.evaluate(() => window.cloze.ready);
  expect((await state(page)).step).toBe(step);

  await enter(page, 'settings');
  await page.getByRole('button', { name: /Open a pre-trained model/ }).click();
  await expect(page.getByTestId('checkpoint-opened').getByRole('status')).toContainText('The model is open');
  const request = { task: 'sequence', preset: 'topic', from: 'shipped', modes: ['frozen'], labels: 8, steps: 1 };
  expect(await call(page, 'finetune', { ...request, seeds: [1] })).toHaveProperty('runs');
});

test('over plain http what cannot be copied is selected', async ({ page }) => {
  await open(page, `${SMALL}#/settings`);
  await call(page, 'pause');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as a zip', exact: true }).click();
  await download;
  const saved = page.getByTestId('checkpoint-saved');
  await saved.getByRole('button', { name: 'Copy the lines' }).click();
  await expect(saved).toContainText('refused to copy');
  expect(await page.evaluate(() => getSelection()!.toString())).toContain('from_pretrained("cloze-step-');
});
