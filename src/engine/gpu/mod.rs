//! The WebGPU engine: the kernels of `shaders/` over one graph.
//!
//! Everything that a training step needs is created once: pipelines for the device; buffers, bind groups and grids for
//! the engine. A step then writes the batch (one write), encodes the list of dispatches and submits it (one
//! submission). Losses stay on the device until they are read. A read is one more submission, with whatever has to be
//! computed for it. `tests/browser` counts both.
//!
//! | module | what it does |
//! |---|---|
//! | [`device`] | opens the adapter, keeps its errors |
//! | [`pipelines`] | all kernels, compiled |
//! | [`memory`] | buffers: flat vectors, slots |
//! | [`upload`] | a batch as one buffer |
//! | [`plan`] | dispatches, made once |
//! | [`step`] | what a step dispatches besides its operations |
//! | [`graph_buffers`] | a graph's buffers with its batch and its dispatches |
//! | [`plans`] | which dispatches run together |
//! | [`staging`] | readback from the GPU |
//! | [`read`] | losses, parameters and slots, read back |
//! | [`inspect`] | inspecting one row |
//! | [`timing`] | how long each kernel takes |
//! | [`self_test`] | the kernels against the CPU engine, on the adapter at hand |

pub mod device;
pub mod graph_buffers;
pub mod inspect;
pub mod memory;
pub mod pipelines;
pub mod plan;
pub mod plans;
pub mod read;
pub mod self_test;
pub mod staging;
pub mod step;
pub mod timing;
pub mod upload;

#[cfg(test)]
mod tests;

use std::cell::Cell;
use std::rc::Rc;

pub use device::{AdapterReport, Gpu, hardware_adapter};

use super::{EngineError, EngineSpec, Inspection, ParameterCopy, Update, row_for_inspection, trained_segments};
use crate::examples::batch::Batch;
use crate::model::bert::{self, Heads};
use crate::model::graph::BatchShape;
use crate::model::{Graph, Layout};
use crate::objectives::Head;
use device::Buffer;
use graph_buffers::{Batches, GraphBuffers};
use inspect::inspected_ranges;
use memory::{Flat, RESULT};
use plan::{BufferRange, Plan};
use plans::Plans;
use staging::Staging;
use upload::{HEADER_WORDS, MOST_LOSSES};

/// Number of steps whose losses the device keeps: call [`GpuEngine::read_losses`] at least that often.
pub const UNREAD_STEPS: usize = 256;

/// Choices that the engine makes itself unless a test makes them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Compute the last layer at all positions of a training batch, without dead-row elimination.
    pub every_position: bool,
    /// Matrix products by register blocks (best on software adapters) or by tiles in workgroup memory.
    pub blocks: Option<bool>,
}

/// Walks a graph with the kernels of `shaders/`.
pub struct GpuEngine {
    gpu: Rc<Gpu>,
    layout: Layout,
    heads: Heads,
    flat: Flat,
    /// Copies of the parameters.
    copies: [Buffer; 2],
    /// The copies to be made at the start of the next submission.
    to_copy: [Cell<bool>; 2],
    training: GraphBuffers,
    /// One row, all positions, both heads: the predictions that the page shows.
    probe: GraphBuffers,
    batches: Batches,
    plans: Plans,
    staging: Staging,
    /// Header of the batch buffer at the last update. The levels of that update are computed from it.
    updated: Option<(Update, [u32; HEADER_WORDS])>,
    /// Number of steps, and of those whose losses were not read yet.
    steps: usize,
    unread: usize,
    /// Numbers of positions and selected positions in the row that the last step inspected.
    inspected: Option<(usize, usize)>,
    /// An inspection that was read before the probe's buffers were reused.
    inspection: Option<Inspection>,
    /// Losses at the selected positions of the batch that was evaluated last.
    evaluated: Vec<f32>,
    /// Logits of the task's head in that batch.
    evaluated_logits: usize,
    /// The error of the last step, if it was not done. The next read reports it.
    refused: Option<EngineError>,
}

