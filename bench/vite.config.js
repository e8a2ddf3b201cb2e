// Bundles the browser trainers. `cargo xtask bench` adds the engines and the step.

import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname + '/site',
  base: './',
  worker: { format: 'es' },
  // Not minified: TensorFlow.js sends functions to its threads as text, so their names have to stay.
  build: { target: 'es2022', minify: false, emptyOutDir: true, chunkSizeWarningLimit: 4000 },
});
