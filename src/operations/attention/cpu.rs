//! Scaled dot-product attention of all heads, on plain slices.
//!
//! Nothing is transposed or copied per head: each head is a strided view of `qkv[B*S, 3H]` and of `output[B*S, H]`.

use crate::kernels::math::Exp;
use crate::kernels::sum::{maximum, sum};
use crate::kernels::{Scratch, Size, MatrixView, MatrixViewMut, matmul};
use crate::operations::cpu::Target;

/// The sizes of one batch's attention.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// `B`
    pub rows: usize,
    /// `S`
    pub sequence: usize,
    /// `N`
    pub heads: usize,
    /// `D`
    pub head_size: usize,
}

impl Shape {
    /// `H`
    fn hidden(&self) -> usize {
        self.heads * self.head_size
    }

    /// `B * N * S * S`
    pub fn probabilities(&self) -> usize {
        self.rows * self.heads * self.sequence * self.sequence
    }

    /// The factor by which the products of queries and keys are multiplied.
    fn scale(&self) -> f32 {
        1.0 / (self.head_size as f32).sqrt()
    }
}

/// Which keys a query may see.
#[derive(Clone, Copy)]
pub struct Visible<'a> {
    /// `[B*S]`: 0 where a key is hidden.
    pub attention_mask: &'a [u32],
    /// Whether keys after the query are hidden too.
    pub causal: bool,
}

/// `probabilities[B*N*S, S] = softmax(q * k^T / sqrt(D))` over the allowed keys, `output[B*S, H] = probabilities * v`.
///
/// Hidden keys get probability 0 exactly. A query that sees no key has probability 0 everywhere.
pub fn forward(scratch: &mut Scratch, shape: Shape, qkv: &[f32], visible: Visible, probabilities: &mut [f32], output: &mut [f32]) {
    let (Shape { sequence, head_size, .. }, hidden, scale) = (shape, shape.hidden(), shape.scale());
    let exp = Exp::new();
    for head in heads_of(shape) {
        let [queries, keys, values] = head.views(qkv, hidden);
        let probabilities = &mut probabilities[head.probabilities.clone()];
        let scores = Size { m: sequence, n: sequence, k: head_size };
        matmul(scratch, scores, queries, keys.transposed(), MatrixViewMut::rows(probabilities, sequence), false);
        let mask = &visible.attention_mask[head.row * sequence..][..sequence];
        for (query, scores) in probabilities.chunks_exact_mut(sequence).enumerate() {
            let keys = if visible.causal { query + 1 } else { sequence };
            softmax(&exp, scale, &mask[..keys], scores);
        }
        let (weights, context) = (MatrixView::rows(probabilities, sequence), MatrixViewMut::rows(&mut output[head.output_start..], hidden));
        matmul(scratch, Size { m: sequence, n: head_size, k: sequence }, weights, values, context, false);
    }
}

/// Backward pass of [`forward`], into `qkv_gradient[B*S, 3H]`. Queries without a gradient are left out of all products.
pub fn backward(
    scratch: &mut Scratch,
    shape: Shape,
    qkv: &[f32],
    probabilities: &[f32],
    output_gradient: &[f32],
    qkv_gradient: Target,
) {
    let (Shape { sequence, head_size, .. }, hidden, scale) = (shape, shape.hidden(), shape.scale());
    let Target { values: qkv_gradient, adds } = qkv_gradient;
    let stride = 3 * hidden;
    let mut scores = std::mem::take(&mut scratch.scores);
    let mut active = std::mem::take(&mut scratch.active);
    let [mut some_queries, mut some_probabilities, mut some_gradient] = std::mem::take(&mut scratch.gathered);
    for head in heads_of(shape) {
        let [_, keys, values] = head.views(qkv, hidden);
        let probabilities = &probabilities[head.probabilities.clone()];
        let gradient = &output_gradient[head.output_start..];
        let [to_queries, to_keys, to_values] = [0, 1, 2].map(|part| head.qkv_start + part * hidden);

        active.find(gradient, sequence, head_size, hidden);
        let (band, count) = (active.all(), active.all().len());
        let queries = band.of(&qkv[head.qkv_start..], head_size, stride, &mut some_queries);
        let weights = band.of(probabilities, sequence, sequence, &mut some_probabilities);
        let gradient = band.of(gradient, head_size, hidden, &mut some_gradient);
        scores.resize(count * sequence, 0.0);
        let (square, of_keys) = (Size { m: count, n: sequence, k: head_size }, Size { m: sequence, n: head_size, k: count });
        matmul(scratch, square, gradient, values.transposed(), MatrixViewMut::rows(&mut scores, sequence), false);
        for (gradient, probabilities) in scores.chunks_exact_mut(sequence).zip(weights.data.chunks_exact(sequence)) {
            softmax_backward(scale, probabilities, gradient);
        }
        let scores = MatrixView::rows(&scores, sequence);
        matmul(scratch, of_keys, scores.transposed(), queries, MatrixViewMut::rows(&mut qkv_gradient[to_keys..], stride), adds);
        matmul(scratch, of_keys, weights.transposed(), gradient, MatrixViewMut::rows(&mut qkv_gradient[to_values..], stride), adds);
        let target = &mut qkv_gradient[to_queries..];
        if !adds {
            active.clear_others(target, sequence, head_size, stride);
        }
        band.change(MatrixViewMut::rows(target, stride), head_size, adds, &mut some_queries, |target| {
            matmul(scratch, Size { m: count, n: head_size, k: sequence }, scores, keys, target, adds);
        });
    }
    scratch.gathered = [some_queries, some_probabilities, some_gradient];
    scratch.active = active;
    scratch.scores = scores;
}

