//! LayerNorm's kernels.

use super::LayerNorm;
use crate::operations::gpu::{Binding, Kernel, KernelWith, Lowering, kernel, params};

params! {
    /// See shaders/layer_norm.wgsl.
    pub struct LayerNormParams {
        rows: u32,
        columns: u32,
        stride4: u32,
        epsilon: f32,
    }

    /// See shaders/layer_norm_backward.wgsl.
    pub struct LayerNormBackwardParams {
        rows: u32,
        columns: u32,
        stride4: u32,
        has_residual: u32,
        add_to_input: u32,
        add_to_residual: u32,
        row_groups: u32,
        weight4: u32,
        bias4: u32,
    }
}

static FORWARD: KernelWith<LayerNormParams> = kernel!("layer_norm", [Read, Read, Read, Read, Write, Write]);
static BACKWARD: KernelWith<LayerNormBackwardParams> =
    kernel!("layer_norm_backward", [Read, Read, Read, Read, Read, Write, Write, Write]);

pub(in crate::operations) static KERNELS: &[&Kernel] = &[&FORWARD.kernel, &BACKWARD.kernel];

pub(super) fn forward(norm: &LayerNorm, lowering: &mut Lowering) {
    let (rows, capacity) = lowering.rows(norm.input);
    let params = LayerNormParams {
        rows,
        columns: norm.weight.columns as u32,
        stride4: lowering.quads(norm.input),
        epsilon: norm.epsilon,
    };
    let bindings = vec![
        Binding::Value(norm.input),
        norm.residual.map_or(Binding::Unused, Binding::Value),
        Binding::Parameter(norm.weight),
        Binding::Parameter(norm.bias),
        Binding::Value(norm.output),
        Binding::PackedValue(norm.statistics),
    ];
    lowering.dispatch(&FORWARD, params, bindings, [capacity.div_ceil(16), 1, 1]);
}

pub(super) fn backward(norm: &LayerNorm, adds: &[bool], lowering: &mut Lowering) {
    let (rows, capacity) = lowering.rows(norm.input);
    let columns = norm.weight.columns as u32;
    let row_groups = capacity.div_ceil(16);
    let column_groups = if lowering.parameter_gradients { columns.div_ceil(8) } else { 0 };
    let params = LayerNormBackwardParams {
        rows,
        columns,
        stride4: lowering.quads(norm.input),
        has_residual: u32::from(norm.residual.is_some()),
        add_to_input: u32::from(adds[0]),
        add_to_residual: u32::from(adds.get(1).is_some_and(|adds| *adds)),
        row_groups,
        weight4: norm.weight.offset as u32 / 4,
        bias4: norm.bias.offset as u32 / 4,
    };
    let bindings = vec![
        Binding::Gradient(norm.output),
        Binding::Value(norm.input),
        norm.residual.map_or(Binding::Unused, Binding::Value),
        Binding::Parameter(norm.weight),
        Binding::PackedValue(norm.statistics),
        Binding::Gradient(norm.input),
        norm.residual.map_or(Binding::Unused, Binding::Gradient),
        Binding::Gradients(if lowering.parameter_gradients { vec![norm.weight, norm.bias] } else { vec![] }),
    ];
    lowering.dispatch(&BACKWARD, params, bindings, [row_groups + column_groups, 1, 1]);
}
