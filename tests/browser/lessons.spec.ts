// Every lesson in both languages to its end, as a reader does it: the acts on the live model, the questions, the way on.

import type { Page } from '@playwright/test';
import { catalogs, type Language } from '../../www/i18n';
import type { Act, Lesson, Step } from '../../www/lessons/lesson';
import type { TraceByName } from '../../www/contract';
import type { TokenTrace } from '../../www/engine/types';
import { violations } from './axe';
import { expect, test } from './fixtures';
import { lessonsFrom } from './lessons';
import { call, enter, open, SMALL, state, trace } from './small';

const next = (page: Page) => page.getByTestId('lesson-next');
const done = (page: Page, language: Language) => page.getByTestId('act').getByText(catalogs[language].lessons.done);

/** A token of the stage that the act asks for. */
function wanted({ tokens }: TraceByName, kind: string): TokenTrace {
  const is: Record<string, (token: TokenTrace) => boolean> = {
    masked: ({ fate }) => fate === 'masked',
    kept: ({ fate }) => fate === 'kept',
    ignored: ({ fate, would_be_loss }) => fate === 'context' && would_be_loss > 3,
    cls: ({ position }) => position === 0,
  };
  const found = tokens.find(is[kind]!);
  expect(found, `a token of the kind ${kind} on the stage`).toBeDefined();
  return found!;
}

const DOES: { [Kind in Act['kind']]: (page: Page, act: Extract<Act, { kind: Kind }>, t: Language) => Promise<void> } = {
  async guess(page) {
    await page.locator('#guess-word').fill('the');
    await page.keyboard.press('Enter');
  },
  async open(page, { token }) {
    await expect.poll(async () => (await trace(page)).tokens.some((one) => matches(one, token))).toBe(true);
    const { position } = wanted(await trace(page), token);
    await page.getByTestId('strip').locator(`[data-token="${position}"]`).click();
  },
  async what_if(page, _act, language) {
    const { every_position } = catalogs[language].whatIf.names;
    await page.getByRole('switch', { name: every_position }).check({ force: true });
  },
  async slow(page, { phase }, language) {
    const { slow } = catalogs[language];
    await page.getByRole('button', { name: slow.title, exact: true }).click();
    const at = ['text', 'pick', 'fates', 'read', 'predict', 'loss', 'backward', 'update'].indexOf(phase);
    await page.getByTestId('slow').locator('ol button').nth(at).click();
  },
  async train(page) {
    if (!(await state(page)).running) await page.getByTestId('act').getByRole('button').click();
  },
  async begin(page, { settings }) {
    await page.getByTestId('act').getByRole('button').click();
    await expect.poll(async () => (await state(page)).settings.masking.mask).toBe(settings.masking!.mask);
  },
  async enter(page) {
    const { batch } = await trace(page);
    await page.getByTestId('act').getByRole('textbox').fill(batch.total_loss.toFixed(2));
    await page.keyboard.press('Enter');
  },
  async do(page, { deed }, language) {
    await DEEDS[deed](page, language);
  },
};

function matches(token: TokenTrace, kind: string): boolean {
  try {
    return wanted({ tokens: [token] } as TraceByName, kind) === token;
  } catch {
    return false;
  }
}

const DEEDS: Record<Extract<Act, { kind: 'do' }>['deed'], (page: Page, language: Language) => Promise<void>> = {
  async pair(page, language) {
    const second = page.getByTestId('sentence-pair');
    await second.fill('Dogs are cute.');
    // An answer that is gone at once was that to a sentence still being typed.
    await expect(page.getByTestId('sentence-findings')).toContainText(catalogs[language].sentence.follows);
    await page.waitForTimeout(2000);
    await expect(done(page, language)).toBeHidden();
    await second.fill('The king is old.');
  },
  async fine_tune(page) {
    await call(page, 'finetune', {
      task: 'sequence',
      preset: 'sentiment:en',
      labels: 8,
      steps: 8,
      seeds: [1],
      from: 'run',
    });
  },
  async second_model(page, language) {
    await page.getByRole('button', { name: catalogs[language].compare.start }).click();
  },
  async compare_text(page, language) {
    const text = page.getByTestId('compare-text');
    await text.fill('the [MASK] went home');
    await expect(done(page, language)).toBeHidden();
    await text.fill('the [MASK] went away');
  },
  async fill(page, language) {
    const start = page.getByRole('button', { name: catalogs[language].compare.start });
    const fill = page.getByTestId('fill').getByRole('button', { name: catalogs[language].compare.writing.fill.go });
    // Whether there is a second model already is known once the panel is there.
    await expect(start.or(fill)).toBeVisible();
    if (await start.isVisible()) await start.click();
    await fill.click();
  },
  continue: () => Promise.reject(new Error('no lesson asks for it yet')),
};

async function answer(page: Page, step: Step) {
  for (const block of step.text) {
    if (block.kind !== 'question') continue;
    const wrong = block.answers.findIndex(({ right }) => !right);
    const options = page.getByTestId('question').getByRole('radio');
    await options.nth(wrong).check();
    await expect(page.getByTestId('question').getByRole('status')).not.toBeEmpty();
    await options.nth(block.answers.findIndex(({ right }) => right)).check();
  }
}

