//! Buffers of an engine: the flat vectors, and the slots of a graph.

use std::collections::BTreeSet;

use super::device::{Buffer, Gpu};
use super::plan::BufferRange;
use crate::model::Graph;
use crate::model::graph::{AnyOperation, SlotId, Weights};

const USAGE: wgpu::BufferUsages = wgpu::BufferUsages::STORAGE.union(wgpu::BufferUsages::COPY_SRC).union(wgpu::BufferUsages::COPY_DST);

fn bytes(graph: &Graph, id: SlotId) -> u64 {
    let slot = graph.slot(id);
    4 * (graph.shape.rows_of(slot.rows) * slot.stride()) as u64
}

/// Bytes of the largest buffer that this model and shape need.
pub fn largest_buffer(graph: &Graph, parameters: usize) -> u64 {
    (0..graph.slots.len()).map(|i| bytes(graph, SlotId(i))).max().unwrap_or(0).max(4 * parameters as u64)
}

/// The flat vectors, `[P]` each, and the optimiser's other buffers.
pub struct Flat {
    pub parameters: Buffer,
    pub gradients: Buffer,
    pub first: Buffer,
    pub second: Buffer,
    /// One word for each 64 values: see shaders/update.wgsl.
    pub update_kinds: Buffer,
    /// Sums of squares, one for each workgroup.
    pub squares: Buffer,
    /// [`RESULT`] values a step: see shaders/results.wgsl.
    pub results: Buffer,
    /// `[2 * P]` bytes: see shaders/pixels.wgsl.
    pub levels: Buffer,
    /// Bound where a kernel's binding is unused: one to read, one to write.
    pub unread: Buffer,
    pub unwritten: Buffer,
}

/// Values of a step's result: its losses, the gradient's norm, the clip factor, two unused.
pub const RESULT: usize = 8;

/// Workgroups of the first half of the global norm.
pub const SQUARE_GROUPS: usize = 128;

impl Flat {
    pub fn new(gpu: &Gpu, parameters: usize, results: usize) -> Self {
        let flat = |label| gpu.buffer(label, 4 * parameters as u64, USAGE);
        Self {
            parameters: flat("parameters"),
            gradients: flat("gradients"),
            first: flat("first moment"),
            second: flat("second moment"),
            update_kinds: gpu.buffer("update_kinds", 4 * parameters.div_ceil(64) as u64, USAGE),
            squares: gpu.buffer("squares", 4 * SQUARE_GROUPS as u64, USAGE),
            results: gpu.buffer("results", 4 * (RESULT * results) as u64, USAGE),
            levels: gpu.buffer("levels", 2 * parameters as u64, USAGE),
            unread: gpu.buffer("unread", 256, USAGE),
            unwritten: gpu.buffer("unwritten", 256, USAGE),
        }
    }

    pub fn parameter(&self, weights: Weights) -> BufferRange<'_> {
        part(&self.parameters, weights)
    }

    pub fn gradient(&self, weights: Weights) -> BufferRange<'_> {
        part(&self.gradients, weights)
    }
}

/// One parameter, rounded up to whole quads: the gap to the next parameter holds zeros.
fn part(buffer: &Buffer, weights: Weights) -> BufferRange<'_> {
    BufferRange { buffer, offset: 4 * weights.offset as u64, size: Some(4 * (weights.rows * weights.columns).next_multiple_of(4) as u64) }
}

/// Values and gradients of a graph's slots.
pub struct Workspace {
    pub graph: Graph,
    values: Vec<Buffer>,
    gradients: Vec<Option<Buffer>>,
    /// Scratch memory, valid only within a pass of one operation. All operations share it.
    pub scratch: Buffer,
    /// Where the label had the greatest logit: one list for each loss.
    pub correct: Vec<Buffer>,
    /// Gradient norms of one row: at the encoder's output, then at the looked-up words, `[2, S]`.
    pub norms: Buffer,
    /// Gradient at `[CLS]` of one row's encoder output, then the part of it from next sentence prediction: `[2, H]`
    /// with padding. They are copies, because the next step overwrites the slots.
    pub cls_gradient: Buffer,
}

impl Workspace {
    /// With `scratch` floats of scratch memory.
    pub fn new(gpu: &Gpu, graph: Graph, scratch: usize) -> Self {
        let with_gradient: BTreeSet<SlotId> = graph.operations.iter().flat_map(AnyOperation::inputs).collect();
        let ids = || (0..graph.slots.len()).map(SlotId);
        let buffer = |id| gpu.buffer(&graph.slot(id).name, bytes(&graph, id), USAGE);
        let values = ids().map(buffer).collect();
        let gradients = ids().map(|id| with_gradient.contains(&id).then(|| buffer(id))).collect();
        let shape = graph.shape;
        let hidden = graph.slot(graph.named.sequence_output).stride() as u64;
        Self {
            values,
            gradients,
            scratch: gpu.buffer("scratch", 4 * scratch as u64, USAGE),
            correct: graph.losses.iter().map(|found| gpu.buffer("correct", bytes(&graph, found.losses), USAGE)).collect(),
            norms: gpu.buffer("gradient norms", 8 * shape.sequence as u64, USAGE),
            cls_gradient: gpu.buffer("gradient at [CLS]", 8 * hidden, USAGE),
            graph,
        }
    }

    pub fn value(&self, id: SlotId) -> &Buffer {
        &self.values[id.0]
    }

    /// Keeps the gradient at `[CLS]` of a row, which is `row` among the sequences and `first` in the encoder's output.
    pub fn keep_cls_gradient(&self, encoder: &mut wgpu::CommandEncoder, row: usize, first: usize) {
        let named = &self.graph.named;
        let bytes = 4 * self.graph.slot(named.sequence_output).stride() as u64;
        let total = Some((named.sequence_output, first));
        for (place, source) in (0..).zip([total, named.cls_output.map(|slot| (slot, row))]) {
            if let Some((slot, index)) = source {
                encoder.copy_buffer_to_buffer(self.gradient(slot), index as u64 * bytes, &self.cls_gradient, place * bytes, bytes);
            }
        }
    }

    /// The gradient at a slot that some operation takes as its input.
    pub fn gradient(&self, id: SlotId) -> &Buffer {
        self.gradients[id.0].as_ref().expect("only an operation's input is asked for its gradient")
    }
}
