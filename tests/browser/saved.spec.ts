// A run in the browser's storage: what a reload, a full disk, another tab and a damaged file leave of it.

import type { BrowserContext, Page } from '@playwright/test';
import type { ReportByName as Report } from '../../www/contract';
import { expect, test } from './fixtures';
import { call, open, SMALL, state } from './small';

const LONG = `${SMALL}&steps=100000`;
const saved = async (page: Page) => (await state(page)).saved;

/** Trains some steps more, and waits until that is saved. Returns the step. */
async function trainOn(page: Page, steps = 30): Promise<number> {
  await call(page, 'pause');
  await call(page, 'step', steps);
  const { step } = await state(page);
  await expect.poll(() => saved(page)).toBe(step);
  return step;
}

/** Runs a script in the worker that saves, before it does anything. */
async function inKeeper(page: Page, script: string) {
  await page.route('**/keep.worker-*.js', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${script}\n${await response.text()}` });
  });
}

async function reloaded(page: Page) {
  await page.reload();
  await page.evaluate(() => window.cloze.ready);
}

/** The losses of a run that nothing has disturbed. */
async function undisturbed(context: BrowserContext, steps: number) {
  const page = await context.newPage();
  // In another tab the same run would wait for this one's. Paused from the start, so that it is never ahead of the other.
  await open(page, `${LONG}&seed=1&embed=stage&step=0`);
  await call(page, 'step', steps);
  const { points } = (await call(page, 'report')) as Report;
  await page.close();
  return points;
}

const generation = ([name]: [string, number]) => Number(name.split('.').at(-1));

/** What the page has stored, the oldest first: file name and length. */
async function files(page: Page, shelf = 'cloze-runs'): Promise<[string, number][]> {
  const stored = await page.evaluate(async (shelf) => {
    const folder = await navigator.storage
      .getDirectory()
      .then((root) => root.getDirectoryHandle(shelf, { create: true }));
    const found: [string, number][] = [];
    for await (const [name, handle] of folder.entries())
      found.push([name, (await (handle as FileSystemFileHandle).getFile()).size]);
    return found;
  }, shelf);
  return stored.sort((one, other) => generation(one) - generation(other));
}

test('a reload in mid-run goes on from the last saved state, with the losses of a run that never stopped', async ({
  page,
  context,
}) => {
  await open(page, LONG);
  await expect.poll(() => saved(page), { timeout: 20_000 }).toBeGreaterThan(0);
  const before = (await saved(page))!;
  await reloaded(page);
  await expect(page.getByTestId('went-on')).toContainText('The run goes on from there');
  await expect.poll(async () => (await state(page)).step).toBeGreaterThan(before);
  await call(page, 'pause');
  const { points } = (await call(page, 'report')) as Report;
  expect(points.length).toBeGreaterThan(10);
  const same = await undisturbed(context, points.at(-1)!.step);
  const at = new Map(same.map((point) => [point.step, point]));
  // Long curves are thinned out, each at a time of its own.
  const both = points.filter(({ step }) => at.has(step));
  expect(both.length).toBeGreaterThan(10);
  expect(both).toEqual(both.map(({ step }) => at.get(step)));
});

test('a paused run comes back at its very step, paused, and goes on with the same bits', async ({ page, context }) => {
  await open(page, LONG);
  const step = await trainOn(page);
  await reloaded(page);
  expect(await state(page)).toMatchObject({ step, running: false, saved: step });
  await expect(page.getByTestId('went-on')).toContainText(`Back at step ${step}`);
  await call(page, 'step', 20);
  const { points } = (await call(page, 'report')) as Report;
  expect(points).toEqual(await undisturbed(context, step + 20));
});

test('what was gone on from can be begun anew, and returned to', async ({ page }) => {
  await open(page, LONG);
  const step = await trainOn(page);
  await reloaded(page);
  await page.getByTestId('went-on').getByRole('button', { name: 'Begin anew' }).click();
  await expect.poll(async () => (await state(page)).running).toBe(true);
  await expect(page.getByTestId('went-on')).toHaveCount(0);
  await call(page, 'pause');
  await page.getByTestId('come-back').click();
  await expect.poll(async () => (await state(page)).step).toBeGreaterThanOrEqual(step);
});

test('who opens the address again begins anew, and is offered the run that was saved', async ({ page, context }) => {
  await open(page, LONG);
  const step = await trainOn(page, 500);
  await page.close();
  const later = await context.newPage();
  await open(later, LONG);
  await expect.poll(async () => (await state(later)).running).toBe(true);
  await later
    .getByTestId('offer')
    .getByRole('button', { name: `Go on at step ${step}` })
    .click();
  await expect.poll(async () => (await state(later)).step).toBeGreaterThan(step);
  await expect(later.getByTestId('offer')).toHaveCount(0);
});

test('another address is another run', async ({ page }) => {
  await open(page, LONG);
  const step = await trainOn(page, 1000);
  await open(page, `${LONG}&seed=2`);
  await call(page, 'pause');
  await expect(page.getByTestId('offer')).toHaveCount(0);
  expect((await state(page)).step).toBeLessThan(step);
});

test('a newest state that is damaged or cut short: the one before is gone on from', async ({ page }) => {
  await open(page, LONG);
  const step = await trainOn(page);
  await trainOn(page, 10);
  const [older, newest] = await files(page);
  expect([older, newest]).toHaveLength(2);
  await page.evaluate(
    async ([name, size]) => {
      const folder = await navigator.storage.getDirectory().then((root) => root.getDirectoryHandle('cloze-runs'));
      const file = await folder.getFileHandle(name);
      const writable = await file.createWritable({ keepExistingData: true });
      await writable.write({ type: 'write', position: size - 100, data: new Uint8Array([1, 2, 3]) });
      await writable.close();
    },
    newest as [string, number],
  );
  await reloaded(page);
  expect((await state(page)).step).toBe(step);
});

test('no saved state that can be read: the run begins anew and the page says why', async ({ page }) => {
  await open(page, LONG);
  await trainOn(page);
  for (const [name] of await files(page)) {
    await page.evaluate(async (name) => {
      const folder = await navigator.storage.getDirectory().then((root) => root.getDirectoryHandle('cloze-runs'));
      const file = await folder.getFileHandle(name);
      const size = (await file.getFile()).size;
      const writable = await file.createWritable({ keepExistingData: true });
      await writable.truncate(size - 5000);
      await writable.close();
    }, name);
  }
  await reloaded(page);
  await expect(page.getByTestId('unreadable')).toContainText('cut short');
  await expect.poll(async () => (await state(page)).step).toBeGreaterThan(0);
});

test('a full storage is said once, and training goes on', async ({ page }) => {
  await inKeeper(
    page,
    `FileSystemSyncAccessHandle.prototype.write = () => { throw new DOMException('full', 'QuotaExceededError'); };`,
  );
  await open(page, LONG);
  await expect(page.getByTestId('not-saved')).toContainText('no room left', { timeout: 20_000 });
  const { step, saved } = await state(page);
  expect(saved).toBeNull();
  await expect(page.getByTestId('not-saved')).toContainText('a reload begins anew');
  await expect.poll(async () => (await state(page)).step).toBeGreaterThan(step);
});

test('a storage that becomes full is said with the step that is still there', async ({ page }) => {
  await inKeeper(
    page,
    `const write = FileSystemSyncAccessHandle.prototype.write;
    let states = 0;
    FileSystemSyncAccessHandle.prototype.write = function (bytes, options) {
      if (options.at === 0 && states++ > 0) throw new DOMException('full', 'QuotaExceededError');
      return write.call(this, bytes, options);
    };`,
  );
  await open(page, LONG);
  await expect.poll(() => saved(page)).toBeGreaterThan(0);
  const step = await saved(page);
  await call(page, 'pause');
  await call(page, 'step', 5);
  await expect(page.getByTestId('not-saved')).toContainText(`a reload goes back to step ${step}.`);
  await reloaded(page);
  await expect(page.getByTestId('went-on')).toContainText(`Back at step ${step},`);
});

test('a storage that is blocked is said, and training goes on', async ({ page }) => {
  await inKeeper(
    page,
    `navigator.storage.getDirectory = () => Promise.reject(new DOMException('no', 'SecurityError'));
    IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError'); };`,
  );
  await open(page, LONG);
  await expect(page.getByTestId('not-saved')).toContainText('blocks storage', { timeout: 20_000 });
  const { step } = await state(page);
  await expect.poll(async () => (await state(page)).step).toBeGreaterThan(step);
});

