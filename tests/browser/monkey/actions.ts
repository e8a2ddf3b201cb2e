// The monkey's actions: everything that a user can do with the page's controls. They are chosen panel by panel, so that the hundred
// tokens of the stage don't dominate.

import type { Page } from '@playwright/test';
import { enter } from '../small';
import type { Dice } from './random';

interface Control {
  /** Index among the controls of the page, as `mark` numbered them. */
  index: number;
  panel: string;
  kind: 'click' | 'toggle' | 'choose' | 'type' | 'slide' | 'point';
  name: string;
  id: string;
  value: string;
  options: string[];
  /** Indices of the favourites that it is one of. */
  favourites: number[];
}

/** What a monkey is like. */
export interface Habits {
  /** Where it walks. */
  places: readonly string[];
  /** Selects the controls that it leaves alone. */
  leaves: string;
  /** Controls, by a selector, that get a share of the actions of their own. The panels have the rest. */
  favourites: readonly { share: number; selector: string }[];
}

/** Numbers every control that a user can reach now, but for those that the monkey leaves alone. */
function mark(page: Page, habits: Habits): Promise<Control[]> {
  return page.evaluate(({ leaves, favourites }) => {
    for (const old of document.querySelectorAll('[data-monkey]')) old.removeAttribute('data-monkey');
    const all = document.querySelectorAll<HTMLElement>(
      'button, input, select, textarea, summary, [role="slider"], [data-token]',
    );
    const controls: Control[] = [];
    for (const element of new Set(all)) {
      const input = element as HTMLInputElement;
      if (input.disabled || element.closest('[inert], [hidden]')) continue;
      if (element.getClientRects().length === 0 || element.matches(leaves)) continue;
      const index = controls.length;
      element.dataset.monkey = String(index);
      const label = input.labels?.[0]?.textContent ?? '';
      const kind =
        element.tagName === 'SELECT'
          ? 'choose'
          : input.type === 'range'
            ? 'slide'
            : element.getAttribute('role') === 'slider'
              ? 'point'
              : input.type === 'checkbox' || input.type === 'radio'
                ? 'toggle'
                : element.tagName === 'TEXTAREA' || element.tagName === 'INPUT'
                  ? 'type'
                  : 'click';
      controls.push({
        index,
        panel:
          element.closest('[data-testid], section, header, fieldset')?.className.toString().slice(0, 40) +
          '/' +
          (element.closest('section[data-testid]') as HTMLElement | null)?.dataset.testid,
        kind,
        name:
          (element.getAttribute('aria-label') ?? element.textContent ?? label).trim().slice(0, 40) ||
          label.trim().slice(0, 40),
        id: element.id,
        value: input.value ?? '',
        options:
          element.tagName === 'SELECT'
            ? [...(element as unknown as HTMLSelectElement).options].map((one) => one.value)
            : [],
        favourites: [...favourites.keys()].filter((place) => element.matches(favourites[place]!.selector)),
      });
    }
    return controls;
  }, habits);
}

/** Excluded controls: they make files or take long, and do not change the run. */
const NOT_PRESSED = /save|저장|png|svg|csv|json|pytorch|copy|복사|folder|폴더|file|파일|zip/i;

/** Values that keep steps fast, and invalid ones too. */
const NUMBERS: Record<string, string[]> = {
  'setting-hidden_size': ['16', '32', '33', ''],
  'setting-layers': ['1', '2', '0'],
  'setting-heads': ['1', '2', '3'],
  'setting-intermediate_size': ['32', '64'],
  'setting-sequence_length': ['16', '32', '24'],
  'setting-batch_size': ['4', '8', 'many'],
  'setting-vocabulary_size': ['200', '300', '1000'],
  'setting-steps': ['40', '400', '100000'],
  'setting-warmup_steps': ['0', '4'],
  'setting-seed': ['1', '2', '3', '-1'],
  'setting-evaluation_interval': ['20', '50'],
  'setting-learning_rate': ['0.001', '0.002', 'x'],
};
const TEXTS = [
  'The dog saw the [MASK].',
  'the man went to the store',
  '강아지',
  '',
  'a b c d e f g h i j k l m n o p q r s t u v w x y z',
];
const KEYS = [' ', 's', 'n', 'Escape', 'ArrowLeft', 'ArrowRight', 'Home', 'End'];

