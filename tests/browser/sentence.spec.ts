import type { Page } from '@playwright/test';
import type { TraceByName as Trace } from '../../www/contract';
import type { Edit, TypedFacts } from '../../www/engine/types';
import { expect, test } from './fixtures';
import { call, open, SMALL, state } from './small';

const panel = (page: Page) => page.getByTestId('sentence');
const strip = (page: Page) => page.getByTestId('sentence-strip');
const words = (page: Page, name: RegExp | string) => panel(page).getByRole('group', { name, exact: true });
const word = (page: Page, text: string) => panel(page).locator(`[data-word]`).filter({ hasText: text }).first();
const findings = (page: Page) => page.getByTestId('sentence-findings');

/** The panel requests predictions only while it is visible. */
async function openPanel(page: Page, query = SMALL) {
  await open(page, `${query}#/train/sentence`);
  await panel(page).scrollIntoViewIfNeeded();
  await expect(strip(page)).toBeVisible();
}

async function type(page: Page, text: string, pair = '') {
  await page.getByTestId('sentence-text').fill(text);
  await page.getByTestId('sentence-pair').fill(pair);
}

async function pause(page: Page) {
  await call(page, 'pause');
  const { step } = await state(page);
  await expect(strip(page)).toHaveAttribute('data-step', String(step));
}

const probe = (page: Page, text: string, pair: string | null, edits: Partial<Edit>[]) =>
  page.evaluate(([text, pair, edits]) => window.cloze.probe(text, pair, edits as Edit[]), [
    text,
    pair,
    edits,
  ] as const) as Promise<{
    trace: Trace;
    facts: TypedFacts;
  }>;

/** Compares every column and row of the strip with the engine's trace of the same text. */
async function expectStrip(page: Page, { trace }: { trace: Trace }) {
  const real = trace.tokens.filter((token) => token.fate !== 'padding');
  await expect(strip(page).locator('[data-token]')).toHaveText(real.map((token) => token.original));
  for (const token of real) {
    const cell = (row: string) => strip(page).locator(`${row} [data-position="${token.position}"]`);
    await expect(cell('tr.inputs')).toHaveText(token.input);
    await expect(cell('thead')).toHaveClass(new RegExp(`fate-${token.fate}`));
    await expect(cell('tr.predicted')).toContainText(token.top[0]!.token);
    if (token.counted) await expect(cell('tr.losses')).toContainText(token.loss!.toFixed(2));
    else await expect(cell('tr.gradients')).toHaveText('0');
  }
}

test('the course’s sentences are one click away, selected as its pictures select them', async ({ page }) => {
  await openPanel(page, `${SMALL}&corpus=course`);
  await call(page, 'step', 2);
  const store = { segment: 0, start: 20, end: 25 };
  const one = { segment: 0, start: 3, end: 6, fate: 'masked' as const };
  const DOG = ['My dog is cute.', 'he likes playing'] as const;
  const cases: [string, string, string | null, Partial<Edit>[]][] = [
    ['store → [MASK]', 'The man went to the store', null, [{ ...store, fate: 'masked' }]],
    ['store → dog', 'The man went to the store', null, [{ ...store, fate: 'randomized', replacement: 'dog' }]],
    ['store stays store', 'The man went to the store', null, [{ ...store, fate: 'kept' }]],
    ['My dog is cute: one selected', ...DOG, [one]],
    [
      'My dog is cute: three at once',
      ...DOG,
      [
        one,
        { segment: 1, start: 0, end: 2, fate: 'randomized', replacement: 'king' },
        { segment: 1, start: 9, end: 13, fate: 'kept' },
      ],
    ],
    ['… a gallon of milk', 'The man went to the store.', 'He bought a gallon of milk.', []],
    ['… dogs are cute', 'The man went to the store.', 'Dogs are cute.', []],
  ];
  for (const [name, text, pair, edits] of cases) {
    await panel(page).getByRole('button', { name, exact: true }).click();
    const expected = await probe(page, text, pair, edits);
    await expectStrip(page, expected);
    const { is_next } = expected.facts;
    if (pair) await expect(findings(page)).toContainText(`${Math.round(Math.max(is_next!, 1 - is_next!) * 100)}%`);
  }
  await panel(page).getByRole('button', { name: 'store → dog' }).click();
  await expect(strip(page).locator('tr.inputs .fate-randomized span, tr.inputs span.fate-randomized')).toHaveText(
    'dog',
  );
});

