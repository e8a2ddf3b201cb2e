import type { Page, Worker } from '@playwright/test';
import { expect } from './fixtures';
import { call, open, state } from './small';

/** Small enough for a software adapter, and long enough that the run continues when the second engine is ready. */
export const TINY =
  'hidden_size=16&layers=1&heads=2&intermediate_size=32&sequence_length=16&batch_size=4&vocabulary_size=200' +
  '&steps=100000&warmup_steps=4&evaluation_interval=100000';

/** Runs a script in the worker of a WebGPU engine, Burn's too, before the engine starts, and another that sees what the engine exports. */
export async function before(page: Page, script: string, withExports = ''): Promise<void> {
  await page.route('**/engines/{webgpu,burn-webgpu}-*/cloze.js', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: [script, await response.text(), withExports].join('\n') });
  });
}

export async function openOnWebGpu(page: Page, query = TINY): Promise<void> {
  await open(page, `${query}&device=webgpu`);
  await expect.poll(async () => (await state(page)).device, { timeout: 120_000 }).toBe('webgpu');
}

/** Total WebGPU calls. */
export interface Counts {
  dispatches: number;
  submits: number;
  /** Submissions with dispatches, and not only copies. */
  computing: number;
  writes: number;
  buffers: number;
  bindGroups: number;
  pipelines: number;
  /** Bytes of buffers that were not destroyed. */
  bytes: number;
}

/** Counts calls of the browser's objects, independently of the engine. */
const COUNT = `
  const counts = { dispatches: 0, submits: 0, computing: 0, writes: 0, buffers: 0, bindGroups: 0, pipelines: 0, bytes: 0 };
  self.clozeCounts = counts;
  const before = (type, method, count) => {
    const own = type.prototype[method];
    type.prototype[method] = function (...given) {
      count(this, ...given);
      return own.apply(this, given);
    };
  };
  const alive = new Map();
  const free = (buffer) => {
    counts.bytes -= alive.get(buffer)?.bytes ?? 0;
    alive.delete(buffer);
  };
  let dispatched = 0;
  before(GPUComputePassEncoder, 'dispatchWorkgroups', () => counts.dispatches++);
  before(GPUComputePassEncoder, 'dispatchWorkgroupsIndirect', () => counts.dispatches++);
  before(GPUQueue, 'submit', () => {
    counts.submits++;
    if (counts.dispatches > dispatched) counts.computing++;
    dispatched = counts.dispatches;
  });
  before(GPUQueue, 'writeBuffer', () => counts.writes++);
  before(GPUDevice, 'createBindGroup', () => counts.bindGroups++);
  before(GPUDevice, 'createComputePipeline', () => counts.pipelines++);
  before(GPUDevice, 'createComputePipelineAsync', () => counts.pipelines++);
  before(GPUBuffer, 'destroy', free);
  before(GPUDevice, 'destroy', (device) => {
    for (const [buffer, { owner }] of alive) if (owner === device) free(buffer);
  });
  const createBuffer = GPUDevice.prototype.createBuffer;
  GPUDevice.prototype.createBuffer = function (description) {
    const buffer = createBuffer.call(this, description);
    alive.set(buffer, { owner: this, bytes: buffer.size });
    counts.buffers++;
    counts.bytes += buffer.size;
    return buffer;
  };`;

/** Opens the page on WebGPU and counts its calls. The function returns the counts so far. */
export async function openCounted(page: Page, query: string): Promise<() => Promise<Counts>> {
  await before(page, COUNT);
  await openOnWebGpu(page, query);
  await call(page, 'pause');
  const worker = await workerOf(page, 'cloze-webgpu');
  return () => worker.evaluate(() => ({ ...(self as unknown as { clozeCounts: Counts }).clozeCounts }));
}

async function workerOf(page: Page, name: string): Promise<Worker> {
  for (const worker of page.workers()) {
    if ((await worker.evaluate(() => self.name)) === name) return worker;
  }
  throw new Error(`the page has no worker ${name}`);
}

export function difference(later: Counts, earlier: Counts): Counts {
  const names = Object.keys(later) as (keyof Counts)[];
  return Object.fromEntries(names.map((name) => [name, later[name] - earlier[name]])) as unknown as Counts;
}
