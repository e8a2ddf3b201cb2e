import { expect, type Page } from '@playwright/test';
import type { Cloze } from '../../www/api';
import type { TraceByName as Trace } from '../../www/contract';
import type { State } from '../../www/engine/types';

/** A model that trains a step in a few milliseconds, for tests that don't depend on its size. */
export const SMALL = 'hidden_size=32&layers=1&heads=2&intermediate_size=64&batch_size=8';

/** Opens the page and waits until its first batch is ready. */
export async function open(page: Page, query = SMALL): Promise<void> {
  await page.goto(`./?${query}`);
  await page.evaluate(() => window.cloze.ready);
}

/** Goes to another place of the page: `settings`, `train/attention`. */
export const enter = (page: Page, place: string) => page.evaluate((to) => void (location.hash = `#/${to}`), place);

type Method = Exclude<keyof Cloze, 'ready'>;

/** Calls a method of `window.cloze`. */
export function call(page: Page, method: Method, argument?: unknown): Promise<unknown> {
  return page.evaluate(([name, value]) => (window.cloze[name] as (value: unknown) => Promise<unknown>)(value), [
    method,
    argument,
  ] as const);
}

/** Nothing but the selected positions and [CLS] has a gradient at its output, and every real one has one at its input. */
export function expectGradientsWhereScored({ tokens }: Trace): void {
  for (const { position, fate, counted, gradient_norm, input_gradient_norm } of tokens) {
    expect(counted, `position ${position}`).toBe(['masked', 'randomized', 'kept'].includes(fate));
    expect(gradient_norm !== 0, `output of position ${position}`).toBe(counted || position === 0);
    expect(input_gradient_norm !== 0, `input of position ${position}`).toBe(fate !== 'padding');
  }
}

export const state = (page: Page) => call(page, 'state') as Promise<State & { saved: number | null }>;
export const trace = (page: Page) => call(page, 'trace') as Promise<Trace>;
