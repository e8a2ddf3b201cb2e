// Random actions at random times, with a check of the page's invariants after each.

import type { Page } from '@playwright/test';
import { expect } from '../fixtures';
import { call } from '../small';
import { act } from './actions';
import { Dice } from './random';
import { seen, watch, type Seen, type WatchedRun } from './watch';

export interface MonkeyRun {
  seed: number;
  actions: number;
  query: string;
  /** Opens the page with a query. */
  open: (page: Page, query: string) => Promise<void>;
  /** Whether runs with one seed have the same bits, so that losses can be compared with an undisturbed run's. */
  exact: boolean;
}

/** During training, a stage that is not kept shows another step within this time. */
const MOVES_WITHIN_MS = 6000;
/** The page draws at most 15 times a second, and hidden panels one after the other. */
const SETTLES_WITHIN_MS = 6000;
/** Number of losses per run to compare. */
const COMPARED_STEPS = 200;

/** Plays. A failure shows the seed and the last actions. */
export async function play(page: Page, { seed, actions, query, open, exact }: MonkeyRun): Promise<void> {
  const dice = new Dice(seed);
  const log: string[] = [];
  await watch(page);
  await page.setViewportSize({ width: 1440, height: 900 });
  await open(page, query);
  for (let action = 1; action <= actions; action++) {
    log.push(`${action}: ${await act(page, dice)}`);
    console.log(`  seed ${seed}, action ${log.at(-1)}`);
    // Sometimes several actions follow at once, as from an impatient user.
    if (dice.next() < 0.4) continue;
    await page.waitForTimeout(dice.below(300));
    const fault = await faultOf(page);
    expect(fault, `seed ${seed}, after the last of these actions\n${log.slice(-12).join('\n')}`).toBeNull();
  }
  if (exact) await compareLosses(page, await page.evaluate(() => window.monkey.runs));
}

/** The first violated invariant. Null if there is none. */
async function faultOf(page: Page): Promise<string | null> {
  const usable = await within(page, SETTLES_WITHIN_MS, ({ disabled, engine, kept }) =>
    // Play and step are disabled after the last step, and the next example too while slow motion goes on.
    disabled.length <= (kept.slow ? 3 : engine.finished ? 2 : 0)
      ? null
      : `controls stay disabled: ${disabled.join(', ')}`,
  );
  if (usable !== null) return usable;
  const consistent = await within(page, SETTLES_WITHIN_MS, contradiction);
  if (consistent !== null) return consistent;
  return stageMoves(page);
}

/** Whether the room has the panel that shows this number. */
const shows = (value: number) => !Number.isNaN(value);

/** A contradiction between two places of the page. */
function contradiction({ room, counter, running, stage, kept, sent, curves, tokens, engine }: Seen): string | null {
  if (!stage && room === 'train') return 'there is no stage';
  if (stage && stage.step > counter) return `the stage is at step ${stage.step}, the counter at ${counter}`;
  if (curves > counter) return `the curves reach step ${curves}, the counter ${counter}`;
  const plain = !kept.slow && !kept.past && !kept.hypothetical;
  if (stage && plain && stage.key !== '' && !sent)
    return `the stage shows no step of the present run: ${stage.key.slice(0, 300)}`;
  if (running || engine.running) return null;
  if (counter !== engine.step) return `the counter says ${counter}, the engine ${engine.step}`;
  if (shows(curves) && curves !== counter) return `paused at ${counter}, the curves end at ${curves}`;
  if (shows(tokens) && tokens !== engine.tokens)
    return `the tallies count ${tokens} tokens, the engine ${engine.tokens}`;
  if (stage && plain && !kept.opened && stage.step !== counter)
    return `paused at ${counter}, the stage shows ${stage.step}`;
  return null;
}

/** During training, the step of a stage that is not kept changes. */
async function stageMoves(page: Page): Promise<string | null> {
  const before = await seen(page);
  const keeps = ({ stage, kept: { opened, slow, past, hidden }, running }: Seen) =>
    !stage || opened || slow || past || hidden || !running;
  if (keeps(before)) return null;
  return within(page, MOVES_WITHIN_MS, (now) =>
    keeps(now) || now.stage?.step !== before.stage?.step
      ? null
      : `the stage stays at step ${now.stage?.step} while the counter goes from ${before.counter} to ${now.counter}`,
  );
}

/** Null as soon as `verdict` finds nothing, else its last finding. */
async function within(page: Page, ms: number, verdict: (seen: Seen) => string | null): Promise<string | null> {
  const end = Date.now() + ms;
  for (;;) {
    const found = verdict(await seen(page));
    if (found === null || Date.now() > end) return found;
    await page.waitForTimeout(100);
  }
}

/** Repeats every run without interruption. Its losses have to be the same numbers. */
async function compareLosses(page: Page, runs: WatchedRun[]) {
  const last = new Map(
    runs.filter(({ points }) => points.length > 0).map((run) => [JSON.stringify(run.settings), run]),
  );
  for (const { settings, points } of last.values()) {
    await call(page, 'configure', settings);
    await call(page, 'step', Math.min(COMPARED_STEPS, points.at(-1)!.step));
    const alone = await page.evaluate(() => window.monkey.runs.at(-1)!.points);
    const known = new Map(alone.map((point) => [point.step, point]));
    const wrong = points.filter((point) => {
      const other = known.get(point.step);
      return other && JSON.stringify(other) !== JSON.stringify(point);
    });
    expect(wrong.slice(0, 3), `losses that an undisturbed run with ${JSON.stringify(settings)} does not have`).toEqual(
      [],
    );
  }
  console.log(`  ${last.size} runs have the losses of undisturbed ones`);
}
