//! Layer normalisation (Ba, Kiros, Hinton 2016) of a sum of two inputs: the residual connection is part of it.

use super::sum::sum;

/// `output[R, C] = (x - mean) / sd * weight + bias` with `x = input + residual`; `statistics[R, 2]` keeps mean and `1 / sd`,
/// `sd = sqrt(variance + epsilon)`, the variance being that of the row itself (divided by `C`).
pub fn forward(
    rows: usize,
    columns: usize,
    input: &[f32],
    residual: Option<&[f32]>,
    weight: &[f32],
    bias: &[f32],
    epsilon: f32,
    output: &mut [f32],
    statistics: &mut [f32],
) {
    let (input, output) = (&input[..rows * columns], &mut output[..rows * columns]);
    let (weight, bias) = (&weight[..columns], &bias[..columns]);
    for row in 0..rows {
        let range = row * columns..(row + 1) * columns;
        // The sum of both inputs stands in the output until it is normalised.
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

/// The way back through [`forward`], whose `input`, `residual` and `statistics` are given again.
///
/// `input_gradient` and `residual_gradient` (both the gradient at the sum) are written, or added to where their flag says so;
/// the gradients of the parameters are always added to.
pub fn backward(
    rows: usize,
    columns: usize,
    input: &[f32],
    residual: Option<&[f32]>,
    weight: &[f32],
    statistics: &[f32],
    output_gradient: &[f32],
    input_gradient: (&mut [f32], bool),
    mut residual_gradient: Option<(&mut [f32], bool)>,
    weight_gradient: &mut [f32],
    bias_gradient: &mut [f32],
) {
    let (input_gradient, input_accumulates) = input_gradient;
    let weight = &weight[..columns];
    let (weight_gradient, bias_gradient) = (&mut weight_gradient[..columns], &mut bias_gradient[..columns]);
    let share = 1.0 / columns as f32;
    for row in 0..rows {
        let range = row * columns..(row + 1) * columns;
        let (mean, scale) = (statistics[2 * row], statistics[2 * row + 1]);
        let input = &input[range.clone()];
        let residual = residual.map(|residual| &residual[range.clone()]);
        let gradient = &output_gradient[range.clone()];
        let normalized = |j: usize| {
            let x = residual.map_or(input[j], |residual| input[j] + residual[j]);
            (x - mean) * scale
        };
        for j in 0..columns {
            weight_gradient[j] += gradient[j] * normalized(j);
            bias_gradient[j] += gradient[j];
        }
        let along_mean = share * sum(columns, |j| gradient[j] * weight[j]);
        let along_x = share * sum(columns, |j| gradient[j] * weight[j] * normalized(j));
        let at_sum = |j: usize| scale * (gradient[j] * weight[j] - along_mean - normalized(j) * along_x);
        put(&mut input_gradient[range.clone()], input_accumulates, at_sum);
        if let Some((residual_gradient, accumulates)) = &mut residual_gradient {
            put(&mut residual_gradient[range], *accumulates, at_sum);
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

fn put(target: &mut [f32], accumulate: bool, value: impl Fn(usize) -> f32) {
    if accumulate {
        for (j, target) in target.iter_mut().enumerate() {
            *target += value(j);
        }
    } else {
        for (j, target) in target.iter_mut().enumerate() {
            *target = value(j);
        }
    }
}
