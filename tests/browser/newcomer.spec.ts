// What a first visitor does, and what the page has to answer: no training unasked, nothing off-screen, nothing lost.

import type { Page } from '@playwright/test';
import type { TraceByName } from '../../www/contract';
import { violations } from './axe';
import { expect, test } from './fixtures';
import { call, enter, open, SMALL, state, trace } from './small';

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const rowShown = async (page: Page) => (await trace(page)).tokens.map((token) => token.original).join(' ');

test('the next example is another pair of the same step, and trains nothing', async ({ page }) => {
  await open(page);
  await call(page, 'pause');
  await call(page, 'step', 3);
  const { step } = await state(page);
  const before = { pair: await rowShown(page), batch: (await trace(page)).batch };
  await button(page, 'Next example').click();
  await expect.poll(() => rowShown(page)).not.toBe(before.pair);
  const second = await rowShown(page);
  await button(page, 'Next example').click();
  await expect.poll(() => rowShown(page)).not.toBe(second);
  const shown = await trace(page);
  expect((await state(page)).step).toBe(step);
  expect(shown.step).toBe(step);
  expect(shown.batch).toEqual(before.batch);
  const strip = page.getByTestId('strip');
  const real = shown.tokens.filter((token) => token.fate !== 'padding');
  await expect(strip.locator('[data-token]')).toHaveText(real.map((token) => token.original));
  await expect(strip).toHaveAttribute('data-step', String(step));
});

test('a finished run says so, and what to try; its other examples can still be seen', async ({ page }) => {
  await open(page, `${SMALL}&steps=30&warmup_steps=5`);
  await expect(page.getByTestId('transport-said')).toContainText('new seed');
  await expect(button(page, 'Play')).toBeDisabled();
  await expect(button(page, 'One step')).toBeDisabled();
  const before = await rowShown(page);
  await button(page, 'Next example').click();
  await expect.poll(() => rowShown(page)).not.toBe(before);
  expect((await state(page)).step).toBe(30);
});

test('a clicked token’s arithmetic comes into view, and closing it leads back to the token', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 720 });
  await open(page);
  await call(page, 'pause');
  await call(page, 'step', 1);
  await expect(page.getByText('Click a token to see its arithmetic.').first()).toBeVisible();
  const token = page.getByTestId('strip').locator('thead .counted [data-token]').first();
  await token.click();
  const title = page.getByTestId('arithmetic').getByRole('heading', { level: 3 });
  await expect(title).toBeInViewport({ ratio: 1 });
  await expect(page.getByTestId('arithmetic-loss')).toBeInViewport({ ratio: 1 });
  await page.getByTestId('arithmetic').getByRole('button', { name: 'Close' }).click();
  await expect(token).toBeFocused();
  await expect(token).toBeInViewport({ ratio: 1 });
});

test('slow motion plays at once, with one Play button, and says that training waits', async ({ page }) => {
  await open(page);
  await button(page, 'Slow motion').click();
  const current = page.getByTestId('slow').locator('[aria-current="step"]');
  await expect(current).not.toContainText('Text');
  await expect(button(page, 'Play')).toHaveCount(0);
  await expect(button(page, 'Training waits')).toBeDisabled();
  await expect(button(page, 'One step')).toBeDisabled();
  const { step } = await state(page);
  await page.keyboard.press('s');
  expect((await state(page)).step).toBe(step);
  await button(page, 'Stop').click();
  await expect(page.getByRole('button', { name: /^Play/ })).toHaveCount(1);
});

test('slow motion ends where its buttons are left behind, in another room', async ({ page }) => {
  await open(page, `${SMALL}&steps=100000`);
  await button(page, 'Slow motion').click();
  await expect(button(page, 'Training waits')).toBeDisabled();
  const { step } = await state(page);
  await page.evaluate(() => (location.hash = '#/compare'));
  await expect(button(page, 'Pause')).toBeEnabled();
  await expect.poll(async () => (await state(page)).step).toBeGreaterThan(step);
});

test('with less motion asked for, slow motion waits for its button', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await open(page);
  await button(page, 'Slow motion').click();
  await expect(page.getByTestId('slow').getByRole('button', { name: 'Play' })).toBeVisible();
  await expect(page.getByTestId('slow').locator('[aria-current="step"]')).toContainText('Text');
});