/// The position of one head of one sequence in its matrices.
struct HeadOffsets {
    row: usize,
    qkv_start: usize,
    output_start: usize,
    probabilities: std::ops::Range<usize>,
}

impl HeadOffsets {
    /// Its queries, keys and values, `[S, D]` each.
    fn views<'a>(&self, qkv: &'a [f32], hidden: usize) -> [MatrixView<'a>; 3] {
        [0, 1, 2].map(|part| MatrixView { data: &qkv[self.qkv_start + part * hidden..], row_stride: 3 * hidden, column_stride: 1 })
    }
}

fn heads_of(shape: Shape) -> impl Iterator<Item = HeadOffsets> {
    let Shape { rows, sequence, heads, head_size } = shape;
    let square = sequence * sequence;
    let rows = if square * head_size == 0 { 0 } else { rows };
    (0..rows * heads).map(move |i| {
        let (row, head) = (i / heads, i % heads);
        let first = row * sequence;
        HeadOffsets {
            row,
            qkv_start: first * 3 * heads * head_size + head * head_size,
            output_start: first * heads * head_size + head * head_size,
            probabilities: i * square..(i + 1) * square,
        }
    })
}

/// In place, over the first `mask.len()` scores where the mask allows it. All other scores become 0.
fn softmax(exp: &Exp, scale: f32, mask: &[u32], scores: &mut [f32]) {
    let (scores, later) = scores.split_at_mut(mask.len());
    later.fill(0.0);
    if mask.iter().all(|&allowed| allowed == 0) {
        // The greatest score cannot tell a row of NaN from an empty one: it is -inf for both.
        scores.fill(0.0);
        return;
    }
    for (score, &allowed) in scores.iter_mut().zip(mask) {
        *score = if allowed != 0 { *score * scale } else { f32::NEG_INFINITY };
    }
    let greatest = maximum(scores);
    for score in scores.iter_mut() {
        *score = exp.of(*score - greatest);
    }
    let share = 1.0 / sum(scores.len(), |j| scores[j]);
    for (score, &allowed) in scores.iter_mut().zip(mask) {
        *score = if allowed != 0 { *score * share } else { 0.0 };
    }
}

