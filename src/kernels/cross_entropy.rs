//! Softmax cross-entropy with its gradient.

use super::math::{exp, ln};
use super::sum::{maximum, sum};

/// Sums over the rows.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sums {
    /// Of the losses, not scaled.
    pub loss: f64,
    /// Rows whose greatest logit (the first of equals) is the label's.
    pub correct: u32,
}

/// `losses[R] = -log softmax(logits[R, C])[label]`, and the gradient of `scale` times their sum.
///
/// `labels` has a value below `C` for every row. A logit that is NaN makes its row NaN.
pub fn cross_entropy(
    rows: usize,
    columns: usize,
    logits: &[f32],
    labels: &[u32],
    scale: f32,
    losses: &mut [f32],
    mut logits_gradient: Option<&mut [f32]>,
) -> Sums {
    let mut sums = Sums::default();
    for row in 0..rows {
        let range = row * columns..(row + 1) * columns;
        let x = &logits[range.clone()];
        let label = labels[row] as usize;
        let greatest = maximum(x);
        let total = match &mut logits_gradient {
            Some(gradient) => softmax_gradient(x, greatest, label, scale, &mut gradient[range]),
            None => sum(columns, |j| exp(x[j] - greatest)),
        };
        losses[row] = ln(total) - (x[label] - greatest);
        sums.loss += f64::from(losses[row]);
        sums.correct += u32::from(x.iter().position(|&value| value == greatest) == Some(label) && !losses[row].is_nan());
    }
    sums
}

/// Writes `scale * (softmax(x) - one_hot(label))`; returns the sum of the exponentials.
fn softmax_gradient(x: &[f32], greatest: f32, label: usize, scale: f32, gradient: &mut [f32]) -> f32 {
    for (gradient, x) in gradient.iter_mut().zip(x) {
        *gradient = exp(x - greatest);
    }
    let total = sum(gradient.len(), |j| gradient[j]);
    let factor = scale / total;
    for gradient in gradient.iter_mut() {
        *gradient *= factor;
    }
    gradient[label] -= scale;
    total
}
