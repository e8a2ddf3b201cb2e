// Measures whether the page stays smooth during training. It opens the page in Chromium and prints a table and one line of JSON:
// - the main thread's longest tasks, from a browser trace
// - frames a second while the pointer and the time slider move
// - the share of training speed that drawing costs
// - changes while the tab is hidden (none)
// - what saving the run costs: training speed, and tasks of the main thread
// - tasks and frames while WebGPU's kernels are compiled on a software adapter
// `cargo xtask smoothness` builds and serves the page and calls this.

import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { SWIFTSHADER } from './parts.js';
import { costOfSaving } from './saving.js';
import { traced } from './trace.js';

const { values: options } = parseArgs({
  options: {
    url: { type: 'string' },
    chromium: { type: 'string' },
    /** Seconds of training for each measurement. */
    seconds: { type: 'string', default: '8' },
    /** Times the page is hidden and shown again. */
    rounds: { type: 'string', default: '3' },
    /** Turns of the page that saves and of the one that does not. */
    turns: { type: 'string', default: '6' },
  },
});
const LONG_TASK_MS = 50;
const seconds = Number(options.seconds);
const wait = (s) => new Promise((resolve) => setTimeout(resolve, s * 1000));

let browser, page;
/** Opens the page in a new browser. Also returns the milliseconds until it was ready. */
async function open(query, chromiumOptions = []) {
  browser = await chromium.launch({ executablePath: options.chromium, args: ['--no-sandbox', ...chromiumOptions] });
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.addInitScript(() => {
    // Lets the script hide the tab.
    let hidden = false;
    Object.defineProperty(document, 'hidden', { get: () => hidden });
    Object.defineProperty(document, 'visibilityState', { get: () => (hidden ? 'hidden' : 'visible') });
    window.hide = (value) => {
      hidden = value;
      document.dispatchEvent(new Event('visibilitychange'));
    };
  });
  const begun = performance.now();
  await page.goto(new URL(query, options.url).href);
  await page.evaluate(() => window.cloze.ready);
  return performance.now() - begun;
}

/** Milliseconds of all tasks of the page's main thread during `work`, longest first. */
const tasksDuring = async (work) => (await traced(browser, page, work)).tasks.map(({ ms }) => ms);

/** Frames a second, and the 99th percentile of frame times in milliseconds, during `work`. */
async function framesDuring(work) {
  await page.evaluate(() => {
    window.frameTimes = [];
    const note = (time) => {
      window.frameTimes?.push(time);
      if (window.frameTimes) requestAnimationFrame(note);
    };
    requestAnimationFrame(note);
  });
  await work();
  const times = await page.evaluate(() => {
    const taken = window.frameTimes;
    window.frameTimes = null;
    return taken;
  });
  const gaps = times.slice(1).map((time, index) => time - times[index]);
  gaps.sort((a, b) => a - b);
  return {
    per_second: ((times.length - 1) * 1000) / (times.at(-1) - times[0]),
    slowest_of_100_ms: gaps[Math.floor(gaps.length * 0.99)],
  };
}

/** Moves the pointer over the tokens of the stage, one after the other. */
async function point() {
  const boxes = await page.locator('[data-token]').evaluateAll((tokens) =>
    tokens.map((token) => {
      const { x, y, width, height } = token.getBoundingClientRect();
      return { x: x + width / 2, y: y + height / 2 };
    }),
  );
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end) {
    for (const { x, y } of boxes) await page.mouse.move(x, y, { steps: 4 });
  }
}

/** Moves the time slider to the beginning of the run and back. */
async function scrub() {
  const slider = page.locator('#stage input[type=range]').first();
  if ((await slider.count()) === 0) return false;
  await slider.focus();
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end) {
    for (let press = 0; press < 20; press++) await page.keyboard.press('ArrowLeft');
    for (let press = 0; press < 20; press++) await page.keyboard.press('ArrowRight');
  }
  await page.keyboard.press('End');
  return true;
}

const step = () => page.evaluate(async () => (await window.cloze.state()).step);
async function stepsPerSecond() {
  const [before, begun] = [await step(), performance.now()];
  await wait(seconds);
  return ((await step()) - before) / ((performance.now() - begun) / 1000);
}

/** Number of nodes of the page that change in this many seconds. */
async function changes() {
  return page.evaluate(async (s) => {
    let changed = 0;
    const observer = new MutationObserver((records) => (changed += records.length));
    observer.observe(document.documentElement, {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
    });
    await new Promise((resolve) => setTimeout(resolve, s * 1000));
    observer.disconnect();
    return changed;
  }, seconds);
}