impl GpuEngine {
    /// An engine with all parameters 0; see [`GpuEngine::set_parameters`].
    ///
    /// # Errors
    /// No adapter, a model too large for it, or kernels that it does not compile.
    pub async fn new(spec: &EngineSpec) -> Result<Self, EngineError> {
        Self::with_options(spec, Options::default()).await
    }

    /// As [`GpuEngine::new`], with some of the engine's own choices fixed.
    pub async fn with_options(spec: &EngineSpec, options: Options) -> Result<Self, EngineError> {
        Self::on(Gpu::shared().await?, spec, options).await
    }

    async fn on(gpu: Rc<Gpu>, spec: &EngineSpec, options: Options) -> Result<Self, EngineError> {
        let layout = spec.layout();
        let probe_shape = BatchShape { rows: 1, sequence: spec.shape.sequence, selected: spec.shape.sequence };
        let training_graph = bert::build(&spec.config, &layout, spec.shape, &spec.heads);
        let training_graph = if options.every_position { training_graph } else { training_graph.for_losses() };
        let probe_graph = bert::build(&spec.config, &layout, probe_shape, &spec.heads.with_untrained(spec.config.family));
        if probe_graph.losses.len() > MOST_LOSSES {
            let found = probe_graph.losses.len();
            return Err(EngineError::Limits(format!("a model with {found} losses was asked for, and there is room for {MOST_LOSSES}")));
        }
        let largest = memory::largest_buffer(&training_graph, layout.len).max(memory::largest_buffer(&probe_graph, layout.len));
        gpu.admit(largest)?;

        let memory_scope = gpu.device.push_error_scope(wgpu::ErrorFilter::OutOfMemory);
        let validation_scope = gpu.device.push_error_scope(wgpu::ErrorFilter::Validation);
        let flat = Flat::new(&gpu, layout.len, UNREAD_STEPS + 1);
        let copies = ["parameters before the update", "parameters after the update"]
            .map(|label| gpu.buffer(label, 4 * layout.len as u64, wgpu::BufferUsages::COPY_SRC | wgpu::BufferUsages::COPY_DST));
        let training = GraphBuffers::new(&gpu, spec, training_graph, 0);
        // Buffers are bound at multiples of 256 bytes.
        let probe = GraphBuffers::new(&gpu, spec, probe_graph, training.words().end.next_multiple_of(64));
        let batches = Batches::new(&gpu, probe.words().end);
        let prefer_blocks = options.blocks.unwrap_or(gpu.report.software);
        let plans = Plans::new(&gpu, &flat, &batches, [&training, &probe], layout.len, prefer_blocks);
        gpu.queue.write_buffer(&flat.update_kinds, 0, bytemuck::cast_slice(&update_kinds(&layout, &spec.heads)));
        let inspection: u64 = inspected_ranges(&flat, &probe.workspace, &training.workspace).iter().map(BufferRange::bytes).sum();
        // Large enough for every readback of a run. The parameters are the largest one.
        let evaluation: u64 = training.workspace.correct.iter().map(|correct| 2 * correct.size()).sum();
        let staging = Staging::new(&gpu, inspection.max(4 * layout.len as u64).max(4 * (RESULT * UNREAD_STEPS) as u64).max(evaluation));
        if let Some(error) = validation_scope.pop().await {
            return Err(EngineError::Device(error.to_string()));
        }
        if memory_scope.pop().await.is_some() {
            return Err(EngineError::Limits("it is out of memory; choose a smaller model, vocabulary or batch".into()));
        }
        Ok(Self {
            gpu,
            layout,
            heads: spec.heads.clone(),
            flat,
            copies,
            to_copy: Default::default(),
            training,
            probe,
            batches,
            plans,
            staging,
            updated: None,
            steps: 0,
            unread: 0,
            inspected: None,
            inspection: None,
            evaluated: vec![],
            evaluated_logits: 0,
            refused: None,
        })
    }

    pub fn adapter(&self) -> &AdapterReport {
        &self.gpu.report
    }

    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// The graph of the training step, whose slots [`GpuEngine::read_slot`] can read.
    pub fn graph(&self) -> &Graph {
        &self.training.workspace.graph
    }

