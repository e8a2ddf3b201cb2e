//! A graph's buffers with its batch and its dispatches, and the batches of both graphs in one buffer.

use super::super::{EngineError, EngineSpec, Update};
use super::UNREAD_STEPS;
use super::device::{Buffer, Gpu};
use super::memory::{Flat, Workspace};
use super::plan::{BufferRange, Planner};
use super::step::Step;
use super::upload::{BatchLayout, HeaderFields};
use crate::examples::batch::Batch;
use crate::model::Graph;
use crate::operations::gpu::{Access, Binding, Dispatch, Lowering};
use crate::settings::OptimizerKind;

/// A graph's buffers, and the place of its batch.
pub struct GraphBuffers {
    pub workspace: Workspace,
    pub batch: BatchLayout,
    /// First word of [`Batches`].
    pub start: usize,
}

/// The batches of both graphs in one buffer, so that one write uploads both.
pub struct Batches {
    pub buffer: Buffer,
    pub words: Vec<u32>,
}

impl Batches {
    pub fn new(gpu: &Gpu, words: usize) -> Self {
        let usage = wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST;
        Self { buffer: gpu.buffer("batches", 4 * words as u64, usage), words: vec![0; words] }
    }

    pub fn write(&self, gpu: &Gpu, words: std::ops::Range<usize>) {
        gpu.queue.write_buffer(&self.buffer, 4 * words.start as u64, bytemuck::cast_slice(&self.words[words]));
    }
}

impl GraphBuffers {
    pub fn new(gpu: &Gpu, spec: &EngineSpec, graph: Graph, start: usize) -> Self {
        let batch = BatchLayout::new(&graph, &spec.config);
        let scratch = Lowering::new(graph.shape, &graph.slots, &graph.operations, &batch.lists, false).scratch();
        Self { workspace: Workspace::new(gpu, graph, scratch), batch, start }
    }

    /// See [`BatchLayout::first_row`], for the batch that was written last.
    pub fn first_row(&self, batches: &Batches, sequence: usize) -> usize {
        self.batch.first_row(&batches.words[self.words()], sequence)
    }

    pub fn words(&self) -> std::ops::Range<usize> {
        self.start..self.start + self.batch.len
    }

    pub fn part<'a>(&self, batches: &'a Batches) -> BufferRange<'a> {
        BufferRange { buffer: &batches.buffer, offset: 4 * self.start as u64, size: Some(4 * self.batch.len as u64) }
    }

    pub fn fill(
        &self,
        batches: &mut Batches,
        batch: &Batch,
        result_index: usize,
        row: usize,
        update: Option<&Update>,
    ) -> Result<(), EngineError> {
        let header =
            HeaderFields { result_index, inspected_row: row, update: update.copied().unwrap_or(Update::new(OptimizerKind::Adamw, 0.0, 1)) };
        self.batch.fill(&mut batches.words[self.words()], batch, &header)
    }

    pub fn upload(&self, gpu: &Gpu, batches: &mut Batches, batch: &Batch) -> Result<(), EngineError> {
        self.fill(batches, batch, UNREAD_STEPS, 0, None)?;
        batches.write(gpu, self.words());
        Ok(())
    }

    pub fn lowering(&self, prefer_blocks: bool) -> Lowering<'_> {
        let Graph { shape, slots, operations, .. } = &self.workspace.graph;
        Lowering::new(*shape, slots, operations, &self.batch.lists, prefer_blocks)
    }

    /// The dispatches of the backward pass; with `parameters`, those of the parameter gradients too.
    pub fn backward(&self, prefer_blocks: bool, parameters: bool) -> Vec<Dispatch> {
        let graph = &self.workspace.graph;
        self.lowering(prefer_blocks).backward(&graph.accumulates, graph.frozen, parameters)
    }

    pub fn step<'a>(&'a self, flat: &'a Flat) -> Step<'a> {
        Step { flat, workspace: &self.workspace, lists: &self.batch.lists }
    }

    /// Adds dispatches with the buffers that they refer to.
    pub fn plan<'a>(&'a self, dispatches: Vec<Dispatch>, flat: &'a Flat, planner: &mut Planner<'a>) {
        for Dispatch { kernel, params, bindings, workgroups } in dispatches {
            let bound = |(binding, access): (Binding, &Access)| self.bind(&binding, *access, flat, planner);
            let parts = bindings.into_iter().zip(kernel.bindings).map(bound).collect();
            planner.request(kernel, params, parts, workgroups);
        }
    }

    fn bind<'a>(&'a self, binding: &Binding, access: Access, flat: &'a Flat, planner: &Planner<'a>) -> BufferRange<'a> {
        match binding {
            Binding::Batch => planner.batch(),
            Binding::Value(slot) | Binding::PackedValue(slot) => self.workspace.value(*slot).into(),
            Binding::Gradient(slot) | Binding::GradientColumns(slot, _) => self.workspace.gradient(*slot).into(),
            Binding::Parameters => (&flat.parameters).into(),
            Binding::Parameter(weights) => flat.parameter(*weights),
            Binding::ParameterGradient(weights) => flat.gradient(*weights),
            Binding::Gradients(_) => (&flat.gradients).into(),
            Binding::Correct(loss) => (&self.workspace.correct[*loss]).into(),
            Binding::Scratch => (&self.workspace.scratch).into(),
            Binding::Unused if access == Access::Read => planner.unread(),
            Binding::Unused => planner.unwritten(),
        }
    }
}
