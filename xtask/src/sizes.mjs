// Prints the size of every file of a folder, raw and as brotli (quality 11) sends it. Fails where an engine has grown beyond what
// a class on shared Wi-Fi should have to wait for.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';

const folder = process.argv[1];
const rows = readdirSync(folder, { recursive: true })
  .filter((name) => statSync(join(folder, name)).isFile())
  .map((name) => {
    const bytes = readFileSync(join(folder, name));
    return { name, raw: bytes.length, brotli: brotliCompressSync(bytes).length };
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
