import type { Page } from '@playwright/test';
import type { Report } from '../../www/engine/types';
import { expect, test } from './fixtures';
import { SMALL, call, open, state } from './small';

const STEPS = 40;

/** Trains until step STEPS; says how many workers took a step together at most. */
async function train(page: Page, workers: number): Promise<{ most: number; report: Report }> {
  await open(page, `${SMALL}&workers=${workers}`);
  // A run that stands still at step 0; the page's own has begun already.
  await call(page, 'configure', { seed: 5 });
  expect((await state(page)).step).toBe(0);
  let most = 1;
  for (let step = 0; step < STEPS; step += 4) {
    await call(page, 'step', 4);
    most = Math.max(most, (await state(page)).workers);
    // Helpers are loaded while the first steps are taken alone.
    if (most < workers) await page.waitForTimeout(1000);
  }
  return { most, report: (await call(page, 'report')) as Report };
}

test('two and four workers give the very numbers of one', async ({ page }) => {
  const alone = await train(page, 1);
  expect(alone.most).toBe(1);
  expect(alone.report.points).toHaveLength(STEPS);
  for (const workers of [2, 4]) {
    const together = await train(page, workers);
    expect(together.most).toBe(workers);
    expect(together.report).toEqual(alone.report);
  }
});

test('a helper that breaks costs nothing but its help', async ({ page }) => {
  const alone = await train(page, 1);
  await page.addInitScript(breakHelpers);
  const broken = await train(page, 2);
  expect(broken.most).toBe(1);
  expect(broken.report).toEqual(alone.report);
  expect(await page.evaluate(() => window.asked)).toBe(1);
});

declare global {
  interface Window {
    /** Shares that broken helpers were asked for. */
    asked: number;
  }
}

/** Before the page's own scripts: gives the engine's worker helpers that come up and break when they are asked for a share. */
function breakHelpers() {
  const broken = `
    class Broken {
      postMessage({ type }) {
        if (type === 'load') setTimeout(() => this.onmessage({ data: { type: 'ready' } }));
        if (type !== 'share') return;
        new BroadcastChannel('asked').postMessage(null);
        setTimeout(() => this.onerror({ message: 'broken on purpose', preventDefault() {} }));
      }
      terminate() {}
    }
    self.Worker = Broken;
    const early = [];
    const keep = ({ data }) => early.push(data);
    self.addEventListener('message', keep);`;
  const begin = `
    self.removeEventListener('message', keep);
    for (const data of early) self.dispatchEvent(new MessageEvent('message', { data }));`;
  window.asked = 0;
  new BroadcastChannel('asked').onmessage = () => window.asked++;
  window.Worker = class extends Worker {
    constructor(url: string | URL, options?: WorkerOptions) {
      const real = `await import(${JSON.stringify(new URL(url, document.baseURI).href)});`;
      const script = new Blob([broken, real, begin], { type: 'text/javascript' });
      super(URL.createObjectURL(script), options);
    }
  };
}
