// jax-js, on its `wasm` or `webgpu` device: the whole step is one `jit`.
//
// A function consumes its array arguments, and `.ref` keeps one (jax-js counts references). `jit` fails on the gradient of `take` if
// its input is only reshaped. A product with a 1 that is unknown to `jit` avoids that.

import { defaultDevice, init, jit, nn, numpy as np, tree, valueAndGrad } from '@jax-js/jax';
import { corrections, timed, valuesOf } from './case.js';

export async function create(case_, { device }) {
  const devices = await init(device);
  if (!devices.includes(device)) throw new Error(`jax-js has no device ${device} here, only ${devices.join(', ')}`);
  defaultDevice(device);

  const { rows, sequence, selected } = case_;
  const integers = (values, shape = [values.length]) =>
    np.array(new Int32Array(values), { dtype: np.int32 }).reshape(shape);
  const batch = {
    input: integers(case_.input_ids, [rows, sequence]),
    types: integers(case_.token_type_ids, [rows, sequence]),
    selected: integers(selected),
    labels: integers(case_.labels),
    next: integers(case_.next_sentence_labels),
  };
  const initial = () =>
    Object.fromEntries(
      case_.parameters.map((found) => [found.name, np.array(valuesOf(case_, found)).reshape(found.shape)]),
    );
  const zeros = () => Object.fromEntries(case_.parameters.map(({ name, shape }) => [name, np.zeros(shape)]));

  const decays = Object.fromEntries(case_.parameters.map(({ name, decays }) => [name, decays]));
  const step = jit((parameters, first, second, rate, root, one, batch) => {
    const [loss, gradients] = valueAndGrad((parameters) => lossOf(case_, parameters, one, batch))(tree.ref(parameters));
    const names = Object.keys(gradients);
    const squares = names.map((name) => np.sum(np.square(gradients[name].ref))).reduce((sum, more) => sum.add(more));
    const clip = np.minimum(np.reciprocal(np.sqrt(squares).add(1e-6)).mul(case_.max_norm), 1);
    const after = { parameters: {}, first: {}, second: {} };
    for (const name of names) {
      const gradient = gradients[name].mul(clip.ref);
      const m = first[name].mul(case_.beta1).add(gradient.ref.mul(1 - case_.beta1));
      const v = second[name].mul(case_.beta2).add(np.square(gradient).mul(1 - case_.beta2));
      const direction = m.ref.div(np.sqrt(v.ref).div(root.ref).add(case_.epsilon));
      const keep = decays[name] ? 1 - case_.learning_rate * case_.weight_decay : 1;
      after.parameters[name] = parameters[name].mul(keep).sub(direction.mul(rate.ref));
      after.first[name] = m;
      after.second[name] = v;
    }
    for (const used of [clip, rate, root]) used.dispose();
    return [loss, after];
  });

  return {
    async train(plan, counted) {
      let state = { parameters: initial(), first: zeros(), second: zeros() };
      const result = await timed(
        plan,
        async (number) => {
          const { rate, root } = corrections(case_, number);
          const { parameters, first, second } = state;
          const [loss, after] = step(
            parameters,
            first,
            second,
            np.array(rate),
            np.array(root),
            np.array(1),
            tree.ref(batch),
          );
          state = after;
          return (await loss.data())[0];
        },
        counted,
      );
      tree.dispose(state);
      return result;
    },
  };
}

function lossOf(case_, p, one, batch) {
  const { rows, sequence, hidden, heads, vocabulary } = case_;
  const dense = (x, name) => np.matmul(x, np.transpose(p[`${name}.weight`])).add(p[`${name}.bias`]);
  const norm = (x, name) =>
    nn.standardize(x, -1, { epsilon: case_.layer_norm_epsilon }).mul(p[`${name}.weight`]).add(p[`${name}.bias`]);
  const gelu = (x) => nn.gelu(x, { approximate: false });
  const split = (x) => x.reshape([rows, sequence, heads, hidden / heads]);
  /** `-log p(label)` of each row. */
  const crossEntropy = (logits, labels, classes) =>
    np.sum(nn.logSoftmax(logits, -1).mul(nn.oneHot(labels, classes)), -1).mul(-1);

  const embeddings = 'bert.embeddings';
  const words = p[`${embeddings}.word_embeddings.weight`];
  let x = np
    .take(words.ref, batch.input, 0)
    .add(p[`${embeddings}.position_embeddings.weight`])
    .add(np.take(p[`${embeddings}.token_type_embeddings.weight`], batch.types, 0));
  x = norm(x, `${embeddings}.LayerNorm`);
  for (let i = 0; i < case_.layers; i++) {
    const layer = `bert.encoder.layer.${i}`;
    const [query, key, value] = ['query', 'key', 'value'].map((which) =>
      split(dense(x.ref, `${layer}.attention.self.${which}`)),
    );
    const context = nn.dotProductAttention(query, key, value).reshape([rows, sequence, hidden]);
    x = norm(dense(context, `${layer}.attention.output.dense`).add(x), `${layer}.attention.output.LayerNorm`);
    const intermediate = gelu(dense(x.ref, `${layer}.intermediate.dense`));
    x = norm(dense(intermediate, `${layer}.output.dense`).add(x), `${layer}.output.LayerNorm`);
  }

  const pooled = np.tanh(dense(x.ref.slice([], 0), 'bert.pooler.dense'));
  const next = np.mean(crossEntropy(dense(pooled, 'cls.seq_relationship'), batch.next, 2));

  const gathered = np.take(x.reshape([rows * sequence, hidden]), batch.selected, 0).mul(one);
  const transform = 'cls.predictions.transform';
  const transformed = norm(gelu(dense(gathered, `${transform}.dense`)), `${transform}.LayerNorm`);
  const logits = np.matmul(transformed, np.transpose(words)).add(p['cls.predictions.bias']);
  const masked = np.sum(crossEntropy(logits, batch.labels, vocabulary));
  return masked.div(case_.selected.length + case_.mlm_denominator_epsilon).add(next);
}
