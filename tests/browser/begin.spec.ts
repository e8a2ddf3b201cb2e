// Every control that starts a run, used while another run trains at full speed and the stage is kept. The new run's second sentence
// has to appear within seconds.

import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { enter, open, SMALL } from './small';
import { movesOn } from './stage';

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

const CONTROLS: Record<string, (page: Page) => Promise<void>> = {
  'Restart, new seed': (page) => button(page, 'Restart, new seed').click(),
  Restart: (page) => button(page, 'Restart').click(),
  'Start new run': async (page) => {
    await enter(page, 'settings');
    await page.locator('#setting-learning_rate').fill('0.0015');
    await button(page, 'Start new run').click();
    await enter(page, 'train');
  },
  'another corpus': async (page) => {
    await enter(page, 'settings');
    await page.locator('#setting-corpus').selectOption('korean');
    await button(page, 'Start new run').click();
    await enter(page, 'train');
  },
  'another objective': (page) => page.getByTestId('pair').locator('input[value="mlm"]').check({ force: true }),
  'a new seed twice': async (page) => {
    await button(page, 'Restart, new seed').click();
    await button(page, 'Restart, new seed').click();
  },
};

const BEFORE: Record<string, (page: Page) => Promise<void>> = {
  'nothing else': async () => {},
  'a tab that was hidden in between': (page) =>
    page.evaluate(async () => {
      let hidden = true;
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
      document.dispatchEvent(new Event('visibilitychange'));
      await new Promise((resolve) => setTimeout(resolve, 300));
      hidden = false;
      document.dispatchEvent(new Event('visibilitychange'));
    }),
  'slow motion': async (page) => {
    await button(page, 'Slow motion').click();
    await expect(page.getByTestId('slow')).toBeVisible();
  },
  'a what-if': (page) => page.getByRole('switch', { name: 'Score every token' }).check({ force: true }),
  'an opened token': async (page) => {
    await page.locator('[data-token]').nth(3).click();
    await expect(page.getByTestId('arithmetic')).toBeVisible();
  },
  'the past': async (page) => {
    await page.getByRole('slider', { name: 'Training step to show' }).focus();
    await page.keyboard.press('Home');
    await expect(page.locator('.stage')).toHaveClass(/moments/);
  },
  'a followed sentence': async (page) => {
    await button(page, 'Follow this sentence').click();
    await expect(page.locator('.stage')).toHaveClass(/moments/);
  },
  'a slower pace and back': async (page) => {
    await page.getByRole('radio', { name: '1 step/s' }).check({ force: true });
    await page.getByRole('radio', { name: 'Max' }).check({ force: true });
  },
};

/** Enough steps that the run does not finish during the test. */
const LONG = `${SMALL}&steps=100000&warmup_steps=10`;

for (const [control, begin] of Object.entries(CONTROLS)) {
  test(`${control}: the stage follows the new run`, async ({ page }) => {
    await open(page, LONG);
    await movesOn(page);
    await begin(page);
    await movesOn(page);
  });
}

for (const [what, prepare] of Object.entries(BEFORE)) {
  test(`the stage follows a new run that was begun after ${what}`, async ({ page }) => {
    await open(page, LONG);
    await movesOn(page);
    await prepare(page);
    await button(page, 'Restart, new seed').click();
    await expect(page.locator('.stage')).not.toHaveClass(/moments/);
    await movesOn(page);
  });
}

test('after the last step a new run trains by itself, and the stage follows it', async ({ page }) => {
  await open(page, `${SMALL}&steps=60`);
  await expect(button(page, 'Play')).toBeDisabled();
  // The first step is on the stage only until the next one is traced, which may be between two looks at it from outside.
  const stage = await page.evaluateHandle(() => {
    const steps: number[] = [];
    const look = () => steps.push(Number(document.querySelector<HTMLElement>('[data-testid="strip"]')?.dataset.step));
    new MutationObserver(look).observe(document.body, {
      subtree: true,
      childList: true,
      attributeFilter: ['data-step'],
    });
    return steps;
  });
  await button(page, 'Restart, new seed').click();
  await expect.poll(() => stage.evaluate((steps) => steps.indexOf(0) >= 0 && steps.at(-1)! > 0)).toBe(true);
});

test('what was paused stays paused when a new run begins', async ({ page }) => {
  await open(page, LONG);
  await button(page, 'Pause').click();
  await button(page, 'Restart, new seed').click();
  await expect(page.getByTestId('step')).toHaveAttribute('data-value', '0');
  await expect(button(page, 'Play')).toBeEnabled();
  await expect(page.getByTestId('step')).toHaveAttribute('data-value', '0');
});