const LEAVES: Record<string, (page: Page) => Promise<void>> = {
  'a new seed': (page) => button(page, 'Restart, new seed').click(),
  'the same seed again': (page) => button(page, 'Restart').click(),
  'another objective': (page) => page.getByTestId('pair').locator('input[value="mlm"]').check({ force: true }),
};
for (const [what, leave] of Object.entries(LEAVES)) {
  test(`a run that was left for ${what} can be returned to`, async ({ page }) => {
    await open(page, `${SMALL}&seed=5`);
    await call(page, 'pause');
    const { step: done } = await state(page);
    await call(page, 'step', Math.max(1, 60 - done));
    const [left, report] = [await state(page), (await call(page, 'report')) as { points: unknown[] }];
    await leave(page);
    await expect(page.getByTestId('step')).toHaveAttribute('data-value', '0');
    await button(page, `Return to the run at step ${left.step}`).click();
    await expect(page.getByTestId('step')).toHaveAttribute('data-value', String(left.step));
    const back = await state(page);
    expect(back.settings).toEqual(left.settings);
    expect(((await call(page, 'report')) as { points: unknown[] }).points).toEqual(report.points);
    await call(page, 'step', 1);
    expect((await state(page)).step).toBe(left.step + 1);
    await expect(page.getByTestId('come-back')).toHaveCount(0);
  });
}

test('a what-if that changes nothing says so, and finds a pair that it changes', async ({ page }) => {
  await open(page, `${SMALL}&mask=90&random=5&keep=5`);
  await call(page, 'pause');
  const onlyMasked = async () => (await trace(page)).tokens.every((token) => !token.counted || token.fate === 'masked');
  for (let round = 0; round < 20; round++) {
    await call(page, 'step', 1);
    if (await onlyMasked()) break;
  }
  expect(await onlyMasked()).toBe(true);
  const { step } = await state(page);
  await button(page, 'Always [MASK]').click();
  const words = page.getByTestId('words');
  await expect(words).toContainText('would change nothing');
  await words.getByRole('button', { name: 'Show a pair where it does' }).click();
  await expect(words).toContainText(/\d instead of \d|No pair of this batch/);
  if (!(await words.innerText()).includes('No pair')) {
    expect(await onlyMasked()).toBe(false);
    const [other, actual] = [(await call(page, 'what_if', 'always_mask')) as TraceByName, await trace(page)];
    // In the first steps two losses may be one when they are rounded.
    expect(other.example.mlm_loss).not.toBe(actual.example.mlm_loss);
    const [found, before] = [other, actual].map(({ example }) => example.mlm_loss.toFixed(2));
    await expect(words).toContainText(`Loss: ${found} instead of ${before}`);
  }
  expect((await state(page)).step).toBe(step);
});

test('a what-if that the run already follows is not offered', async ({ page }) => {
  await open(page, `${SMALL}&mask=100&random=0&keep=0`);
  await expect(button(page, 'Select 100%')).toBeVisible();
  await expect(button(page, 'Always [MASK]')).toHaveCount(0);
  await expect(button(page, 'No random tokens')).toHaveCount(0);
});

const sentence = (page: Page) => page.getByTestId('sentence');

for (const [corpus, masked] of [
  ['stories', 'castle'],
  ['korean', '시장에'],
] as const) {
  test(`the presets are made of the words of the corpus, each replacement of one token (${corpus})`, async ({
    page,
  }) => {
    await open(page, `${SMALL}&corpus=${corpus}#/train/sentence`);
    await call(page, 'pause');
    await sentence(page).scrollIntoViewIfNeeded();
    const strip = page.getByTestId('sentence-strip');
    await expect(strip.locator('thead .counted [data-token]')).toHaveText([masked]);
    const presets = sentence(page).locator('.preset');
    await expect(presets).toHaveCount(7);
    for (let index = 0; index < 7; index++) {
      await presets.nth(index).click();
      await expect(page.locator('.answer.behind')).toHaveCount(0);
      await expect(strip).not.toContainText('[UNK]');
      await expect(page.getByTestId('sentence-findings')).not.toContainText('a random token was used instead');
    }
    await presets.nth(1).click();
    const replaced = strip.locator('tr.inputs .fate-randomized span, tr.inputs span.fate-randomized');
    const name = await presets.nth(1).innerText();
    await expect(replaced).toHaveText(name.split(' → ')[1]!);
  });
}

test('a new corpus brings a sentence of its own, and leaves one that was typed', async ({ page }) => {
  await open(page, `${SMALL}#/train/sentence`);
  await call(page, 'pause');
  const text = page.getByTestId('sentence-text');
  await expect(text).toHaveValue('Anna and Ben went to the castle');
  await call(page, 'configure', { corpus: 'korean' });
  await expect(text).toHaveValue('민수는 지수와 함께 시장에 갔다');
  await text.fill('토끼는 정원에 갔다');
  await call(page, 'configure', { corpus: 'stories' });
  await expect(page.getByTestId('step')).toHaveAttribute('data-value', '0');
  await expect(text).toHaveValue('토끼는 정원에 갔다');
});

