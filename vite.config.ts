import { execFileSync } from 'node:child_process';
import { unwatchFile, watchFile } from 'node:fs';
import { join } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import sirv from 'sirv';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { firstPage } from './www/first/plugin.ts';
import { compileLesson } from './www/lessons/compile.ts';

// The engines (WebAssembly) are not part of the bundle: `cargo xtask` puts them beside it, under engines/,
// and the workers import them by URL. So the page can be served while an engine is still being built.
export default defineConfig({
  // Relative URLs only: the page works from any folder of any static host.
  base: './',
  publicDir: 'www/public',
  plugins: [svelte(), firstPage(), lessons(), builtEngines()],
  worker: { format: 'es' },
  server: { watch: { ignored: ['**/target/**', '**/dist/**'] } },
  build: {
    // Every browser with 128-bit SIMD in WebAssembly knows this.
    target: 'es2022',
    outDir: 'dist',
    modulePreload: { polyfill: false },
    // Nothing as a data: URL, so that hosts with a strict content security policy can serve the page.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  // Plain functions, beside their code. What needs a page is in tests/browser.
  test: { include: ['www/**/*.test.ts'] },
});

/** A lesson (`www/lessons/LANGUAGE/NAME.md`) is imported as the data that it describes. */
function lessons(): Plugin {
  return {
    name: 'lessons',
    transform(source, id) {
      if (!/\/www\/lessons\/[a-z]+\/[^/]+\.md$/.test(id)) return null;
      const lesson = compileLesson(id.split('/').slice(-2).join('/'), source);
      return { code: `export default ${JSON.stringify(lesson)}`, map: null };
    },
  };
}

/** The development server builds no engine. It serves those of the last `cargo xtask serve`, and reloads the page on new ones. */
function builtEngines(): Plugin {
  return {
    name: 'built-engines',
    apply: (_, { command, mode, isPreview }) => command === 'serve' && mode !== 'test' && !isPreview,
    configureServer({ config, httpServer, middlewares, ws }) {
      const folder = join(targetFolder(config.root), 'site', 'engines');
      const manifest = join(folder, 'manifest.json');
      watchFile(manifest, { interval: 500 }, ({ mtimeMs }) => {
        // 0 is a file that is gone: a build has begun, and writes the manifest last.
        if (mtimeMs > 0) ws.send({ type: 'full-reload' });
      });
      httpServer?.on('close', () => unwatchFile(manifest));
      middlewares.use('/engines', sirv(folder, { dev: true }));
      middlewares.use('/engines', (_request, response) => {
        response.statusCode = 404;
        response.end(`Not in ${folder}. Run \`cargo xtask serve\` once: it builds the engines.\n`);
      });
    },
  };
}

/** Cargo's folder of build products, wherever the environment or its configuration puts it. */
function targetFolder(root: string): string {
  const metadata = execFileSync('cargo', ['metadata', '--no-deps', '--format-version', '1'], {
    cwd: root,
    encoding: 'utf8',
  });
  return (JSON.parse(metadata) as { target_directory: string }).target_directory;
}
