//! The dispatches of an operation on the GPU, as data. They can be listed without a device.
//!
//! The engine binds buffers to them (`engine::gpu`). Its self-test reads from the bindings which kernel wrote which
//! buffer.

mod kernel;
mod lists;
pub mod matmul;

pub use kernel::{Access, Adapters, Field, Kernel, KernelWith, PRELUDE, Params, Shared};
pub(crate) use kernel::{kernel, params};
pub use lists::{Lists, Taken};

use std::ops::Range;

use super::{AnyOperation, BatchShape, Rows, Slot, SlotId, Weights};
use matmul::Extent;

/// The buffer that a kernel's binding refers to.
#[derive(Clone, Debug, PartialEq)]
pub enum Binding {
    /// The batch's lists; see [`Lists`].
    Batch,
    Value(SlotId),
    /// The values of a slot whose rows this kernel keeps without padding.
    PackedValue(SlotId),
    Gradient(SlotId),
    /// The gradient of a slot, of which the kernel writes these columns.
    GradientColumns(SlotId, Range<usize>),
    /// The flat vector of parameters.
    Parameters,
    Parameter(Weights),
    ParameterGradient(Weights),
    /// The flat vector of gradients. The kernel writes the gradients of these parameters.
    Gradients(Vec<Weights>),
    /// Per row of this loss, whether the label has the greatest logit.
    Correct(usize),
    /// See `Operation::gpu_scratch`.
    Scratch,
    /// This dispatch does not use the binding. Reading it gives zeros.
    Unused,
}

/// One run of a kernel.
#[derive(Clone, Debug)]
pub struct Dispatch {
    pub kernel: &'static Kernel,
    /// The bytes of its `Params`.
    pub params: Vec<u8>,
    /// Bindings 2, 3, ...
    pub bindings: Vec<Binding>,
    pub workgroups: [u32; 3],
}

/// Collects the dispatches of a graph's operations.
pub struct Lowering<'a> {
    pub shape: BatchShape,
    pub slots: &'a [Slot],
    pub operations: &'a [AnyOperation],
    pub lists: &'a Lists,
    /// See [`matmul::Matmul::lower`].
    pub prefer_blocks: bool,
    /// Whether the backward pass computes the gradients of parameters too.
    pub parameter_gradients: bool,
    dispatches: Vec<Dispatch>,
}

impl<'a> Lowering<'a> {
    pub fn new(shape: BatchShape, slots: &'a [Slot], operations: &'a [AnyOperation], lists: &'a Lists, prefer_blocks: bool) -> Self {
        Self { shape, slots, operations, lists, prefer_blocks, parameter_gradients: true, dispatches: vec![] }
    }

    /// The dispatches of the forward pass.
    pub fn forward(mut self) -> Vec<Dispatch> {
        for operation in self.operations {
            operation.lower_forward(&mut self);
        }
        self.dispatches
    }

    /// The dispatches of the backward pass, without the first `frozen` operations. `accumulates` is the graph's.
    pub fn backward(mut self, accumulates: &[Vec<bool>], frozen: usize, parameter_gradients: bool) -> Vec<Dispatch> {
        self.parameter_gradients = parameter_gradients;
        let trained = find_trained(self.operations);
        for ((operation, adds), trained) in self.operations.iter().zip(accumulates).zip(trained).skip(frozen).rev() {
            if trained {
                operation.lower_backward(adds, &mut self);
            }
        }
        self.dispatches
    }

    /// Floats of scratch memory that the operations need.
    pub fn scratch(&self) -> usize {
        self.operations.iter().map(|operation| operation.gpu_scratch(self)).max().unwrap_or(0)
    }

    /// Adds a dispatch.
    pub fn dispatch<P: Params>(&mut self, kernel: &'static KernelWith<P>, params: P, bindings: Vec<Binding>, workgroups: [u32; 3]) {
        let kernel = &kernel.kernel;
        debug_assert_eq!(bindings.len(), kernel.bindings.len(), "bindings of {}", kernel.name);
        self.dispatches.push(Dispatch { kernel, params: bytemuck::bytes_of(&params).to_vec(), bindings, workgroups });
    }

    pub fn slot(&self, id: SlotId) -> &'a Slot {
        &self.slots[id.0]
    }

    /// Floats from one row of a slot to the next.
    pub fn stride(&self, id: SlotId) -> u32 {
        self.slot(id).stride() as u32
    }

    /// The same in quads.
    pub fn quads(&self, id: SlotId) -> u32 {
        self.stride(id) / 4
    }

    /// Floats that a slot has memory for.
    pub fn floats(&self, id: SlotId) -> usize {
        self.shape.rows_of(self.slot(id).rows) * self.slot(id).stride()
    }

    /// The count in the header of the batch buffer that is the number of a slot's rows, and its maximum.
    pub fn rows(&self, id: SlotId) -> (u32, u32) {
        let rows = self.slot(id).rows;
        (kind_of(rows), self.shape.rows_of(rows) as u32)
    }

    /// The rows of a slot as one side of a product.
    pub fn extent(&self, id: SlotId) -> Extent {
        let (kind, capacity) = self.rows(id);
        Extent::Rows { kind, capacity }
    }
}

impl Slot {
    /// Columns of a slot including the padding of its rows, since kernels read four values at once. A column of losses
    /// has no padding.
    pub fn stride(&self) -> usize {
        if self.columns == 1 { 1 } else { self.columns.next_multiple_of(4) }
    }
}

/// Index into `Batch.rows` of shaders/shared/prelude.wgsl.
pub fn kind_of(rows: Rows) -> u32 {
    match rows {
        Rows::Positions | Rows::Queries { .. } => 0,
        // Twice as many; the kernels that have such rows multiply themselves.
        Rows::Sequences | Rows::Spans => 1,
        Rows::Selected => 2,
        Rows::Scored => 3,
    }
}

/// For every operation: does a gradient come back to it? Without a loss there is none.
fn find_trained(operations: &[AnyOperation]) -> Vec<bool> {
    let mut with_gradient = std::collections::BTreeSet::new();
    let mut trained: Vec<bool> = vec![];
    for operation in operations.iter().rev() {
        let reached = operation.output().is_none_or(|output| with_gradient.contains(&output));
        if reached {
            with_gradient.extend(operation.inputs());
        }
        trained.push(reached);
    }
    trained.reverse();
    trained
}

/// The grid of a kernel with one invocation for each of `columns` by `rows`, in workgroups of 16 by 4.
pub fn grid(columns: u32, rows: u32) -> [u32; 3] {
    [columns.div_ceil(16), rows.div_ceil(4), 1]
}
