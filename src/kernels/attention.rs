//! Scaled dot-product attention of all heads (Vaswani et al. 2017), on queries, keys and values side by side.
//!
//! Nothing is transposed or copied per head: each head is a strided view of `qkv[B*S, 3H]` and of `output[B*S, H]`.

use super::math::exp;
use super::matmul::{Scratch, View, matmul};
use super::sum::{maximum, sum};

/// `probabilities[B*N*S, S] = softmax(q * k^T / sqrt(D))` over the allowed keys, `output[B*S, H] = probabilities * v`.
///
/// Keys whose `attention_mask[B*S]` is 0 get probability 0 exactly, and with `causal` so do keys after the query. A query
/// with no allowed key has probability 0 everywhere.
pub fn forward(
    scratch: &mut Scratch,
    rows: usize,
    sequence: usize,
    heads: usize,
    head_size: usize,
    qkv: &[f32],
    attention_mask: &[u32],
    causal: bool,
    probabilities: &mut [f32],
    output: &mut [f32],
) {
    let hidden = heads * head_size;
    let scale = 1.0 / (head_size as f32).sqrt();
    for head in heads_of(rows, sequence, heads, head_size) {
        let [queries, keys, values] = head.views(qkv, hidden);
        let probabilities = &mut probabilities[head.probabilities.clone()];
        matmul(scratch, sequence, sequence, head_size, queries, keys.transposed(), probabilities, sequence, false);
        let mask = &attention_mask[head.row * sequence..][..sequence];
        for (query, scores) in probabilities.chunks_exact_mut(sequence).enumerate() {
            let visible = if causal { query + 1 } else { sequence };
            softmax(scale, &mask[..visible], scores);
        }
        let (weights, context) = (View::rows(probabilities, sequence), &mut output[head.output_start..]);
        matmul(scratch, sequence, head_size, sequence, weights, values, context, hidden, false);
    }
}

/// The way back through [`forward`]: `qkv_gradient[B*S, 3H]` is written, or added to with `accumulate`.
pub fn backward(
    scratch: &mut Scratch,
    rows: usize,
    sequence: usize,
    heads: usize,
    head_size: usize,
    qkv: &[f32],
    probabilities: &[f32],
    output_gradient: &[f32],
    qkv_gradient: &mut [f32],
    accumulate: bool,
) {
    let hidden = heads * head_size;
    let scale = 1.0 / (head_size as f32).sqrt();
    let mut scores_gradient = std::mem::take(&mut scratch.scores);
    scores_gradient.resize(sequence * sequence, 0.0);
    for head in heads_of(rows, sequence, heads, head_size) {
        let [queries, keys, values] = head.views(qkv, hidden);
        let probabilities = &probabilities[head.probabilities.clone()];
        let gradient = View { data: &output_gradient[head.output_start..], row_stride: hidden, column_stride: 1 };
        let weights = View::rows(probabilities, sequence);
        let stride = 3 * hidden;

        matmul(scratch, sequence, sequence, head_size, gradient, values.transposed(), &mut scores_gradient, sequence, false);
        for (gradient, probabilities) in scores_gradient.chunks_exact_mut(sequence).zip(probabilities.chunks_exact(sequence)) {
            softmax_backward(scale, probabilities, gradient);
        }
        let scores = View::rows(&scores_gradient, sequence);
        let [to_queries, to_keys, to_values] = [0, 1, 2].map(|part| head.qkv_start + part * hidden);
        matmul(scratch, sequence, head_size, sequence, scores, keys, &mut qkv_gradient[to_queries..], stride, accumulate);
        matmul(scratch, sequence, head_size, sequence, scores.transposed(), queries, &mut qkv_gradient[to_keys..], stride, accumulate);
        matmul(scratch, sequence, head_size, sequence, weights.transposed(), gradient, &mut qkv_gradient[to_values..], stride, accumulate);
    }
    scratch.scores = scores_gradient;
}

/// Where one head of one sequence lies.
struct Head {
    row: usize,
    qkv_start: usize,
    output_start: usize,
    probabilities: std::ops::Range<usize>,
}

impl Head {
    /// Its queries, keys and values, `[S, D]` each.
    fn views<'a>(&self, qkv: &'a [f32], hidden: usize) -> [View<'a>; 3] {
        [0, 1, 2].map(|part| View { data: &qkv[self.qkv_start + part * hidden..], row_stride: 3 * hidden, column_stride: 1 })
    }
}

fn heads_of(rows: usize, sequence: usize, heads: usize, head_size: usize) -> impl Iterator<Item = Head> {
    let square = sequence * sequence;
    let rows = if square * head_size == 0 { 0 } else { rows };
    (0..rows * heads).map(move |i| {
        let (row, head) = (i / heads, i % heads);
        let first = row * sequence;
        Head {
            row,
            qkv_start: first * 3 * heads * head_size + head * head_size,
            output_start: first * heads * head_size + head * head_size,
            probabilities: i * square..(i + 1) * square,
        }
    })
}

/// In place, over the first `mask.len()` scores where the mask allows it; everything else becomes 0.
fn softmax(scale: f32, mask: &[u32], scores: &mut [f32]) {
    let (scores, later) = scores.split_at_mut(mask.len());
    later.fill(0.0);
    if mask.iter().all(|&allowed| allowed == 0) {
        // Not decided by the greatest score: that of NaN alone is -inf too.
        scores.fill(0.0);
        return;
    }
    for (score, &allowed) in scores.iter_mut().zip(mask) {
        *score = if allowed != 0 { *score * scale } else { f32::NEG_INFINITY };
    }
    let greatest = maximum(scores);
    for score in scores.iter_mut() {
        *score = exp(*score - greatest);
    }
    let share = 1.0 / sum(scores.len(), |j| scores[j]);
    for (score, &allowed) in scores.iter_mut().zip(mask) {
        *score = if allowed != 0 { *score * share } else { 0.0 };
    }
}

/// From the gradient at the probabilities to that at the scores before scaling, in place.
fn softmax_backward(scale: f32, probabilities: &[f32], gradient: &mut [f32]) {
    let along = sum(gradient.len(), |j| gradient[j] * probabilities[j]);
    for (gradient, probability) in gradient.iter_mut().zip(probabilities) {
        *gradient = probability * (*gradient - along) * scale;
    }
}
