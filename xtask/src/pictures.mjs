// `node pictures.mjs URL CHROMIUM [PART…]`: records a run and takes pictures of the page at this address, on its CPU engine. Parts are
// `record`, `preview`, `stage` and `icons`; without one, all.
import { readFileSync, writeFileSync } from 'node:fs';
import { chromium } from '@playwright/test';

const [url, executablePath, ...parts] = process.argv.slice(2);
/** Those whose tokens are recorded; the last one is the run's length. */
const MOMENTS = [1, 200, 1500];
const SEED = 7;
const PAPER = '#f7f6f2';

const browser = await chromium.launch({ executablePath });

async function opened(query, look) {
  const page = await browser.newPage(look);
  await page.goto(`${url}?device=cpu&seed=${SEED}&${query}`);
  await page.evaluate(async () => {
    await window.cloze.ready;
    await window.cloze.pause();
  });
  return page;
}

const trainTo = (page, step) =>
  page.evaluate(async (step) => {
    const { step: now } = await window.cloze.state();
    if (step > now) await window.cloze.step(step - now);
  }, step);

/** What recorded.ts draws of a step. */
function momentOf({ step, example, tokens }) {
  const shown = tokens.filter(({ fate }) => fate !== 'padding');
  return {
    step,
    mlm_loss: Number(example.mlm_loss.toFixed(4)),
    tokens: shown.map(({ original, input, fate, top, loss }) => ({
      original,
      input,
      fate,
      guess: top[0].token,
      probability: Number(top[0].probability.toFixed(4)),
      loss: loss === null ? null : Number(loss.toFixed(4)),
    })),
  };
}

async function record() {
  const page = await opened('', {});
  await page.evaluate((seed) => window.cloze.configure({ seed, device: 'cpu' }), SEED);
  const moments = [];
  for (const step of MOMENTS) {
    await trainTo(page, step);
    moments.push(momentOf(await page.evaluate(() => window.cloze.trace())));
  }
  const { held_out } = await page.evaluate(() => window.cloze.report());
  const curve = held_out.map(({ step, mlm_loss }) => ({ step, loss: Number(mlm_loss.toFixed(4)) }));
  const run = { steps: MOMENTS.at(-1), curve, moments };
  writeFileSync('www/first/recorded.json', `${JSON.stringify(run)}\n`);
}

/** 1200 x 630 is what sites that show it beside a link expect. Made smaller, it holds the stage down to the losses. */
async function preview() {
  const look = { viewport: { width: 1500, height: 788 }, deviceScaleFactor: 0.8 };
  const page = await opened('theme=light&lang=en', look);
  await trainTo(page, 300);
  await page.screenshot({ path: 'www/public/preview.png' });
}

/** The README's picture: from the stage to the end of its pair. */
async function stage() {
  const page = await opened('theme=light&lang=en', { viewport: { width: 1440, height: 1000 } });
  await trainTo(page, 300);
  await page.locator('#stage').screenshot({ path: 'docs/stage.png' });
}

async function icons() {
  const svg = readFileSync('www/public/favicon.svg', 'utf8');
  for (const size of [192, 512]) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    // Systems cut icons to a circle, so that the drawing keeps to the middle.
    await page.setContent(
      `<body style="margin:0;background:${PAPER};display:grid;place-items:center;height:100vh">${svg.replace('<svg', '<svg width="64%"')}`,
    );
    await page.screenshot({ path: `www/public/icon-${size}.png` });
  }
}

for (const part of [record, preview, stage, icons]) {
  if (parts.length === 0 || parts.includes(part.name)) await part();
}
await browser.close();
