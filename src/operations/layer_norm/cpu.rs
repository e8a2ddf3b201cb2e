//! Layer normalisation of a sum of two inputs, on plain slices.

use crate::kernels::active_rows::is_zero;
use crate::kernels::sum::{LANES, add, fold, sum};
use crate::operations::cpu::Target;

/// The input of the normalisation: the sum of `values[R, C]` and, if there is one, `residual[R, C]`.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    pub columns: usize,
    pub values: &'a [f32],
    pub residual: Option<&'a [f32]>,
}

/// What the backward pass writes.
pub struct Gradients<'a> {
    /// `[R, C]`, both the gradient of the sum.
    pub input: Target<'a>,
    pub residual: Option<Target<'a>>,
    /// `[C]`; the gradients are added to it.
    pub weight: &'a mut [f32],
    pub bias: &'a mut [f32],
}

/// `output[R, C] = (x - mean) / sd * weight + bias` with `x = input + residual`; `statistics[R, 2]` keeps mean and `1 / sd`,
/// `sd = sqrt(variance + epsilon)`, the variance being that of the row itself (divided by `C`).
pub fn forward(input: &Input, weight: &[f32], bias: &[f32], epsilon: f32, output: &mut [f32], statistics: &mut [f32]) {
    let Input { columns, values: input, residual } = *input;
    let output = &mut output[..input.len()];
    let (weight, bias) = (&weight[..columns], &bias[..columns]);
    for row in 0..input.len() / columns {
        let range = row * columns..(row + 1) * columns;
        // The output holds the sum of both inputs until it is normalised.
        let x = &mut output[range.clone()];
        add_rows(&input[range.clone()], residual.map(|residual| &residual[range]), x);
        let (mean, scale) = moments(x, epsilon);
        statistics[2 * row] = mean;
        statistics[2 * row + 1] = scale;
        for ((x, weight), bias) in x.iter_mut().zip(weight).zip(bias) {
            *x = (*x - mean) * scale * weight + bias;
        }
    }
}

/// Backward pass of [`forward`], from its input and the statistics that it kept.
pub fn backward(input: &Input, weight: &[f32], statistics: &[f32], output_gradient: &[f32], gradients: Gradients) {
    let Input { columns, values: input, residual } = *input;
    let Gradients { input: Target { values: input_gradient, adds: input_adds }, residual: mut residual_gradient, .. } = gradients;
    let weight = &weight[..columns];
    let (weight_gradient, bias_gradient) = (&mut gradients.weight[..columns], &mut gradients.bias[..columns]);
    let share = 1.0 / columns as f32;
    for row in 0..input.len() / columns {
        let range = row * columns..(row + 1) * columns;
        let (mean, scale) = (statistics[2 * row], statistics[2 * row + 1]);
        let gradient = &output_gradient[range.clone()];
        let target = &mut input_gradient[range.clone()];
        if is_zero(gradient) {
            // Nothing to add.
            clear_unless(input_adds, target);
            if let Some(gradient) = &mut residual_gradient {
                clear_unless(gradient.adds, &mut gradient.values[range]);
            }
            continue;
        }
        let x = Row { input: &input[range.clone()], residual: residual.map(|residual| &residual[range.clone()]), mean, scale };
        let (along_mean, along_x) = x.projections(gradient, weight, weight_gradient, bias_gradient);
        let (along_mean, along_x) = (share * along_mean, share * along_x);
        x.write(gradient, weight, along_mean, along_x, target, input_adds);
        if let Some(Target { values, adds }) = &mut residual_gradient {
            let to_residual = &mut values[range];
            match (input_adds, *adds) {
                (false, false) => to_residual.copy_from_slice(target),
                (false, true) => add(to_residual, target),
                (true, adds) => x.write(gradient, weight, along_mean, along_x, to_residual, adds),
            }
        }
    }
}

fn clear_unless(adds: bool, gradient: &mut [f32]) {
    if !adds {
        gradient.fill(0.0);
    }
}

/// One row of the input with its mean and `1 / sd`.
struct Row<'a> {
    input: &'a [f32],
    residual: Option<&'a [f32]>,
    mean: f32,
    scale: f32,
}

