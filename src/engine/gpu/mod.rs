//! The WebGPU engine: the kernels of `shaders/` over one graph.
//!
//! Everything that a training step needs is made once: pipelines for the device, buffers, bind groups and grids for the engine.
//! A step then writes the batch (one write), encodes the list of dispatches and submits it (one submit); losses stay on the
//! device until somebody asks. A read is one submit more, with whatever has to be computed for it. `tests/browser` counts.
//!
//! | module | what it does |
//! |---|---|
//! | [`device`] | opens the adapter, keeps its errors |
//! | [`kernels`] | the table of kernels, and their pipelines |
//! | [`memory`] | buffers: flat vectors, slots |
//! | [`upload`] | a batch as one buffer |
//! | [`plan`] | dispatches, made once |
//! | [`matmul`] | which matrix kernel runs a product |
//! | [`operations`] | from a graph's operations to dispatches |
//! | [`read`] | reading back |
//! | [`self_test`] | the kernels against the CPU engine, on the adapter at hand |

pub mod device;
pub mod kernels;
pub mod matmul;
pub mod memory;
pub mod operations;
pub mod plan;
pub mod read;
pub mod self_test;
pub mod upload;

#[cfg(test)]
mod tests;

use std::cell::Cell;
use std::rc::Rc;

pub use device::{AdapterReport, Gpu, hardware_adapter};

use super::{EngineError, EngineSpec, EvaluationSums, Held, Inspection, StepLosses, Update, row_for_inspection, trained_segments};
use crate::examples::batch::Batch;
use crate::kernels::optimizer::last_change_at;
use crate::model::bert::{self, Heads};
use crate::model::graph::{BatchShape, SlotId};
use crate::model::{Graph, Layout};
use crate::settings::OptimizerKind;
use device::Buffer;
use memory::{Flat, Workspace, stride};
use operations::Lowering;
use plan::{Part, Plan, Planner};
use read::Staging;
use upload::{BatchLayout, HEAD, Head, LEARNING_RATE};

/// Steps whose losses the device keeps: call [`GpuEngine::read_losses`] at least that often.
pub const UNREAD_STEPS: usize = 256;

/// Choices that the adapter decides, unless a test does.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
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
    held: [Buffer; 2],
    /// Which of them the next submission begins with.
    to_hold: [Cell<bool>; 2],
    training: Room,
    /// One row, all positions, both heads: what the page looks at.
    probe: Room,
    batches: Batches,
    plans: Plans,
    staging: Staging,
    /// Head of the batch buffer at the last update: what the levels of an update are worked out from.
    updated: Option<(Update, [u32; HEAD])>,
    /// Steps taken, and how many of them were not read.
    steps: usize,
    unread: usize,
    /// Positions and selected positions of the row that the last step looked at.
    inspected: Option<(usize, usize)>,
    /// Read before something else used the probe's room.
    inspection: Option<Inspection>,
    /// Losses at the selected positions of the batch that was evaluated last.
    evaluated: Vec<f32>,
    /// Why the last step did not happen, for the next read.
    refused: Option<EngineError>,
}

/// A graph's buffers, and where its batch lies.
struct Room {
    space: Workspace,
    batch: BatchLayout,
    /// First word of [`Batches`].
    start: usize,
}

/// The batches of both rooms in one buffer, so that one write brings both.
struct Batches {
    buffer: Buffer,
    words: Vec<u32>,
}

struct Plans {
    forward: Plan,
    backward: Plan,
    norms: Plan,
    results: Plan,
    update: Plan,
    pixels: Plan,
    probe_forward: Plan,
    probe_backward: Plan,
    /// What the dispatches' `Params` lie in.
    _params: [Buffer; 2],
}

impl Batches {
    fn new(gpu: &Gpu, words: usize) -> Self {
        let usage = wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST;
        Self { buffer: gpu.buffer("batches", 4 * words as u64, usage), words: vec![0; words] }
    }

    fn write(&self, gpu: &Gpu, words: std::ops::Range<usize>) {
        gpu.queue.write_buffer(&self.buffer, 4 * words.start as u64, bytemuck::cast_slice(&self.words[words]));
    }
}

impl Room {
    fn new(gpu: &Gpu, spec: &EngineSpec, graph: Graph, start: usize) -> Self {
        Self { batch: BatchLayout::new(graph.shape, &spec.config), space: Workspace::new(gpu, graph), start }
    }