test('a storage that never answers delays a reload by seconds, and then that is said', async ({ page }) => {
  await open(page, LONG);
  await trainOn(page);
  await inKeeper(page, 'navigator.storage.getDirectory = () => new Promise(() => {});');
  await reloaded(page);
  await expect.poll(async () => (await state(page)).step).toBeGreaterThan(0);
  // After 20 seconds without an answer.
  await expect(page.getByTestId('not-saved')).toContainText('doesn’t answer', { timeout: 60_000 });
  const { step, saved } = await state(page);
  expect(saved).toBeNull();
  await expect.poll(async () => (await state(page)).step).toBeGreaterThan(step);
});

const NO_FILES = 'delete StorageManager.prototype.getDirectory;';
// As in private windows of WebKit.
const NO_BLOBS = `
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (value, key) {
    if (value instanceof Blob) throw new DOMException('Error preparing Blob/File data to be stored', 'UnknownError');
    return put.call(this, value, key);
  };`;

for (const [browser, script] of [
  ['without a private file system', NO_FILES],
  ['with a database that stores no blobs', NO_FILES + NO_BLOBS],
] as const) {
  test(`${browser} the run lies in IndexedDB`, async ({ page }) => {
    await inKeeper(page, script);
    await open(page, LONG);
    const step = await trainOn(page);
    expect(await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name))).toContain(
      'cloze-runs',
    );
    await reloaded(page);
    expect((await state(page)).step).toBe(step);
    await expect(page.getByTestId('not-saved')).toHaveCount(0);
  });
}