impl Row<'_> {
    /// Sums of the weighted gradient, alone and times the normalised row. Also adds to the gradients of the parameters.
    #[inline(always)]
    fn projections(&self, gradient: &[f32], weight: &[f32], weight_gradient: &mut [f32], bias_gradient: &mut [f32]) -> (f32, f32) {
        let (mut alone, mut along_x) = ([0.0; LANES], [0.0; LANES]);
        self.in_lanes(|first, count, normalized| {
            let range = first..first + count;
            let (gradient, weight) = (&gradient[range.clone()], &weight[range.clone()]);
            let (weight_gradient, bias_gradient) = (&mut weight_gradient[range.clone()], &mut bias_gradient[range]);
            for lane in 0..count {
                let weighted = gradient[lane] * weight[lane];
                alone[lane] += weighted;
                along_x[lane] += weighted * normalized[lane];
                weight_gradient[lane] += gradient[lane] * normalized[lane];
                bias_gradient[lane] += gradient[lane];
            }
        });
        (fold(alone), fold(along_x))
    }

    /// The gradient of the row, given the means of both projections.
    #[inline(always)]
    fn write(&self, gradient: &[f32], weight: &[f32], along_mean: f32, along_x: f32, target: &mut [f32], accumulate: bool) {
        self.in_lanes(|first, count, normalized| {
            let range = first..first + count;
            let (gradient, weight, target) = (&gradient[range.clone()], &weight[range.clone()], &mut target[range]);
            for lane in 0..count {
                let value = self.scale * (gradient[lane] * weight[lane] - along_mean - normalized[lane] * along_x);
                target[lane] = if accumulate { target[lane] + value } else { value };
            }
        });
    }

    /// Calls a function with every block of normalised values: its first index and its length.
    #[inline(always)]
    fn in_lanes(&self, mut visit: impl FnMut(usize, usize, &[f32; LANES])) {
        let columns = self.input.len();
        for first in (0..columns).step_by(LANES) {
            let mut normalized = [0.0; LANES];
            if first + LANES <= columns {
                self.normalize(first, &mut normalized);
                visit(first, LANES, &normalized);
            } else {
                self.normalize(first, &mut normalized[..columns - first]);
                visit(first, columns - first, &normalized);
            }
        }
    }

    #[inline(always)]
    fn normalize(&self, first: usize, normalized: &mut [f32]) {
        let input = &self.input[first..first + normalized.len()];
        match self.residual {
            Some(residual) => {
                for ((normalized, input), residual) in normalized.iter_mut().zip(input).zip(&residual[first..]) {
                    *normalized = (input + residual - self.mean) * self.scale;
                }
            }
            None => {
                for (normalized, input) in normalized.iter_mut().zip(input) {
                    *normalized = (input - self.mean) * self.scale;
                }
            }
        }
    }
}

fn add_rows(input: &[f32], residual: Option<&[f32]>, output: &mut [f32]) {
    match residual {
        Some(residual) => {
            for ((output, input), residual) in output.iter_mut().zip(input).zip(residual) {
                *output = input + residual;
            }
        }
        None => output.copy_from_slice(input),
    }
}