    fn words(&self) -> std::ops::Range<usize> {
        self.start..self.start + self.batch.len
    }

    fn part<'a>(&self, batches: &'a Batches) -> Part<'a> {
        Part { buffer: &batches.buffer, offset: 4 * self.start as u64, size: Some(4 * self.batch.len as u64) }
    }

    fn fill(
        &self,
        batches: &mut Batches,
        batch: &Batch,
        result_index: usize,
        row: usize,
        update: Option<&Update>,
    ) -> Result<(), EngineError> {
        let head = Head {
            result_index,
            inspected_row: row,
            update: update.copied().unwrap_or(Update::new(OptimizerKind::Adamw, 0.0, 1)),
            mlm_denominator_epsilon: self.space.graph.mlm_denominator_epsilon,
        };
        self.batch.fill(&mut batches.words[self.words()], batch, &head)
    }

    fn upload(&self, gpu: &Gpu, batches: &mut Batches, batch: &Batch) -> Result<(), EngineError> {
        self.fill(batches, batch, UNREAD_STEPS, 0, None)?;
        batches.write(gpu, self.words());
        Ok(())
    }

    fn lowering<'a>(&'a self, flat: &'a Flat, prefer_blocks: bool) -> Lowering<'a> {
        Lowering { flat, space: &self.space, batch: &self.batch, prefer_blocks }
    }
}

impl GpuEngine {
    /// An engine with all parameters 0; see [`GpuEngine::set_parameters`].
    ///
    /// # Errors
    /// No adapter, too large a model for it, or kernels that it does not compile.
    pub async fn new(spec: &EngineSpec) -> Result<Self, EngineError> {
        Self::with_options(spec, Options::default()).await
    }

    /// As [`GpuEngine::new`], with choices taken out of the adapter's hands.
    pub async fn with_options(spec: &EngineSpec, options: Options) -> Result<Self, EngineError> {
        Self::on(Gpu::shared().await?, spec, options).await
    }

    async fn on(gpu: Rc<Gpu>, spec: &EngineSpec, options: Options) -> Result<Self, EngineError> {
        let layout = Layout::new(&spec.config);
        let probe_shape = BatchShape { rows: 1, sequence: spec.shape.sequence, selected: spec.shape.sequence };
        let probe_heads = Heads { mlm: true, nsp: true, ..spec.heads };
        let training_graph = bert::build(&spec.config, &layout, spec.shape, spec.heads);
        let probe_graph = bert::build(&spec.config, &layout, probe_shape, probe_heads);
        let largest = memory::largest_buffer(&training_graph, layout.len).max(memory::largest_buffer(&probe_graph, layout.len));
        gpu.admit(largest)?;

        let memory_scope = gpu.device.push_error_scope(wgpu::ErrorFilter::OutOfMemory);
        let validation_scope = gpu.device.push_error_scope(wgpu::ErrorFilter::Validation);
        let flat = Flat::new(&gpu, layout.len, UNREAD_STEPS + 1);
        let held = ["parameters before the update", "parameters after the update"]
            .map(|label| gpu.buffer(label, 4 * layout.len as u64, wgpu::BufferUsages::COPY_SRC | wgpu::BufferUsages::COPY_DST));
        let training = Room::new(&gpu, spec, training_graph, 0);
        // As buffers are bound from multiples of 256 bytes on.
        let probe = Room::new(&gpu, spec, probe_graph, training.words().end.next_multiple_of(64));
        let batches = Batches::new(&gpu, probe.words().end);
        let prefer_blocks = options.blocks.unwrap_or(gpu.report.software);
        let plans = make_plans(&gpu, &flat, &batches, [&training, &probe], layout.len, prefer_blocks);
        gpu.queue.write_buffer(&flat.treatments, 0, bytemuck::cast_slice(&treatments(&layout, spec.heads)));
        let look: u64 = look_parts(&flat, &probe.space, &training.space).iter().map(Part::bytes).sum();
        // For everything that is read while a run goes on; most of it are the parameters.
        let evaluation = 8 * (spec.shape.selected + spec.shape.rows) as u64;
        let staging = Staging::new(&gpu, look.max(4 * layout.len as u64).max(16 * UNREAD_STEPS as u64).max(evaluation));
        if let Some(error) = validation_scope.pop().await {
            return Err(EngineError::Device(error.to_string()));
        }
        if memory_scope.pop().await.is_some() {
            return Err(EngineError::Limits("it is out of memory; choose a smaller model, vocabulary or batch".into()));
        }
        Ok(Self {
            gpu,
            layout,
            heads: spec.heads,
            flat,
            held,
            to_hold: Default::default(),
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
        &self.training.space.graph
    }

    pub fn set_parameters(&mut self, parameters: &[f32]) {
        // A write comes before whatever is submitted after it.
        self.gpu.submit(self.encode(&[]));
        self.gpu.queue.write_buffer(&self.flat.parameters, 0, bytemuck::cast_slice(parameters));
    }

    pub fn set_moments(&mut self, first: &[f32], second: &[f32]) {
        self.gpu.queue.write_buffer(&self.flat.first, 0, bytemuck::cast_slice(first));
        self.gpu.queue.write_buffer(&self.flat.second, 0, bytemuck::cast_slice(second));
    }

    /// See [`super::Engine::hold`]. The copy is made at the beginning of the next submission, not by one of its own.
    pub fn hold(&mut self, moment: Held) {
        self.to_hold[moment as usize].set(true);
    }

    pub async fn held(&mut self, moment: Held) -> Result<Vec<f32>, EngineError> {
        self.accept()?;
        let part = floats(&self.held[moment as usize], self.layout.len);
        self.staging.read(&self.gpu, self.encode(&[]), &[part]).await
    }

    /// See [`super::Engine::step`]. A batch that does not fit is reported by the next read; so is reading less often than every
    /// [`UNREAD_STEPS`] steps.
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
            self.training.space.keep_cls_gradient(&mut encoder, row, row * batch.sequence);
        }
        self.gpu.submit(encoder);
        self.steps += 1;
        self.unread += 1;
        Ok(())
    }

