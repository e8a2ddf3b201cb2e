// What a browser and a computer do with a page that trains: hide it, freeze it, keep it for the way back, sleep, set the clock, give no
// more memory.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type BrowserContext, chromium, test as anyOrigin, type Page } from '@playwright/test';
import type { ReportByName } from '../../www/contract';
import { expect, test } from './fixtures';
import { call, open, SMALL, state } from './small';

const LONG = `${SMALL}&steps=1000000`;
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const shownStep = async (page: Page) => Number(await page.getByTestId('step').getAttribute('data-value'));
const report = (page: Page) => call(page, 'report') as Promise<ReportByName>;

/** The tab goes into the background, or comes back, as far as the page can tell. */
const hide = (page: Page, hidden: boolean) =>
  page.evaluate((hidden) => {
    Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
    Object.defineProperty(document, 'visibilityState', { value: hidden ? 'hidden' : 'visible', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);

/** Counts the messages of workers that the page handles, and those that have a trace. */
const COUNTS = () => {
  const counts = { progress: 0, traces: 0 };
  Object.assign(window, { counts });
  const { set } = Object.getOwnPropertyDescriptor(Worker.prototype, 'onmessage')!;
  Object.defineProperty(Worker.prototype, 'onmessage', {
    set(this: Worker, listener: (event: MessageEvent) => void) {
      set!.call(this, (event: MessageEvent<{ event?: { type: string; trace?: unknown } }>) => {
        if (event.data.event?.type === 'progress') counts.progress++;
        if (event.data.event?.trace) counts.traces++;
        listener(event);
      });
    },
  });
};
const counts = (page: Page) =>
  page.evaluate(() => ({ ...(window as unknown as { counts: { progress: number; traces: number } }).counts }));

/** That the run on the page took the steps of a run that nobody disturbed. */
async function expectUndisturbed(page: Page, query: string) {
  await call(page, 'pause');
  const { points } = await report(page);
  const last = Math.min(points.at(-1)!.step, 60);
  await open(page, `${query}&step=${last}`);
  await expect.poll(async () => (await state(page)).step).toBe(last);
  expect((await report(page)).points).toEqual(points.slice(0, last));
}

test('a hidden tab draws nothing, trains on, and shows the newest step on return', async ({ page }) => {
  await page.addInitScript(COUNTS);
  await open(page, LONG);
  await expect.poll(() => shownStep(page)).toBeGreaterThan(10);
  await hide(page, true);
  const { step } = await state(page);
  const before = await counts(page);
  const drawn = await page.evaluate(() => {
    const changes = { count: 0 };
    new MutationObserver((list) => (changes.count += list.length)).observe(document.querySelector('main')!, {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
    });
    Object.assign(window, { changes });
    return changes.count;
  });
  await expect.poll(async () => (await state(page)).step).toBeGreaterThan(step + 200);
  expect(await page.evaluate(() => (window as unknown as { changes: { count: number } }).changes.count)).toBe(drawn);
  // At most the one that was under way.
  expect((await counts(page)).traces - before.traces).toBeLessThanOrEqual(1);
  await hide(page, false);
  await expect.poll(() => shownStep(page)).toBeGreaterThan(step + 200);
  await expect.poll(async () => (await counts(page)).traces).toBeGreaterThan(before.traces + 1);
  await expectUndisturbed(page, LONG);
});

test('a page that was busy or frozen gets no burst of reports, and every step of them', async ({ page }) => {
  await page.addInitScript(COUNTS);
  await open(page, LONG);
  await expect.poll(() => shownStep(page)).toBeGreaterThan(10);
  const from = await shownStep(page);
  // The worker trains on, and would report a dozen times a second.
  const before = await page.evaluate(() => {
    const { progress } = (window as unknown as { counts: { progress: number } }).counts;
    const until = Date.now() + 4000;
    while (Date.now() < until);
    return progress;
  });
  await call(page, 'pause');
  expect((await counts(page)).progress - before).toBeLessThan(12);
  const { points } = await report(page);
  expect(points.at(-1)!.step).toBeGreaterThan(from + 100);
  const drawn = await page.evaluate(() => document.querySelector('[data-testid=step]')!.getAttribute('data-value'));
  expect(Number(drawn)).toBe(points.at(-1)!.step);
});

test('a page that the browser freezes and resumes trains on', async ({ page }) => {
  await open(page, LONG);
  await expect.poll(() => shownStep(page)).toBeGreaterThan(10);
  const session = await page.context().newCDPSession(page);
  await session.send('Page.setWebLifecycleState', { state: 'frozen' });
  await new Promise((later) => setTimeout(later, 3000));
  await session.send('Page.setWebLifecycleState', { state: 'active' });
  const { step } = await state(page);
  await expect.poll(async () => (await state(page)).step).toBeGreaterThan(step + 50);
  await expect.poll(() => shownStep(page)).toBeGreaterThan(step + 50);
  await expect(page.getByRole('alert')).toHaveCount(0);
  await expectUndisturbed(page, LONG);
});

test('after an absence that cost most of its steps the page says how many', async ({ page }) => {
  await page.clock.install();
  await open(page, LONG);
  await expect.poll(async () => (await state(page)).steps_per_second).toBeGreaterThan(5);
  await page.clock.runFor(500);
  await hide(page, true);
  await page.clock.setSystemTime(Date.now() + 3_600_000);
  await hide(page, false);
  await expect(page.getByTestId('background')).toContainText(/\d steps in \d+ min, where [\d,]+ are usual/);
  await hide(page, true);
  await hide(page, false);
  await expect(page.getByTestId('background')).toHaveCount(0);
});

for (const [name, set] of [
  ['a clock that jumps by an hour', (page: Page) => page.clock.fastForward(3_600_000)],
  ['a clock that is set back', (page: Page) => page.clock.setSystemTime(new Date('2001-01-01'))],
] as const) {
  test(`${name} breaks neither the speed, nor the time left, nor the stage`, async ({ page }) => {
    await page.clock.install();
    await page.clock.resume();
    await open(page, `${LONG}#/train`);
    await expect.poll(() => shownStep(page)).toBeGreaterThan(10);
    await set(page);
    const step = await shownStep(page);
    await expect.poll(() => shownStep(page)).toBeGreaterThan(step + 30);
    const said = await page.getByTestId('transport-said').textContent();
    expect(Number(said!.replace(/[^\d.]/g, ''))).toBeGreaterThan(0);
    const slider = page.getByTestId('time').getByRole('slider');
    expect(Number(await slider.getAttribute('max'))).toBeGreaterThan(0);
    expect(Number(await slider.inputValue())).toBeGreaterThanOrEqual(0);
    // The stage still changes its sentence.
    const sentence = await page.locator('[data-token]').allTextContents();
    await expect.poll(() => page.locator('[data-token]').allTextContents()).not.toEqual(sentence);
  });
}

test('the time left of an experiment leaves out a closed lid', async ({ page }) => {
  await page.clock.install();
  await page.clock.resume();
  await open(page, `${SMALL}#/finetune`);
  await call(page, 'pause');
  await button(page, 'Start').click();
  const said = page.getByTestId('experiment').getByRole('status');
  const left = async () => Number(/about (\d+) s/.exec((await said.textContent()) ?? '')?.[1] ?? NaN);
  await expect.poll(left).toBeGreaterThan(0);
  const before = await left();
  await page.clock.fastForward(3_600_000);
  await page.waitForTimeout(500);
  expect(await left()).toBeLessThan(before + 60);
});

/** In a browser that keeps pages for the way back, as Playwright's own does not. */
async function whereKept(baseURL: string | undefined, todo: (context: BrowserContext) => Promise<void>) {
  const browser = await chromium.launch({
    executablePath: process.env.CLOZE_CHROMIUM,
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
    args: ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
  });
  try {
    const context = await browser.newContext({ baseURL, serviceWorkers: 'block' });
    await context.addInitScript(() =>
      addEventListener('pageshow', ({ persisted }) => Object.assign(window, { persisted })),
    );
    await todo(context);
  } finally {
    await browser.close();
  }
}

/** Whether the browser had kept the page that it goes back to. */
async function back(page: Page): Promise<boolean> {
  // A page that was kept does not load again.
  await page.goBack({ waitUntil: 'commit' });
  await page.waitForFunction(() => window.cloze);
  await page.evaluate(() => window.cloze.ready);
  const kept = await page.evaluate(() => (window as unknown as { persisted: boolean }).persisted);
  test.info().annotations.push({ type: 'kept for the way back', description: String(kept) });
  return kept;
}

test('a page that the browser kept for the way back trains on', async ({ baseURL }) => {
  await whereKept(baseURL, async (context) => {
    const page = await context.newPage();
    await open(page, LONG);
    await expect.poll(() => shownStep(page)).toBeGreaterThan(20);
    for (let times = 0; times < 3; times++) {
      const left = await shownStep(page);
      await page.goto('./recorded.html');
      const kept = await back(page);
      const { step, running } = await state(page);
      expect(running).toBe(true);
      if (kept) expect(step).toBeGreaterThanOrEqual(left);
      await expect.poll(() => shownStep(page)).toBeGreaterThan(step + 20);
      await expect(page.getByRole('alert')).toHaveCount(0);
    }
  });
});

/** The name under which a tab has saved its run. */
const savedAs = (page: Page) =>
  page.evaluate(() => (JSON.parse(sessionStorage.getItem('cloze.run') ?? '{}') as { run?: string }).run);

test('a page that comes back when another tab has taken its run leaves it to that one', async ({ baseURL }) => {
  await whereKept(baseURL, async (context) => {
    const page = await context.newPage();
    await open(page, LONG);
    await expect.poll(async () => (await state(page)).saved).toBeGreaterThan(0);
    const name = await savedAs(page);
    await page.goto('./recorded.html');
    const other = await context.newPage();
    await open(other, LONG);
    await other.getByTestId('offer').getByRole('button').first().click();
    await expect.poll(() => savedAs(other)).toBe(name);
    await back(page);
    await expect(page.getByTestId('elsewhere')).toContainText('another tab, which trains it');
    expect((await state(page)).running).toBe(false);
    expect((await state(other)).running).toBe(true);
    // What it trains now is a copy, under a name of its own.
    await call(page, 'step', 5);
    await expect.poll(async () => (await state(page)).saved).toBe((await state(page)).step);
    expect(await savedAs(page)).not.toBe(name);
    expect(await savedAs(other)).toBe(name);
  });
});

/** A WebAssembly module whose memory can grow by so many pages of 64 KiB and no more. */
function capped(module: Buffer, pages: number): Buffer {
  const number = (at: number): [value: number, next: number] => {
    let [value, shift, next] = [0, 0, at];
    for (;;) {
      const byte = module[next++]!;
      value |= (byte & 127) << shift;
      if (byte < 128) return [value, next];
      shift += 7;
    }
  };
  const written = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...written(value >>> 7)]);
  for (let at = 8; at < module.length;) {
    const id = module[at]!;
    const [size, body] = number(at + 1);
    if (id === 5) {
      const [least] = number(body + 2);
      const section = [1, 1, ...written(least), ...written(least + pages)];
      return Buffer.concat([
        module.subarray(0, at),
        Buffer.from([5, ...written(section.length), ...section]),
        module.subarray(body + size),
      ]);
    }
    at = body + size;
  }
  throw new Error('this module has no memory of its own');
}

test('an engine that gets no more memory says so, and the run goes on with a restart', async ({ page }) => {
  await page.route('**/engines/cpu-*/cloze_bg.wasm', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: capped(await response.body(), 320) });
  });
  await open(page, LONG);
  await expect.poll(() => shownStep(page)).toBeGreaterThan(10);
  await expect(
    call(page, 'configure', { hidden_size: 256, layers: 4, heads: 4, intermediate_size: 1024 }),
  ).rejects.toThrow('The browser gives no more memory. A smaller model');
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('no more memory for training');
  await alert.getByRole('button', { name: 'Restart' }).click();
  await expect(button(page, 'Pause')).toBeEnabled();
  await expect(alert).toHaveCount(0);
  const { step, settings } = await state(page);
  expect(settings.hidden_size).toBe(32);
  await expect.poll(async () => (await state(page)).step).toBeGreaterThan(step + 20);
  await expectUndisturbed(page, LONG);
});

