import type { Page } from '@playwright/test';
import { expect } from './fixtures';

export const strip = (page: Page) => page.getByTestId('strip');
export const stepShown = async (page: Page) => Number(await strip(page).getAttribute('data-step'));

/** The run trains, and the stage shows two more of its steps: one would be there without any trace that follows. */
export async function movesOn(page: Page): Promise<void> {
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  for (let more = 0; more < 2; more++) {
    const before = await stepShown(page);
    await expect.poll(() => stepShown(page), { timeout: 6000 }).not.toBe(before);
  }
}