test('a selected word that is [UNK] does not pass for one to be guessed', async ({ page }) => {
  await open(page, `${SMALL}&corpus=korean#/train/sentence`);
  await call(page, 'pause');
  await sentence(page).scrollIntoViewIfNeeded();
  await page.getByTestId('sentence-text').fill('오늘 왕 책');
  await sentence(page).locator('[data-word="0"]').first().click();
  await expect(page.getByTestId('unknown-scored')).toContainText('“오늘” is selected, but [UNK]');
});

test('after a new run the stage comes into view, and the pressed button can be read', async ({ page }) => {
  await open(page, `${SMALL}&steps=100000#/settings`);
  await page.locator('#setting-learning_rate').fill('0.0015');
  await button(page, 'Start new run').click();
  await expect(page.locator('#stage-title')).toBeInViewport({ ratio: 1 });
  await enter(page, 'settings');
  const start = button(page, 'Start new run');
  await expect(start).toBeDisabled();
  await start.scrollIntoViewIfNeeded();
  await start.hover({ force: true });
  const ground = () => start.evaluate((element) => getComputedStyle(element).backgroundColor);
  await expect.poll(ground).toBe('rgba(0, 0, 0, 0)');
});

test('the buttons above the stage stay where they are from the first batch on', async ({ page }) => {
  await open(page);
  await call(page, 'configure', {});
  const top = () => page.locator('.ways').evaluate((ways) => (ways as HTMLElement).offsetTop);
  const before = await top();
  await expect(page.locator('#stage .lead').first()).toContainText('untrained');
  await call(page, 'step', 1);
  await expect(page.locator('#stage .lead').first()).toContainText('step 1');
  expect(await top()).toBe(before);
});

for (const lang of ['en', 'ko']) {
  test(`nothing is wider than a narrow phone (${lang})`, async ({ page }) => {
    await page.setViewportSize({ width: 320, height: 640 });
    await open(page, `${SMALL}&lang=${lang}`);
    await call(page, 'pause');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
  });
}

test('in a lit column all text keeps its contrast', async ({ page }) => {
  await open(page, `${SMALL}&lang=ko&theme=light`);
  await call(page, 'pause');
  await page.getByTestId('strip').locator('tr.losses .counted').first().hover();
  await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)));
  expect(await violations(page, '#stage')).toEqual([]);
});

test('a run that diverges says so, and why', async ({ page }) => {
  await open(page, `${SMALL}&learning_rate=1&warmup_steps=0`);
  await expect(page.getByTestId('diverges')).toContainText('learning rate, 1 without warm-up');
});

test('the vocabulary never says that an evaluation is to come that has been made', async ({ page }) => {
  await open(page, `${SMALL}&evaluation_interval=20#/train/attention`);
  await expect.poll(async () => (await state(page)).step).toBeGreaterThan(40);
  await enter(page, 'train/vocabulary');
  await expect(page.getByTestId('vocabulary')).toBeVisible();
  await expect(page.getByTestId('vocabulary')).not.toContainText('Waiting for the first evaluation');
});

test('a saved model says where it is and how Python loads it', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(page, `${SMALL}#/settings`);
  await call(page, 'pause');
  const { step } = await state(page);
  const download = page.waitForEvent('download');
  await button(page, 'Save as a zip').click();
  await download;
  const saved = page.getByTestId('checkpoint-saved');
  await expect(saved).toContainText(`cloze-step-${step}.zip`);
  await saved.getByRole('button', { name: 'Copy the lines' }).click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied.split('\n')).toHaveLength(3);
  expect(copied).toContain(`from_pretrained("cloze-step-${step}")`);
});

test('an opened model comes into view, says what it is apart from, and its sentences are in whole words', async ({
  page,
}) => {
  await open(page, `${SMALL}#/settings`);
  await call(page, 'pause');
  await page.getByRole('button', { name: /Open a pre-trained model/ }).click();
  const box = page.getByTestId('checkpoint-opened');
  await expect(box.getByRole('status')).toContainText('The model is open');
  await expect(box.getByRole('status')).toBeInViewport();
  const strip = page.getByTestId('checkpoint-strip');
  const examples = box.locator('.buttons .button');
  await expect(examples).toHaveCount(3);
  for (const example of await examples.all()) {
    await example.click();
    await expect(page.getByTestId('checkpoint-text')).toHaveValue(await example.innerText());
    await expect(strip).not.toContainText('##');
  }
});