/** Tasks and frames from the start of training on the CPU until WebGPU has taken over the run. */
async function whileCompiling() {
  const ready_ms = await open('?device=webgpu&steps=100000', SWIFTSHADER);
  const begun = performance.now();
  let frames;
  const found = await tasksDuring(async () => {
    frames = await framesDuring(async () => {
      while ((await page.evaluate(async () => (await window.cloze.state()).device)) !== 'webgpu') await wait(0.1);
    });
  });
  const compiled_ms = ready_ms + performance.now() - begun;
  await browser.close();
  return { compiled_ms, longest_task_ms: found[0] ?? 0, tasks_over_50_ms: over(found), frames };
}

/** Turns are long enough for several saved states. */
async function whileSaving() {
  browser = await chromium.launch({ executablePath: options.chromium, args: ['--no-sandbox'] });
  const address = new URL('?device=cpu&steps=100000', options.url).href;
  const cost = await costOfSaving(browser, address, 1.5 * seconds, Number(options.turns));
  await browser.close();
  return cost;
}
const over = (tasks) => tasks.filter((ms) => ms > LONG_TASK_MS).length;

const ready_ms = await open('?device=cpu&steps=100000');
await page.evaluate(() => window.cloze.run());
await wait(3);

const tasks = await tasksDuring(() => wait(seconds));
const idle = await framesDuring(() => wait(seconds));
const hover = await framesDuring(point);
let scrubbed = false;
const scrubbing = await framesDuring(async () => (scrubbed = await scrub()));

const [shown, hidden] = [[], []];
for (let round = 0; round < Number(options.rounds); round++) {
  shown.push(await stepsPerSecond());
  await page.evaluate(() => window.hide(true));
  await wait(0.5);
  hidden.push(await stepsPerSecond());
  await page.evaluate(() => window.hide(false));
  await wait(0.5);
}
await page.evaluate(() => window.hide(true));
await wait(0.5);
const drawn_while_hidden = await changes();
await browser.close();
const saving = await whileSaving();
const compiling = await whileCompiling();

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const result = {
  ready_ms,
  longest_task_ms: tasks[0] ?? 0,
  tasks_over_50_ms: over(tasks),
  frames: { idle, hover, scrubbing: scrubbed ? scrubbing : null },
  steps_per_second: { shown: median(shown), hidden: median(hidden) },
  lost_to_the_page: 1 - median(shown) / median(hidden),
  drawn_while_hidden,
  saving,
  compiling,
};
const frames = ({ per_second, slowest_of_100_ms }) =>
  `${per_second.toFixed(1)} a second, slowest of 100: ${slowest_of_100_ms.toFixed(0)} ms`;
console.log(`
Ready after                           ${(ready_ms / 1000).toFixed(1)} s
Longest task of the main thread       ${result.longest_task_ms.toFixed(1)} ms in ${seconds} s at full speed, ${result.tasks_over_50_ms} over ${LONG_TASK_MS} ms
Frames, nobody touching               ${frames(idle)}
Frames, pointing along the tokens     ${frames(hover)}
Frames, scrubbing through the past    ${scrubbed ? frames(scrubbing) : 'no slider on this page'}
Steps a second, page shown / hidden   ${median(shown).toFixed(2)} / ${median(hidden).toFixed(2)}: ${(100 * result.lost_to_the_page).toFixed(1)} % lost to the page
Changes of the page while hidden      ${drawn_while_hidden}
Steps a second, saving / not saving   ${saving.steps_per_second.saving.toFixed(2)} / ${saving.steps_per_second.plain.toFixed(2)}: ${(100 * saving.lost).toFixed(1)} % lost to saving, of which there were ${saving.states}
A state, every four seconds           ${saving.state_ms.toFixed(1)} ms of the engine: ${(100 * saving.share).toFixed(1)} %
Longest task that saving causes       ${saving.longest_task_ms.toFixed(1)} ms, ${saving.tasks_over_16_ms} over 16 ms
WebGPU has the run after              ${(compiling.compiled_ms / 1000).toFixed(1)} s, on a software adapter
Longest task while it compiles        ${compiling.longest_task_ms.toFixed(1)} ms, ${compiling.tasks_over_50_ms} over ${LONG_TASK_MS} ms
Frames while it compiles              ${frames(compiling.frames)}
`);
console.log(JSON.stringify(result));
