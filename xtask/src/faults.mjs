// The tests that docs/reliability.md names, each many times, and the counts into its last column.
// Usage: CLOZE_URL=… CLOZE_CHROMIUM=… node xtask/src/faults.mjs TIMES [PART OF A ROW]

import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const TABLE = 'docs/reliability.md';
const times = Number(process.argv[2]);
const only = process.argv[3] ?? '';

/** The rows: the file of the test, its title, and the line in the document. */
const lines = readFileSync(TABLE, 'utf8').split('\n');
const rows = lines.flatMap((line, at) => {
  const test = /\| `(tests\/[^`]+)`: ([^|]+) \|[^|]*\|$/.exec(line);
  return test && line.includes(only) ? [{ file: test[1], title: test[2].trim(), at, passed: 0, ran: 0 }] : [];
});
if (rows.length === 0) throw new Error(`${TABLE}: no row contains ${JSON.stringify(only)}`);

browserTests(rows.filter(({ file }) => file.endsWith('.spec.ts')));
rows.filter(({ file }) => file.endsWith('.rs')).forEach(rustTest);
for (const { at, passed, ran } of rows) {
  lines[at] = lines[at].replace(/\|[^|]*\|$/, `| ${passed} of ${ran} |`);
}
writeFileSync(TABLE, lines.join('\n'));
const failed = rows.filter(({ passed, ran }) => ran < times || passed < ran);
for (const { file, title, passed, ran } of failed) console.error(`${file}: ${title}: passed ${passed} of ${ran}`);
console.log(`${rows.length} faults, each ${times} times: ${rows.length - failed.length} always survived`);
process.exitCode = failed.length > 0 ? 1 : 0;

function browserTests(wanted) {
  if (wanted.length === 0) return;
  const report = join(tmpdir(), `cloze-faults-${process.pid}.json`);
  const literal = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const titles = wanted.map(({ title }) => literal(title)).join('|');
  const files = [...new Set(wanted.map(({ file }) => file))];
  const given = ['test', ...files, '--grep', titles, '--repeat-each', String(times), '--reporter=list,json'];
  const env = { ...process.env, PLAYWRIGHT_JSON_OUTPUT_NAME: report };
  spawnSync(process.execPath, ['node_modules/@playwright/test/cli.js', ...given], { stdio: 'inherit', env });
  count(JSON.parse(readFileSync(report, 'utf8')).suites, wanted);
}

function count(suites, wanted) {
  for (const suite of suites) {
    count(suite.suites ?? [], wanted);
    for (const { file, title, tests } of suite.specs ?? []) {
      const row = wanted.find((one) => one.file.endsWith(file) && title.startsWith(one.title));
      for (const { results } of row ? tests : []) {
        row.ran += 1;
        row.passed += Number(results.every(({ status }) => status === 'passed'));
      }
    }
  }
}

function rustTest(row) {
  const name = /tests\/(\w+)\.rs/.exec(row.file)[1];
  const given = [
    'test',
    '--locked',
    '--profile',
    'checked',
    '--test',
    name,
    '--',
    '--exact',
    row.title.replaceAll('`', ''),
  ];
  for (; row.ran < times; row.ran++) row.passed += Number(spawnSync('cargo', given, { stdio: 'inherit' }).status === 0);
}
