// What the engines say of the losses, taken down outside the page: a record that grew in it would count as its memory.

import type { Page } from '@playwright/test';
import type { EngineEvent, Point, Reply } from '../../../www/engine/types';

interface Heard {
  points: Point[];
  /** Runs that have begun. */
  begun: number;
}

declare global {
  interface Window {
    /** What was heard since the last call. */
    heard(): Heard;
  }
}

/** Has to be called before the page is opened. */
export async function listen(page: Page): Promise<void> {
  await page.addInitScript(() => {
    let heard: Heard = { points: [], begun: 0 };
    window.heard = () => {
      const taken = heard;
      heard = { points: [], begun: 0 };
      return taken;
    };
    window.Worker = class extends Worker {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        this.addEventListener('message', ({ data }: MessageEvent<{ event?: EngineEvent; reply?: Reply }>) => {
          if (data.event?.type === 'progress') heard.points.push(...data.event.curves.points);
          if (data.reply?.type === 'begun' && data.reply.begun.state.step === 0) heard.begun++;
        });
      }
    };
  });
}

/** The losses of one run, step by step. */
export class Losses {
  readonly #known = new Map<number, string>();
  /** Runs that began while this one was heard. */
  begun = 0;

  /** Takes down what the page has heard. A step that comes again has to come with the same losses. */
  async take(page: Page): Promise<void> {
    const { points, begun } = await page.evaluate(() => window.heard());
    this.begun += begun;
    for (const { step, losses } of points) {
      const text = JSON.stringify(losses);
      const before = this.#known.get(step) ?? text;
      if (before !== text) throw new Error(`step ${step} has the losses ${before}, and later ${text}`);
      this.#known.set(step, text);
    }
  }

  /** Steps whose losses are known in both runs, and those of them whose losses differ. */
  compare(other: Losses): { compared: number; differing: number[] } {
    const both = [...this.#known.keys()].filter((step) => other.#known.has(step)).sort((a, b) => a - b);
    return {
      compared: both.length,
      differing: both.filter((step) => this.#known.get(step) !== other.#known.get(step)),
    };
  }

  /** Steps whose losses never came, up to the first step that an engine may thin out. */
  missing(last: number): number[] {
    return Array.from({ length: Math.min(last, NEVER_THINNED) }, (_, index) => index + 1).filter(
      (step) => !this.#known.has(step),
    );
  }
}

/**
 * Until `MAX_POINTS` of src/train/report.rs (4,000) the history has every step. The report after that has of the steps since the one
 * before only what was kept. The last hundred are not asked for.
 */
const NEVER_THINNED = 3900;
