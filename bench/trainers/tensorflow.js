// TensorFlow.js, on its `wasm` or `webgpu` backend, in eager mode: it has no compiler for a whole step.
//
// Two of its bugs need workarounds. The wasm backend has no UnsortedSegmentSum, the gradient of `gather`, so that is `scatterND` here.
// On WebGPU, `addN` over dozens of tensors is silently wrong, so sums are chains of `add` here.

import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import '@tensorflow/tfjs-backend-webgpu';
import plain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threaded from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import { corrections, timed, valuesOf } from './case.js';

export async function create(case_, { device }) {
  setWasmPaths({
    'tfjs-backend-wasm.wasm': plain,
    'tfjs-backend-wasm-simd.wasm': simd,
    'tfjs-backend-wasm-threaded-simd.wasm': threaded,
  });
  if (!(await tf.setBackend(device))) throw new Error(`TensorFlow.js has no backend ${device} here`);
  await tf.ready();

  const integers = (values) => tf.tensor1d(values, 'int32');
  const batch = {
    input: integers(case_.input_ids),
    types: integers(case_.token_type_ids),
    selected: integers(case_.selected),
    first: integers(case_.next_sentence_labels.map((_, row) => row * case_.sequence)),
    labels: tf.oneHot(integers(case_.labels), case_.vocabulary).toFloat(),
    next: tf.oneHot(integers(case_.next_sentence_labels), 2).toFloat(),
  };
  const names = case_.parameters.map(({ name }) => name);
  const lossAndGradients = tf.valueAndGrads((...values) =>
    lossOf(case_, Object.fromEntries(names.map((name, index) => [name, values[index]])), batch),
  );

  /** One step: `[loss, parameters, first moments, second moments]`. */
  const step = (parameters, first, second, { rate, root }) =>
    tf.tidy(() => {
      const { value: loss, grads } = lossAndGradients(parameters);
      const squares = grads.map((gradient) => gradient.square().sum()).reduce((sum, more) => sum.add(more));
      const clip = tf.scalar(case_.max_norm).div(squares.sqrt().add(1e-6)).minimum(1);
      const gradients = grads.map((gradient) => gradient.mul(clip));
      const m = gradients.map((gradient, i) => first[i].mul(case_.beta1).add(gradient.mul(1 - case_.beta1)));
      const v = gradients.map((gradient, i) => second[i].mul(case_.beta2).add(gradient.square().mul(1 - case_.beta2)));
      const after = parameters.map((parameter, i) => {
        const kept = case_.parameters[i].decays
          ? parameter.mul(1 - case_.learning_rate * case_.weight_decay)
          : parameter;
        return kept.sub(m[i].div(v[i].sqrt().div(root).add(case_.epsilon)).mul(rate));
      });
      return [loss, after, m, v];
    });

  return {
    async train(plan, counted) {
      let state = [
        case_.parameters.map((found) => tf.tensor(valuesOf(case_, found), found.shape)),
        ...[0, 1].map(() => case_.parameters.map(({ shape }) => tf.zeros(shape))),
      ];
      const result = await timed(
        plan,
        async (number) => {
          const [loss, ...after] = step(...state, corrections(case_, number));
          const [value] = await loss.data();
          tf.dispose([loss, state]);
          state = after;
          return value;
        },
        counted,
      );
      tf.dispose(state);
      return result;
    },
  };
}

/** Rows of `table`. Its gradient sums those of equal rows. */
const rowsOf = (table, ids) =>
  tf.customGrad((table, save) => {
    save([]);
    return {
      value: tf.gather(table, ids),
      gradFunc: (gradient) => tf.scatterND(ids.expandDims(1), gradient, table.shape),
    };
  })(table);

const gelu = (x) => x.mul(0.5).mul(x.mul(Math.SQRT1_2).erf().add(1));

/** `-log p(label)` of each row, summed. */
const crossEntropy = (logits, oneHot) => tf.logSoftmax(logits).mul(oneHot).sum().neg();

function lossOf(case_, p, batch) {
  const { rows, sequence, hidden, heads } = case_;
  const size = hidden / heads;
  const dense = (x, name) => tf.matMul(x, p[`${name}.weight`], false, true).add(p[`${name}.bias`]);
  const norm = (x, name) => {
    const centred = x.sub(x.mean(-1, true));
    const deviation = centred.square().mean(-1, true).add(case_.layer_norm_epsilon).sqrt();
    return centred.div(deviation).mul(p[`${name}.weight`]).add(p[`${name}.bias`]);
  };
  const split = (x) => x.reshape([rows, sequence, heads, size]).transpose([0, 2, 1, 3]);

  const embeddings = 'bert.embeddings';
  const words = p[`${embeddings}.word_embeddings.weight`];
  // [B * S, H]; positions are the same in every row.
  const tokens = rowsOf(words, batch.input).add(rowsOf(p[`${embeddings}.token_type_embeddings.weight`], batch.types));
  const placed = tokens.reshape([rows, sequence, hidden]).add(p[`${embeddings}.position_embeddings.weight`]);
  let x = norm(placed.reshape([rows * sequence, hidden]), `${embeddings}.LayerNorm`);
  for (let i = 0; i < case_.layers; i++) {
    const layer = `bert.encoder.layer.${i}`;
    const [query, key, value] = ['query', 'key', 'value'].map((which) =>
      split(dense(x, `${layer}.attention.self.${which}`)),
    );
    const scores = tf.matMul(query, key, false, true).mul(1 / Math.sqrt(size));
    const context = tf.matMul(tf.softmax(scores), value);
    const merged = context.transpose([0, 2, 1, 3]).reshape([rows * sequence, hidden]);
    x = norm(dense(merged, `${layer}.attention.output.dense`).add(x), `${layer}.attention.output.LayerNorm`);
    const intermediate = gelu(dense(x, `${layer}.intermediate.dense`));
    x = norm(dense(intermediate, `${layer}.output.dense`).add(x), `${layer}.output.LayerNorm`);
  }

  const pooled = dense(rowsOf(x, batch.first), 'bert.pooler.dense').tanh();
  const next = crossEntropy(dense(pooled, 'cls.seq_relationship'), batch.next).div(rows);

  const transform = 'cls.predictions.transform';
  const gathered = rowsOf(x, batch.selected);
  const transformed = norm(gelu(dense(gathered, `${transform}.dense`)), `${transform}.LayerNorm`);
  const logits = tf.matMul(transformed, words, false, true).add(p['cls.predictions.bias']);
  const masked = crossEntropy(logits, batch.labels).div(case_.selected.length + case_.mlm_denominator_epsilon);
  return masked.add(next);
}
