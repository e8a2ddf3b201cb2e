//! A dense layer as matrix products on the GPU.

use super::{Activation, Linear};
use crate::operations::gpu::matmul::{Arrangement, Extent, Matmul, activation_code};
use crate::operations::gpu::{Binding, Kernel, KernelWith, Lowering, grid, kernel, params};
use crate::operations::{AnyOperation, SlotId};

params! {
    /// See shaders/activation_backward.wgsl.
    pub struct ActivationBackwardParams {
        rows: u32,
        stride4: u32,
        activation: u32,
    }
}

static ACTIVATION_BACKWARD: KernelWith<ActivationBackwardParams> = kernel!("activation_backward", [Read, Write]);

pub(in crate::operations) static KERNELS: &[&Kernel] = &[&ACTIVATION_BACKWARD.kernel];

pub(super) fn forward(linear: &Linear, lowering: &mut Lowering) {
    let product = Matmul {
        arrangement: Arrangement::Nt,
        m: lowering.extent(linear.input),
        n: linear.weight.rows as u32,
        k: Extent::Fixed(linear.weight.columns as u32),
        a: (Binding::Value(linear.input), lowering.stride(linear.input)),
        b: (Binding::Parameter(linear.weight), linear.weight.columns as u32),
        output: (Binding::Value(linear.output), lowering.stride(linear.output)),
        bias: linear.bias.map(Binding::Parameter),
        activation: linear.activation,
        kept: linear.pre_activation.map(Binding::Value),
        slope: None,
        add: false,
    };
    product.lower(lowering);
}

pub(super) fn backward(linear: &Linear, adds: bool, lowering: &mut Lowering) {
    input_gradient(linear, adds, lowering);
    if lowering.parameter_gradients {
        parameter_gradients(linear, lowering);
    }
}

fn input_gradient(linear: &Linear, adds: bool, lowering: &mut Lowering) {
    if let Some((activation, argument)) = linear.slope()
        && sole_consumer(linear.output, lowering).is_none()
    {
        let (rows, capacity) = lowering.rows(linear.output);
        let stride4 = lowering.quads(linear.output);
        let params = ActivationBackwardParams { rows, stride4, activation: activation_code(activation) };
        let bindings = vec![Binding::Value(argument), Binding::Gradient(linear.output)];
        lowering.dispatch(&ACTIVATION_BACKWARD, params, bindings, grid(stride4, capacity));
    }
    let product = Matmul {
        arrangement: Arrangement::Nn,
        m: lowering.extent(linear.input),
        n: linear.weight.columns as u32,
        k: Extent::Fixed(linear.weight.rows as u32),
        a: (Binding::Gradient(linear.output), lowering.stride(linear.output)),
        b: (Binding::Parameter(linear.weight), linear.weight.columns as u32),
        output: (Binding::Gradient(linear.input), lowering.stride(linear.input)),
        bias: None,
        activation: Activation::None,
        kept: None,
        slope: sole_consumer(linear.input, lowering).and_then(Linear::slope).map(|(activation, slot)| (activation, Binding::Value(slot))),
        add: adds,
    };
    product.lower(lowering);
}

/// The first gradients of these parts of the flat vector, so they are written, not added.
fn parameter_gradients(linear: &Linear, lowering: &mut Lowering) {
    let product = Matmul {
        arrangement: Arrangement::Tn,
        m: Extent::Fixed(linear.weight.rows as u32),
        n: linear.weight.columns as u32,
        k: lowering.extent(linear.input),
        a: (Binding::Gradient(linear.output), lowering.stride(linear.output)),
        b: (Binding::Value(linear.input), lowering.stride(linear.input)),
        output: (Binding::ParameterGradient(linear.weight), linear.weight.columns as u32),
        bias: None,
        activation: Activation::None,
        kept: linear.bias.map(Binding::ParameterGradient),
        slope: None,
        add: false,
    };
    product.lower(lowering);
}

impl Linear {
    /// The activation and the slot of the argument of its derivative. For tanh, that is the output.
    fn slope(&self) -> Option<(Activation, SlotId)> {
        match self.activation {
            Activation::Tanh => Some((Activation::Tanh, self.output)),
            activation => self.pre_activation.map(|argument| (activation, argument)),
        }
    }
}

/// The dense layer that wrote `slot`, if its only consumer is one other dense layer. The product of that layer then
/// multiplies the gradient by the derivative of the activation, which saves a dispatch.
fn sole_consumer<'a>(slot: SlotId, lowering: &Lowering<'a>) -> Option<&'a Linear> {
    let mut consumers = lowering.operations.iter().filter(|operation| operation.inputs().contains(&slot));
    let (Some(AnyOperation::Linear(_)), None) = (consumers.next(), consumers.next()) else { return None };
    lowering.operations.iter().find_map(|operation| match operation {
        AnyOperation::Linear(linear) if linear.output == slot => Some(linear),
        _ => None,
    })
}
