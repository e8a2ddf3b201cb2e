//! The kernels of the scores of an answer.

use super::Spans;
use crate::operations::gpu::{Adapters, Binding, Kernel, KernelWith, Lowering, grid, kernel, params};

params! {
    /// See shaders/spans.wgsl.
    pub struct SpansParams {
        columns: u32,
        stride: u32,
        score_stride: u32,
    }

    /// See shaders/spans_backward.wgsl.
    pub struct SpansBackwardParams {
        stride: u32,
        score_stride: u32,
        add: u32,
    }
}

static FORWARD: KernelWith<SpansParams> = kernel!("spans", [Read, Write]).for_adapters(Adapters::None);
static BACKWARD: KernelWith<SpansBackwardParams> = kernel!("spans_backward", [Read, Write]).for_adapters(Adapters::None);

pub(in crate::operations) static KERNELS: &[&Kernel] = &[&FORWARD.kernel, &BACKWARD.kernel];

pub(super) fn forward(spans: &Spans, lowering: &mut Lowering) {
    let stride = lowering.stride(spans.output);
    let params = SpansParams { columns: lowering.slot(spans.output).columns as u32, stride, score_stride: lowering.stride(spans.scores) };
    let capacity = lowering.rows(spans.output).1;
    lowering.dispatch(&FORWARD, params, vec![Binding::Value(spans.scores), Binding::Value(spans.output)], grid(stride, capacity));
}

pub(super) fn backward(spans: &Spans, adds: bool, lowering: &mut Lowering) {
    let score_stride = lowering.stride(spans.scores);
    let params = SpansBackwardParams { stride: lowering.stride(spans.output), score_stride, add: u32::from(adds) };
    let capacity = lowering.rows(spans.scores).1;
    let bindings = vec![Binding::Gradient(spans.output), Binding::Gradient(spans.scores)];
    lowering.dispatch(&BACKWARD, params, bindings, grid(score_stride, capacity));
}