    /// What was to be held, then the plans.
    fn encode(&self, plans: &[&Plan]) -> wgpu::CommandEncoder {
        let mut encoder = self.gpu.encoder();
        for (held, to_hold) in self.held.iter().zip(&self.to_hold) {
            if to_hold.take() {
                encoder.copy_buffer_to_buffer(&self.flat.parameters, 0, held, 0, 4 * self.layout.len as u64);
            }
        }
        if plans.is_empty() {
            return encoder;
        }
        if !self.heads.mlm {
            // Without the output layer's gradient nothing writes the rows of words that the batch does not have.
            let words = self.flat.gradient(self.layout.word_embeddings);
            encoder.clear_buffer(words.buffer, words.offset, words.size);
        }
        let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor::default());
        for plan in plans {
            plan.encode(&self.gpu, &mut pass);
        }
        drop(pass);
        encoder
    }

    /// Losses of the steps since the last call, oldest first. Waits for the device, so that submissions cannot run away.
    pub async fn read_losses(&mut self) -> Result<Vec<StepLosses>, EngineError> {
        self.accept()?;
        if self.unread == 0 {
            return Ok(vec![]);
        }
        let part = Part { buffer: &self.flat.results, offset: 0, size: Some(16 * UNREAD_STEPS as u64) };
        let values = self.staging.read(&self.gpu, self.encode(&[]), &[part]).await?;
        let losses = (self.steps - self.unread..self.steps).map(|step| step_losses(&values[step % UNREAD_STEPS * 4..])).collect();
        self.unread = 0;
        Ok(losses)
    }

    /// What the last `step` with `inspect` saw.
    pub async fn read_inspection(&mut self) -> Result<Option<Inspection>, EngineError> {
        self.accept()?;
        self.fetch_inspection().await?;
        Ok(self.inspection.take())
    }

    async fn fetch_inspection(&mut self) -> Result<(), EngineError> {
        if let Some((sequence, selected)) = self.inspected.take() {
            self.inspection = Some(self.look(self.encode(&[]), sequence, selected, false).await?.1);
        }
        Ok(())
    }

    /// Forward and backward without an update: losses and the flat gradient (not clipped).
    pub async fn gradients(&mut self, batch: &Batch) -> Result<(StepLosses, Vec<f32>), EngineError> {
        self.accept()?;
        self.training.upload(&self.gpu, &mut self.batches, batch)?;
        let encoder = self.encode(&[&self.plans.forward, &self.plans.backward, &self.plans.results]);
        let parts = [extra_result(&self.flat), floats(&self.flat.gradients, self.layout.len)];
        let mut values = self.staging.read(&self.gpu, encoder, &parts).await?;
        let gradient = values.split_off(4);
        Ok((step_losses(&values), gradient))
    }

    /// Forward only, with the objective's sums.
    pub async fn evaluate(&mut self, batch: &Batch) -> Result<EvaluationSums, EngineError> {
        self.accept()?;
        self.training.upload(&self.gpu, &mut self.batches, batch)?;
        let encoder = self.encode(&[&self.plans.forward]);
        let (space, mut sums) = (&self.training.space, EvaluationSums::default());
        let named = &space.graph.named;
        let rows = |losses: Option<SlotId>, rows: usize| if losses.is_some() { rows } else { 0 };
        let masked = rows(named.mlm_losses, batch.selected.len());
        let pairs = rows(named.nsp_losses, batch.next_sentence_labels.len());
        let counted = [(named.mlm_losses, &space.hits[0], masked), (named.nsp_losses, &space.hits[1], pairs)];
        let both =
            |(losses, hits, rows): (Option<SlotId>, _, _)| losses.map(|slot| [space.value(slot), hits].map(|buffer| floats(buffer, rows)));
        let parts: Vec<Part> = counted.into_iter().filter_map(both).flatten().collect();
        let found = self.staging.read(&self.gpu, encoder, &parts).await?;
        let (mlm, nsp) = found.split_at(2 * masked);
        let sum = |losses: &[f32]| losses.iter().map(|&loss| f64::from(loss)).sum::<f64>();
        (sums.mlm_loss, sums.mlm_correct, sums.selected) = (sum(&mlm[..masked]), sum(&mlm[masked..]) as u32, masked as u32);
        (sums.nsp_loss, sums.nsp_correct, sums.sequences) = (sum(&nsp[..pairs]), sum(&nsp[pairs..]) as u32, pairs as u32);
        self.evaluated.clear();
        self.evaluated.extend(&mlm[..masked]);
        Ok(sums)
    }

    /// See [`super::Engine::evaluated_losses`].
    pub fn evaluated_losses(&self) -> &[f32] {
        &self.evaluated
    }

    /// One row on its own: logits at all its selected positions, gradients of its own loss. Changes nothing.
    pub async fn probe(&mut self, batch: &Batch) -> Result<(StepLosses, Inspection), EngineError> {
        self.accept()?;
        self.fetch_inspection().await?;
        self.probe.upload(&self.gpu, &mut self.batches, batch)?;
        let mut encoder = self.encode(&[&self.plans.probe_forward, &self.plans.probe_backward]);
        self.probe.space.keep_cls_gradient(&mut encoder, 0, 0);
        self.look(encoder, batch.sequence, batch.selected.len(), true).await
    }

    pub async fn parameters(&mut self) -> Result<Vec<f32>, EngineError> {
        self.accept()?;
        let part = floats(&self.flat.parameters, self.layout.len);
        self.staging.read(&self.gpu, self.encode(&[]), &[part]).await
    }

    /// See [`super::Engine::pixels`].
    pub async fn pixels(&mut self) -> Result<(Vec<u8>, f32), EngineError> {
        self.accept()?;
        // An evaluation has written its own head there since; without a rate no update is shown.
        let head = self.updated.map_or([0; HEAD], |(_, head)| head);
        self.batches.words[..HEAD].copy_from_slice(&head);
        self.batches.write(&self.gpu, 0..HEAD);
        let encoder = self.encode(&[&self.plans.pixels]);
        let part = Part { buffer: &self.flat.levels, offset: 0, size: Some(2 * self.layout.len as u64) };
        let words = self.staging.read(&self.gpu, encoder, &[part]).await?;
        Ok((bytemuck::cast_slice(&words).to_vec(), f32::from_bits(head[LEARNING_RATE])))
    }

    /// See [`super::Engine::weight`].
    pub async fn weight(&mut self, index: usize) -> Result<(f32, Option<f32>), EngineError> {
        self.accept()?;
        let part = |buffer| Part { buffer, offset: 4 * index as u64, size: Some(4) };
        let parts = [part(&self.flat.parameters), part(&self.flat.first), part(&self.flat.second)];
        let values = self.staging.read(&self.gpu, self.encode(&[]), &parts).await?;
        let segments = trained_segments(&self.layout, self.heads);
        let change = |(update, _): (Update, _)| last_change_at(&update, &segments, index, values[0], values[1], values[2]);
        Ok((values[0], self.updated.map(change)))
    }

    /// First and second moment.
    pub async fn moments(&mut self) -> Result<(Vec<f32>, Vec<f32>), EngineError> {
        self.accept()?;
        let [first, second] = [&self.flat.first, &self.flat.second].map(|moment| floats(moment, self.layout.len));
        let first = self.staging.read(&self.gpu, self.encode(&[]), &[first]).await?;
        let second = self.staging.read(&self.gpu, self.encode(&[]), &[second]).await?;
        Ok((first, second))
    }

    /// Values of a slot (or, `gradient`, its gradient) as the last training batch left them, without the padding of rows, all
    /// rows of the largest batch. For tests and for the command.
    pub async fn read_slot(&mut self, slot: SlotId, gradient: bool) -> Result<Vec<f32>, EngineError> {
        self.accept()?;
        let space = &self.training.space;
        let (columns, stride) = (space.graph.slot(slot).columns, stride(space.graph.slot(slot)));
        let rows = space.graph.shape.rows_of(space.graph.slot(slot).rows);
        let buffer = if gradient { space.gradient(slot) } else { space.value(slot) };
        let values = self.staging.read(&self.gpu, self.encode(&[]), &[floats(buffer, rows * stride)]).await?;
        Ok(values.chunks_exact(stride).flat_map(|row| &row[..columns]).copied().collect())
    }

    /// Reads what the probe's room holds after `encoder`, with the gradient norms of the training batch or (`own`) of the probe, and
    /// the losses of a pass apart from training.
    async fn look(
        &mut self,
        encoder: wgpu::CommandEncoder,
        sequence: usize,
        selected: usize,
        own: bool,
    ) -> Result<(StepLosses, Inspection), EngineError> {
        let (probe, training) = (&self.probe.space, &self.training.space);
        let source = if own { probe } else { training };
        let parts = look_parts(&self.flat, probe, source);
        let values = self.staging.read(&self.gpu, encoder, &parts).await?;
        let mut rest = values.as_slice();
        let mut take = |part: &Part| {
            let (head, tail) = rest.split_at(part.bytes() as usize / 4);
            rest = tail;
            head
        };
        let graph = &probe.graph;
        let rows_of = |values: &[f32], rows: usize, columns: usize, stride: usize| -> Vec<f32> {
            values.chunks_exact(stride).take(rows).flat_map(|row| &row[..columns]).copied().collect()
        };
        let slot_rows = |values: &[f32], slot: SlotId, rows: usize| {
            let slot = graph.slot(slot);
            rows_of(values, rows, slot.columns, stride(slot))
        };
        let losses = step_losses(take(&parts[0]));
        let (norms, cls) = (take(&parts[1]), take(&parts[2]));
        let hidden = graph.slot(graph.named.sequence_output).columns;
        let (cls, of_next_sentence) = cls.split_at(cls.len() / 2);
        let mut inspection = Inspection {
            cls_gradient: cls[..hidden].to_vec(),
            cls_gradient_nsp: if source.graph.named.cls_output.is_some() { of_next_sentence[..hidden].to_vec() } else { vec![] },
            output_gradient_norm: norms[..sequence].to_vec(),
            input_gradient_norm: norms[graph.shape.sequence..][..sequence].to_vec(),
            ..Inspection::default()
        };
        let mut place = 3;
        if let Some(slot) = graph.named.mlm_logits {
            inspection.mlm_logits = slot_rows(take(&parts[place]), slot, selected);
            place += 1;
        }
        if let Some(slot) = graph.named.nsp_logits {
            inspection.nsp_logits = slot_rows(take(&parts[place]), slot, 1);
            place += 1;
        }
        inspection.sequence_output = slot_rows(take(&parts[place]), graph.named.sequence_output, sequence);
        place += 1;
        if let Some(slot) = graph.named.pooled_output {
            inspection.pooled_output = slot_rows(take(&parts[place]), slot, 1);
            place += 1;
        }
        for part in &parts[place..] {
            // The kernel packs rows by the batch's own length.
            let queries = graph.shape.rows_of(graph.slot(graph.named.attentions[0]).rows) / graph.shape.sequence * sequence;
            inspection.attention.extend(rows_of(take(part), queries, sequence, sequence.next_multiple_of(4)));
        }
        Ok((losses, inspection))
    }

    /// Passes on what went wrong since the last read.
    fn accept(&mut self) -> Result<(), EngineError> {
        self.gpu.check()?;
        self.refused.take().map_or(Ok(()), Err)
    }
}