/// Mean and `1 / sqrt(variance + epsilon)`. Everything is measured from the first value, so that a constant row has
/// variance 0 exactly, and equals its mean.
fn moments(x: &[f32], epsilon: f32) -> (f32, f32) {
    let first = x[0];
    let count = x.len() as f32;
    let mean = first + sum(x.len(), |j| x[j] - first) / count;
    let squares = sum(x.len(), |j| (x[j] - mean) * (x[j] - mean));
    (mean, 1.0 / (squares / count + epsilon).sqrt())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::kernels::testing::{Numbers, assert_close, slope, weighted, wide};

    const EPSILON: f32 = 1e-12;

    /// The definition, in double precision.
    fn textbook(columns: usize, x: &[f64], weight: &[f64], bias: &[f64]) -> Vec<f64> {
        x.chunks_exact(columns)
            .flat_map(|row| {
                let mean = row.iter().sum::<f64>() / columns as f64;
                let variance = row.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / columns as f64;
                let sd = (variance + f64::from(EPSILON)).sqrt();
                (0..columns).map(move |j| (row[j] - mean) / sd * weight[j] + bias[j])
            })
            .collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        #[test]
        fn values_and_gradients_are_those_of_the_definition(
            (rows, columns) in (1usize..=4, 3usize..=40),
            (has_residual, accumulate, residual_accumulates) in any::<(bool, bool, bool)>(),
            seed in any::<u64>(),
        ) {
            let mut numbers = Numbers::new(seed);
            let (input, residual) = (numbers.normal(rows * columns), numbers.normal(rows * columns));
            let residual = has_residual.then_some(&residual[..]);
            let (weight, bias, mut gradient) = (numbers.normal(columns), numbers.normal(columns), numbers.normal(rows * columns));
            numbers.clear_rows(&mut gradient, columns);
            let x: Vec<f64> =
                (0..rows * columns).map(|i| f64::from(input[i]) + residual.map_or(0.0, |residual| f64::from(residual[i]))).collect();
            let (exact_weight, exact_bias) = (wide(&weight), wide(&bias));

            let (mut output, mut statistics) = (vec![f32::NAN; rows * columns], vec![f32::NAN; rows * 2]);
            let x_in = Input { columns, values: &input, residual };
            forward(&x_in, &weight, &bias, EPSILON, &mut output, &mut statistics);
            // Three values can be close together by chance, and then normalisation magnifies their rounding errors.
            let scale = statistics.chunks_exact(2).fold(1.0f64, |a, row| a.max(f64::from(row[1])));
            assert_close("output", &output, &textbook(columns, &x, &exact_weight, &exact_bias), 2e-6 * scale);

            // The values before the call. They are added to, or overwritten.
            let start = |accumulate| vec![if accumulate { 0.25 } else { f32::NAN }; rows * columns];
            let before = |accumulate| if accumulate { 0.25 } else { 0.0 };
            let (mut to_input, mut to_residual) = (start(accumulate), start(residual_accumulates));
            let (mut to_weight, mut to_bias) = (vec![0.5; columns], vec![0.5; columns]);
            let gradients = Gradients {
                input: Target { values: &mut to_input, adds: accumulate },
                residual: has_residual.then_some(Target { values: &mut to_residual, adds: residual_accumulates }),
                weight: &mut to_weight,
                bias: &mut to_bias,
            };
            backward(&x_in, &weight, &statistics, &gradient, gradients);
            let plus = |offset: f64, values: Vec<f64>| values.into_iter().map(|value| value + offset).collect::<Vec<_>>();
            let at_sum = slope(&x, |x| weighted(&textbook(columns, x, &exact_weight, &exact_bias), &gradient));
            let tolerance = 5e-6 * scale * scale;
            assert_close("input", &to_input, &plus(before(accumulate), at_sum.clone()), tolerance);
            if has_residual {
                assert_close("residual", &to_residual, &plus(before(residual_accumulates), at_sum), tolerance);
            }
            let at_weight = slope(&exact_weight, |weight| weighted(&textbook(columns, &x, weight, &exact_bias), &gradient));
            assert_close("weight", &to_weight, &plus(0.5, at_weight), tolerance);
            let at_bias = slope(&exact_bias, |bias| weighted(&textbook(columns, &x, &exact_weight, bias), &gradient));
            assert_close("bias", &to_bias, &plus(0.5, at_bias), tolerance);
        }
    }

    #[test]
    fn a_constant_row_becomes_the_bias_exactly() {
        let bias = Numbers::new(4).normal(37);
        for value in [0.0, 0.1, -1e6, 3.3e-30] {
            let (mut output, mut statistics) = (vec![f32::NAN; 37], vec![f32::NAN; 2]);
            let input = Input { columns: 37, values: &[value; 37], residual: None };
            forward(&input, &[2.0; 37], &bias, EPSILON, &mut output, &mut statistics);
            assert_eq!(output, bias, "constant {value}");
        }
    }

    #[test]
    fn nan_stays_in_its_row() {
        let mut numbers = Numbers::new(4);
        let mut input = numbers.normal(3 * 20);
        input[25] = f32::NAN;
        let (mut output, mut statistics) = (vec![0.0; 60], vec![0.0; 6]);
        let input = Input { columns: 20, values: &input, residual: None };
        forward(&input, &[1.0; 20], &[0.0; 20], EPSILON, &mut output, &mut statistics);
        assert!(output.chunks_exact(20).enumerate().all(|(i, row)| row.iter().all(|value| value.is_nan() == (i == 1))));
    }
}
