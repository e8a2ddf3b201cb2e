// What the monkey observes: all events of the engines, and the current content of the page.

import type { Page } from '@playwright/test';
import { letHide } from './hide';
import type { EngineEvent, Point, Reply, Settings, State, Tallies, Trace } from '../../../www/engine/types';

/** One run, according to the engines' events. */
export interface WatchedRun {
  settings: Settings;
  points: Point[];
}

/** The page's content at one time. Numbers are those that it shows. */
export interface Seen {
  /** The room of the address. */
  room: string;
  /** The transport's step counter. */
  counter: number;
  running: boolean;
  /** Disabled controls of the transport. */
  disabled: string[];
  /** Step and text of the stage, if its room and the sentence pair are shown. Null without a stage. */
  stage: { step: number; key: string; counted: number } | null;
  /** Why the stage does not follow the run. */
  kept: { opened: boolean; slow: boolean; past: boolean; hypothetical: boolean; hidden: boolean };
  /** Whether the stage's numbers are those of a trace of the current run. */
  sent: boolean;
  /** Last step of the current run's curves. */
  curves: number;
  /** Number of tokens in the tallies. */
  tokens: number;
  /** The last state from an engine. */
  engine: Told;
}

interface Told {
  step: number;
  running: boolean;
  finished: boolean;
  tokens: number;
}

declare global {
  interface Window {
    monkey: {
      runs: WatchedRun[];
      seen(): Seen;
    };
  }
}

/** Has to be called before the page is opened. */
export async function watch(page: Page): Promise<void> {
  await letHide(page);
  await page.addInitScript(() => {
    const runs: WatchedRun[] = [];
    const sent = new Set<string>();
    let engine: Told = { step: 0, running: false, finished: false, tokens: 0 };

    const keyOf = (step: unknown, rows: unknown[][], total: string) => JSON.stringify([String(step), rows, total]);
    const note = ({ step, tokens, batch }: Trace) => {
      const real = tokens.filter((token) => token.fate !== 'padding');
      const rows = [
        real.map((token) => token.original),
        real.map((token) => token.input),
        real.map((token) => (token.counted ? token.would_be_loss.toFixed(2) : '× 0')),
      ];
      sent.add(keyOf(step, rows, batch.total_loss.toFixed(3)));
    };
    const told = ({ step, running, finished }: State, tallies: Tallies) =>
      (engine = { step, running, finished, tokens: tallies.tokens });
    const receive = ({ event, reply }: { event?: EngineEvent; reply?: Reply }) => {
      if (event?.type === 'progress') {
        told(event.state, event.tallies);
        const run = runs.at(-1);
        if (run) run.points = [...(event.curves.thinned ? [] : run.points), ...event.curves.points];
        if (event.trace) note(event.trace);
      }
      if (event?.type === 'finished') engine = { ...engine, running: false, finished: true };
      if (reply?.type === 'begun') {
        const { state, report, trace } = reply.begun;
        told(state, report.tallies);
        if (state.step === 0) {
          runs.push({ settings: state.settings, points: [] });
          sent.clear();
        }
        if (trace) note(trace);
      }
      if (reply?.type === 'trace') note(reply.trace);
    };
    window.Worker = class extends Worker {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        this.addEventListener('message', ({ data }) => receive(data));
      }
    };

    const number = (element: Element | null | undefined, name: string) => Number(element?.getAttribute(name) ?? NaN);
    const stageOf = (strip: HTMLElement) => {
      const cells = (selector: string) => [...strip.querySelectorAll<HTMLElement>(selector)];
      const text = (cell: Element | null) => cell?.textContent?.trim() ?? '';
      // The stage has columns on a wide screen and rows on a narrow one.
      const wide = strip.querySelector('thead [data-token]') !== null;
      const rows = wide
        ? [
            cells('thead [data-token]').map(text),
            cells('tr.inputs [data-position]').map(text),
            cells('tr.losses [data-position]').map((cell) => text(cell.querySelector('.value'))),
          ]
        : [];
      const total = text(document.querySelector('[data-testid="total-loss"]'));
      return {
        step: Number(strip.dataset.step),
        key: wide && total !== '' ? keyOf(strip.dataset.step, rows, total) : '',
        counted: (rows[2] ?? []).filter((loss) => loss !== '× 0').length,
      };
    };

    window.monkey = {
      runs,
      seen() {
        const counter = document.querySelector<HTMLElement>('[data-testid="step"]');
        const buttons = [...document.querySelectorAll<HTMLButtonElement>('.transport button')];
        const strip = document.querySelector<HTMLElement>('[data-testid="strip"]');
        const panel = document.querySelector('.stage');
        const stage = strip ? stageOf(strip) : null;
        return {
          room: location.hash.split('/')[1] ?? 'train',
          counter: number(counter, 'data-value'),
          running: engine.running,
          disabled: buttons.filter((button) => button.disabled).map((button) => button.textContent?.trim() ?? ''),
          stage,
          kept: {
            opened: document.querySelector('[data-testid="arithmetic"]') !== null,
            slow: document.querySelector('[data-testid="slow"]') !== null,
            past: panel?.classList.contains('moments') ?? false,
            hypothetical: panel?.classList.contains('hypothetical') ?? false,
            hidden: document.hidden,
          },
          sent: stage !== null && sent.has(stage.key),
          curves: number(document.querySelector('[data-testid="curves"]'), 'data-step'),
          tokens: number(document.querySelector('[data-testid="tallies"]'), 'data-tokens'),
          engine,
        };
      },
    };
  });
}

export const seen = (page: Page): Promise<Seen> => page.evaluate(() => window.monkey.seen());