anyOrigin('an embedded panel that is scrolled out of view draws nothing and trains on', async ({ page, baseURL }) => {
  const server = createServer((_request, response) =>
    response.setHeader('content-type', 'text/html').end(
      `<!doctype html><title>Course</title><iframe title="BERT" width="900" height="700" src="${baseURL}?${LONG}&embed=stage"></iframe>
       <div style="height: 5000px"></div>`,
    ),
  );
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  try {
    await page.addInitScript(COUNTS);
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const frame = page.frames().find((one) => one.url().startsWith(baseURL!))!;
    const step = () => frame.evaluate(async () => (await window.cloze.state()).step);
    const traces = () => frame.evaluate(() => (window as unknown as { counts: { traces: number } }).counts.traces);
    await expect.poll(step).toBeGreaterThan(10);
    await page.evaluate(() => scrollTo(0, 4000));
    // One may be under way.
    await page.waitForTimeout(500);
    const [from, before] = [await step(), await traces()];
    await expect.poll(step).toBeGreaterThan(from + 200);
    expect(await traces()).toBe(before);
    await page.evaluate(() => scrollTo(0, 0));
    await expect.poll(traces).toBeGreaterThan(before);
    const at = await step();
    await expect
      .poll(async () => Number(await frame.getByTestId('step').getAttribute('data-value')))
      .toBeGreaterThanOrEqual(at);
  } finally {
    server.close();
  }
});
