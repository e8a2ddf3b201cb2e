// Bundles the browser trainers; `cargo xtask bench` adds the engines and the case.

import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname + '/site',
  base: './',
  worker: { format: 'es' },
  // Not minified: TensorFlow.js sends functions to its threads as text, which must name what it names.
  build: { target: 'es2022', minify: false, emptyOutDir: true, chunkSizeWarningLimit: 4000 },
});
