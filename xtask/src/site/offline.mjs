// Gives a built folder its version and its service worker: `node offline.mjs FOLDER`, when all its files are there.
//
// The version is a hash of all files. index.html and the manifest of the engines say it, so that a page notices an engine of another
// version, and the list in front of sw.js holds it, so that each version has a cache of its own.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';

const WORKER = 'sw.js';
const MANIFEST = 'engines/manifest.json';
/** What the page never asks for. */
const NOT_OURS = /^(parity\/|LICENSE-|preview\.)|README\.md$|\.(br|gz|new)$/;
/** Kept when used. */
const RARE = /^engines\/(?!cpu-|manifest)|^models\/.*\.zip$|^docs\//;

const folder = process.argv[2];
const read = (path) => readFileSync(join(folder, path));
const hash = (bytes, encoding) => createHash('sha256').update(bytes).digest(encoding);

const paths = readdirSync(folder, { recursive: true })
  .map((path) => path.replaceAll(sep, '/'))
  .filter((path) => path !== WORKER && !NOT_OURS.test(path) && statSync(join(folder, path)).isFile())
  .sort();

const version = hash(paths.map((path) => `${path} ${hash(read(path), 'hex')}\n`).join(''), 'hex').slice(0, 16);

const page = read('index.html').toString();
const mark = '<meta name="version" content="" />';
if (!page.includes(mark)) throw new Error(`index.html: found no ${mark}. Has it been through this already?`);
writeFileSync(join(folder, 'index.html'), page.replace(mark, mark.replace('""', `"${version}"`)));

const engines = { ...JSON.parse(read(MANIFEST)), version };
writeFileSync(join(folder, MANIFEST), JSON.stringify(engines, null, 2));

const files = Object.fromEntries(
  paths.map((path) => [path, { integrity: `sha256-${hash(read(path), 'base64')}`, core: !RARE.test(path) }]),
);
const list = `const SITE = ${JSON.stringify({ version, files }, null, 1)};\n`;
writeFileSync(join(folder, WORKER), list + read(WORKER));
