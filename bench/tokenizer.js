// Measures time and memory of training a vocabulary: `cloze benchmark --train-tokenizer` beside the Python package `tokenizers`, on
// texts from text.js, into bench/results/tokenizer.json. `cargo xtask bench --sweep` calls this.

import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { describe, firstLine, keep, said } from './machine.js';
import { TEXTS, VOCABULARIES } from './parts.js';
import { text } from './text.js';

const { values: options } = parseArgs({
  options: {
    cloze: { type: 'string' },
    /** The Cargo profile of the build. */
    profile: { type: 'string' },
    python: { type: 'string' },
    /** Why `python` is missing. */
    'python-failed': { type: 'string' },
    /** The folder of the texts. */
    folder: { type: 'string' },
    rounds: { type: 'string', default: '3' },
  },
});
const LIMIT_MS = 5 * 60_000;
const run = promisify(execFile);

const TRAINERS = [
  { id: 'cloze', title: 'Cloze', command: (file) => [options.cloze, 'benchmark', '--train-tokenizer', file] },
  { id: 'python', title: 'tokenizers, Python', command: (file) => [options.python, 'bench/tokenizer.py', file] },
];

async function measure({ id, command }, file, vocabulary) {
  if (id === 'python' && !options.python) throw new Error(options['python-failed'] ?? 'no Python environment');
  const [program, ...given] = [...command(file), '--vocabulary-size', String(vocabulary)];

  return JSON.parse((await run(program, given, { timeout: LIMIT_MS })).stdout);
}

const ids = (await said(options.cloze, 'corpus')).split('\n').map((line) => JSON.parse(line).id);
const corpora = await Promise.all(
  ids.map(async (id) => (await run(options.cloze, ['corpus', id], { maxBuffer: 2 ** 26 })).stdout),
);
mkdirSync(options.folder, { recursive: true });
const about = await describe(options.profile);
/** The load average just before. */
const load = os.loadavg()[0];
const results = [];
for (const bytes of TEXTS) {
  const file = path.join(options.folder, `text-${bytes}.txt`);
  const written = text(corpora, bytes);
  writeFileSync(file, written);
  const words = new Set(written.toLowerCase().match(/\p{L}+/gu)).size;
  for (const vocabulary of VOCABULARIES) {
    const trainers = TRAINERS.map(({ id, title }) => ({ id, title, rounds: [] }));
    results.push({ bytes, words, vocabulary, trainers });
    for (let round = 1; round <= Number(options.rounds); round++) {
      for (const [index, trainer] of TRAINERS.entries()) {
        const found = trainers[index];
        // A size that failed is not measured again.
        if (found.failed) continue;
        try {
          const { tokens, read_ms, train_ms, peak_memory, memory_before, version } = await measure(
            trainer,
            file,
            vocabulary,
          );
          found.rounds.push({ tokens, read_ms, train_ms, peak_memory, memory_before });
          if (version) about.versions.tokenizers = version;
        } catch (error) {
          found.failed = firstLine(error);
        }
        const last = found.rounds.at(-1);
        const outcome = found.failed ?? `${((last.train_ms + (last.read_ms ?? 0)) / 1000).toFixed(2)} s`;
        console.error(`${bytes / 1e6} MB, ${vocabulary} WordPieces, round ${round}  ${trainer.title}: ${outcome}`);
      }
    }
  }
}
keep('tokenizer', { ...about, load, results });
