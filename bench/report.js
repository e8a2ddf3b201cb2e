// Writes the tables of BENCHMARKS.md and docs/benchmarks.svg from what run.js left in bench/results/, and prints the part and size
// that it is given.

import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { BARS, COMPARED_STEPS, PARTS } from './parts.js';
import { plot } from './plot.js';
import { sorted, summary } from './summary.js';

const file = (path) => new URL(`../${path}`, import.meta.url);
const BEGIN = '<!-- measured: written by `cargo xtask bench`, change nothing here -->';
const END = '<!-- end of what was measured -->';

const results = sorted(
  readdirSync(new URL('results/', import.meta.url))
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(new URL(`results/${name}`, import.meta.url)))),
).map((result) => ({ ...result, summaries: result.trainers.map((trainer) => summary(trainer, result.trainers[0])) }));

/** Three digits that count. */
const ms = (value) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));
const ratio = (value) => value.toFixed(2);
const range = ([low, high], format) => (format(low) === format(high) ? '' : ` (${format(low)}–${format(high)})`);
const row = (cells) => `| ${cells.join(' | ')} |`;
const table = (head, rows) => [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
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

function section(result) {
  const { part, size, date, machine, versions, plan } = result;
  const said = Object.entries(versions).filter(([, version]) => version);
  const lines = [
    `### ${PARTS[part].title}, \`${size}\``,
    `${date}, ${machine.cpu}, ${machine.cores} cores, ${machine.memory_gb} GB, ${machine.system}${machine.adapter ? `, adapter: ${machine.adapter}` : ''}.`,
    `${said.map(([name, version]) => `${name} ${version}`).join(', ')}.`,
    `Rounds: ${plan.rounds}; in each ${plan.warmup} steps to warm up and ${plan.steps} that are timed.`,
  ];
  const found = [lines[0], lines.slice(1).join('\n'), times(result)];
  if (result.summaries.some(({ calls }) => calls)) found.push(calls(result));
  return found.join('\n\n');
}

function bars() {
  const rows = BARS.flatMap(({ part, to, call, pipelines, first, what, bar, aim }) => {
    const summaries = results.find((result) => result.part === part && result.size === 'small')?.summaries;
    const cloze = summaries?.[0];
    if (!cloze || cloze.failed) return [];
    const peer = to && summaries.find(({ id }) => id === to);
    const values = () => {
      if (peer) return peer.ratio && [peer.ratio.median, ratio];
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
  `Times are of one training step, until its loss is known. In brackets: the least and the greatest of the rounds' medians, or of
the ratios within a round. "Losses differ by": the greatest difference from Cloze's over the first ${COMPARED_STEPS} steps of any round, as a part of
the loss itself.`,
].filter(Boolean);

const document = readFileSync(file('BENCHMARKS.md'), 'utf8');
const [begin, end] = [document.indexOf(BEGIN), document.indexOf(END)];
if (begin < 0 || end < begin) throw new Error(`BENCHMARKS.md has no lines "${BEGIN}" and "${END}"`);
writeFileSync(
  file('BENCHMARKS.md'),
  `${document.slice(0, begin + BEGIN.length)}\n\n${measured.join('\n\n')}\n\n${document.slice(end)}`,
);
writeFileSync(file('docs/benchmarks.svg'), plot(results));

// At the terminal only what is new.
const latest = results.find(({ part, size }) => part === process.argv[2] && size === process.argv[3]);
if (latest) console.log(`\n${section(latest)}\n`);