test('the answer follows the training, and is of the step that it names', async ({ page }) => {
  await openPanel(page);
  const shown = async () => Number(await strip(page).getAttribute('data-step'));
  const first = await shown();
  await expect.poll(shown).toBeGreaterThan(first + 5);
  await pause(page);
  const step = await shown();
  await expect(page.getByTestId('sentence-when')).toContainText(step.toLocaleString('en'));
  await expectStrip(
    page,
    await probe(page, 'Anna and Ben went to the castle', null, [{ segment: 0, start: 25, end: 31, fate: 'masked' }]),
  );
  await call(page, 'step', 1);
  await expect.poll(shown).toBe(step + 1);
});

test('out of sight nothing is asked', async ({ page }) => {
  await openPanel(page);
  await page.evaluate(() => scrollTo(0, 0));
  await expect(panel(page)).not.toBeInViewport();
  const asked = await strip(page).getAttribute('data-step');
  const { step } = await state(page);
  await expect.poll(async () => (await state(page)).step).toBeGreaterThan(step + 40);
  const later = Number(await strip(page).getAttribute('data-step'));
  // An answer that was pending when the panel became invisible may still arrive.
  expect(later).toBeLessThanOrEqual(Math.max(Number(asked), step));
});

test('a word is hidden by a click, then replaced, kept, and left again', async ({ page }) => {
  await openPanel(page);
  await pause(page);
  await type(page, 'the dog is good');
  const choice = page.getByTestId('fate-choice');
  await word(page, 'dog').click();
  await expect(choice.getByRole('radio', { name: '[MASK]' })).toBeChecked();
  const at = { segment: 0, start: 4, end: 7 };
  await expectStrip(page, await probe(page, 'the dog is good', null, [{ ...at, fate: 'masked' }]));
  await choice.getByRole('radio', { name: 'Keep' }).check();
  await expectStrip(page, await probe(page, 'the dog is good', null, [{ ...at, fate: 'kept' }]));
  await choice.getByRole('radio', { name: 'Replace' }).check();
  await expectStrip(page, await probe(page, 'the dog is good', null, [{ ...at, fate: 'randomized' }]));
  await choice.getByRole('textbox').fill('the');
  await expectStrip(
    page,
    await probe(page, 'the dog is good', null, [{ ...at, fate: 'randomized', replacement: 'the' }]),
  );
  await choice.getByRole('button', { name: 'is', exact: true }).click();
  await expect(strip(page).locator('tr.inputs [data-position="2"]')).toHaveText('is');
  await choice.getByRole('textbox').fill('hippopotamus');
  await expect(findings(page)).toContainText('“hippopotamus” has a different number of tokens');
  await choice.getByRole('radio', { name: 'Don’t select' }).check();
  await expect(findings(page)).toContainText('none selected');
  await expect(strip(page).locator('.counted')).toHaveCount(0);
});

