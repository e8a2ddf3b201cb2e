// Cloze's engines, Burn's among them, through the command of `window.cloze.benchmark`. They create the step themselves.

import { Team } from '../../www/engine/team.ts';
import { difference } from './case.js';

/** `workers`: the number of workers that share a step, if more than one. */
export async function create(case_, { device, size, workers = 1 }) {
  const engines = await (await fetch('/engines/manifest.json')).json();
  const engine = engines[device];
  const module = await import(/* @vite-ignore */ `/${engine.url}`);
  await module.default({ module_or_path: `/${engine.wasm}` });
  const [js, wasm] = [engine.url, engine.wasm].map((url) => new URL(`/${url}`, self.location.href).href);
  const team = workers > 1 ? new Team(workers - 1, true, js, wasm) : undefined;
  const worker = await module.Worker.create(team, () => {});
  await team?.gathered();
  const train = async (steps, warmup) =>
    (await worker.handle({ type: 'benchmark', size, steps, warmup }, () => {})).result;

  return {
    async train({ steps, warmup }, counted) {
      const { step_ms, losses, first_step_ms } = await train(steps, warmup);
      if (!counted) return { step_ms, losses, first_step_ms };
      // The engine takes the steps by itself, so the calls of two steps are those that two more steps add.
      const counts = [counted()];
      for (const length of [2, 4]) {
        await train(length, 0);
        counts.push(counted());
      }
      const [short, long] = [difference(counts[1], counts[0]), difference(counts[2], counts[1])];
      return { step_ms, losses, first_step_ms, calls: difference(long, short, 2), pipelines: counts[0].pipelines };
    },
  };
}
