// Makes a trace for the stage from a film: the sentence, which stays, with the predictions of one frame.

import type { Frame, TokenTrace, Trace } from '../engine/types';

const NO_VECTORS: Trace['cls'] = { pooled: undefined, gradients: [] };

/** The trace of the sentence at a recorded step. Losses and gradients are those of this sentence alone. */
export function traceAt(sentence: Trace, frame: Frame): Trace {
  const real = frame.losses.length;
  const k = real > 0 ? frame.top_logits.length / real : 0;
  const tokens = sentence.tokens.map((token, index): TokenTrace => {
    if (index >= real) return token;
    const [loss, total] = [frame.losses[index] ?? 0, frame.log_sum_exps[index] ?? 0];
    return {
      ...token,
      loss: token.counted ? loss : undefined,
      would_be_loss: loss,
      log_sum_exp: total,
      original_logit: total - loss,
      gradient_norm: frame.gradient_norms[index] ?? 0,
      input_gradient_norm: frame.input_gradient_norms[index] ?? 0,
      read: frame.read[index] ?? 0,
      top: topAt(frame, index, k),
    };
  });
  const { next_sentence, pair_logits, pair_loss } = frame;
  const answer = sentence.next_sentence;
  return {
    ...sentence,
    step: frame.step,
    tokens,
    example: { ...sentence.example, loss: frame.mean_loss },
    next_sentence: answer &&
      next_sentence &&
      pair_logits && {
        ...answer,
        probabilities: next_sentence,
        logits: pair_logits,
        probability: next_sentence[answer.label === 'is_next' ? 0 : 1],
        loss: pair_loss ?? 0,
      },
    // Frames have no vectors, which would take too much memory.
    cls: frame.step === sentence.step ? sentence.cls : NO_VECTORS,
    batch: {
      ...sentence.batch,
      losses: sentence.batch.losses.map((loss, index) => ({ ...loss, value: frame.trained[index] ?? 0 })),
      total_loss: frame.total_loss,
    },
  };
}

/** The `k` most likely tokens of one position. */
export function topAt(frame: Frame, index: number, k: number): TokenTrace['top'] {
  const total = frame.log_sum_exps[index] ?? 0;
  return Array.from({ length: k }, (_, place) => {
    const at = index * k + place;
    const logit = frame.top_logits[at] ?? 0;
    const [id, token] = [frame.top_ids[at] ?? 0, frame.top_tokens[at] ?? ''];
    return { id, token, logit, probability: Math.exp(logit - total) };
  });
}

/** Index of the nearest step in an ascending list that is not empty. */
export function nearestIndex(steps: number[], step: number): number {
  const next = steps.findIndex((other) => other >= step);
  if (next <= 0) return next === 0 ? 0 : steps.length - 1;
  return step - (steps[next - 1] ?? 0) <= (steps[next] ?? 0) - step ? next - 1 : next;
}

/** The strongest values of all frames that the stage may show, as the minimum of its scales. */
export interface Tops {
  loss: number;
  gradient: number;
  input: number;
}