const questionsOf = (language: Language) =>
  lessonsFrom(language)
    .flatMap(({ steps }) => steps.flatMap(({ text }) => text))
    .filter(({ kind }) => kind === 'question').length;

async function work(page: Page, lesson: Lesson, language: Language) {
  for (const [index, step] of lesson.steps.entries()) {
    await expect(page).toHaveURL(new RegExp(`#/learn/${lesson.id}/${index + 1}$`));
    await expect(page.getByRole('heading', { name: step.title, exact: true })).toBeVisible();
    if (step.act) {
      await DOES[step.act.kind](page, step.act as never, language);
      await expect(done(page, language)).toBeVisible({ timeout: 60_000 });
    }
    await answer(page, step);
    await expect(next(page)).toHaveClass(/primary/);
    await next(page).click();
  }
}

for (const language of ['en', 'ko'] as const) {
  for (const [index, lesson] of lessonsFrom(language).entries()) {
    test(`lesson ${index + 1}, ${lesson.id}, to its end (${language})`, async ({ page }) => {
      await open(page, `${SMALL}&lang=${language}&steps=400#/learn/${lesson.id}/1`);
      await work(page, lesson, language);
    });
  }
}

test('the list says what is done, and after a reload the reader is where they were', async ({ page }) => {
  await open(page, `${SMALL}#/learn/ignored/1`);
  await next(page).click();
  await expect(page).toHaveURL(/#\/learn\/ignored\/2$/);
  await page.reload();
  await expect(page.getByRole('heading', { name: 'A large loss that doesn’t count' })).toBeVisible();
  await enter(page, 'train');
  await page.getByRole('link', { name: 'Go on with the lesson' }).click();
  await expect(page).toHaveURL(/#\/learn\/ignored\/2$/);
  await enter(page, 'learn');
  await expect(page.getByRole('link', { name: /What the loss ignores/ })).toHaveAttribute('href', '#/learn/ignored/2');
});

test('the worksheet prints on two pages, and has the answers only where asked for', async ({ page }, info) => {
  for (const language of ['en', 'ko'] as const) {
    for (const place of ['learn/worksheet', 'learn/worksheet/answers']) {
      await open(page, `${SMALL}&lang=${language}#/${place}`);
      await expect(page.getByTestId('worksheet')).toBeVisible();
      await expect(page.getByTestId('worksheet').getByText('☒')).toHaveCount(
        place.endsWith('answers') ? questionsOf(language) : 0,
      );
      const pdf = await page.pdf({ path: info.outputPath(`${language}-${place.split('/').at(-1)}.pdf`), format: 'A4' });
      const pages = pdf.toString('latin1').match(/\/Type \/Page\b/g)!.length;
      if (!place.endsWith('answers')) expect(pages, language).toBe(2);
    }
  }
});

test('another token than the one asked for is named, and completes nothing', async ({ page }) => {
  await open(page, `${SMALL}#/learn/mask/3`);
  await expect.poll(async () => (await trace(page)).tokens.some(({ fate }) => fate === 'kept')).toBe(true);
  const { tokens } = await trace(page);
  const other = tokens.find(({ fate }) => fate === 'context')!;
  await page.getByTestId('strip').locator(`[data-token="${other.position}"]`).click();
  await expect(page.getByTestId('act')).toContainText('has the role “context”');
  await expect(next(page)).not.toHaveClass(/primary/);
});

test('training waits in a step that is read, and goes on after it', async ({ page }) => {
  await open(page, `${SMALL}&steps=100000#/learn/mask/3`);
  await expect.poll(async () => (await state(page)).running).toBe(false);
  await enter(page, 'learn/train/2');
  await expect.poll(async () => (await state(page)).running).toBe(true);
});

test('a lesson that needs other settings offers them, and an unknown one leads to the list', async ({ page }) => {
  await open(page, `${SMALL}&objective=mlm#/learn/next-sentence/1`);
  await page.getByRole('button', { name: 'Start a run for this lesson' }).click();
  await expect.poll(async () => (await state(page)).settings.objective).toBe('mlm+nsp');
  await enter(page, 'learn/nothing<b>');
  await expect(page.getByText('There is no lesson called “nothing<b>”')).toBeVisible();
  await expect(page.getByRole('link', { name: /What the loss ignores/ })).toBeVisible();
});

test('axe finds nothing in a step with an act, a question and a table, and no width scrolls sideways', async ({
  page,
}, info) => {
  await open(page);
  for (const place of ['learn', 'learn/mask/2', 'learn/ignored/2', 'learn/train/4']) {
    await enter(page, place);
    await expect(page.locator('#learn .panel').first()).toBeVisible();
    expect(await violations(page), place).toEqual([]);
    for (const width of [1440, 820, 360, 320]) {
      await page.setViewportSize({ width, height: 900 });
      await page.screenshot({ path: info.outputPath(`${place.replaceAll('/', '-')}-${width}.png`) });
      expect(await page.evaluate(() => document.documentElement.scrollWidth), place).toBeLessThanOrEqual(width);
    }
  }
});
