// What it costs to save the run every few seconds. Two pages train the same run in turns, each in a profile of its own: one saves, and
// in the other nothing is saved, as its user wants it.

import { traced } from './trace.js';

/** www/state/saving.svelte.ts */
const OFF = 'cloze.keep_no_runs';
const SAVES = 'cloze-saves';

/** Marks each task of the page that saving causes: a state arrives from the engine, goes to the worker that writes it, is written. */
function watch([off, key, mark]) {
  if (off) localStorage.setItem(key, 'true');
  const asked = [];
  /** Milliseconds from the question for each state to its arrival. */
  window.states = [];
  window.Worker = class extends Worker {
    constructor(url, options) {
      super(url, options);
      this.keeps = options?.name === 'cloze-keep';
      this.addEventListener('message', ({ data }) => {
        if (!this.keeps && data.reply?.type !== 'snapshot') return;
        if (!this.keeps) window.states.push(performance.now() - asked.shift());
        performance.mark(mark);
      });
    }
    postMessage(...given) {
      if (this.keeps) performance.mark(mark);
      if (given[0].command?.type === 'snapshot') asked.push(performance.now());
      return super.postMessage(...given);
    }
  };
}

/**
 * Trains by turns of so many seconds. Steps a second of both pages, what the engine takes for a state, and the longest of the tasks that
 * saving causes in as many seconds.
 */
export async function costOfSaving(browser, address, seconds, rounds) {
  const saving = await train(browser, address, false);
  const plain = await train(browser, address, true);
  const turns = [];
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? [saving, plain] : [plain, saving];
    const rates = new Map();
    for (const page of order) rates.set(page, await rateOf(page, seconds));
    turns.push({ saving: rates.get(saving), plain: rates.get(plain) });
  }
  const { tasks, marks } = await traced(browser, saving, () => rateOf(saving, 2 * seconds));
  const caused = tasks.filter(({ thread, at, ms }) =>
    marks.some((mark) => mark.name === SAVES && mark.thread === thread && mark.at >= at && mark.at <= at + ms),
  );
  const result = {
    steps_per_second: {
      saving: median(turns.map((turn) => turn.saving)),
      plain: median(turns.map((turn) => turn.plain)),
    },
    lost: 1 - median(turns.map((turn) => turn.saving / turn.plain)),
    turns,
    states: await saving.evaluate(() => window.states.length),
    ...(await costOfAState(saving)),
    saved: { saving: await saved(saving), plain: await saved(plain) },
    tasks: caused.length,
    longest_task_ms: caused[0]?.ms ?? 0,
    tasks_over_16_ms: caused.filter(({ ms }) => ms > 16).length,
  };
  for (const page of [saving, plain]) await page.context().close();
  return result;
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

async function train(browser, address, off) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.addInitScript(watch, [off, OFF, SAVES]);
  await page.goto(address);
  await page.evaluate(() => window.cloze.ready);
  await rateOf(page, 3);
  return page;
}

/** An autosave's least interval, in www/engine/autosave.ts. */
const EVERY_MS = 4000;

/** What one state takes of an engine that does nothing else, so that it waits for no step: less noisy than to count steps. */
async function costOfAState(page) {
  await page.evaluate(() => window.states.splice(0));
  for (let state = 0; state < 8; state++) {
    await page.evaluate(() => window.cloze.step(1));
    await page.waitForFunction((count) => window.states.length > count, state);
  }
  const state_ms = median(await page.evaluate(() => window.states));
  return { state_ms, share: state_ms / EVERY_MS };
}

/** Steps a second while the page trains for so long. It is paused before and after. */
async function rateOf(page, seconds) {
  await page.bringToFront();
  return page.evaluate(async (seconds) => {
    const step = async () => (await window.cloze.state()).step;
    const [before, begun] = [await step(), performance.now()];
    await window.cloze.run();
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    await window.cloze.pause();
    return ((await step()) - before) / ((performance.now() - begun) / 1000);
  }, seconds);
}

/** The step of the last saved state; null where none was. */
const saved = (page) => page.evaluate(async () => (await window.cloze.state()).saved ?? null);