    pub fn set_parameters(&mut self, parameters: &[f32]) {
        // A write takes effect before everything that is submitted after it.
        self.gpu.submit(self.encode(&[]));
        self.gpu.queue.write_buffer(&self.flat.parameters, 0, bytemuck::cast_slice(parameters));
    }

    pub fn set_moments(&mut self, first: &[f32], second: &[f32]) {
        self.gpu.queue.write_buffer(&self.flat.first, 0, bytemuck::cast_slice(first));
        self.gpu.queue.write_buffer(&self.flat.second, 0, bytemuck::cast_slice(second));
    }

    /// See [`crate::engine::Engine::copy_parameters`]. The copy is made at the start of the next submission, so it needs none of
    /// its own.
    pub fn copy_parameters(&mut self, which: ParameterCopy) {
        self.to_copy[which as usize].set(true);
    }

    /// See [`crate::engine::Engine::step`]. The next read reports a batch that does not fit, or more than
    /// [`UNREAD_STEPS`] steps without a read.
    pub fn step(&mut self, batch: &Batch, update: Option<&Update>, inspect: Option<usize>) {
        if let Err(error) = self.try_step(batch, update, inspect) {
            self.refused.get_or_insert(error);
        }
    }

    fn try_step(&mut self, batch: &Batch, update: Option<&Update>, inspect: Option<usize>) -> Result<(), EngineError> {
        if self.unread == UNREAD_STEPS {
            return Err(EngineError::Input(format!("losses of {UNREAD_STEPS} steps wait to be read; read them before the next step")));
        }
        let row = inspect.unwrap_or(0);
        if row >= batch.rows {
            return Err(EngineError::Input(format!("row {row} was to be looked at in a batch of {} rows", batch.rows)));
        }
        self.training.fill(&mut self.batches, batch, self.steps % UNREAD_STEPS, row, update)?;
        let mut written = self.training.words();
        if inspect.is_some() {
            let shown = row_for_inspection(batch, row);
            self.probe.fill(&mut self.batches, &shown, UNREAD_STEPS, 0, None)?;
            written.end = self.probe.words().end;
            self.inspected = Some((shown.sequence, shown.selected.len()));
        }
        self.batches.write(&self.gpu, written);
        let plans = &self.plans;
        let mut list = vec![&plans.forward, &plans.backward];
        if inspect.is_some() {
            list.extend([&plans.norms, &plans.probe_forward]);
        }
        list.push(&plans.results);
        if let Some(update) = update {
            list.push(&plans.update);
            self.updated = self.batches.words.first_chunk().map(|head| (*update, *head));
        }
        let mut encoder = self.encode(&list);
        if let Some(row) = inspect {
            let first = self.training.first_row(&self.batches, row);
            self.training.workspace.keep_cls_gradient(&mut encoder, row, first);
        }
        self.gpu.submit(encoder);
        self.steps += 1;
        self.unread += 1;
        Ok(())
    }

    /// The pending copies of the parameters, then the plans.
    fn encode(&self, plans: &[&Plan]) -> wgpu::CommandEncoder {
        let mut encoder = self.gpu.encoder();
        for (copy, to_copy) in self.copies.iter().zip(&self.to_copy) {
            if to_copy.take() {
                encoder.copy_buffer_to_buffer(&self.flat.parameters, 0, copy, 0, 4 * self.layout.len as u64);
            }
        }
        if plans.is_empty() {
            return encoder;
        }
        if !self.heads.has(Head::Vocabulary) {
            // Without the output layer's gradient nothing writes the rows of words that the batch does not have.
            let words = self.flat.gradient(self.layout.word_embeddings);
            encoder.clear_buffer(words.buffer, words.offset, words.size);
        }
        let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor::default());
        for plan in plans {
            plan.encode(&mut pass);
        }
        drop(pass);
        encoder
    }
}

/// How the optimiser treats each block of 64 values (see shaders/update.wgsl).
fn update_kinds(layout: &Layout, heads: &Heads) -> Vec<u32> {
    let mut blocks = vec![0; layout.len.div_ceil(64)];
    for segment in trained_segments(layout, heads) {
        blocks[segment.start / 64..segment.end.div_ceil(64)].fill(if segment.decays { 2 } else { 1 });
    }
    blocks
}
