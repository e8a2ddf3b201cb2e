import type { Page } from '@playwright/test';

declare global {
  interface Window {
    /** Hides the tab, or shows it again. */
    hideTab(hidden: boolean): void;
  }
}

/** Lets a test hide the tab. Has to be called before the page is opened. */
export async function letHide(page: Page): Promise<void> {
  await page.addInitScript(() => {
    let hidden = false;
    Object.defineProperty(document, 'hidden', { get: () => hidden });
    Object.defineProperty(document, 'visibilityState', { get: () => (hidden ? 'hidden' : 'visible') });
    window.hideTab = (value) => {
      hidden = value;
      document.dispatchEvent(new Event('visibilitychange'));
    };
  });
}