/// In place: turns the gradient of the probabilities into the gradient of the scores before scaling.
fn softmax_backward(scale: f32, probabilities: &[f32], gradient: &mut [f32]) {
    let along = sum(gradient.len(), |j| gradient[j] * probabilities[j]);
    for (gradient, probability) in gradient.iter_mut().zip(probabilities) {
        *gradient = probability * (*gradient - along) * scale;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::kernels::testing::{Numbers, assert_close, slope, weighted, wide};

    struct Inputs {
        shape: Shape,
        mask: Vec<u32>,
        causal: bool,
    }

    impl Inputs {
        fn values(&self) -> usize {
            self.shape.rows * self.shape.sequence * self.shape.hidden()
        }

        fn forward(&self, qkv: &[f32]) -> (Vec<f32>, Vec<f32>) {
            let mut probabilities = vec![f32::NAN; self.shape.probabilities()];
            let mut output = vec![f32::NAN; self.values()];
            let visible = Visible { attention_mask: &self.mask, causal: self.causal };
            forward(&mut Scratch::default(), self.shape, qkv, visible, &mut probabilities, &mut output);
            (probabilities, output)
        }

        fn backward(&self, qkv: &[f32], probabilities: &[f32], gradient: &[f32], qkv_gradient: &mut [f32], accumulate: bool) {
            let target = Target { values: qkv_gradient, adds: accumulate };
            backward(&mut Scratch::default(), self.shape, qkv, probabilities, gradient, target);
        }

        /// The definition, evaluated one head and one query at a time.
        fn textbook(&self, qkv: &[f64]) -> (Vec<f64>, Vec<f64>) {
            let Shape { rows, sequence, heads, head_size } = self.shape;
            let hidden = heads * head_size;
            let mut all = vec![];
            let mut output = vec![0.0; self.values()];
            for (row, head, query) in (0..rows * heads * sequence).map(|i| (i / sequence / heads, i / sequence % heads, i % sequence)) {
                let at = |part: usize, position: usize| &qkv[(row * sequence + position) * 3 * hidden + part * hidden + head * head_size..];
                let allowed = |key: usize| self.mask[row * sequence + key] != 0 && (!self.causal || key <= query);
                let dot = |key: usize| (0..head_size).map(|d| at(0, query)[d] * at(1, key)[d]).sum::<f64>() / (head_size as f64).sqrt();
                let powers: Vec<f64> = (0..sequence).map(|key| if allowed(key) { dot(key).exp() } else { 0.0 }).collect();
                let total = powers.iter().sum::<f64>();
                for (key, power) in powers.into_iter().enumerate() {
                    let probability = if total > 0.0 { power / total } else { 0.0 };
                    all.push(probability);
                    for d in 0..head_size {
                        output[(row * sequence + query) * hidden + head * head_size + d] += probability * at(2, key)[d];
                    }
                }
            }
            (all, output)
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        #[test]
        fn values_and_gradients_are_those_of_the_definition(
            (rows, sequence, heads, head_size) in (0usize..=2, 1usize..=9, 1usize..=3, 1usize..=5),
            (causal, accumulate) in any::<(bool, bool)>(),
            seed in any::<u64>(),
        ) {
            let mut numbers = Numbers::new(seed);
            // Three of four keys may be seen; sometimes none of a row.
            let mask = numbers.indices(rows * sequence, 4).into_iter().map(|x| x.min(1)).collect();
            let inputs = Inputs { shape: Shape { rows, sequence, heads, head_size }, mask, causal };
            let (qkv, mut gradient) = (numbers.normal(3 * inputs.values()), numbers.normal(inputs.values()));
            // Only some queries of some heads have a gradient.
            numbers.clear_rows(&mut gradient, head_size);
            let (probabilities, output) = inputs.forward(&qkv);
            let (exact_probabilities, exact_output) = inputs.textbook(&wide(&qkv));
            assert_close("probabilities", &probabilities, &exact_probabilities, 1e-6);
            assert_close("output", &output, &exact_output, 2e-6);
            for (ours, exact) in probabilities.iter().zip(&exact_probabilities) {
                prop_assert!(*exact != 0.0 || *ours == 0.0, "a key that must not be seen has probability {}", ours);
            }

            let (before, start) = if accumulate { (0.25, 0.25) } else { (0.0, f32::NAN) };
            let mut qkv_gradient = vec![start; qkv.len()];
            inputs.backward(&qkv, &probabilities, &gradient, &mut qkv_gradient, accumulate);
            let exact: Vec<f64> =
                slope(&wide(&qkv), |qkv| weighted(&inputs.textbook(qkv).1, &gradient)).into_iter().map(|value| value + before).collect();
            assert_close("qkv", &qkv_gradient, &exact, 5e-6);
        }
    }

    fn one_row(sequence: usize, mask: Vec<u32>, causal: bool) -> (Inputs, Vec<f32>) {
        let inputs = Inputs { shape: Shape { rows: 1, sequence, heads: 2, head_size: 8 }, mask, causal };
        let qkv = Numbers::new(8).normal(3 * inputs.values());
        (inputs, qkv)
    }

    #[test]
    fn a_query_without_any_key_sees_nothing() {
        let (inputs, qkv) = one_row(20, vec![0; 20], false);
        let (probabilities, output) = inputs.forward(&qkv);
        assert!(probabilities.iter().chain(&output).all(|&value| value == 0.0));
        let mut gradient = vec![f32::NAN; qkv.len()];
        inputs.backward(&qkv, &probabilities, &vec![1.0; inputs.values()], &mut gradient, false);
        assert!(gradient.iter().all(|&value| value == 0.0));
    }

    #[test]
    fn what_a_masked_key_holds_moves_no_bit() {
        let mut mask = vec![1; 20];
        mask[7] = 0;
        let (inputs, mut qkv) = one_row(20, mask, false);
        let before = inputs.forward(&qkv);
        qkv[(7 * 3 + 1) * 16..][..32].fill(1e3);
        let after = inputs.forward(&qkv);
        let others = |output: &[f32]| [&output[..7 * 16], &output[8 * 16..]].concat();
        assert_eq!(others(&before.1), others(&after.1));
        assert_eq!(before.0, after.0);
    }

    #[test]
    fn causal_attention_does_not_see_what_comes_later() {
        let (inputs, mut qkv) = one_row(20, vec![1; 20], true);
        let before = inputs.forward(&qkv).1;
        qkv[11 * 48..].fill(-2.0);
        assert_eq!(inputs.forward(&qkv).1[..11 * 16], before[..11 * 16]);
    }

    #[test]
    fn far_scores_do_not_overflow_and_nan_shows() {
        let (inputs, mut qkv) = one_row(20, vec![1; 20], false);
        qkv.iter_mut().for_each(|value| *value *= 1e4);
        assert!(inputs.forward(&qkv).1.iter().all(|value| value.is_finite()));
        qkv[0] = f32::NAN;
        let (probabilities, _) = inputs.forward(&qkv);
        assert!(probabilities.iter().enumerate().all(|(i, value)| value.is_nan() == (i < 20)));
        let (inputs, qkv) = one_row(4, vec![1; 4], false);
        let (probabilities, output) = inputs.forward(&qkv.iter().map(|_| f32::NAN).collect::<Vec<_>>());
        assert!(probabilities.iter().chain(&output).all(|value| value.is_nan()));
    }
}
