// A monkey that looks at everything, and never begins, changes or ends the run.

import type { Page } from '@playwright/test';
import type { Habits } from '../monkey/actions';
import { call, enter } from '../small';

export const PLACES = [
  'train/pair',
  'train/sentence',
  'train/guess',
  'train/examples',
  'train/vocabulary',
  'train/attention',
  'train/parameters',
  'learn',
  'learn/mask/2',
  'learn/ignored/1',
  'learn/glossary',
  'finetune',
  'compare',
  'settings',
] as const;

export const CALM: Habits = {
  places: ['train', 'train', 'train', ...PLACES],
  leaves: [
    'input[type="file"]',
    // Another run instead of this one, or beside it.
    '.transport .again button',
    '[data-testid="settings"] [type="submit"]',
    '[name="objective"]',
    '#learn .note button, .act .button.primary',
    '[data-testid="experiment"] button, [data-testid="compare"] button, [data-testid="ablations"] button',
    '[data-testid="went-on"] .button, [data-testid="offer"] .button',
    // Other weights.
    '[data-testid="checkpoint"] button',
    // A dialog of the browser, and what only a screen reader reaches.
    '[data-testid="worksheet"] button',
    '.speak',
  ].join(),
  favourites: [
    { share: 0.12, selector: '.transport > .buttons:first-child button, [name="pace"]' },
    { share: 0.28, selector: '.ways button, .ways input, .slow button, [data-testid="time"] :is(button, input)' },
    { share: 0.1, selector: '.switches input' },
  ],
};

/** What somebody may have left open, and how it is closed. In this order. */
const CLOSES = [
  'dialog[open] button',
  '.transport.bar button[title]',
  '.slow .buttons .button:last-child',
  '.rules [aria-pressed="true"], .rules input:checked',
  '[data-testid="time"] .bar > .button:nth-of-type(3):not(:disabled)',
  '[data-testid="time"] .keep[aria-pressed="true"]',
  '[name="pace"][value="full"]:not(:checked)',
  '.switches label:first-child input:not(:checked)',
];

/** What is there when a place has what it has to ask an engine for. */
const ARRIVES: Partial<Record<string, string>> = {
  'train/sentence': '[data-testid="sentence-findings"]',
  'train/vocabulary': '[data-testid="words-learned"]',
  'train/attention': '[data-testid="attention-table"]',
  'train/parameters': '[data-testid="parameters-step"]',
};

/**
 * Every place, the slow motion, the other rules, a followed sentence, what opens, presentation mode, one language or both, and themes. All
 * code is loaded then, and the page has the template of every part.
 */
export async function seeEverything(page: Page, languages: number): Promise<void> {
  for (let nth = languages; nth >= 1; nth--) {
    await press(page, `.switches fieldset:nth-of-type(1) label:nth-of-type(${nth}) input`);
    await press(page, `.switches fieldset:nth-of-type(2) label:nth-of-type(${nth + 1}) input`);
    for (const place of [...PLACES, 'train']) {
      await enter(page, place);
      // A panel asks for what it shows when it comes into view.
      for (const part of [1 / 3, 2 / 3, 1]) {
        await page.evaluate((part) => scrollTo(0, part * document.body.scrollHeight), part);
        await page.waitForTimeout(60);
      }
      const late = page.locator(ARRIVES[place] ?? 'main').first();
      // At step 0 some of it is not there yet.
      await late.waitFor({ state: 'attached', timeout: 2000 }).catch(() => {});
    }
    await page.keyboard.press('n');
    for (const chart of await page.locator('[data-testid="curves"] [role="slider"]').all()) {
      await chart.press('ArrowLeft');
      await chart.press('End');
      await chart.blur();
    }
    await press(page, '.rules button, .rules input');
    await press(page, '[data-testid="time"] .keep');
    await page.waitForTimeout(300);
    await press(page, '[data-testid="time"] .bar > .button:first-of-type');
    await page.locator('#stage [data-token]').nth(1).click();
    // Opened, and closed again.
    for (let times = 0; times < 2; times++) {
      await press(page, 'main summary');
      await page.waitForTimeout(500);
    }
    await closeAll(page);
    await press(page, '.ways > .button');
    await press(page, '.slow li button');
    await closeAll(page);
    // On a phone the stage is a list.
    await page.setViewportSize({ width: 360, height: 740 });
    await page.waitForTimeout(300);
    await page.setViewportSize({ width: 1440, height: 900 });
    await press(page, '.switches > .button');
    for (const key of ['q', '?', 'b']) {
      await page.keyboard.press(key);
      await press(page, 'dialog[open] button');
    }
    await closeAll(page);
  }
}

/** The page as it was at first, paused, in the room whose content does not depend on the step. */
export async function rest(page: Page): Promise<void> {
  await page.evaluate(() => window.hideTab(false));
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.mouse.move(2, 2);
  await enter(page, 'train');
  await page.locator('#stage').waitFor();
  await closeAll(page);
  await call(page, 'pause');
  await enter(page, 'settings');
  await page.getByTestId('share').waitFor();
  await page.evaluate(() => {
    (document.activeElement as HTMLElement | null)?.blur();
    scrollTo(0, 0);
  });
  await page.waitForTimeout(400);
}

/** Training goes on, whatever the monkey has stopped it with. */
export async function goOn(page: Page): Promise<void> {
  await closeAll(page);
  await call(page, 'run');
}

async function closeAll(page: Page) {
  for (const selector of CLOSES) await press(page, selector);
}

/** Presses every such control that there is. */
async function press(page: Page, selector: string) {
  await page.evaluate(async (selector) => {
    for (const control of document.querySelectorAll<HTMLElement>(selector)) control.click();
    await new Promise((resolve) => setTimeout(resolve, 60));
  }, selector);
}