test('storage that was cleared meanwhile: the run begins anew', async ({ page }) => {
  await open(page, LONG);
  const step = await trainOn(page, 1000);
  // A file that is being written can't be removed: then again, once it is.
  await expect(() =>
    page.evaluate(async () => (await navigator.storage.getDirectory()).removeEntry('cloze-runs', { recursive: true })),
  ).toPass();
  await reloaded(page);
  expect((await state(page)).step).toBeLessThan(step);
  await expect(page.getByTestId('went-on')).toHaveCount(0);
});

test('an embedded panel leaves nothing in the storage', async ({ page }) => {
  await open(page, `${LONG}&embed=stage`);
  await call(page, 'pause');
  await call(page, 'step', 5);
  await page.waitForTimeout(1000);
  expect(await files(page)).toEqual([]);
  expect(await saved(page)).toBeNull();
});

test('a run on the user’s own text is saved when they say so', async ({ page }) => {
  const text = encodeURIComponent(
    'The owl sleeps by day. At night it hunts. It sees well. The fox hunts too. '.repeat(30),
  );
  await open(page, `${SMALL}&steps=100000&vocabulary_size=200&text=${text}`);
  await call(page, 'pause');
  await call(page, 'step', 5);
  await expect(page.getByTestId('not-saved')).toContainText('your own text');
  expect(await files(page)).toEqual([]);
  await page.getByTestId('not-saved').getByRole('button', { name: 'Save it in this browser' }).click();
  // The run is paused, and has no newer state to wait for.
  await expect.poll(() => saved(page)).toBe((await state(page)).step);
  await call(page, 'step', 5);
  const { step } = await state(page);
  await expect.poll(() => saved(page)).toBe(step);
  await reloaded(page);
  expect((await state(page)).step).toBe(step);
});

test('of two tabs with the same run one trains it, and the other says so', async ({ page, context }) => {
  await open(page, LONG);
  const other = await context.newPage();
  await open(other, LONG);
  await expect(other.getByTestId('elsewhere')).toContainText('open in another tab');
  expect((await state(other)).running).toBe(false);
  await other.getByRole('button', { name: 'Play', exact: true }).click();
  await expect.poll(async () => (await state(other)).step).toBeGreaterThan(0);
  await page.close();
  await other.reload();
  await other.evaluate(() => window.cloze.ready);
  await expect(other.getByTestId('elsewhere')).toHaveCount(0);
});

test('a run is a file: another page goes on from it with the same bits', async ({ page, context }) => {
  await open(page, LONG);
  const step = await trainOn(page);
  const file = (await call(page, 'export', 'run')) as { name: string; base64: string };
  expect(file.name).toBe(`cloze-run-seed-1-step-${step}.safetensors`);
  const other = await context.newPage();
  await open(other, `${SMALL}&seed=9`);
  await call(other, 'open', { base64: file.base64 });
  expect(await state(other)).toMatchObject({ step, running: false, settings: { seed: 1 } });
  for (const one of [page, other]) await call(one, 'step', 10);
  const [report, again] = [await call(page, 'report'), await call(other, 'report')];
  expect(again).toEqual(report);
});

