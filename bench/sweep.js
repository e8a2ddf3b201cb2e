// Measures how a step's time grows: `cloze benchmark` at every point of the AXES of parts.js, for each of its CURVES, into
// bench/results/sweep.json. `cargo xtask bench --sweep` builds the command, calls this, and then report.js.
//
// The curves alternate at each point, and each round goes through all points. So temporary load of the machine does not bend one
// curve.

import { execFile } from 'node:child_process';
import os from 'node:os';
import { parseArgs, promisify } from 'node:util';
import { describe, firstLine, keep } from './machine.js';
import { AXES, CURVES } from './parts.js';

const { values: options } = parseArgs({
  options: {
    cloze: { type: 'string' },
    /** The Cargo profile of the build. */
    profile: { type: 'string' },
  },
});
const LIMIT_MS = 5 * 60_000;
const run = promisify(execFile);
const rounds = Math.max(...CURVES.map(({ rounds }) => rounds));

async function measure({ setting, value }, curve) {
  const { device, otherwise, threads = os.availableParallelism(), warmup, steps, seconds } = curve;
  const given = { ...otherwise, [setting]: value, device, warmup, steps, seconds };
  const list = Object.entries(given).flatMap(([name, value]) => [`--${name.replaceAll('_', '-')}`, String(value)]);
  const env = { ...process.env, RAYON_NUM_THREADS: String(threads) };
  const { stdout } = await run(options.cloze, ['benchmark', ...list], { env, timeout: LIMIT_MS, maxBuffer: 2 ** 24 });
  const { step_ms, losses, adapter } = JSON.parse(stdout);
  if (!losses.every(Number.isFinite)) throw new Error(`a loss is not a number: ${losses}`);
  return { step_ms: step_ms.map((ms) => Math.round(ms * 1000) / 1000), adapter };
}

// All axes have the point `small`, which is measured once for each of them.
const points = AXES.flatMap(({ setting, values }) =>
  values.map((value) => ({ setting, value, curves: CURVES.map(({ id }) => ({ id, step_ms: [] })) })),
);
const about = await describe(options.profile);
/** The load average just before. */
const load = os.loadavg()[0];
const begun = Date.now();
for (let round = 1; round <= rounds; round++) {
  for (const point of points) {
    const said = [];
    for (const [index, curve] of CURVES.entries()) {
      const found = point.curves[index];
      // A point that failed is not measured again.
      if (found.failed || round > curve.rounds) continue;
      const before = points.filter(({ setting, value }) => setting === point.setting && value < point.value).at(-1);
      const known = before?.curves[index];
      if (known?.left_out || known?.step_ms.some((ms) => ms > curve.most)) {
        found.left_out = true;
        continue;
      }
      try {
        const { step_ms, adapter } = await measure(point, curve);
        found.step_ms.push(...step_ms);
        about.machine.adapter ??= adapter ?? undefined;
      } catch (error) {
        found.failed = firstLine(error);
      }
      said.push(`${curve.title} ${found.failed ?? `${Math.min(...found.step_ms).toFixed(1)} ms`}`);
    }
    console.error(`round ${round} of ${rounds}  ${point.setting} ${point.value}: ${said.join('; ')}`);
  }
  keep('sweep', { ...about, load, points });
}
console.error(`${((Date.now() - begun) / 60_000).toFixed(1)} minutes.`);
