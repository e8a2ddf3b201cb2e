//! The mean's kernels.

use super::MeanPool;
use crate::operations::gpu::{Adapters, Binding, Kernel, KernelWith, Lowering, grid, kernel, params};

params! {
    /// See shaders/mean_pool.wgsl.
    pub struct MeanPoolParams {
        stride4: u32,
        mask: u32,
    }

    /// See shaders/mean_pool_backward.wgsl.
    pub struct MeanPoolBackwardParams {
        stride4: u32,
        mask: u32,
        add: u32,
    }
}

static FORWARD: KernelWith<MeanPoolParams> = kernel!("mean_pool", [Read, Read, Write]).for_adapters(Adapters::None);
static BACKWARD: KernelWith<MeanPoolBackwardParams> = kernel!("mean_pool_backward", [Read, Read, Write]).for_adapters(Adapters::None);

pub(in crate::operations) static KERNELS: &[&Kernel] = &[&FORWARD.kernel, &BACKWARD.kernel];

pub(super) fn forward(mean: &MeanPool, lowering: &mut Lowering) {
    let (stride4, capacity) = (lowering.quads(mean.input), lowering.rows(mean.output).1);
    let params = MeanPoolParams { stride4, mask: lowering.lists.attention_mask as u32 };
    let bindings = vec![Binding::Batch, Binding::Value(mean.input), Binding::Value(mean.output)];
    lowering.dispatch(&FORWARD, params, bindings, grid(stride4, capacity));
}

pub(super) fn backward(mean: &MeanPool, adds: bool, lowering: &mut Lowering) {
    let (stride4, capacity) = (lowering.quads(mean.input), lowering.rows(mean.input).1);
    let params = MeanPoolBackwardParams { stride4, mask: lowering.lists.attention_mask as u32, add: u32::from(adds) };
    let bindings = vec![Binding::Batch, Binding::Gradient(mean.output), Binding::Gradient(mean.input)];
    lowering.dispatch(&BACKWARD, params, bindings, grid(stride4, capacity));
}
