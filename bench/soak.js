// Checks that memory stays constant during a run. Trains a tiny model on each engine for several thousand steps. Every hundred steps
// it prints the bytes of the engine's WebAssembly memory and of the GPU buffers that exist. Fails if either grows after the
// fiftieth step. `cargo xtask soak` builds and serves the page and calls this.

import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';

const { values: options } = parseArgs({
  options: {
    url: { type: 'string' },
    chromium: { type: 'string' },
    steps: { type: 'string', default: '2000' },
  },
});
const WARM = 50;
const EVERY = 100;
const TINY =
  'hidden_size=16&layers=1&heads=2&intermediate_size=32&sequence_length=16&batch_size=4&vocabulary_size=200&steps=100000';

/** In the WebGPU engine's worker: the bytes of all buffers that exist. */
const COUNT = `
  const alive = new Map();
  self.gpuBytes = () => [...alive.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  const [create, destroyBuffer, destroyDevice] =
    [GPUDevice.prototype.createBuffer, GPUBuffer.prototype.destroy, GPUDevice.prototype.destroy];
  GPUDevice.prototype.createBuffer = function (given) {
    const buffer = create.call(this, given);
    alive.set(buffer, { owner: this, bytes: buffer.size });
    return buffer;
  };
  GPUBuffer.prototype.destroy = function () {
    alive.delete(this);
    return destroyBuffer.call(this);
  };
  GPUDevice.prototype.destroy = function () {
    for (const [buffer, { owner }] of alive) if (owner === this) alive.delete(buffer);
    return destroyDevice.call(this);
  };`;

const browser = await chromium.launch({
  executablePath: options.chromium,
  args: ['--no-sandbox', '--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'],
});
let grown = false;
for (const device of ['cpu', 'webgpu']) {
  const page = await browser.newPage();
  await page.route('**/engines/webgpu-*/cloze.js', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${COUNT}\n${await response.text()}` });
  });
  await page.goto(`${options.url}?${TINY}&device=${device}`);
  await page.evaluate(() => window.cloze.ready);
  const state = () => page.evaluate(() => window.cloze.state());
  while ((await state()).device !== device) await new Promise((resolve) => setTimeout(resolve, 100));
  await page.evaluate(() => window.cloze.pause());
  const gpuBytes = async () => {
    let bytes = 0;
    for (const worker of page.workers()) bytes += await worker.evaluate(() => self.gpuBytes?.() ?? 0);
    return bytes;
  };
  const first = (await state()).step;
  const measure = async () => ({
    step: (await state()).step - first,
    heap: (await state()).memory_bytes,
    gpu: await gpuBytes(),
  });
  await page.evaluate((steps) => window.cloze.step(steps), WARM);
  const warm = await measure();
  console.log(`${device}\n${'step'.padStart(8)}${'heap'.padStart(14)}${'GPU buffers'.padStart(14)}`);
  const print = ({ step, heap, gpu }) =>
    console.log(`${step}`.padStart(8) + `${heap}`.padStart(14) + `${gpu}`.padStart(14));
  print(warm);
  for (let last = warm; last.step < Number(options.steps);) {
    await page.evaluate((steps) => window.cloze.step(steps), EVERY);
    last = await measure();
    print(last);
    grown ||= last.heap > warm.heap || last.gpu > warm.gpu;
  }
  await page.close();
}
await browser.close();
if (grown) {
  console.error(`Memory grew after step ${WARM}.`);
  process.exitCode = 1;
}
