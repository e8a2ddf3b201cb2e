// The service worker: the page without a network, and never in two versions.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, Page } from '@playwright/test';
import { call, open, SMALL, state } from '../small';
import { expect, rebuilt, test } from './host';

test.use({ serviceWorkers: 'allow' });

/** A first visit, until its service worker has all it needs. */
async function visit(page: Page): Promise<void> {
  await open(page);
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
}

/** The version of the page and of the files that it fetches. */
const versions = (page: Page) =>
  page.evaluate(async () => {
    const json = async (path: string) => (await (await fetch(path)).json()) as { version?: string; build?: string };
    return {
      page: document.querySelector<HTMLMetaElement>('meta[name="version"]')!.content,
      engines: (await json('./engines/manifest.json')).version,
      build: (await json('./ablations.json')).build,
    };
  });

async function newTab(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await open(page);
  return page;
}

const SECOND = { 'ablations.json': (text: string) => text.replace('{', '{ "build": "second",') };

test('after one visit the page trains without a network, in a folder of its host', async ({ page, host }) => {
  await visit(page);
  // The engine for fine-tuning is kept once it was used.
  const request = { task: 'sequence', preset: 'topic', modes: ['scratch'], labels: 8, steps: 1, seeds: [1] };
  await call(page, 'finetune', request);
  await expect
    .poll(() =>
      page.evaluate(async () => {
        const [name] = await caches.keys();
        return (await (await caches.open(name!)).keys()).filter(({ url }) => url.includes('/tuning-')).length;
      }),
    )
    .toBe(2);
  await host.stop();
  await page.goto(`./?${SMALL}&seed=3`);
  await page.evaluate(() => window.cloze.ready);
  await call(page, 'step', 3);
  expect((await state(page)).step).toBeGreaterThanOrEqual(3);
  expect((await state(page)).settings.seed).toBe(3);
  await call(page, 'finetune', request);
  // The parts of another room, which are fetched on the way there.
  await page.goto(`./?${SMALL}#/compare`);
  await expect(page.getByTestId('ablations')).toContainText('100');
  await page.goto('./recorded.html');
  await expect(page.getByRole('heading', { level: 2 })).toContainText('A recorded run');
});

test('an update is announced, and comes when no tab has the version before', async ({ page, context, host, built }) => {
  await visit(page);
  await open(page);
  const first = await versions(page);
  host.folder = rebuilt(built, SECOND);
  const other = await newTab(context);
  const notice = page.getByTestId('new-version');
  await expect(notice).toContainText('A new version is ready.');
  // Both tabs are of the first build, also in what they fetch from now on.
  expect(await versions(other)).toEqual(first);
  expect(await versions(page)).toEqual(first);
  await notice.getByRole('button', { name: 'Reload' }).click();
  await expect(notice).toContainText('First close the other tabs');
  expect(await versions(page)).toEqual(first);
  await other.close();
  await notice.getByRole('button', { name: 'Reload' }).click();
  const loaded = () => page.evaluate(() => document.querySelector<HTMLMetaElement>('meta[name="version"]')?.content);
  await expect.poll(() => loaded().catch(() => first.page)).not.toBe(first.page);
  await page.waitForFunction(() => window.cloze);
  await page.evaluate(() => window.cloze.ready);
  const second = await versions(page);
  expect(second.build).toBe('second');
  expect(second.engines).toBe(second.page);
  expect(await page.evaluate(() => caches.keys())).toHaveLength(1);
  await expect(notice).toHaveCount(0);
});

test('half an update is none', async ({ page, host, built }) => {
  await visit(page);
  await open(page);
  const first = await versions(page);
  host.folder = rebuilt(built, SECOND);
  // index.html is there already, a file that it belongs to is not.
  host.fault = (path) => (path === 'ablations.json' ? { body: '{}' } : {});
  await page.evaluate(async () => {
    const registration = (await navigator.serviceWorker.getRegistration())!;
    await registration.update().catch(() => {});
    const installing = registration.installing;
    if (installing) await new Promise((done) => installing.addEventListener('statechange', done));
  });
  await open(page);
  expect(await versions(page)).toEqual(first);
  await expect(page.getByTestId('new-version')).toHaveCount(0);
});

test('a page and an engine of two versions do not meet where there is no service worker', async ({
  page,
  host,
  built,
}) => {
  const second = rebuilt(built, SECOND);
  host.fault = (path) => {
    if (path === 'engines/manifest.json') host.folder = second;
    return {};
  };
  await page.goto(`./?${SMALL}`);
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('another version of this page by now');
  await alert.getByRole('button', { name: 'Reload' }).click();
  await expect(page.getByTestId('strip')).toBeVisible();
});

test('a service worker that is refused is not spoken of', async ({ page, host, complaints }) => {
  host.fault = (path) => (path === 'sw.js' ? { status: 403, body: '' } : {});
  await open(page);
  await call(page, 'step', 1);
  await expect.poll(() => complaints.length).toBe(1);
  // The browser's own line, and nothing of ours.
  expect(complaints.splice(0).join()).toContain('403');
});

test('a service worker without a list takes away what an earlier one has left', async ({ page, host, built }) => {
  await visit(page);
  const script = readFileSync(join(built, 'sw.js'), 'utf8');
  const bare = script.slice(script.indexOf('// The service worker'));
  host.fault = (path) => (path === 'sw.js' ? { body: bare } : {});
  await page.evaluate(async () => void (await (await navigator.serviceWorker.getRegistration())!.update()));
  const left = () =>
    page.evaluate(async () => [...(await navigator.serviceWorker.getRegistrations()), ...(await caches.keys())].length);
  await expect.poll(left).toBe(0);
});

test('frames leave nothing on the visitors of another page', async ({ page, host }) => {
  host.fault = (path) =>
    path === 'course.html'
      ? { body: `<link rel="icon" href="favicon.svg"><iframe src="./?embed=stage&${SMALL}"></iframe>` }
      : {};
  await page.goto('./course.html');
  await expect(page.frameLocator('iframe').getByTestId('strip')).toBeVisible();
  expect(await page.evaluate(() => navigator.serviceWorker.getRegistrations())).toEqual([]);
});
