//! The CPU engine: walks a graph forward and backward with the kernels of [`crate::kernels`].
//!
//! One thread in the browser; natively the large products share the machine's cores. Either way the same bits.

pub mod parts;
mod workspace;

use parts::PARTS;
use workspace::{Change, Workspace};

use super::{EngineSpec, EvaluationSums, Inspection, ParameterCopy, Segment, StepLosses, Update, row_for_inspection, trained_segments};
use crate::examples::batch::Batch;
use crate::kernels::Scratch;
use crate::model::bert::{self, Heads};
use crate::model::graph::{BatchShape, SlotId};
use crate::model::{BertConfig, Graph, Layout};
use crate::objectives::Head;
use crate::optim::{optimizer, pixels};

/// Parameters, optimiser and two workspaces: one for training batches, one for single rows.
pub struct CpuEngine {
    layout: Layout,
    heads: Heads,
    parameters: Vec<f32>,
    gradient: Vec<f32>,
    /// Gradients of parts that are still to be added to the sum.
    aside: [Vec<f32>; 2],
    first_moment: Vec<f32>,
    second_moment: Vec<f32>,
    /// Copies of the parameters; empty until the first one is made.
    copies: [Vec<f32>; 2],
    segments: Vec<Segment>,
    training: Workspace,
    /// One row, all positions, both heads: the predictions that the page shows.
    probe: Workspace,
    scratch: Scratch,
    losses: Vec<StepLosses>,
    inspection: Option<Inspection>,
    /// Token labels of the batch that was evaluated last.
    evaluated: usize,
    /// Logits of the task's head in that batch.
    evaluated_logits: usize,
    last_update: Option<Update>,
}

impl CpuEngine {
    /// An engine with all parameters 0; see [`CpuEngine::set_parameters`].
    pub fn new(spec: &EngineSpec) -> Self {
        let layout = spec.layout();
        let probe_shape = BatchShape { rows: 1, sequence: spec.shape.sequence, selected: spec.shape.sequence };
        // Fresh zeros cost no memory until they are written to, copies of zeros would: who doesn't train doesn't pay for moments.
        let zeros = || vec![0.0; layout.len];
        let training = bert::build(&spec.config, &layout, spec.shape, &spec.heads);
        let probe = bert::build(&spec.config, &layout, probe_shape, &spec.heads.with_untrained(spec.config.family));
        Self {
            gradient: zeros(),
            first_moment: zeros(),
            second_moment: zeros(),
            segments: trained_segments(&layout, &spec.heads),
            ..Self::untrained(zeros(), training, probe, spec.heads.clone(), layout.clone())
        }
    }

    /// An engine for inspecting single rows only. It has no memory for gradients, moments or batches and must not be
    /// trained.
    pub fn for_inspection(config: &BertConfig, heads: Heads, sequence: usize, parameters: Vec<f32>) -> Self {
        let shape = BatchShape { rows: 1, sequence, selected: sequence };
        let layout = Layout::for_losses(config, &heads.losses);
        let training = BatchShape { rows: 0, sequence, selected: 0 };
        let [training, probe] = [training, shape].map(|shape| bert::build(config, &layout, shape, &heads));
        Self::untrained(parameters, training, probe, heads, layout)
    }

    /// Without what only training needs.
    fn untrained(parameters: Vec<f32>, training: Graph, probe: Graph, heads: Heads, layout: Layout) -> Self {
        Self {
            parameters,
            gradient: vec![],
            aside: [vec![], vec![]],
            first_moment: vec![],
            second_moment: vec![],
            copies: [vec![], vec![]],
            segments: vec![],
            training: Workspace::new(training),
            probe: Workspace::new(probe),
            scratch: Scratch::new(threads()),
            losses: vec![],
            inspection: None,
            evaluated: 0,
            evaluated_logits: 0,
            last_update: None,
            heads,
            layout,
        }
    }

    /// Logits and attention of one row, by a forward pass only.
    pub fn inspect(&mut self, batch: &Batch) -> (StepLosses, Inspection) {
        let found = self.probe.forward(&self.parameters, batch, &mut self.scratch);
        (found.means(&self.heads.losses), self.probe.inspect(batch))
    }

    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// `[P]`
    pub fn parameters(&self) -> &[f32] {
        &self.parameters
    }

    pub fn set_parameters(&mut self, parameters: &[f32]) {
        self.parameters.copy_from_slice(parameters);
    }