/** Actions without a control. */
const GESTURES = ['key', 'hide', 'resize', 'hover', 'scroll', 'walk'] as const;

/** Tries everything. Most of what it can break is in the first place, and most depends on what begins or drives a run. */
export const CURIOUS: Habits = {
  places: [
    'train',
    'train',
    'train/sentence',
    'train/examples',
    'train/vocabulary',
    'train/attention',
    'train/parameters',
    'settings',
  ],
  leaves: 'input[type="file"]',
  favourites: [
    { share: 0.2, selector: '.transport .again button, [data-testid="settings"] [type="submit"]' },
    { share: 0.2, selector: '.transport > .buttons:first-child button' },
  ],
};

/** Does one action, and returns its description. */
export async function act(page: Page, dice: Dice, habits: Habits = CURIOUS): Promise<string> {
  if (dice.next() < 0.2) return gesture(page, dice, habits);
  const controls = (await mark(page, habits)).filter(({ name }) => !NOT_PRESSED.test(name));
  const control = pick(dice, controls, habits);
  if (!control) return 'nothing: there is no control';
  const { panel } = control;
  const what = `${control.kind} ${JSON.stringify(control.name || control.id)} of ${panel}`;
  const target = page.locator(`[data-monkey="${control.index}"]`);
  // A control may disappear during training. Then the action is skipped.
  const soon = { timeout: 1500 };
  try {
    switch (control.kind) {
      case 'click':
        await target.click(soon);
        break;
      case 'toggle':
        await target.click({ ...soon, force: true });
        break;
      case 'choose': {
        const option = dice.pick(control.options);
        await target.selectOption(option, soon);
        return `${what}: ${option}`;
      }
      case 'type': {
        const text = dice.pick(
          NUMBERS[control.id] ??
            (control.id.startsWith('setting-') && control.id !== 'setting-text' ? [control.value] : TEXTS),
        );
        await target.fill(text, soon);
        return `${what}: ${JSON.stringify(text)}`;
      }
      case 'slide':
      case 'point': {
        const key = dice.pick(['Home', 'End', 'ArrowLeft', 'ArrowRight']);
        await target.focus(soon);
        await page.keyboard.press(key);
        if (control.kind === 'point' && dice.next() < 0.5) await target.blur();
        return `${what}: ${key}`;
      }
    }
  } catch (error) {
    return `${what}: not done (${String(error).split('\n')[0]!.slice(0, 60)})`;
  }
  return what;
}

function pick(dice: Dice, controls: Control[], { favourites }: Habits): Control | undefined {
  let chance = dice.next();
  const favourite = favourites.findIndex(({ share }) => (chance -= share) < 0);
  const favoured = controls.filter((control) => control.favourites.includes(favourite));
  if (favoured.length > 0) return dice.pick(favoured);
  const panels = [...new Set(controls.map(({ panel }) => panel))].sort();
  if (panels.length === 0) return undefined;
  const panel = dice.pick(panels);
  return dice.pick(controls.filter((control) => control.panel === panel));
}

async function gesture(page: Page, dice: Dice, { places }: Habits): Promise<string> {
  const gesture = dice.pick(GESTURES);
  switch (gesture) {
    case 'key': {
      const key = dice.pick(KEYS);
      await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
      await page.keyboard.press(key === ' ' ? 'Space' : key);
      return `key ${key}`;
    }
    case 'hide': {
      await page.evaluate(() => window.hideTab(true));
      await page.waitForTimeout(dice.below(400));
      await page.evaluate(() => window.hideTab(false));
      return 'hide and show the tab';
    }
    case 'resize': {
      const width = dice.pick([1440, 820, 360]);
      await page.setViewportSize({ width, height: 900 });
      return `resize to ${width}`;
    }
    case 'hover': {
      const charts = page.locator('[data-testid="curves"] [role="slider"]');
      await charts
        .first()
        .hover({ timeout: 1000, position: { x: 40 + dice.below(100), y: 20 } })
        .catch(() => {});
      if (dice.next() < 0.7) await page.mouse.move(2, 2);
      return 'point at the curves';
    }
    case 'walk': {
      const place = dice.pick(places);
      await enter(page, place);
      return `go to ${place}`;
    }
    case 'scroll': {
      const share = dice.next();
      await page.evaluate((to) => window.scrollTo(0, to * document.body.scrollHeight), share);
      return `scroll to ${(share * 100).toFixed(0)} %`;
    }
  }
}
