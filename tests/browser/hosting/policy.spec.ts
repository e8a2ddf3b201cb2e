// The Content-Security-Policy of index.html: every room works under it, and nothing is stopped by it.

import type { Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { call, open, SMALL, state } from '../small';
import { expect, test } from './host';

/** Notes what the policy stops, from the first moment on. */
async function watch(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const seen: string[] = ((window as unknown as { violations: string[] }).violations = []);
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) =>
      seen.push(`${violatedDirective}: ${blockedURI} ${sample}`),
    );
  });
}

const violations = (page: Page) => page.evaluate(() => (window as unknown as { violations: string[] }).violations);

for (const language of ['en', 'ko']) {
  test(`nothing is stopped in any room (${language})`, async ({ page }) => {
    await watch(page);
    await open(page, `${SMALL}&lang=${language}`);
    await call(page, 'step', 3);
    const rooms = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLAnchorElement>('nav a[href^="#/"]')].map((link) => link.getAttribute('href')!),
    );
    expect(rooms.length).toBeGreaterThan(1);
    for (const room of rooms) {
      await page.evaluate((room) => (location.hash = room), room);
      await expect(page.locator('.panel').first()).toBeVisible();
      // Each control once: what they open is made of other templates.
      for (const summary of await page.locator('summary:visible').all()) await summary.click();
    }
    await page.evaluate(() => (location.hash = '#/train'));
    await page.getByTestId('strip').locator('[data-token]').first().click();
    await call(page, 'export', 'png');
    await call(page, 'finetune', {
      task: 'sequence',
      preset: 'topic',
      modes: ['scratch'],
      labels: 8,
      steps: 1,
      seeds: [1],
    });
    expect(await violations(page)).toEqual([]);
  });
}

test('presentation mode and a frame are not stopped either', async ({ page }) => {
  await watch(page);
  for (const query of ['present=1', 'embed=stage', 'embed=curves', 'theme=dark']) {
    await open(page, `${SMALL}&${query}`);
    await call(page, 'step', 2);
    expect(await violations(page), query).toEqual([]);
  }
});

test('the same policy as a header, which holds in the workers too, stops nothing', async ({ page, host, built }) => {
  await watch(page);
  const [, policy] = /Content-Security-Policy"\s+content="([^"]+)"/.exec(
    readFileSync(join(built, 'index.html'), 'utf8'),
  )!;
  const headers = { 'content-security-policy': policy!.replace(/\s+/g, ' ').trim() };
  host.fault = () => ({ headers });
  await open(page, `${SMALL}&workers=2`);
  // The second one is started by the first.
  const together = async () => {
    await call(page, 'step', 1);
    return (await state(page)).workers;
  };
  await expect.poll(together).toBe(2);
  expect(await violations(page)).toEqual([]);
});

test('a script that somebody writes into the page does not run, nor does a worker from elsewhere', async ({
  page,
  complaints,
}) => {
  await watch(page);
  await open(page);
  const stopped = await page.evaluate(() => {
    const attempts: (() => void)[] = [
      () => (document.body.appendChild(document.createElement('div')).innerHTML = '<img src="x" onerror="alert(1)">'),
      () => new Worker('https://example.org/worker.js'),
      () => void fetch('https://example.org/').catch(() => {}),
    ];
    return attempts.map((attempt) => {
      try {
        attempt();
        return 'went through';
      } catch (error) {
        return (error as Error).name;
      }
    });
  });
  expect(stopped).toEqual(['TypeError', 'TypeError', 'went through']);
  await expect.poll(async () => (await violations(page)).join('\n')).toContain('connect-src: https://example.org/');
  complaints.splice(0);
});

test('the policy stands in the page, before all that it is about', async ({ built }) => {
  const page = readFileSync(join(built, 'index.html'), 'utf8');
  expect(page.indexOf('Content-Security-Policy')).toBeLessThan(page.search(/<(script|link|style)/));
  expect(page).not.toMatch(/<script(?![^>]*src=)[^>]*>|<style|\son\w+=|\sstyle=|https?:\/\/(?!www\.w3\.org)/);
});
