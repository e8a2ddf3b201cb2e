import { readdirSync } from 'node:fs';
import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import { defineConfig } from 'eslint/config';
import globals from 'globals';
import typescript from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

// Which folder of the page may import which: only those before it. Folders of one level don't import each other.
const LAYERS = [
  ['generated'],
  ['engine', 'format', 'i18n', 'save', 'style'],
  ['trace', 'first', 'keep'],
  ['state'],
  ['glossary'],
  ['files', 'stage', 'text'],
  [
    'attention',
    'charts',
    'checkpoint',
    'compare',
    'controls',
    'examples',
    'finetune',
    'guess',
    'pair',
    'parameters',
    'runs',
    'sentence',
    'share',
    'vocabulary',
  ],
  ['present'],
  ['page'],
  ['lessons'],
  ['api', 'App'],
];
const unplaced = readdirSync(new URL('www', import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'public' && !LAYERS.flat().includes(entry.name))
  .map((entry) => `www/${entry.name}`);
if (unplaced.length > 0) throw new Error(`${unplaced.join(', ')} has no place in LAYERS of eslint.config.js`);
const direction = LAYERS.flatMap((level, index) =>
  level.map((folder) => {
    const others = [...level.filter((other) => other !== folder), ...LAYERS.slice(index + 1).flat()];
    // The first two levels are foundations, whose modules use each other's types.
    const forbidden = index < 2 ? LAYERS.slice(2).flat() : others;
    const group = forbidden.flatMap((other) => [`../${other}`, `../${other}.*`, `../${other}/**`]);
    return {
      files: [`www/${folder}/**`, `www/${folder}.*`],
      rules: {
        'no-restricted-imports': [
          'error',
          { patterns: [{ group, message: `www/${folder} comes before: see LAYERS in eslint.config.js.` }] },
        ],
      },
    };
  }),
);

export default defineConfig(
  {
    ignores: [
      'dist/',
      'bench/node_modules/',
      'target/',
      'www/generated/',
      'test-results/',
      'playwright-report/',
      'tests/fixtures/',
    ],
  },
  js.configs.recommended,
  ...typescript.configs.recommended,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser } },
    rules: {
      // TypeScript knows which names exist, types included.
      'no-undef': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      eqeqeq: 'error',
      'no-console': ['error', { allow: ['warn', 'error'] }],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: typescript.parser, extraFileExtensions: ['.svelte'], svelteConfig } },
  },
  ...direction,
  {
    files: ['*.config.ts', '*.config.js', 'tests/browser/**', 'bench/**', 'xtask/**'],
    languageOptions: { globals: { ...globals.node } },
    rules: { 'no-console': 'off' },
  },
);