fn make_plans(gpu: &Gpu, flat: &Flat, batches: &Batches, [training, probe]: [&Room; 2], parameters: usize, prefer_blocks: bool) -> Plans {
    let stand_ins = (&flat.unread, &flat.unwritten);
    // No operation has more than three dispatches on its way back and one forward; nine come after all.
    let capacity = |room: &Room| 4 * room.space.graph.operations.len() + 9;
    let lowering = training.lowering(flat, prefer_blocks);
    let mut planner = Planner::new(gpu, training.part(batches), stand_ins, capacity(training));
    lowering.forward(&mut planner);
    let forward = planner.cut();
    lowering.backward(&mut planner, true);
    let backward = planner.cut();
    lowering.row_norms(&mut planner);
    let norms = planner.cut();
    lowering.results(parameters, &mut planner);
    let results = planner.cut();
    lowering.update(parameters, &mut planner);
    let update = planner.cut();
    lowering.pixels(parameters, &mut planner);
    let pixels = planner.cut();
    let params = planner.finish();

    let lowering = probe.lowering(flat, prefer_blocks);
    let mut planner = Planner::new(gpu, probe.part(batches), stand_ins, capacity(probe));
    lowering.forward(&mut planner);
    let probe_forward = planner.cut();
    lowering.backward(&mut planner, false);
    lowering.row_norms(&mut planner);
    lowering.results(0, &mut planner);
    let probe_backward = planner.cut();
    let _params = [params, planner.finish()];
    Plans { forward, backward, norms, results, update, pixels, probe_forward, probe_backward, _params }
}

