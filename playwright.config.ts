import { defineConfig } from '@playwright/test';

// `cargo xtask test` builds and serves the page, finds a Chromium, and sets both. By hand, with `cargo xtask serve`
// running: CLOZE_URL=http://127.0.0.1:8080/ npx playwright test
const url = process.env.CLOZE_URL ?? 'http://127.0.0.1:8080/';
const executablePath = process.env.CLOZE_CHROMIUM;

// Nothing of the browser's own may reach the network either.
const quiet = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-quic',
  '--disable-sync',
  '--no-first-run',
];

export default defineConfig({
  testDir: 'tests/browser',
  outputDir: 'test-results',
  // Each page trains, and training takes a core. Most tests wait for something else half of their time.
  workers: 2,
  timeout: 120_000,
  expect: { timeout: 30_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: 'list',
  use: {
    // With the slash at its end, so that tests go to './': the page may be in any folder.
    baseURL: url,
    // It would fetch all that the page needs a second time, and answer in place of a test's routes.
    serviceWorkers: 'block',
    screenshot: 'only-on-failure',
    // Recording one slows every test down; by hand: --trace on.
    trace: 'off',
  },
  projects: [
    {
      // A browser without WebGPU, as Chromium is on Linux without flags.
      name: 'cpu',
      testIgnore: '**/*.webgpu.spec.ts',
      use: { launchOptions: { executablePath, args: quiet } },
    },
    {
      // WebGPU by SwiftShader, a CPU that pretends to be a GPU: right, and slow.
      name: 'webgpu',
      testMatch: '**/*.webgpu.spec.ts',
      // SwiftShader takes every core there is.
      workers: 1,
      timeout: 300_000,
      use: {
        launchOptions: {
          executablePath,
          args: [...quiet, '--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'],
        },
      },
    },
  ],
});
