// Writes FILE.br and FILE.gz beside every file that becomes smaller by it: `node compress.mjs FOLDER`. Hosts that are told to
// (brotli_static, gzip_static) send them as they are, at the best compression and without work.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { promisify } from 'node:util';

const COMPRESSIBLE = /\.(css|html|js|json|svg|txt|wasm|webmanifest)$/;
const brotli = (bytes) =>
  promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
const best = (bytes) => promisify(gzip)(bytes, { level: 9 });

const folder = process.argv[2];
const files = readdirSync(folder, { recursive: true })
  .map((path) => join(folder, path))
  .filter((path) => COMPRESSIBLE.test(path) && statSync(path).isFile());

await Promise.all(
  files.map(async (path) => {
    const bytes = readFileSync(path);
    for (const [suffix, compress] of [
      ['br', brotli],
      ['gz', best],
    ]) {
      const compressed = await compress(bytes);
      if (compressed.length < bytes.length) writeFileSync(`${path}.${suffix}`, compressed);
    }
  }),
);
