// The stage always shows one step of one run. The test records every trace that an engine sends and reads the page frame by frame.
// All rows of the stage have to be from one of these traces.

import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { call, open } from './small';

interface Watched {
  sent: Set<string>;
  painted: string[];
}

async function watch(page: Page) {
  await page.addInitScript(() => {
    type Token = {
      fate: string;
      original: string;
      input: string;
      counted: boolean;
      would_be_loss: number;
      gradient_norm: number;
      top: { token: string }[];
    };
    type Sent = { step: number; tokens: Token[]; batch: { total_loss: number }; attention: unknown };
    const watched: Watched = { sent: new Set(), painted: [] };
    (window as unknown as { watched: Watched }).watched = watched;
    const key = (step: unknown, rows: unknown[][], total: string) => JSON.stringify([step, rows, total]);

    const note = ({ step, tokens, batch }: Sent) => {
      const real = tokens.filter((token) => token.fate !== 'padding');
      const rows = [
        real.map((token) => token.original),
        real.map((token) => token.input),
        real.map((token) => token.top[0]?.token ?? ''),
        real.map((token) => (token.counted ? token.would_be_loss.toFixed(2) : '× 0')),
        real.map((token) => token.gradient_norm > 0),
      ];
      watched.sent.add(key(String(step), rows, batch.total_loss.toFixed(3)));
    };
    window.Worker = class extends Worker {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        this.addEventListener('message', ({ data }) => {
          const { event, reply } = data ?? {};
          const trace = (event?.trace ?? reply?.begun?.trace ?? reply?.trace) as Sent | undefined;
          if (trace) note(trace);
        });
      }
    };

    const look = () => {
      requestAnimationFrame(look);
      const strip = document.querySelector<HTMLElement>('[data-testid="strip"]');
      const total = document.querySelector('[data-testid="total-loss"]');
      if (!strip || !total) return;
      const cells = (row: string, inner = '') => [...strip.querySelectorAll(`${row} [data-position]${inner}`)];
      const text = (cell: Element) => cell.textContent?.trim() ?? '';
      const rows = [
        cells('thead', ' [data-token]').map(text),
        cells('tr.inputs').map(text),
        cells('tr.predicted').map((cell) => text(cell.querySelector('.guess') ?? cell)),
        cells('tr.losses').map((cell) => text(cell.querySelector('.value')!)),
        cells('tr.gradients').map((cell) => cell.querySelector('.arrow') !== null),
      ];
      watched.painted.push(key(strip.dataset.step, rows, text(total)));
    };
    requestAnimationFrame(look);
  });
}

/** Frames that show none of the sent traces, and the number of different steps seen. */
const verdict = (page: Page) =>
  page.evaluate(() => {
    const { sent, painted } = (window as unknown as { watched: Watched }).watched;
    const shown = [...new Set(painted)];
    return { wrong: shown.filter((key) => !sent.has(key)).slice(0, 2), different: shown.length };
  });

/** Does something, and waits until the page has painted a step that it had not painted before. */
async function seeAnother(page: Page, act: () => Promise<unknown>): Promise<void> {
  const { different: before } = await verdict(page);
  await act();
  await expect.poll(async () => (await verdict(page)).different).toBeGreaterThan(before);
}

test('a run that is reset again and again in mid-step never shows rows of two steps', async ({ page }) => {
  await watch(page);
  await open(page);
  for (let seed = 1; seed <= 6; seed++) {
    await Promise.all([call(page, 'step', 3), call(page, 'configure', { seed })]);
    await seeAnother(page, () => call(page, 'run'));
  }
  await page.getByRole('button', { name: 'Restart', exact: true }).click();
  await seeAnother(page, () => page.getByRole('button', { name: 'Restart, new seed' }).click());
  const { wrong, different } = await verdict(page);
  expect(wrong).toEqual([]);
  expect(different).toBeGreaterThan(6);
});

test('a corpus, an objective and a size that change in mid-step never show rows of two runs', async ({ page }) => {
  await watch(page);
  await open(page);
  const CHANGES = [
    { corpus: 'korean' },
    { corpus: 'course' },
    { vocabulary_size: 300 },
    { hidden_size: 16 },
    { corpus: 'stories' },
  ];
  for (const changes of CHANGES) {
    const stepping = call(page, 'step', 2);
    const configured = call(page, 'configure', changes);
    await page
      .getByRole('button', { name: 'Next example' })
      .click({ timeout: 2000 })
      .catch(() => {});
    await Promise.all([stepping, configured]);
    await seeAnother(page, () => call(page, 'run'));
  }
  const { wrong, different } = await verdict(page);
  expect(wrong).toEqual([]);
  expect(different).toBeGreaterThan(CHANGES.length);
});

test('next example, step and play pressed at once never show rows of two steps', async ({ page }) => {
  await watch(page);
  await open(page);
  for (let round = 0; round < 12; round++) {
    await page.keyboard.press(['n', 's', 'Space'][round % 3]!);
    // Checks everything that is painted between two keys.
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
  // The last key continued the run.
  await expect.poll(async () => (await verdict(page)).different).toBeGreaterThan(2);
  expect((await verdict(page)).wrong).toEqual([]);
});
