// A run as a link, and the panel that makes links.

import type { Page } from '@playwright/test';
import { linkWith, readLink, runPairs } from '../../www/state/link';
import { KEPT_LINKS } from '../../www/state/links.fixture';
import { settingOf, settingList } from '../../www/state/settings';
import { LANGUAGES_AND_THEMES, violations } from './axe';
import { variedRuns, withEngine } from './engine';
import { expect, test } from './fixtures';
import { call, enter, open, state, trace, SMALL } from './small';

const TEXT = 'The grey heron waits in the reeds.\nIt sees a fish.\n\nThe owl sleeps all day.\nAt night it hunts.';

const panel = (page: Page) => page.getByTestId('share');
const link = (page: Page, parts = {}) => call(page, 'link', parts) as Promise<string>;
const journeyIsOver = (page: Page) => expect(page.getByTestId('journey')).toHaveCount(0, { timeout: 60_000 });

async function openLink(page: Page, address: string) {
  // A link that differs in its fragment alone would not load the page.
  await page.goto('about:blank');
  await page.goto(address);
  await page.evaluate(() => window.cloze.ready);
}

test('every setting of the engine survives a link', async ({ page }) => {
  await open(page);
  await call(page, 'pause');
  await withEngine(page, async ({ schema, settingsFrom }) => {
    const list = settingList(schema);
    for (const { query, about } of variedRuns(schema)) {
      const settings = await settingsFrom(query);
      const read = readLink(linkWith(page.url(), runPairs(list, settings)));
      expect(read.leftOut, about).toEqual([]);
      const again = await settingsFrom([...read.pairs, ['text', settings.text]]);
      for (const { name } of list)
        expect(settingOf(again, name), `${name} of ${about}`).toBe(settingOf(settings, name));
    }
  });
});

test('the address of a default run has its seed', async ({ page }) => {
  await open(page, 'lang=en');
  expect(new URL(page.url()).search).toBe('?lang=en&v=1&seed=1');
  expect(new URL(await link(page)).search).toBe('?v=1&seed=1');
});

for (const { about, link: kept, opens } of KEPT_LINKS.filter(({ link }) => link.includes('corpus'))) {
  test(`a kept link opens: ${about}`, async ({ page }) => {
    await page.goto(kept);
    await page.evaluate(() => window.cloze.ready);
    const { settings } = await state(page);
    const [name, corpus] = opens.pairs!.find(([name]) => name === 'corpus')!;
    expect(settingOf(settings, name)).toBe(corpus);
    expect(settings.text).toBe(
      corpus === 'text' ? 'The owl sleeps.\nAt night it hunts.\n\nThe heron waits.\nIt sees a fish.' : '',
    );
    await expect(page.getByTestId('warning').filter({ hasText: 'Left out' })).toHaveCount(0);
  });
}

test('a link with a step opens there, paused, on the same sentence with the same numbers', async ({ page }) => {
  await open(page, `${SMALL}&seed=5`);
  await call(page, 'pause');
  await call(page, 'configure', {});
  await call(page, 'step', 30);
  const shown = await trace(page);
  await openLink(page, await link(page, { step: true }));
  await journeyIsOver(page);
  await expect.poll(async () => (await state(page)).step).toBe(30);
  expect((await state(page)).running).toBe(false);
  expect(await trace(page)).toEqual(shown);
});

test('the way to a step can be stopped, and the run goes on from there', async ({ page }) => {
  await open(page, `${SMALL}&steps=100000&step=90000`);
  await expect(page.getByTestId('journey')).toContainText('Training to step 90,000');
  await page.getByRole('button', { name: 'Stop here' }).click();
  await journeyIsOver(page);
  const stopped = await state(page);
  expect(stopped.running).toBe(false);
  expect(stopped.step).toBeLessThan(90_000);
  await page.getByRole('button', { name: 'Play' }).click();
  await expect.poll(async () => (await state(page)).step).toBeGreaterThan(stopped.step);
});

