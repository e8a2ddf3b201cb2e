// Prints the size of every file of a folder, raw and as compress.mjs (brotli, quality 11) has left it: `node sizes.mjs FOLDER`. Fails
// where an engine has grown beyond what a class on shared Wi-Fi should have to wait for.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
const bytesOf = (name) => statSync(join(folder, name)).size;
const rows = readdirSync(folder, { recursive: true })
  .filter((name) => !/\.(br|gz)$/.test(name) && statSync(join(folder, name)).isFile())
  .map((name) => {
    const raw = bytesOf(name);
    return { name, raw, brotli: existsSync(join(folder, `${name}.br`)) ? bytesOf(`${name}.br`) : raw };
  })
  .sort((a, b) => b.raw - a.raw);
const sum = (key) => rows.reduce((total, row) => total + row[key], 0);
rows.push({ name: 'all', raw: sum('raw'), brotli: sum('brotli') });

const width = Math.max(...rows.map((row) => row.name.length));
const kilobytes = (bytes) => (bytes / 1000).toFixed(1).padStart(10);
console.log(`${'file'.padEnd(width)} ${'raw kB'.padStart(10)} ${'brotli kB'.padStart(10)}`);
for (const { name, raw, brotli } of rows) console.log(`${name.padEnd(width)} ${kilobytes(raw)} ${kilobytes(brotli)}`);

const limits = [
  { engine: /engines.cpu-.*\.wasm$/, brotli: 742_000 },
  { engine: /engines.webgpu-.*\.wasm$/, brotli: 2_000_000, raw: 12_000_000 },
];
for (const { engine, ...limit } of limits) {
  for (const row of rows.filter(({ name }) => engine.test(name))) {
    for (const [key, most] of Object.entries(limit)) {
      if (row[key] <= most) continue;
      console.error(
        `${row.name} has ${kilobytes(row[key]).trim()} kB (${key}), at most ${kilobytes(most).trim()} kB are expected`,
      );
      process.exitCode = 1;
    }
  }
}
