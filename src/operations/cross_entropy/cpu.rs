//! Softmax cross-entropy with its gradient, on plain slices.

use crate::kernels::math::{Exp, ln};
use crate::kernels::sum::{maximum, sum};

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
    let exp = Exp::new();
    for row in 0..rows {
        let range = row * columns..(row + 1) * columns;
        let x = &logits[range.clone()];
        let label = labels[row] as usize;
        let greatest = maximum(x);
        let total = match &mut logits_gradient {
            Some(gradient) => softmax_gradient(&exp, x, greatest, label, scale, &mut gradient[range]),
            None => sum(columns, |j| exp.of(x[j] - greatest)),
        };
        losses[row] = ln(total) - (x[label] - greatest);
        sums.loss += f64::from(losses[row]);
        sums.correct += u32::from(x.iter().position(|&value| value == greatest) == Some(label) && !losses[row].is_nan());
    }
    sums
}

/// Writes `scale * (softmax(x) - one_hot(label))`; returns the sum of the exponentials.
fn softmax_gradient(exp: &Exp, x: &[f32], greatest: f32, label: usize, scale: f32, gradient: &mut [f32]) -> f32 {
    for (gradient, x) in gradient.iter_mut().zip(x) {
        *gradient = exp.of(x - greatest);
    }
    let total = sum(gradient.len(), |j| gradient[j]);
    let factor = scale / total;
    for gradient in gradient.iter_mut() {
        *gradient *= factor;
    }
    gradient[label] -= scale;
    total
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::kernels::testing::{Numbers, assert_close, slope, wide};

    fn textbook(columns: usize, logits: &[f64], labels: &[u32]) -> Vec<f64> {
        let loss = |(row, &label): (&[f64], &u32)| row.iter().map(|x| x.exp()).sum::<f64>().ln() - row[label as usize];
        logits.chunks_exact(columns).zip(labels).map(loss).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        #[test]
        fn losses_and_gradients_are_those_of_the_definition((rows, columns) in (0usize..=5, 1usize..=70), seed in any::<u64>()) {
            let mut numbers = Numbers::new(seed);
            let logits: Vec<f32> = numbers.normal(rows * columns).iter().map(|x| 4.0 * x).collect();
            let (labels, scale) = (numbers.indices(rows, columns), 0.3);
            let (mut losses, mut gradient) = (vec![f32::NAN; rows], vec![f32::NAN; rows * columns]);
            let sums = cross_entropy(rows, columns, &logits, &labels, scale, &mut losses, Some(&mut gradient));
            let exact = textbook(columns, &wide(&logits), &labels);
            assert_close("losses", &losses, &exact, 2e-6);
            assert!((sums.loss - exact.iter().sum::<f64>()).abs() < 1e-4);
            let total = |logits: &[f64]| f64::from(scale) * textbook(columns, logits, &labels).iter().sum::<f64>();
            assert_close("gradient", &gradient, &slope(&wide(&logits), total), 1e-6);

            let mut again = vec![f32::NAN; rows];
            prop_assert_eq!(cross_entropy(rows, columns, &logits, &labels, scale, &mut again, None), sums);
            prop_assert_eq!(again, losses);
        }
    }

    #[test]
    fn a_row_is_correct_when_its_first_greatest_logit_is_the_labels() {
        let logits = [1.0, 3.0, 3.0, 0.0, 0.0, 2.0, f32::NAN, 5.0, 1.0];
        let correct = |labels: [u32; 3]| cross_entropy(3, 3, &logits, &labels, 1.0, &mut [0.0; 3], None).correct;
        assert_eq!([correct([1, 2, 1]), correct([2, 2, 1]), correct([2, 0, 1])], [2, 1, 0]);
    }

    #[test]
    fn huge_logits_neither_overflow_nor_lose_the_loss() {
        let (mut losses, mut gradient) = ([0.0; 2], [0.0; 6]);
        let logits = [1e30, 0.0, -1e30, 500.0, 400.0, 0.0];
        cross_entropy(2, 3, &logits, &[0, 1], 1.0, &mut losses, Some(&mut gradient));
        assert_eq!(losses, [0.0, 100.0]);
        assert_eq!(gradient, [0.0, 0.0, 0.0, 1.0, -1.0, 0.0]);
    }

    #[test]
    fn nan_makes_the_loss_of_its_row_nan() {
        let (mut losses, mut gradient) = ([0.0; 2], [0.0; 4]);
        let sums = cross_entropy(2, 2, &[f32::NAN, 1.0, 0.0, 1.0], &[1, 1], 1.0, &mut losses, Some(&mut gradient));
        assert!(losses[0].is_nan() && losses[1].is_finite() && sums.loss.is_nan());
        assert!(gradient[..2].iter().all(|value| value.is_nan()) && gradient[2..].iter().all(|value| value.is_finite()));
    }
}