test('what is no run is refused with a sentence, and the run on the page stays', async ({ page }) => {
  await open(page, `${LONG}#/settings`);
  const step = await trainOn(page);
  const refusal = (file: unknown) => call(page, 'open', file).then(() => '', String);
  expect(await refusal({ base64: '%%%' })).toContain('found something else than base64');
  expect(await refusal({ base64: btoa('not a run of anybody') })).toContain('the saved run cannot be read');
  expect(await refusal({})).toContain('expected {base64}');
  await page.getByTestId('run-file').setInputFiles({ name: 'x.safetensors', mimeType: '', buffer: Buffer.alloc(100) });
  await expect(page.getByTestId('run-failure')).toContainText('no run of Cloze');
  expect((await state(page)).step).toBe(step);
  await call(page, 'step', 1);
});

test('a run of an older version is opened from its file', async ({ page }) => {
  await open(page, `${LONG}#/settings`);
  await page.getByTestId('run-file').setInputFiles('tests/fixtures/snapshots/version-3.safetensors');
  await expect(page.getByTestId('saved')).toContainText('The run is open at step 6');
  await call(page, 'step', 1);
  expect((await state(page)).step).toBe(7);
});

test('what is saved can be deleted, and saving can be turned off', async ({ page }) => {
  await open(page, `${LONG}#/settings`);
  await trainOn(page);
  await expect(page.getByTestId('usage')).toContainText('1 run,');
  await page.getByTestId('clear-runs').click();
  await expect(page.getByTestId('usage')).toContainText('Nothing is saved');
  expect(await files(page)).toEqual([]);
  await trainOn(page);
  await page.getByRole('checkbox', { name: 'Save runs in this browser' }).uncheck();
  await expect(page.getByTestId('usage')).toContainText('Nothing is saved');
  await call(page, 'step', 5);
  await page.waitForTimeout(1000);
  expect(await files(page)).toEqual([]);
  await page.getByRole('checkbox', { name: 'Save runs in this browser' }).check();
  await expect(page.getByTestId('usage')).toContainText('1 run,');
  expect(await saved(page)).toBe((await state(page)).step);
});

test('after the clock was set back a reload still goes on from the newest state', async ({ page }) => {
  await open(page, LONG);
  await trainOn(page);
  // Playwright's clock also stands in for what tells a reload from a visit.
  await page.evaluate(() => (Date.now = () => performance.now()));
  await trainOn(page);
  const step = await trainOn(page);
  await reloaded(page);
  expect((await state(page)).step).toBe(step);
});

test('only the last states are kept, however long a run trains', async ({ page }) => {
  await open(page, LONG);
  for (let times = 0; times < 4; times++) await trainOn(page, 2);
  expect((await files(page)).length).toBe(2);
});

/** Begins an experiment of three rounds, and waits until the first is saved. */
async function firstRoundDone(page: Page) {
  await open(page, `${SMALL}&steps=30#/finetune`);
  const experiment = page.getByTestId('experiment');
  await experiment.getByTestId('experiment-labels').selectOption('8');
  await experiment.getByTestId('experiment-steps').selectOption('50');
  await experiment.getByTestId('experiment-seeds').selectOption('3');
  await experiment.locator('input[value=run]').check();
  await experiment.getByTestId('experiment-start').click();
  // The experiment is saved when it begins, and after each round.
  await expect
    .poll(async () => Math.max(...(await files(page, 'cloze-experiments')).map(generation)))
    .toBeGreaterThan(0);
}

/** The experiment goes on from the rounds that were done, to its end. */
async function goOnWithExperiment(page: Page) {
  const left = page.getByTestId('experiment-left');
  await expect(left).toContainText(/An experiment was left after [12] of 3 rounds/);
  await left.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByTestId('experiment-progress')).toContainText(/Round [23] of 3/);
  await expect(page.getByTestId('experiment-progress')).toContainText('Done', { timeout: 60_000 });
}

test('fine-tuning goes on after a reload from the rounds that were done', async ({ page }) => {
  await firstRoundDone(page);
  await reloaded(page);
  await goOnWithExperiment(page);
});

test('fine-tuning whose engine breaks goes on from the rounds that were done', async ({ page }) => {
  await page.addInitScript(() => {
    const workers: Worker[] = [];
    Object.assign(window, { workers });
    window.Worker = class extends Worker {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        workers.push(this);
      }
    };
  });
  await firstRoundDone(page);
  await page.evaluate(() => {
    const { workers } = window as unknown as { workers: Worker[] };
    workers.at(-1)!.dispatchEvent(new ErrorEvent('error', { message: 'unreachable', cancelable: true }));
  });
  await expect(page.getByTestId('experiment-failure')).toContainText('unreachable');
  await goOnWithExperiment(page);
  await expect(page.getByTestId('experiment-failure')).toHaveCount(0);
  // The run on the page has an engine of its own.
  await expect.poll(async () => (await state(page)).step).toBe(30);
});
