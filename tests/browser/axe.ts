import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  id: string;
  nodes: { html: string; failureSummary?: string }[];
}

/** Each language and each theme once: contrast knows no language, and names know no theme. */
export const LANGUAGES_AND_THEMES = [
  ['en', 'light'],
  ['ko', 'dark'],
] as const;

/** The violations that axe finds on the page, or in a part of it. */
export async function violations(page: Page, part?: string): Promise<string[]> {
  await page.evaluate(axe);
  // A button that was just enabled changes its colour for some frames, and in one of them it has no contrast.
  await page.evaluate(() => {
    for (const animation of document.getAnimations()) if (animation instanceof CSSTransition) animation.finish();
  });
  // What sticks to the top covers something at every place of the scroll; nothing is covered for good.
  await page.evaluate(() => {
    const bar = document.querySelector<HTMLElement>('.transport:not(.bar)');
    if (bar) bar.style.position = 'static';
  });
  const found = await page.evaluate(async (part) => {
    const { axe } = window as unknown as {
      axe: { run(context: unknown, options: object): Promise<{ violations: Violation[] }> };
    };
    return (await axe.run(part ?? document, { rules: { 'target-size': { enabled: true } } })).violations;
  }, part);
  return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`));
}
