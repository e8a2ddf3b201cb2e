// The walk-through of docs/accessibility.md, step by step: by accessible names and roles alone, as a screen reader has them, and by keyboard.

import type { Locator } from '@playwright/test';
import { catalogs } from '../../www/i18n';
import { expect, test } from './fixtures';
import { call, open, SMALL, state, trace } from './small';

const press = async (control: Locator, key: string) => {
  await control.focus();
  await control.press(key);
};

for (const lang of ['en', 'ko'] as const) {
  test(`the page is used by a screen reader (${lang})`, async ({ page }) => {
    const t = catalogs[lang];
    await open(page, `${SMALL}&lang=${lang}`);

    // Arrive: one heading of level 1, a link past the controls, panels with headings of level 2.
    await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
    await page.keyboard.press('Tab');
    await expect(page.locator(':focus')).toHaveText(t.skip);
    const stage = page.getByRole('region', { name: t.stage.title, exact: true });
    await expect(stage).toBeVisible();
    await expect(page.getByRole('heading', { level: 2, name: t.stage.title, exact: true })).toHaveCount(1);

    // Pause.
    await press(page.getByRole('button', { name: t.transport.pause, exact: true }), 'Enter');
    await expect.poll(async () => (await state(page)).running).toBe(false);

    // Hear a step; nothing is announced before.
    await press(page.getByRole('button', { name: t.transport.step, exact: true }), 'Enter');
    await call(page, 'pause');
    const { tokens } = await trace(page);
    const scored = tokens.filter(({ counted }) => counted);
    const spoken = page.getByRole('status').filter({ hasText: scored[0]!.original });
    await expect(spoken).toHaveCount(0);
    await press(page.getByRole('button', { name: t.stage.speak }), 'Enter');
    for (const { original, input } of scored) {
      await expect(spoken).toContainText(original);
      await expect(spoken).toContainText(input);
    }

    // From token to token by the arrow keys, each named by its token and its fate.
    const nameOf = ({ original, fate }: (typeof tokens)[number]) => t.stage.tokenLabel(original, t.fates[fate]);
    const first = stage.getByRole('button', { name: nameOf(tokens[0]!), exact: true }).first();
    await first.focus();
    for (const token of tokens.slice(1, 4)) {
      await page.keyboard.press('ArrowRight');
      await expect(page.locator(':focus')).toHaveAccessibleName(nameOf(token));
    }

    // Open the arithmetic, and close it again.
    const last = page.locator(':focus');
    await last.press('Enter');
    const arithmetic = page.getByRole('region', { name: t.arithmetic.title(tokens[3]!.original), exact: true });
    await expect(arithmetic).toBeVisible();
    await expect(last).toHaveAttribute('aria-expanded', 'true');
    await press(last, 'Escape');
    await expect(arithmetic).toHaveCount(0);

    // The curves, value by value.
    const curve = page.getByRole('slider', { name: t.curves.explore(t.curves.losses.mlm!), exact: true });
    await press(curve, 'End');
    await expect(curve).toHaveAttribute('aria-valuetext', /\d/);

    // Another room, and back.
    const rooms = page.getByRole('navigation', { name: t.roomsLabel });
    await press(rooms.getByRole('link', { name: t.rooms.compare, exact: true }), 'Enter');
    await expect(page).toHaveURL(/#\/compare$/);
    await page.goBack();
    await expect(stage).toBeVisible();
  });
}