    /// The parameters, for the caller to write in place.
    pub fn parameters_mut(&mut self) -> &mut [f32] {
        &mut self.parameters
    }

    /// The same without a copy: a checkpoint's parameters may take most of the available memory.
    pub fn take_parameters(&mut self, parameters: Vec<f32>) {
        assert_eq!(parameters.len(), self.layout.len, "parameters of another model");
        self.parameters = parameters;
    }

    /// Parameters, first and second moment, `[P]` each.
    pub fn state(&self) -> [&[f32]; 3] {
        [&self.parameters, &self.first_moment, &self.second_moment]
    }

    pub fn set_moments(&mut self, first: &[f32], second: &[f32]) {
        self.first_moment.copy_from_slice(first);
        self.second_moment.copy_from_slice(second);
    }

    /// See [`super::Engine::copy_parameters`].
    pub fn copy_parameters(&mut self, which: ParameterCopy) {
        self.copies[which as usize].clone_from(&self.parameters);
    }

    pub fn copied_parameters(&self, which: ParameterCopy) -> &[f32] {
        &self.copies[which as usize]
    }

    /// See [`super::Engine::step`].
    pub fn step(&mut self, batch: &Batch, update: Option<&Update>, inspect: Option<usize>) {
        let sums = self.sum_parts(batch, 0..PARTS, inspect);
        self.finish_step(sums, update);
    }

    /// The rest of a step after the gradient of the whole batch is known: its norm, and the update.
    fn finish_step(&mut self, sums: EvaluationSums, update: Option<&Update>) {
        let norm = optimizer::global_norm(&self.gradient, &self.segments);
        self.losses.push(StepLosses { gradient_norm: norm, ..sums.means(&self.heads.losses) });
        if let Some(update) = update {
            let clip = optimizer::clip_coefficient(norm, update.max_norm);
            let moments = (&mut self.first_moment, &mut self.second_moment);
            optimizer::update(update, &self.segments, clip, &self.gradient, &mut self.parameters, moments.0, moments.1);
            self.last_update = Some(*update);
        }
    }

    pub fn take_losses(&mut self) -> Vec<StepLosses> {
        std::mem::take(&mut self.losses)
    }

    pub fn take_inspection(&mut self) -> Option<Inspection> {
        self.inspection.take()
    }

    /// See [`super::Engine::pixels`].
    pub fn pixels(&self) -> (Vec<u8>, f32) {
        let (first, second) = (&self.first_moment, &self.second_moment);
        let levels = pixels::levels(self.last_update.as_ref(), &self.segments, &self.parameters, first, second);
        (levels, self.last_update.map_or(0.0, |update| update.learning_rate))
    }

    /// See [`super::Engine::weight`].
    pub fn weight(&self, index: usize) -> (f32, Option<f32>) {
        let (value, first, second) = (self.parameters[index], self.first_moment[index], self.second_moment[index]);
        let change = |update| optimizer::last_change_at(update, &self.segments, index, value, first, second);
        (value, self.last_update.as_ref().map(change))
    }

    /// Losses and gradient without an update. All rows are computed at once, so every slot then holds the whole batch.
    pub fn gradients(&mut self, batch: &Batch) -> (StepLosses, Vec<f32>) {
        self.gradients_of(batch, None)
    }

    /// As [`CpuEngine::gradients`], but `change` may alter a slot's values right after they were computed. It answers
    /// the question of this project: which positions does the loss depend on?
    pub fn gradients_with(&mut self, batch: &Batch, slot: SlotId, change: &mut dyn FnMut(&mut [f32])) -> (StepLosses, Vec<f32>) {
        self.gradients_of(batch, Some((slot, change)))
    }

    fn gradients_of(&mut self, batch: &Batch, change: Option<Change>) -> (StepLosses, Vec<f32>) {
        self.gradient.fill(0.0);
        let found = self.training.forward_with(&self.parameters, batch, &mut self.scratch, change);
        self.training.backward(&self.parameters, &mut self.gradient, batch, &mut self.scratch);
        let gradient_norm = optimizer::global_norm(&self.gradient, &self.segments);
        (StepLosses { gradient_norm, ..found.means(&self.heads.losses) }, self.gradient.clone())
    }

    /// Forward only.
    pub fn evaluate(&mut self, batch: &Batch) -> EvaluationSums {
        self.evaluated = batch.token_labels().len();
        self.evaluated_logits = self.training.graph.task_logits_of(batch);
        self.training.forward(&self.parameters, batch, &mut self.scratch)
    }

