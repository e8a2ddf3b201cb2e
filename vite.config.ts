import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

// The engines (WebAssembly) are not part of the bundle: `cargo xtask` puts them beside it, under engines/,
// and the workers import them by URL. So the page can be served while an engine is still being built.
export default defineConfig({
  // Relative URLs only: the page works from any folder of any static host.
  base: './',
  publicDir: 'www/public',
  plugins: [svelte()],
  worker: { format: 'es' },
  build: {
    // Every browser with 128-bit SIMD in WebAssembly knows this.
    target: 'es2022',
    outDir: 'dist',
    modulePreload: { polyfill: false },
    // Nothing as a data: URL, so that hosts with a strict content security policy can serve the page.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
});