test('one’s own text is in a link on request only, and never in a query', async ({ page }) => {
  await open(page, `${SMALL}#/settings`);
  await call(page, 'configure', { corpus: 'text', text: TEXT });
  expect(page.url()).not.toContain('heron');
  await expect(panel(page)).toContainText('The link doesn’t hold your text');
  const without = await link(page);
  await panel(page).getByLabel('Include my text').check();
  await expect(page.getByTestId('share-length')).toContainText(`your text of ${TEXT.length} included`);
  const field = page.getByLabel('Link', { exact: true });
  const shared = await field.inputValue();
  expect(shared).toBe(await link(page, { text: true }));
  expect(shared.split('#')[0]).toBe(without);

  await page.reload();
  await page.evaluate(() => window.cloze.ready);
  expect((await state(page)).settings.text).toBe(TEXT);

  const elsewhere = await page.context().newPage();
  await openLink(elsewhere, shared);
  expect((await state(elsewhere)).settings.text).toBe(TEXT);
  expect(elsewhere.url()).not.toContain('z=');
  await elsewhere.close();
  const bare = await page.context().newPage();
  await openLink(bare, without);
  await expect(bare.getByTestId('warning')).toContainText('the text itself is not in the link');
  expect((await state(bare)).settings).toMatchObject({ corpus: 'stories', hidden_size: 32 });
  await bare.close();
});

test('a text that makes a link too long is left out, and the lengths are said', async ({ page }) => {
  // Noise, which cannot be compressed much.
  const noise = Array.from({ length: 4000 }, (_, index) =>
    Math.abs(Math.sin(index + 1))
      .toString(36)
      .slice(2, 9),
  );
  const text = noise
    .map((word, index) => (index % 8 === 7 ? `${word}.\n${index % 40 === 39 ? '\n' : ''}` : `${word} `))
    .join('');
  await open(page, `${SMALL}#/settings`);
  await call(page, 'configure', { corpus: 'text', text });
  await panel(page).getByLabel('Include my text').check();
  await expect(page.getByTestId('share-length')).toContainText('The limit is 8,000');
  await expect(page.getByLabel('Link', { exact: true })).not.toHaveValue(/#/);
});

test('the link is copied, and the QR code holds it', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(page, `${SMALL}#/settings`);
  await call(page, 'pause');
  await panel(page)
    .getByLabel(/Open at step/)
    .check();
  const shared = await link(page, { step: true });
  await expect(page.getByLabel('Link', { exact: true })).toHaveValue(shared);
  await expect(page.getByTestId('qr')).toHaveAttribute('data-text', shared);
  await panel(page).getByRole('button', { name: 'Copy link' }).click();
  await expect(panel(page).getByRole('button', { name: 'Copied' })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(shared);
});

test('decomposed Hangul is said, and composed on request', async ({ page }) => {
  // Long enough that the transport gets no line more while a button is pressed.
  await open(page, `${SMALL}&steps=100000#/settings`);
  await page.locator('#setting-corpus').selectOption('text');
  const text = '고양이가 잔다.\n개가 짖는다.';
  await page.locator('#setting-text').fill(text.normalize('NFD'));
  await page.getByTestId('decomposed').getByRole('button', { name: 'Compose it' }).click();
  await expect(page.locator('#setting-text')).toHaveValue(text);
  await expect(page.getByTestId('decomposed')).toHaveCount(0);
});

test('text with markup, from right to left and with combining characters is shown as it is', async ({ page }) => {
  const strange = '<img src=x onerror="window.hurt=1"> שלום עולם e\u0301 नमस्ते.\n<b>bold</b> & done.\n';
  await open(page, `${SMALL}#/settings`);
  await call(page, 'pause');
  await call(page, 'configure', { corpus: 'text', text: `${strange}\n${strange}\n${strange}` });
  await call(page, 'step', 2);
  await expect(page.locator('#setting-text')).toHaveAttribute('dir', 'auto');
  await enter(page, 'train/sentence');
  await expect(page.locator('#stage')).toContainText('<');
  await page.getByTestId('sentence-text').fill(strange.replaceAll('\n', ' '));
  await expect(page.getByTestId('sentence')).toContainText('<');
  expect(await page.evaluate(() => [document.images.length, 'hurt' in window])).toEqual([0, false]);
});

for (const [lang, theme] of LANGUAGES_AND_THEMES) {
  test(`axe finds nothing to complain about in the share panel (${lang}, ${theme})`, async ({ page }) => {
    await open(page, `${SMALL}&lang=${lang}&theme=${theme}#/settings`);
    await call(page, 'configure', { corpus: 'text', text: TEXT });
    await expect(page.getByTestId('qr')).toBeVisible();
    expect(await violations(page, '[data-testid="share"]')).toEqual([]);
    for (const width of [1440, 820, 360, 320]) {
      await page.setViewportSize({ width, height: 800 });
      const right = () => panel(page).evaluate((part) => part.getBoundingClientRect().left + part.scrollWidth);
      await expect.poll(right).toBeLessThanOrEqual(width);
    }
  });
}
