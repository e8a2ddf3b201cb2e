// The step that every trainer takes: the model, batch and optimiser of `case.json` and the initial weights of
// `parameters.f32`, both written by `cloze benchmark --write-case`.

/** Fetches the step from a folder of the server. */
export async function fetchCase(folder) {
  const [description, weights] = await Promise.all([
    fetch(`${folder}/case.json`).then((response) => response.json()),
    fetch(`${folder}/parameters.f32`).then((response) => response.arrayBuffer()),
  ]);
  return { ...description, weights: new Float32Array(weights) };
}

/** The values of one parameter in the flat vector. */
export function valuesOf(case_, { shape, offset }) {
  return case_.weights.slice(offset, offset + shape.reduce((product, size) => product * size, 1));
}

/** The values of AdamW that change from step to step: its rate and the root of the second moment's correction. */
export function corrections({ learning_rate, beta1, beta2 }, number) {
  return { rate: learning_rate / (1 - beta1 ** number), root: Math.sqrt(1 - beta2 ** number) };
}

/**
 * Takes `warmup + steps` steps and times the last `steps` of them. A step is done when its loss is known.
 * `counted` gives the WebGPU calls so far. The result has those of the last step.
 */
export async function timed({ warmup, steps }, step, counted) {
  const [step_ms, losses] = [[], []];
  let calls, first_loss_at;
  for (let number = 1; number <= warmup + steps; number++) {
    const before = counted?.();
    const begun = performance.now();
    losses.push(await step(number));
    const ended = performance.now();
    first_loss_at ??= ended;
    if (number > warmup) step_ms.push(ended - begun);
    if (before) calls = difference(counted(), before);
  }
  return { step_ms, losses, first_loss_at, calls, pipelines: counted?.().pipelines };
}

/** Number of calls between two counts. */
export function difference(after, before, steps = 1) {
  return Object.fromEntries(Object.keys(after).map((name) => [name, (after[name] - before[name]) / steps]));
}