test('the keyboard does all of it', async ({ page }) => {
  await openPanel(page);
  await pause(page);
  await page.getByTestId('sentence-text').fill('the dog is good');
  await page.getByTestId('sentence-text').press('Tab');
  await expect(words(page, 'Words of the sentence').locator('[data-word="0"]')).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(word(page, 'dog')).toHaveAttribute('aria-pressed', 'true');
  const choice = page.getByTestId('fate-choice');
  await choice.getByRole('radio', { name: '[MASK]' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(choice.getByRole('radio', { name: 'Replace' })).toBeChecked();
  await expect(strip(page).locator('thead .fate-randomized[data-position="2"]')).toBeVisible();
});

test('a choice stays with its word while the sentence around it changes', async ({ page }) => {
  await openPanel(page);
  await pause(page);
  await type(page, 'the dog is good');
  await word(page, 'dog').click();
  await page.getByTestId('sentence-text').fill('is the 🐕 dog good?');
  await expect(word(page, 'dog')).toHaveAttribute('aria-pressed', 'true');
  await expectStrip(
    page,
    await probe(page, 'is the 🐕 dog good?', null, [{ segment: 0, start: 9, end: 12, fate: 'masked' }]),
  );
  await page.getByTestId('sentence-text').fill('A cat sat here.');
  await expect(panel(page).locator('[aria-pressed="true"]')).toHaveCount(0);
});

test('the arithmetic of a typed word opens, and holds its step while it is open', async ({ page }) => {
  await openPanel(page);
  await strip(page).locator('thead .counted [data-token]').first().click();
  const arithmetic = page.getByTestId('sentence-arithmetic');
  await expect(arithmetic).toContainText('Selected by you');
  const held = await strip(page).getAttribute('data-step');
  const { step } = await state(page);
  await expect.poll(async () => (await state(page)).step).toBeGreaterThan(step + 40);
  expect(await strip(page).getAttribute('data-step')).toBe(held);
  await arithmetic.getByRole('button', { name: 'Close' }).click();
  await expect.poll(async () => Number(await strip(page).getAttribute('data-step'))).toBeGreaterThan(Number(held));
});

/** Typed texts, and the expected messages. */
const STRANGE: [string, string, string, RegExp][] = [
  ['longer than the model', 'the dog is good. '.repeat(40), '', /maximum sequence length is 32 tokens.* cut off/],
  ['unknown words only', '龘靐 𓂀𓆣', '', /None of these words are in/],
  ['right to left', 'الكلب لطيف جدا', '', /None of these words|Not in this run’s vocabulary/],
  ['emoji', 'the dog 👩‍🚀🐕 is good', '', /Not in this run’s vocabulary/],
  ['a typed [MASK]', 'the [MASK] is good', '', /predicted but not scored/],
  ['a typed [PAD], [SEP] and [CLS]', 'the [PAD] dog [SEP] is [CLS] good', '', /none selected/],
  ['a pair longer than the model', 'the dog is good. '.repeat(9), 'it is the dog. '.repeat(9), /cut off/],
  ['a very long paste', 'the dog is good. '.repeat(6000), '', /first 4,000 of 102,000 characters/],
  ['one very long word', 'a'.repeat(3000), '', /None of these words|Not in this run’s vocabulary/],
  ['only a second sentence', '', 'the dog is good', /none selected/],
  ['control characters', 'the\u0000dog\u200bis\u202egood', '', /selected/],
];

test('strange sentences get a strip of their own tokens, and what is wrong with them is said', async ({ page }) => {
  await openPanel(page);
  await pause(page);
  for (const [name, text, pair, said] of STRANGE) {
    await type(page, text, pair);
    await expect(findings(page), name).toContainText(said);
    const points = (text: string) => [...text].slice(0, 4000).join('');
    await expectStrip(page, await probe(page, points(text), pair ? points(pair) : null, []));
  }
  for (const empty of ['', '   \t  ', '\u3000']) {
    await type(page, empty);
    await expect(panel(page)).toContainText('Type a sentence or choose an example');
    await expect(strip(page)).toHaveCount(0);
  }
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
});

test('a selected word that finds no room is said to count for nothing', async ({ page }) => {
  await openPanel(page, `${SMALL}&sequence_length=16`);
  await pause(page);
  await type(page, 'the dog is good and the dog');
  await panel(page).locator('[data-word="6"]').click();
  await page.getByTestId('sentence-text').fill(`${'the '.repeat(8)}the dog is good and the dog`);
  await expect(findings(page)).toContainText('“dog” is selected, but cut off');
  await expect(strip(page).locator('.counted')).toHaveCount(0);
});

test('where words are not trained, nothing is scored, and that is said; without pairs, the second question is not asked', async ({
  page,
}) => {
  await openPanel(page, `${SMALL}&objective=nsp`);
  await expect(findings(page)).toContainText('trains NSP only');
  await expect(strip(page).locator('.counted')).toHaveCount(0);
  await call(page, 'configure', { objective: 'mlm' });
  await panel(page).locator('.preset').last().click();
  await expect(findings(page)).toContainText('doesn’t train NSP');
});

test('a new run while somebody types never leaves a strip of two runs', async ({ page }) => {
  await openPanel(page);
  const watched = page.evaluate(async () => {
    const seen: { tokens: string[]; step: number }[] = [];
    for (let round = 0; round < 150; round++) {
      const strip = document.querySelector('[data-testid="sentence-strip"]');
      if (strip) {
        const tokens = [...strip.querySelectorAll('[data-token]')].map((token) => token.textContent ?? '');
        seen.push({ tokens, step: Number(strip.getAttribute('data-step')) });
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return seen;
  });
  const text = page.getByTestId('sentence-text');
  for (const [corpus, typed] of [
    ['korean', '강아지가 dog'],
    ['course', 'the dog'],
    ['stories', 'good dog'],
  ] as const) {
    const configured = call(page, 'configure', { corpus });
    await text.fill(typed);
    await configured;
    await call(page, 'run');
  }
  // Each strip is one row: it has one beginning and one end.
  for (const { tokens } of await watched) {
    expect([tokens[0], tokens.at(-1)]).toEqual(['[CLS]', '[SEP]']);
    expect(tokens.filter((token) => token === '[CLS]')).toHaveLength(1);
  }
  await pause(page);
  await expectStrip(page, await probe(page, 'good dog', null, []));
});
