// Builds the documentation as a site of static files: `node docs/site/build.js FOLDER`, which is emptied first. `cargo xtask build` and
// `serve` put it beside the page. A small step of our own, since the generators that were looked at (VitePress, Starlight) need the
// address of the site when it is built, write scripts into the pages, and bring 100 packages and more. This one needs three.

import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { build } from 'vite';
import { deadLinks } from './check.js';
import { glossary } from './glossary.js';
import { layout } from './layout.js';
import { follower } from './links.js';
import { render } from './markdown.js';
import { allPages, INSTEAD, LANGUAGES, sections } from './pages.js';

const ASSETS = 'assets';

async function main(folder) {
  rmSync(folder, { recursive: true, force: true });
  const assets = await bundle(join(folder, ASSETS));
  const write = (address, content) => {
    mkdirSync(dirname(join(folder, address)), { recursive: true });
    writeFileSync(join(folder, address), content);
  };
  const picture = (file) => {
    const address = `${ASSETS}/${basename(file)}`;
    copyFileSync(file, join(folder, address));
    return address;
  };
  assets.icon = picture('www/public/favicon.svg');

  const sources = allPages();
  const addresses = new Map(sources.map(({ source, address }) => [source, address]));
  for (const [source, address] of Object.entries(INSTEAD)) addresses.set(source, address);
  const rendered = (page) =>
    page.source.endsWith('.ts')
      ? glossary(page)
      : render(readFileSync(page.source, 'utf8'), follower(page, addresses, picture));
  const pages = await Promise.all(sources.map(async (page) => ({ ...page, ...(await rendered(page)) })));

  assets.index = `${ASSETS}/search.json`;
  write(assets.index, JSON.stringify(pages.flatMap(records)));
  const titles = new Map(pages.map(({ address, title }) => [address, title]));
  const menus = Object.fromEntries(
    LANGUAGES.map((language) => [
      language,
      sections(language).map(({ title, pages }) => ({
        title,
        pages: pages.map((page) => ({ ...page, title: titles.get(page.address) })),
      })),
    ]),
  );
  for (const page of pages) write(page.address, layout(page, menus[page.language], assets));
  const dead = deadLinks(folder);
  if (dead.length > 0) throw new Error(`links to nothing in the built site:\n${dead.join('\n')}`);
}

/** One entry a heading: what search finds is a place, not a page. */
function records({ address, title, language, sections }) {
  return sections.map((section, index) => ({
    address: index === 0 ? address : `${address}#${section.id}`,
    page: title,
    title: section.title,
    language,
    text: section.text,
  }));
}

/** Style and scripts, under names by their content. Returns their addresses. */
async function bundle(outDir) {
  const input = { site: 'docs/site/browser/site.js', theme: 'docs/site/browser/theme.js' };
  const { output } = await build({
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    build: {
      target: 'es2022',
      outDir,
      emptyOutDir: true,
      assetsInlineLimit: 0,
      modulePreload: false,
      rolldownOptions: {
        input,
        output: {
          entryFileNames: '[name]-[hash].js',
          assetFileNames: '[name]-[hash][extname]',
          chunkFileNames: '[name]-[hash].js',
        },
      },
    },
  });
  const named = (start, end) => {
    const file = output.find(({ fileName }) => fileName.startsWith(start) && fileName.endsWith(end));
    return `${ASSETS}/${file.fileName}`;
  };
  return { script: named('site', '.js'), theme: named('theme', '.js'), style: named('site', '.css') };
}

const [folder] = process.argv.slice(2);
if (!folder) throw new Error('node docs/site/build.js FOLDER');
await main(folder);
