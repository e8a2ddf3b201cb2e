//! The losses' kernel.

use super::CrossEntropy;
use crate::operations::Rows;
use crate::operations::gpu::{Binding, Kernel, KernelWith, Lowering, kernel, params};

params! {
    /// See shaders/cross_entropy.wgsl.
    pub struct CrossEntropyParams {
        rows: u32,
        times: u32,
        columns: u32,
        stride: u32,
        labels: u32,
        loss: u32,
    }
}

static FORWARD: KernelWith<CrossEntropyParams> = kernel!("cross_entropy", [Read, Read, Write, Write, Write]);

pub(in crate::operations) static KERNELS: &[&Kernel] = &[&FORWARD.kernel];

/// Workgroups along x when there is one workgroup for each row. WebGPU allows 65535.
const ROW_GRID: u32 = 32768;

/// Losses and the gradient of the logits.
pub(super) fn forward(loss: &CrossEntropy, lowering: &mut Lowering) {
    let (rows, capacity) = lowering.rows(loss.logits);
    let params = CrossEntropyParams {
        rows,
        times: if lowering.slot(loss.logits).rows == Rows::Spans { 2 } else { 1 },
        columns: lowering.slot(loss.logits).columns as u32,
        stride: lowering.stride(loss.logits),
        labels: lowering.lists.labels[loss.loss] as u32,
        loss: loss.loss as u32,
    };
    let bindings = vec![
        Binding::Batch,
        Binding::Value(loss.logits),
        Binding::Value(loss.losses),
        Binding::Correct(loss.loss),
        Binding::Gradient(loss.logits),
    ];
    lowering.dispatch(&FORWARD, params, bindings, [capacity.min(ROW_GRID), capacity.div_ceil(ROW_GRID), 1]);
}
