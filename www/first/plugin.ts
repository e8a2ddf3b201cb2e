// Fills index.html and recorded.html when the page is built. The words are in the catalogs.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { escaped, firstHtml, inBoth } from './html.ts';
import { recordedHtml } from './recorded.ts';

const SCRIPT = 'first.js';

/** The address of the page, if it is known at build time. Other sites show a picture beside a link only by its whole address. */
const address = process.env.CLOZE_ADDRESS && process.env.CLOZE_ADDRESS.replace(/\/?$/, '/');

export function firstPage(): Plugin {
  let script = `/www/first/${SCRIPT}`;
  let building = false;
  let source = '';
  return {
    name: 'first-page',
    configResolved({ command, root }) {
      building = command === 'build';
      source = join(root, 'www/first', SCRIPT);
    },
    buildStart() {
      if (building) this.emitFile({ type: 'asset', name: SCRIPT, source: readFileSync(source) });
    },
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle }) {
        const emitted = Object.values(bundle ?? {}).find(
          (file) => file.type === 'asset' && file.names.includes(SCRIPT),
        );
        if (emitted) script = `./${emitted.fileName}`;
        // Vite's own client and styles are inline, so that the policy holds for the built page only.
        const page = building ? html : html.replace(/<meta\s+http-equiv="Content-Security-Policy"[^>]*>/, '');
        return filled(page, script);
      },
    },
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const styles = Object.keys(bundle).find((name) => /^assets\/index-.*\.css$/.test(name)) ?? '';
        this.emitFile({ type: 'asset', fileName: 'recorded.html', source: recordedPage(styles) });
      },
    },
  };
}

function filled(html: string, script: string): string {
  const about = inBoth(({ first }, language) => `<p lang="${language}">${escaped(first.noScript)}</p>`);
  return (
    html
      // Where the origin is opaque (a sandboxed frame) only what is fetched without CORS arrives.
      .replace('<link rel="stylesheet" crossorigin', '<link rel="stylesheet"')
      .replaceAll(
        'content="./preview.png"',
        `content="${address ? escaped(new URL('preview.png', address).href) : './preview.png'}"`,
      )
      .replace(
        '</title>',
        `</title>\n${address ? `    <meta property="og:url" content="${escaped(address)}" />\n` : ''}    <script src="${script}"></script>`,
      )
      .replace('<!-- first -->', firstHtml)
      .replace('<!-- recorded -->', () => `<div class="first">${about}${recordedHtml()}</div>`)
  );
}

function recordedPage(styles: string): string {
  const live = inBoth(({ recorded }, language) => `<a lang="${language}" href="./">${escaped(recorded.live)}</a> `);
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light" />
    <title>Cloze: a recorded run</title>
    <link rel="icon" href="./favicon.svg" type="image/svg+xml" />
    <link rel="stylesheet" href="./${styles}" />
  </head>
  <body><main class="first">${recordedHtml()}<p>${live}</p></main></body>
</html>
`;
}
