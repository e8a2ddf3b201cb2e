// Steps of a separate model, timed. The run on the page waits meanwhile.

import { startBurn } from '../engine/burn';
import type { BenchmarkResult, BenchmarkSize, Device, Framework } from '../engine/types';
import type { Session } from './session.svelte';

export interface BenchmarkRequest {
  size: BenchmarkSize;
  device: Device;
  /** Whose kernels: Cloze's own if absent. */
  engine?: Framework;
  steps: number;
  warmup: number;
}

export async function benchmark(session: Session, request: BenchmarkRequest): Promise<BenchmarkResult> {
  const burn = request.engine === 'burn' ? await startBurn(request.device) : null;
  const engine = burn ?? (await session.conductor.borrow(request.device));
  const { running } = (await session.conductor.send({ type: 'state' }, 'state')).state;
  if (running) await session.suspend();
  try {
    const { size, steps, warmup } = request;
    return (await engine.send({ type: 'benchmark', size, steps, warmup }, 'benchmark')).result;
  } finally {
    burn?.stop();
    if (running) await session.resume();
  }
}
