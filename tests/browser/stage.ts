import type { Page } from '@playwright/test';
import { expect } from './fixtures';

export const strip = (page: Page) => page.getByTestId('strip');
export const stepShown = async (page: Page) => Number(await strip(page).getAttribute('data-step'));

/** The run trains, and the stage shows two more steps. A single one may have been on its way already. */
export async function movesOn(page: Page): Promise<void> {
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  for (let more = 0; more < 2; more++) {
    const before = await stepShown(page);
    await expect.poll(() => stepShown(page), { timeout: 6000 }).not.toBe(before);
  }
}