/// How the optimiser treats each block of 64 values (see shaders/update.wgsl).
fn treatments(layout: &Layout, heads: Heads) -> Vec<u32> {
    let mut blocks = vec![0; layout.len.div_ceil(64)];
    for segment in trained_segments(layout, heads) {
        blocks[segment.start / 64..segment.end.div_ceil(64)].fill(if segment.decays { 2 } else { 1 });
    }
    blocks
}

/// What an [`Inspection`] is read from: losses, norms, gradients at `[CLS]`, logits, next sentence logits, encoder output, pooled
/// output, attention of every layer.
fn look_parts<'a>(flat: &'a Flat, probe: &'a Workspace, gradients: &'a Workspace) -> Vec<Part<'a>> {
    let named = &probe.graph.named;
    let outputs = std::iter::once(&named.sequence_output).chain(&named.pooled_output);
    let slots = named.mlm_logits.iter().chain(&named.nsp_logits).chain(outputs).chain(&named.attentions);
    let whole = |slot: &SlotId| {
        let described = probe.graph.slot(*slot);
        floats(probe.value(*slot), probe.graph.shape.rows_of(described.rows) * stride(described))
    };
    let norms = floats(&gradients.norms, 2 * probe.graph.shape.sequence);
    let cls = floats(&gradients.cls_gradient, 2 * stride(probe.graph.slot(named.sequence_output)));
    [extra_result(flat), norms, cls].into_iter().chain(slots.map(whole)).collect()
}

/// Where passes apart from training leave their losses.
fn extra_result(flat: &Flat) -> Part<'_> {
    Part { buffer: &flat.results, offset: 16 * UNREAD_STEPS as u64, size: Some(16) }
}

fn floats(buffer: &Buffer, count: usize) -> Part<'_> {
    Part { buffer, offset: 0, size: Some(4 * count as u64) }
}

fn step_losses(values: &[f32]) -> StepLosses {
    StepLosses { mlm_loss: values[0], nsp_loss: values[1], gradient_norm: values[2] }
}
