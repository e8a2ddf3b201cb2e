// The page in other browsers than Chromium: each that is given opens it, trains 50 steps on the CPU, and has to show the very trace that
// Chromium shows, bit for bit. Then it is reloaded, and goes on from what it has saved, with the same bits too. `cargo xtask browsers` builds and serves the page and calls this, and so do the tests.

import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { firefox } from './firefox.js';
import { webkit } from './webkit.js';
import { eventually } from './process.js';

const { values: options } = parseArgs({
  options: {
    url: { type: 'string' },
    chromium: { type: 'string' },
    firefox: { type: 'string' },
    webkit: { type: 'string' },
    settings: { type: 'string', default: '' },
  },
});
const STEPS = 50;
/** After the reload. */
const MORE = 10;
const RUN = `?lang=en&seed=7&device=cpu&engine=cloze&${options.settings}`;

/** In the page: trains, and returns what it computed and what it shows, as text. */
const TRAIN = `(async () => {
  const { cloze } = window;
  await cloze.ready;
  await cloze.configure({});
  await cloze.step(${STEPS});
  const { step, device, engine, settings } = await cloze.state();
  const trace = await cloze.trace();
  const report = await cloze.report();
  const drawn = () => [...document.querySelectorAll('[data-testid="strip"] [data-token]')].map((token) => token.textContent.trim());
  // The page draws after it was told.
  for (let tries = 0; tries < 100 && drawn().length === 0; tries += 1) await new Promise((resolve) => setTimeout(resolve, 50));
  return JSON.stringify({ state: { step, device, engine, settings }, trace, report, drawn: drawn() });
})()`;

/** Whether all of that is saved. */
const SAVED = `(async () => (await window.cloze.state()).saved === ${STEPS})()`;
/** Reloads, once this expression is answered. */
const RELOAD = `setTimeout(() => location.reload(), 0) && (window.left = true)`;
const THERE = `typeof window.cloze === 'object' && !window.left`;
/** Where it is after that, and the losses of all steps when it has trained some more. */
const GO_ON = `(async () => {
  const { cloze } = window;
  await cloze.ready;
  const { step } = await cloze.state();
  await cloze.step(${MORE});
  return JSON.stringify({ back: step, further: (await cloze.report()).points });
})()`;

async function playwrightChromium(executablePath) {
  const browser = await chromium.launch({ executablePath });
  const page = await browser.newPage();
  const complaints = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  return {
    version: `chromium ${browser.version()}`,
    complaints,
    open: (url) => page.goto(url),
    evaluate: (expression) => page.evaluate(expression),
    close: () => browser.close(),
  };
}

async function train(launch, program) {
  const start = performance.now();
  const browser = await launch(program);
  try {
    await browser.open(new URL(RUN, options.url).href);
    const until = (expression) =>
      eventually(async () => {
        if (!(await browser.evaluate(expression))) throw new Error(`it waits in vain for: ${expression}`);
      });
    // A browser may say that the page is there before its module has run.
    await until(THERE);
    const trained = await browser.evaluate(TRAIN);
    await until(SAVED);
    await browser.evaluate(RELOAD);
    await until(THERE);
    const wentOn = await browser.evaluate(GO_ON);
    const seconds = (performance.now() - start) / 1000;
    if (browser.complaints.length > 0) throw new Error(`${browser.version}: ${browser.complaints.join('\n')}`);
    return { version: browser.version, seconds, ...JSON.parse(trained), ...JSON.parse(wentOn) };
  } finally {
    await browser.close();
  }
}

/** What is wrong with a trace by itself. */
function faults({ state, trace, drawn, back, further }) {
  const { tokens } = trace;
  const found = [];
  if (state.step !== STEPS || trace.step !== STEPS) found.push(`it stands at step ${state.step}, not ${STEPS}`);
  if (state.device !== 'cpu') found.push(`it trained on ${state.device}`);
  if (!tokens.some(({ counted }) => counted)) found.push('no token is scored');
  const stray = tokens.filter(
    ({ counted, position, gradient_norm }) => !counted && position > 0 && gradient_norm !== 0,
  );
  if (stray.length > 0) found.push(`gradient reaches ${stray.length} tokens that are not scored`);
  const real = tokens.filter(({ fate }) => fate !== 'padding').length;
  if (back !== STEPS) found.push(`after a reload it is at step ${back}`);
  if (further.at(-1).step !== STEPS + MORE) found.push(`it went on to step ${further.at(-1).step}`);
  if (drawn.length !== real) found.push(`the stage shows ${drawn.length} tokens of ${real}`);
  return found;
}

/** The first place where two values differ. */
function difference(one, other, path = '') {
  if (Object.is(one, other)) return null;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) {
    return `${path}: ${JSON.stringify(one)} and ${JSON.stringify(other)}`;
  }
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  for (const key of keys) {
    const found = difference(one[key], other[key], `${path}.${key}`);
    if (found) return found;
  }
  return null;
}

const launchers = { chromium: playwrightChromium, firefox, webkit };
let reference;
for (const [name, launch] of Object.entries(launchers)) {
  if (!options[name]) continue;
  const { version, seconds, ...facts } = await train(launch, options[name]);
  const wrong = faults(facts);
  const differs = reference && difference(reference, facts);
  if (differs) wrong.push(`it differs from Chromium at ${differs}`);
  const verdict = wrong.length > 0 ? 'WRONG' : reference ? 'the same as Chromium' : 'right';
  reference ??= facts;
  console.log(
    `${version}: ${STEPS} steps, loss ${facts.trace.batch.total_loss}, ${verdict}, in ${seconds.toFixed(1)} s`,
  );
  for (const fault of wrong) {
    console.error(`  ${fault}`);
    process.exitCode = 1;
  }
}
