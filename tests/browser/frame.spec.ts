// The page in a frame of another origin: its height follows, and what the host does not allow is said.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test, type Page } from '@playwright/test';
import { snippetOf } from '../../www/share/snippet';
import { SMALL } from './small';

/** Somebody else's page: on another port it is of another origin. */
const server = createServer((_request, response) =>
  response.setHeader('content-type', 'text/html').end(`<!doctype html><title>Course</title>${served}`),
);
let served = '';
test.beforeAll(() => new Promise<void>((done) => server.listen(0, '127.0.0.1', done)));
test.afterAll(() => server.close());

async function host(page: Page, address: string, change = (html: string) => html) {
  const snippet = snippetOf({
    link: address,
    panel: 'stage',
    language: 'en',
    theme: 'light',
    title: 'A BERT in training',
  });
  served = change(snippet);
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const frame = page.frameLocator('iframe.cloze');
  await expect(frame.getByTestId('step')).toBeVisible();
  return frame;
}

const heightOf = (page: Page) =>
  page.locator('iframe.cloze').evaluate((frame: HTMLIFrameElement) => Number(frame.height));

test('the snippet’s frame is as high as its content, at every width', async ({ page, baseURL }) => {
  await page.setViewportSize({ width: 1200, height: 800 });
  const frame = await host(page, `${baseURL}?${SMALL}&step=2`);
  const content = () => frame.locator('.page').evaluate((part) => Math.ceil(part.getBoundingClientRect().height));
  await expect.poll(async () => (await heightOf(page)) - (await content())).toBe(0);
  const wide = await heightOf(page);
  await page.setViewportSize({ width: 360, height: 800 });
  await expect.poll(() => heightOf(page)).toBeGreaterThan(wide);
  await expect.poll(async () => (await heightOf(page)) - (await content())).toBe(0);
});

test('a message of another window changes no frame', async ({ page, baseURL }) => {
  await host(page, `${baseURL}?${SMALL}&step=2`);
  await expect.poll(() => heightOf(page)).not.toBe(640);
  const before = await heightOf(page);
  await page.evaluate(async () => {
    window.postMessage({ type: 'cloze:height', height: 5 }, '*');
    const other = document.createElement('iframe');
    document.body.append(other);
    await new Promise((done) => {
      other.onload = done;
      other.srcdoc = '<script>parent.postMessage({ type: "cloze:height", height: 6 }, "*")</script>';
    });
    await new Promise((done) => setTimeout(done, 100));
  });
  expect(await heightOf(page)).toBe(before);
});

test('without the script the frame keeps the height of its tag', async ({ page, baseURL }) => {
  const frame = await host(page, `${baseURL}?${SMALL}&step=2`, (html) => html.replace(/<script>[^]*<\/script>/, ''));
  await expect(frame.locator('#stage')).toBeVisible();
  expect(await heightOf(page)).toBe(640);
});

test('where the host does not allow copying, the attribute that is missing is said', async ({ page, baseURL }) => {
  const frame = await host(page, `${baseURL}?${SMALL}&step=2#/settings`, (html) =>
    html.replace(/embed=stage&amp;/, '').replace('allow="clipboard-write"', ''),
  );
  const share = frame.getByTestId('share');
  await share.getByRole('button', { name: 'Copy link' }).click();
  await expect(share).toContainText('allow="clipboard-write"');
  const selected = await frame
    .getByLabel('Link', { exact: true })
    .evaluate((field: HTMLTextAreaElement) => field.selectionEnd - field.selectionStart - field.value.length);
  expect(selected).toBe(0);
});
