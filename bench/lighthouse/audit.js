// Audits pages of a built site with Lighthouse, as on a desktop, and fails where a category is below 95. Writes each report as HTML and
// JSON. `cargo xtask lighthouse` builds and serves the site and calls this.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { launch } from 'chrome-launcher';
import lighthouse, { desktopConfig } from 'lighthouse';

const LEAST = 95;
const PAGES = {
  page: '?lang=en',
  'page-ko': '?lang=ko',
  finetune: '?lang=en#/finetune',
  documentation: 'docs/index.html',
  reference: 'docs/command.html',
};

const { values: options } = parseArgs({
  options: { url: { type: 'string' }, chromium: { type: 'string' }, out: { type: 'string' } },
});

/** The audits of a category that cost it points, dearest first. */
function losses({ audits, categories }, id) {
  const cost = ({ id, weight }) => weight * (1 - (audits[id].score ?? 1));
  return categories[id].auditRefs
    .filter((ref) => cost(ref) > 0)
    .sort((a, b) => cost(b) - cost(a))
    .map((ref) => `${ref.id}${audits[ref.id].displayValue ? ` (${audits[ref.id].displayValue})` : ''}`);
}

mkdirSync(options.out, { recursive: true });
let low = 0;
const browser = await launch({
  chromePath: options.chromium,
  // The sandbox is not to be had in containers; the pages are our own.
  chromeFlags: ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
try {
  for (const [name, address] of Object.entries(PAGES)) {
    const url = new URL(address, options.url).href;
    const { lhr, report } = await lighthouse(url, { port: browser.port, output: ['html', 'json'] }, desktopConfig);
    if (lhr.runtimeError) throw new Error(`${url}: ${lhr.runtimeError.message}`);
    ['html', 'json'].forEach((kind, place) => writeFileSync(join(options.out, `${name}.${kind}`), report[place]));
    const scores = Object.values(lhr.categories).map(({ id, title, score }) => ({
      id,
      title,
      score: Math.round(score * 100),
    }));
    console.log(`${name}: ${scores.map(({ title, score }) => `${title} ${score}`).join(' · ')}`);
    for (const { id, title, score } of scores) {
      const lost = losses(lhr, id);
      if (lost.length > 0) console.log(`  ${title} loses by ${lost.join(', ')}`);
      if (score < LEAST) low += 1;
    }
  }
} finally {
  browser.kill();
}
console.log(`Reports: ${options.out}`);
if (low > 0) {
  console.error(`${low} ${low === 1 ? 'score is' : 'scores are'} below ${LEAST}.`);
  process.exitCode = 1;
}
