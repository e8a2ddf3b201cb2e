import type { Page } from '@playwright/test';
import type { ReportByName as Report } from '../../www/contract';
import { expect, test } from './fixtures';
import { SMALL, call, open, state } from './small';

const STEPS = 40;

// These tests put scripts of their own into the workers, from blobs, which the page's policy does not allow.
test.use({ bypassCSP: true });

/** Trains until step STEPS. Returns how many workers shared the last steps. */
async function train(page: Page, workers: number): Promise<{ together: number; report: Report }> {
  // Paused at step 0: a run that had trained meanwhile would have asked for helpers of its own.
  await open(page, `${SMALL}&workers=${workers}&seed=5&step=0`);
  expect((await state(page)).step).toBe(0);
  // The first step requests helpers, which load while the leader takes it alone; the last one is inspected, for which none are asked.
  await call(page, 'step', 2);
  await expect.poll(() => page.evaluate(() => window.ready)).toBe(workers - 1);
  await call(page, 'step', STEPS - 2);
  return { together: (await state(page)).workers, report: (await call(page, 'report')) as Report };
}

test('two and four workers give the very numbers of one', async ({ page }) => {
  await page.addInitScript(listenToHelpers, LISTENING);
  const alone = await train(page, 1);
  expect(alone.together).toBe(1);
  expect(alone.report.points).toHaveLength(STEPS);
  for (const workers of [2, 4]) {
    const shared = await train(page, workers);
    expect(shared.together).toBe(workers);
    expect(shared.report).toEqual(alone.report);
  }
});

test('a helper that breaks costs nothing but its help', async ({ page }) => {
  await page.addInitScript(listenToHelpers, BROKEN);
  const alone = await train(page, 1);
  const broken = await train(page, 2);
  expect(broken.together).toBe(1);
  expect(broken.report).toEqual(alone.report);
  expect(await page.evaluate(() => window.asked)).toBe(1);
});

declare global {
  interface Window {
    /** Number of loaded helpers. */
    ready: number;
    /** Number of gradient parts that broken helpers were asked for. */
    asked: number;
  }
}

/** In the leader, with real helpers. */
const LISTENING = `
  self.Worker = class extends Worker {
    constructor(...given) {
      super(...given);
      this.addEventListener('message', ({ data }) => {
        if (data.type === 'ready') new BroadcastChannel('ready').postMessage(null);
      });
    }
  };`;

/** Helpers that load, and fail when they are asked for a part of the gradient. */
const BROKEN = `
  class Broken {
    postMessage({ type }) {
      if (type === 'load') {
        setTimeout(() => {
          this.onmessage({ data: { type: 'ready' } });
          new BroadcastChannel('ready').postMessage(null);
        });
      }
      if (type !== 'share') return;
      new BroadcastChannel('asked').postMessage(null);
      setTimeout(() => this.onerror({ message: 'broken on purpose', preventDefault() {} }));
    }
    terminate() {}
  }
  self.Worker = Broken;`;

/** Makes the leader run a script before its own, and counts the messages of that script. Has to be called before the page loads. */
function listenToHelpers(script: string) {
  const keeping = `
    const early = [];
    const keep = ({ data }) => early.push(data);
    self.addEventListener('message', keep);`;
  const begin = `
    self.removeEventListener('message', keep);
    for (const data of early) self.dispatchEvent(new MessageEvent('message', { data }));`;
  window.ready = 0;
  window.asked = 0;
  new BroadcastChannel('ready').onmessage = () => window.ready++;
  new BroadcastChannel('asked').onmessage = () => window.asked++;
  window.Worker = class extends Worker {
    constructor(url: string | URL, options?: WorkerOptions) {
      const real = `await import(${JSON.stringify(new URL(url, document.baseURI).href)});`;
      super(URL.createObjectURL(new Blob([script, keeping, real, begin], { type: 'text/javascript' })), options);
    }
  };
}
