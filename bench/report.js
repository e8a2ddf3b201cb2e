// Writes the tables and pictures of BENCHMARKS.md from the results of run.js, sweep.js and tokenizer.js in bench/results/. Prints the
// given part and size.

import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { growthPlot } from './growth-plot.js';
import { growth, tokenizer } from './growth.js';
import { described } from './machine.js';
import { BARS, COMPARED_STEPS, PARTS } from './parts.js';
import { plot } from './plot.js';
import { between, sorted, summary } from './summary.js';
import { ms, ratio, table } from './table.js';

const file = (path) => new URL(`../${path}`, import.meta.url);
const all = readdirSync(new URL('results/', import.meta.url))
  .filter((name) => name.endsWith('.json'))
  .map((name) => [name, JSON.parse(readFileSync(new URL(`results/${name}`, import.meta.url)))]);
const named = Object.fromEntries(all);
const results = sorted(all.map(([, result]) => result).filter(({ part }) => part)).map((result) => ({
  ...result,
  summaries: result.trainers.map((trainer) => summary(trainer, result.trainers[0])),
}));

const range = ([low, high], format) => (format(low) === format(high) ? '' : ` (${format(low)}–${format(high)})`);
const cell = (text) => text.replaceAll('|', '\\|');

function times({ summaries }) {
  const head = [
    'trainer',
    'least, ms',
    'median, ms (rounds)',
    "Cloze's time : its time (rounds)",
    'first loss, s',
    'loss',
    'losses differ by',
  ];
  return table(
    head,
    summaries.map((found) => {
      if (found.failed) return [found.title, `failed: ${cell(found.failed)}`, '', '', '', '', ''];
      return [
        found.title,
        ms(found.least),
        ms(found.median) + range(found.medians, ms),
        found.ratio ? ratio(found.ratio.median) + range(found.ratio.range, ratio) : '',
        found.first_loss ? (found.first_loss / 1000).toPrecision(2) : '',
        `${found.losses[0].toFixed(3)} → ${found.losses[1].toFixed(3)}`,
        found.loss_difference ? found.loss_difference.toExponential(0) : '',
      ];
    }),
  );
}

function calls({ summaries }) {
  const counted = summaries.filter(({ calls }) => calls);
  const names = ['dispatches', 'submits', 'write_buffers', 'buffers', 'bind_groups'];
  const head = [
    'a step',
    'dispatches',
    'submits',
    'writeBuffer',
    'buffers created',
    'bind groups created',
    'pipelines in all',
  ];
  return table(
    head,
    counted.map(({ title, calls, pipelines }) => [title, ...names.map((name) => calls[name]), pipelines]),
  );
}

/** How a step's time on a GPU is divided among kernels. */
function kernels({ kernels: { kernels, ms_per_step }, summaries: [{ median }] }) {
  const rows = kernels.map(({ kernel, dispatches, ms: time }) => [
    `\`${kernel}\``,
    dispatches,
    (time * 1e3).toFixed(0),
    `${((100 * time) / ms_per_step).toFixed(0)} %`,
  ]);
  const all = rows.reduce((sum, [, dispatches]) => sum + dispatches, 0);
  const share = (100 * ms_per_step) / median;
  return `${table(
    ['kernel', 'dispatches a step', 'µs a step', 'share of all kernels'],
    [...rows, ['all', all, (ms_per_step * 1e3).toFixed(0), '100 %']],
  )}

By the GPU's own clock, each dispatch in a pass of its own: ${share.toFixed(0)} % of the step's median time.`;
}

function section(result) {
  const { part, size, plan } = result;
  const lines = [
    `### ${PARTS[part].title}, \`${size}\``,
    described(result),
    `Rounds: ${plan.rounds}; in each ${plan.warmup} steps to warm up and ${plan.steps} that are timed.`,
  ];
  const found = [lines[0], lines.slice(1).join('\n'), times(result)];
  if (result.summaries.some(({ calls }) => calls)) found.push(calls(result));
  if (result.kernels) found.push(kernels(result));
  return found.join('\n\n');
}

function bars() {
  const rows = BARS.flatMap(({ part, of, to, call, pipelines, first, what, bar, aim }) => {
    const summaries = results.find((result) => result.part === part && result.size === 'small')?.summaries;
    const named = (name) => summaries?.find(({ id }) => id === name);
    const [cloze, peer] = [of ? named(of) : summaries?.[0], named(to)];
    if (!cloze || cloze.failed || (to && (!peer || peer.failed))) return [];
    const values = () => {
      if (to) return [between(cloze, peer), ratio];
      if (first) return [cloze.first_loss / 1000, (value) => value.toPrecision(2)];
      return [call ? cloze.calls[call] : pipelines && cloze.pipelines, String];
    };
    const found = values();
    if (!found) return [];
    const [value, format] = found;
    return [[what, format(value), `≤ ${bar}`, aim, value <= bar ? 'yes' : '**no**']];
  });
  return rows.length ? table(['`small`', 'measured', 'bar', 'aim', 'reached'], rows) : '';
}

const measured = [
  bars() && `### Where Cloze is to stand\n\n${bars()}`,
  ...results.map(section),
  `Times are of one training step, until its loss is known. In brackets: the range of the rounds' medians, or of the ratios within a round.
"Losses differ by" is the greatest relative difference from Cloze's over the first ${COMPARED_STEPS} steps of any round.`,
].filter(Boolean);

let document = readFileSync(file('BENCHMARKS.md'), 'utf8');
/** Replaces the text between the two marker lines of BENCHMARKS.md with this name. */
function fill(what, option, text) {
  const begin = `<!-- ${what}: written by \`cargo xtask bench${option}\`, change nothing here -->`;
  const end = `<!-- end of what was ${what} -->`;
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`BENCHMARKS.md has no lines "${begin}" and "${end}"`);
  document = `${document.slice(0, from + begin.length)}\n\n${text}\n\n${document.slice(to)}`;
}
fill('measured', '', measured.join('\n\n'));
writeFileSync(file('docs/benchmarks.svg'), plot(results));
const { 'sweep.json': sweep, 'tokenizer.json': tokenizers } = named;
if (sweep) {
  fill('swept', ' --sweep', growth(sweep));
  writeFileSync(file('docs/growth.svg'), growthPlot(sweep));
}
if (tokenizers) fill('tokenized', ' --sweep', tokenizer(tokenizers));
writeFileSync(file('BENCHMARKS.md'), document);

// The terminal shows only the new results.
const latest = results.find(({ part, size }) => part === process.argv[2] && size === process.argv[3]);
if (latest) console.log(`\n${section(latest)}\n`);
