//! A dense layer with its activation: `output = activation(input * weight^T + bias)`.

use super::gather::add;
use super::math;
use super::matmul::{Scratch, View, matmul};
use crate::model::config::Activation;

/// `output[R, O] = activation(input[R, I] * weight[O, I]^T + bias[O])`; `pre_activation[R, O]` keeps the argument of the
/// activation for the way back, and may be absent where there is none.
pub fn forward(
    scratch: &mut Scratch,
    rows: usize,
    input: &[f32],
    weight: &[f32],
    bias: &[f32],
    activation: Activation,
    pre_activation: Option<&mut [f32]>,
    output: &mut [f32],
) {
    let outputs = bias.len();
    if rows == 0 || outputs == 0 {
        return;
    }
    let inputs = weight.len() / outputs;
    let output = &mut output[..rows * outputs];
    let product = |scratch: &mut Scratch, target: &mut [f32]| {
        for row in target.chunks_exact_mut(outputs) {
            row.copy_from_slice(bias);
        }
        let transposed = View { data: weight, row_stride: 1, column_stride: inputs };
        matmul(scratch, rows, outputs, inputs, View::rows(input, inputs), transposed, target, outputs, true);
    };
    match pre_activation {
        Some(argument) if activation != Activation::None => {
            let argument = &mut argument[..rows * outputs];
            product(scratch, argument);
            activate(activation, argument, output);
        }
        _ => {
            product(scratch, output);
            activate_in_place(activation, output);
        }
    }
}

/// The way back through [`forward`].
///
/// `output_gradient[R, O]` comes in as the gradient at the output and leaves as that at the activation's argument;
/// `pre_activation` is needed by every activation but `None` and `Tanh`, which looks at `output`. `input_gradient[R, I]` is
/// written, or added to where its flag says so; the gradients of the parameters are always added to.
pub fn backward(
    scratch: &mut Scratch,
    rows: usize,
    input: &[f32],
    weight: &[f32],
    activation: Activation,
    pre_activation: Option<&[f32]>,
    output: &[f32],
    output_gradient: &mut [f32],
    input_gradient: Option<(&mut [f32], bool)>,
    weight_gradient: &mut [f32],
    bias_gradient: &mut [f32],
) {
    let outputs = bias_gradient.len();
    if rows == 0 || outputs == 0 {
        if let Some((gradient, false)) = input_gradient {
            gradient.fill(0.0);
        }
        return;
    }
    let inputs = weight.len() / outputs;
    let gradient = &mut output_gradient[..rows * outputs];
    match (activation, pre_activation) {
        (Activation::None, _) => {}
        (Activation::Tanh, _) => scale_by(gradient, output, |y| 1.0 - y * y),
        (_, None) => panic!("the gradient of {activation:?} needs the argument that forward kept"),
        (Activation::Gelu, Some(argument)) => scale_by(gradient, argument, math::gelu_derivative),
        (Activation::GeluTanh, Some(argument)) => scale_by(gradient, argument, math::gelu_tanh_derivative),
        (Activation::Relu, Some(argument)) => scale_by(gradient, argument, |x| if x <= 0.0 { 0.0 } else { 1.0 }),
    }
    let gradient = &*gradient;
    for row in gradient.chunks_exact(outputs) {
        add(bias_gradient, row);
    }
    let transposed = View { data: gradient, row_stride: 1, column_stride: outputs };
    matmul(scratch, outputs, inputs, rows, transposed, View::rows(input, inputs), weight_gradient, inputs, true);
    if let Some((input_gradient, accumulate)) = input_gradient {
        let (gradient, weight) = (View::rows(gradient, outputs), View::rows(weight, inputs));
        matmul(scratch, rows, inputs, outputs, gradient, weight, input_gradient, inputs, accumulate);
    }
}

fn activate(activation: Activation, argument: &[f32], output: &mut [f32]) {
    match activation {
        Activation::None => output.copy_from_slice(argument),
        Activation::Gelu => map(argument, output, math::gelu),
        Activation::GeluTanh => map(argument, output, math::gelu_tanh),
        Activation::Relu => map(argument, output, relu),
        Activation::Tanh => map(argument, output, math::tanh),
    }
}

fn activate_in_place(activation: Activation, values: &mut [f32]) {
    match activation {
        Activation::None => {}
        Activation::Gelu => map_in_place(values, math::gelu),
        Activation::GeluTanh => map_in_place(values, math::gelu_tanh),
        Activation::Relu => map_in_place(values, relu),
        Activation::Tanh => map_in_place(values, math::tanh),
    }
}

/// NaN stays NaN.
#[inline(always)]
fn relu(x: f32) -> f32 {
    if x < 0.0 { 0.0 } else { x }
}

#[inline(always)]
fn map(from: &[f32], to: &mut [f32], function: impl Fn(f32) -> f32) {
    for (to, &from) in to.iter_mut().zip(from) {
        *to = function(from);
    }
}

#[inline(always)]
fn map_in_place(values: &mut [f32], function: impl Fn(f32) -> f32) {
    for value in values {
        *value = function(*value);
    }
}

#[inline(always)]
fn scale_by(gradient: &mut [f32], at: &[f32], derivative: impl Fn(f32) -> f32) {
    for (gradient, &at) in gradient.iter_mut().zip(at) {
        *gradient *= derivative(at);
    }
}
