// Runs one trainer in a worker: loads it, trains from the initial weights, and reports the time of each step.

import { fetchCase } from '../trainers/case.js';
import { countCalls } from './calls.js';

const TRAINERS = {
  cloze: () => import('../trainers/cloze.js'),
  jax: () => import('../trainers/jax.js'),
  tensorflow: () => import('../trainers/tensorflow.js'),
};

self.addEventListener('message', async ({ data }) => {
  try {
    self.postMessage({ result: await train(data) });
  } catch (error) {
    self.postMessage({ failed: error?.stack ?? String(error) });
  }
});

async function train({ trainer, device, workers, size, steps, warmup }) {
  const counted = device.endsWith('webgpu') ? countCalls() : undefined;
  const case_ = await fetchCase(`/case/${size}`);
  const { create } = await TRAINERS[trainer]();
  const begun = performance.now();
  const created = await create(case_, { device, size, workers });
  const { first_loss_at, ...result } = await created.train({ steps, warmup }, counted);
  return { first_step_ms: first_loss_at - begun, ...result, isolated: self.crossOriginIsolated };
}