    /// See [`super::Engine::task_logits`].
    pub fn task_logits(&self) -> Vec<f32> {
        let found = self.training.graph.task_loss();
        found.map_or(vec![], |found| self.training.values[found.logits.0][..self.evaluated_logits].to_vec())
    }

    /// See [`super::Engine::evaluated_losses`].
    pub fn evaluated_losses(&self) -> &[f32] {
        let loss = self.training.graph.loss_of(Head::Vocabulary);
        loss.map_or(&[], |found| &self.training.values[found.losses.0][..self.evaluated])
    }

    /// One row on its own: logits at all its selected positions, gradients of its own loss.
    pub fn probe(&mut self, batch: &Batch) -> (StepLosses, Inspection) {
        let found = self.probe.forward(&self.parameters, batch, &mut self.scratch);
        let mut inspection = self.probe.inspect(batch);
        self.gradient.fill(0.0);
        self.probe.backward(&self.parameters, &mut self.gradient, batch, &mut self.scratch);
        self.probe.read_gradients(&mut inspection, 0, batch.sequence);
        (found.means(&self.heads.losses), inspection)
    }

    /// Inspects one row of a batch of any size, with memory for one row at a time. Losses, gradients and their norm are
    /// those of the whole batch, as in [`CpuEngine::step`]. Nothing is trained.
    pub fn examine(&mut self, batch: &Batch, row: usize) -> (StepLosses, Inspection) {
        let mut inspection = self.inspect(&row_for_inspection(batch, row)).1;
        let mut sums = EvaluationSums::default();
        self.gradient.fill(0.0);
        self.training.whole = Some(self.label_counts(batch));
        for index in 0..batch.rows {
            let part = batch.row(index);
            sums += self.training.forward(&self.parameters, &part, &mut self.scratch);
            self.training.backward(&self.parameters, &mut self.gradient, &part, &mut self.scratch);
            if index == row {
                self.training.read_gradients(&mut inspection, 0, batch.sequence);
            }
        }
        self.training.whole = None;
        let gradient_norm = optimizer::global_norm(&self.gradient, &self.segments);
        (StepLosses { gradient_norm, ..sums.means(&self.heads.losses) }, inspection)
    }

    /// `[B][K of the row]`: -log p(label) at every selected position, row by row as in [`CpuEngine::examine`].
    pub fn losses_by_row(&mut self, batch: &Batch) -> Vec<Vec<f32>> {
        let one = |index: usize| {
            let part = batch.row(index);
            self.training.forward(&self.parameters, &part, &mut self.scratch);
            let loss = self.training.graph.loss_of(Head::Vocabulary);
            loss.map(|found| self.training.values[found.losses.0][..part.token_labels().len()].to_vec()).unwrap_or_default()
        };
        (0..batch.rows).map(one).collect()
    }

    /// Values of a slot after the last forward pass of a training batch, for tests and for `score`. [`CpuEngine::step`]
    /// computes a batch part by part, so after it only the last part is left.
    pub fn values(&self, slot: SlotId) -> &[f32] {
        &self.training.values[slot.0]
    }

    /// Gradient at a slot after the last backward pass; see [`CpuEngine::values`].
    pub fn slot_gradient(&self, slot: SlotId) -> &[f32] {
        &self.training.gradients[slot.0]
    }

    pub fn graph(&self) -> &Graph {
        &self.training.graph
    }

    /// How many labels each loss has.
    fn label_counts(&self, batch: &Batch) -> Vec<usize> {
        (0..self.training.graph.losses.len()).map(|loss| batch.labels_of(loss).len()).collect()
    }

    /// What is trained.
    pub fn heads(&self) -> &Heads {
        &self.heads
    }

    /// Predictions of one row by the forward pass alone. The gradients are as the backward pass left them, with this row in the
    /// given place of its part.
    fn inspect_row(&mut self, batch: &Batch, row: usize, place: usize) -> Inspection {
        let single = row_for_inspection(batch, row);
        self.probe.forward(&self.parameters, &single, &mut self.scratch);
        let mut inspection = self.probe.inspect(&single);
        self.training.read_gradients(&mut inspection, place, batch.sequence);
        inspection
    }
}

/// All cores natively; the browser's worker has one.
fn threads() -> usize {
    if cfg!(target_arch = "wasm32") { 1 } else { std::thread::available_parallelism().map_or(1, usize::from) }
}
