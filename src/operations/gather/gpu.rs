//! The gather's kernels.

use super::{Gather, GatherFrom};
use crate::operations::gpu::{Binding, Kernel, KernelWith, Lowering, Taken, grid, kernel, params};

params! {
    /// See shaders/gather.wgsl.
    pub struct GatherParams {
        rows: u32,
        stride4: u32,
        list: u32,
    }

    /// See shaders/gather_backward.wgsl.
    pub struct GatherBackwardParams {
        rows: u32,
        stride4: u32,
        list: u32,
        add: u32,
    }
}

static FORWARD: KernelWith<GatherParams> = kernel!("gather", [Read, Read, Write]);
static BACKWARD: KernelWith<GatherBackwardParams> = kernel!("gather_backward", [Read, Read, Write]);

pub(in crate::operations) static KERNELS: &[&Kernel] = &[&FORWARD.kernel, &BACKWARD.kernel];

fn taken(from: GatherFrom, lowering: &Lowering) -> Taken {
    match from {
        GatherFrom::Selected => lowering.lists.selected,
        GatherFrom::FirstPosition => lowering.lists.first,
        GatherFrom::Scored => lowering.lists.scored,
    }
}

pub(super) fn forward(gather: &Gather, lowering: &mut Lowering) {
    let (rows, capacity) = lowering.rows(gather.output);
    let stride4 = lowering.quads(gather.input);
    let params = GatherParams { rows, stride4, list: taken(gather.from, lowering).rows as u32 };
    let bindings = vec![Binding::Batch, Binding::Value(gather.input), Binding::Value(gather.output)];
    lowering.dispatch(&FORWARD, params, bindings, grid(stride4, capacity));
}

pub(super) fn backward(gather: &Gather, adds: bool, lowering: &mut Lowering) {
    let (rows, capacity) = lowering.rows(gather.input);
    let stride4 = lowering.quads(gather.input);
    let params = GatherBackwardParams { rows, stride4, list: taken(gather.from, lowering).inverse as u32, add: u32::from(adds) };
    let bindings = vec![Binding::Batch, Binding::Gradient(gather.output), Binding::Gradient(gather.input)];
    lowering.dispatch(&BACKWARD, params, bindings, grid(stride4, capacity));
}
