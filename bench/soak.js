// Writes what `cargo xtask soak` has measured: docs/soak.md, its picture docs/soak.svg, and the numbers on stdout. Given the files of
// the measurements (tests/browser/soak/soak.ts writes them), it keeps them in bench/results/.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, described, keep } from './machine.js';
import { MEASURES, amount, share } from './soak-measures.js';
import { soakPlot } from './soak-plot.js';
import { table } from './table.js';

const ENGINES = { cpu: 'CPU', webgpu: 'WebGPU, software adapter' };
const file = (path) => new URL(`../${path}`, import.meta.url);
const read = (path) => JSON.parse(readFileSync(path));

for (const path of process.argv.slice(2)) {
  const result = read(path);
  keep(`soak-${result.device}`, { ...(await describe('checked')), ...result });
}
const results = Object.keys(ENGINES)
  .map((device) => file(`bench/results/soak-${device}.json`))
  .filter((path) => existsSync(path))
  .map(read);
const numbers = [...results.map(told), memory()].join('\n\n');
writeFileSync(file('docs/soak.svg'), soakPlot(results, ENGINES));
writeFileSync(file('docs/soak.md'), page());
console.log(`\n${numbers}\n`);

/** What happened to the run. */
function told(result) {
  const { device, steps, asked, actions, seed, seconds, losses } = result;
  const whole = (number) => number.toLocaleString('en');
  const came = steps < asked ? `${whole(steps)} of ${whole(asked)} steps` : `${whole(steps)} steps`;
  const same = losses.differing === 0 ? 'all equal' : `${whole(losses.differing)} different`;
  const grown = result.growth.filter(({ measure, grown }) => grown > 0.02 && measure !== 'js_code');
  const over = grown.map(({ measure }) => MEASURES[measure].title).join(', ') || 'nothing';
  return `**${ENGINES[device]}**: ${came} and ${whole(actions)} actions in ${Math.round(seconds / 60)} minutes, seed ${seed}. Console errors:
${result.errors}. Lost steps: ${losses.missing}. Losses compared with the run that nobody touched: ${whole(losses.compared)}, ${same}. Grown by more than
2 %: ${over}.
${described(result)}`;
}

function memory() {
  const head = ['after garbage collection', ...results.flatMap(({ device }) => [ENGINES[device], 'growth'])];
  const rows = Object.entries(MEASURES).map(([id, { title }]) => [
    title,
    ...results.flatMap(({ growth }) => {
      const { first, last, grown } = growth.find(({ measure }) => measure === id);
      return first === 0 && last === 0 ? ['none', ''] : [amount(id, last), share(grown)];
    }),
  ]);
  return table(head, rows);
}

function page() {
  return `# A long run

\`cargo xtask soak\` trains for 10,000 steps in Chromium, on each engine, while a seeded monkey uses the page. It visits every room and
panel, opens the slow motion, asks what-ifs, follows sentences, goes back in time, pauses and steps, hides the tab, resizes the window,
and switches languages and themes. It begins no other run. Then the same run trains in a page that nobody touches.

The command fails on a console error, on a lost step, on a loss or a weight that differs from the untouched run's, and if memory grows
by more than 2 %. Growth compares what is held at each step of the second half with what was held at half of that step; the median
counts. The first quarter is the warm-up.

${numbers}

![Each measure of memory over the steps of the run, with a band of 2 % around what was held at half of the later steps](soak.svg)

Memory is measured in one room, with the run paused and everything closed that the monkey had opened. The history of losses and the
films of sentences are bounded: when they are full, every second entry goes. That is the saw in the page's objects, and at any step they
hold as much as at twice that step, which is why those two are compared. Compiled code is shown and not judged: the browser
compiles, optimizes and forgets functions as it sees fit. The page keeps the template of every part that it has drawn once, and the
nodes of a template count: they step up when the monkey gets to a part for the first time. So nearly everything is shown once before
anything is measured. WebAssembly memory never shrinks, so it says the most that was ever needed.
\`cargo xtask soak\` writes this page.
`;
}
