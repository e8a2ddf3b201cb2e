// The machine and versions of a measurement, and the files of results.

import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** The output of a program, or 'unknown' if it is missing. */
export const said = (file, ...given) =>
  run(file, given).then(
    ({ stdout }) => stdout.trim(),
    () => 'unknown',
  );

/** The date, the machine, and the versions, for this Cargo profile. */
export async function describe(profile) {
  const changed =
    (await said('git', 'status', '--porcelain', '--', 'src', 'shaders', 'Cargo.toml', 'Cargo.lock')) !== '';
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: {
      cpu: os.cpus()[0].model.trim(),
      cores: os.cpus().length,
      memory_gb: Math.round(os.totalmem() / 2 ** 30),
      // The distributor's part of the version does not matter for speed.
      system: `${os.type()} ${os.release().split('-')[0]}`,
    },
    versions: {
      Cloze: `${await said('git', 'rev-parse', '--short', 'HEAD')}${changed ? ' with changes' : ''} (profile ${profile})`,
      rustc: (await said('rustc', '--version')).replace(/^rustc (\S+).*$/, '$1'),
    },
  };
}

/** The same as a line of the report. */
export function described({ date, machine, versions }) {
  const known = Object.entries(versions).filter(([, version]) => version);
  return [
    `${date}, ${machine.cpu}, ${machine.cores} cores, ${machine.memory_gb} GB, ${machine.system}${machine.adapter ? `, adapter: ${machine.adapter}` : ''}.`,
    `${known.map(([name, version]) => `${name} ${version}`).join(', ')}.`,
  ].join('\n');
}

/** Writes a file of bench/results/, with each list of numbers on one line. */
export function keep(name, result) {
  const folder = new URL('results/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  const json = JSON.stringify(result, null, 1).replace(/\[[^\][{}"]*\]/g, (list) => list.replace(/\s+/g, ' '));
  writeFileSync(new URL(`${name}.json`, folder), `${json}\n`);
}

/** The most informative line of an error. */
export const firstLine = (error) =>
  String(error?.stderr?.trim().split('\n').at(-1) || error?.message || error)
    .replace(/^(page\.evaluate: )?((Uncaught )?Error: )*/, '')
    .split('\n')[0];
