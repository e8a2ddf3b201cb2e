//! The CPU engine: walks a graph forward and backward with the kernels of [`crate::kernels`].
//!
//! One thread in the browser; natively the large products share the machine's cores. Either way the same bits.

use super::{EngineSpec, EvaluationSums, Held, Inspection, Segment, StepLosses, Update, row_for_inspection, trained_segments};
use crate::examples::batch::Batch;
use crate::kernels::{Scratch, attention, cross_entropy, embedding, gather, layer_norm, linear, optimizer, pixels};
use crate::model::bert::{self, Heads};
use crate::model::graph::{BatchShape, GatherFrom, LossKind, Operation, Rows, SlotId, Weights};
use crate::model::{BertConfig, Graph, Layout};

/// Parameters, optimiser and two workspaces: one for training batches, one for single rows.
pub struct CpuEngine {
    layout: Layout,
    parameters: Vec<f32>,
    gradient: Vec<f32>,
    first_moment: Vec<f32>,
    second_moment: Vec<f32>,
    /// Copies of the parameters; empty until the first is asked for.
    held: [Vec<f32>; 2],
    segments: Vec<Segment>,
    training: Workspace,
    /// One row, all positions, both heads: what the page looks at.
    probe: Workspace,
    scratch: Scratch,
    losses: Vec<StepLosses>,
    inspection: Option<Inspection>,
    /// Selected positions of the batch that was evaluated last.
    evaluated: usize,
    last_update: Option<Update>,
}

impl CpuEngine {
    /// An engine with all parameters 0; see [`CpuEngine::set_parameters`].
    pub fn new(spec: &EngineSpec) -> Self {
        let layout = Layout::new(&spec.config);
        let probe_shape = BatchShape { rows: 1, sequence: spec.shape.sequence, selected: spec.shape.sequence };
        let probe_heads = Heads { mlm: true, nsp: true, ..spec.heads };
        // Fresh zeros cost no memory until they are written to, copies of zeros would: who doesn't train doesn't pay for moments.
        let zeros = || vec![0.0; layout.len];
        Self {
            parameters: zeros(),
            gradient: zeros(),
            first_moment: zeros(),
            second_moment: zeros(),
            held: [vec![], vec![]],
            segments: trained_segments(&layout, spec.heads),
            training: Workspace::new(bert::build(&spec.config, &layout, spec.shape, spec.heads)),
            probe: Workspace::new(bert::build(&spec.config, &layout, probe_shape, probe_heads)),
            scratch: Scratch::new(threads()),
            losses: vec![],
            inspection: None,
            evaluated: 0,
            last_update: None,
            layout,
        }
    }

    /// An engine that only looks at single rows: no gradient, no moments, no room for batches. It must not be trained.
    pub fn for_looking(config: &BertConfig, heads: Heads, sequence: usize, parameters: Vec<f32>) -> Self {
        let shape = BatchShape { rows: 1, sequence, selected: sequence };
        let layout = Layout::new(config);
        let training = BatchShape { rows: 0, sequence, selected: 0 };
        Self {
            parameters,
            gradient: vec![],
            first_moment: vec![],
            second_moment: vec![],
            held: [vec![], vec![]],
            segments: vec![],
            training: Workspace::new(bert::build(config, &layout, training, heads)),
            probe: Workspace::new(bert::build(config, &layout, shape, heads)),
            scratch: Scratch::new(threads()),
            losses: vec![],
            inspection: None,
            evaluated: 0,
            last_update: None,
            layout,
        }
    }

    /// Logits and attention of one row, forward only.
    pub fn look(&mut self, batch: &Batch) -> (StepLosses, Inspection) {
        let found = self.probe.forward(&self.parameters, batch, &mut self.scratch);
        (found.losses(&self.probe.graph), self.probe.look(batch))
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

    /// The same without a copy: a checkpoint's parameters may be most of the memory that is there.
    pub fn take_parameters(&mut self, parameters: Vec<f32>) {
        assert_eq!(parameters.len(), self.layout.len, "parameters of another model");
        self.parameters = parameters;
    }

    /// First and second moment, `[P]` each.
    pub fn moments(&self) -> (Vec<f32>, Vec<f32>) {
        (self.first_moment.clone(), self.second_moment.clone())
    }

    pub fn set_moments(&mut self, first: &[f32], second: &[f32]) {
        self.first_moment.copy_from_slice(first);
        self.second_moment.copy_from_slice(second);
    }

    /// See [`super::Engine::hold`].
    pub fn hold(&mut self, moment: Held) {
        self.held[moment as usize].clone_from(&self.parameters);
    }

    pub fn held(&self, moment: Held) -> &[f32] {
        &self.held[moment as usize]
    }

    /// See [`super::Engine::step`].
    pub fn step(&mut self, batch: &Batch, update: Option<&Update>, inspect: Option<usize>) {
        self.gradient.fill(0.0);
        let found = self.training.forward(&self.parameters, batch, &mut self.scratch);
        self.training.backward(&self.parameters, &mut self.gradient, batch, &mut self.scratch);
        if let Some(row) = inspect {
            self.inspection = Some(self.inspect(batch, row));
        }
        let norm = optimizer::global_norm(&self.gradient, &self.segments);
        self.losses.push(StepLosses { gradient_norm: norm, ..found.losses(&self.training.graph) });
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

    /// Losses and gradient without an update.
    pub fn gradients(&mut self, batch: &Batch) -> (StepLosses, Vec<f32>) {
        self.step(batch, None, None);
        let fresh = vec![0.0; self.layout.len];
        (self.losses.pop().unwrap_or_default(), std::mem::replace(&mut self.gradient, fresh))
    }

    /// As [`CpuEngine::gradients`], but `change` may alter a slot's values right after they were computed. What then still
    /// reaches the loss, and what does not, is the question this project is about.
    pub fn gradients_with(&mut self, batch: &Batch, slot: SlotId, change: &mut dyn FnMut(&mut [f32])) -> (StepLosses, Vec<f32>) {
        self.gradient.fill(0.0);
        let found = self.training.forward_with(&self.parameters, batch, &mut self.scratch, Some((slot, change)));
        self.training.backward(&self.parameters, &mut self.gradient, batch, &mut self.scratch);
        let gradient_norm = optimizer::global_norm(&self.gradient, &self.segments);
        (StepLosses { gradient_norm, ..found.losses(&self.training.graph) }, self.gradient.clone())
    }

    /// Forward only.
    pub fn evaluate(&mut self, batch: &Batch) -> EvaluationSums {
        self.evaluated = batch.selected.len();
        self.training.forward(&self.parameters, batch, &mut self.scratch)
    }

    /// See [`super::Engine::evaluated_losses`].
    pub fn evaluated_losses(&self) -> &[f32] {
        self.training.graph.named.mlm_losses.map_or(&[], |slot| &self.training.values[slot.0][..self.evaluated])
    }

    /// One row on its own: logits at all its selected positions, gradients of its own loss.
    pub fn probe(&mut self, batch: &Batch) -> (StepLosses, Inspection) {
        let found = self.probe.forward(&self.parameters, batch, &mut self.scratch);
        let mut inspection = self.probe.look(batch);
        self.gradient.fill(0.0);
        self.probe.backward(&self.parameters, &mut self.gradient, batch, &mut self.scratch);
        self.probe.read_gradients(&mut inspection, 0, batch.sequence);
        (found.losses(&self.probe.graph), inspection)
    }

    /// Looks at one row of a batch of any number of rows and selected positions, of which this engine has room for one row at a
    /// time: losses, gradients and their norm are those of the whole batch, as [`CpuEngine::step`] would find them, but no two
    /// rows have to fit at once. Nothing is trained.
    pub fn examine(&mut self, batch: &Batch, row: usize) -> (StepLosses, Inspection) {
        let mut inspection = self.look(&row_for_inspection(batch, row)).1;
        let mut sums = EvaluationSums::default();
        self.gradient.fill(0.0);
        self.training.whole = Some((batch.selected.len(), batch.next_sentence_labels.len()));
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
        (StepLosses { gradient_norm, ..sums.losses(&self.training.graph) }, inspection)
    }

    /// `[B][K of the row]`: -log p(label) at every selected position, row after row as in [`CpuEngine::examine`].
    pub fn losses_by_row(&mut self, batch: &Batch) -> Vec<Vec<f32>> {
        let one = |index: usize| {
            let part = batch.row(index);
            self.training.forward(&self.parameters, &part, &mut self.scratch);
            let losses = self.training.graph.named.mlm_losses;
            losses.map(|slot| self.training.values[slot.0][..part.selected.len()].to_vec()).unwrap_or_default()
        };
        (0..batch.rows).map(one).collect()
    }

    /// Values of a slot after the last forward pass (of a training-shaped batch), for tests and for `score`.
    pub fn values(&self, slot: SlotId) -> &[f32] {
        &self.training.values[slot.0]
    }

    /// Gradient at a slot after the last backward pass.
    pub fn slot_gradient(&self, slot: SlotId) -> &[f32] {
        &self.training.gradients[slot.0]
    }

    pub fn graph(&self) -> &Graph {
        &self.training.graph
    }

    /// Predictions of one row by the forward pass alone, gradients as the whole batch's backward pass left them.
    fn inspect(&mut self, batch: &Batch, row: usize) -> Inspection {
        let single = row_for_inspection(batch, row);
        self.probe.forward(&self.parameters, &single, &mut self.scratch);
        let mut inspection = self.probe.look(&single);
        self.training.read_gradients(&mut inspection, row, batch.sequence);
        inspection
    }
}

/// A slot, and what happens to its values before anything reads them.
type Change<'a> = (SlotId, &'a mut dyn FnMut(&mut [f32]));

/// Room for one graph's values and gradients.
struct Workspace {
    graph: Graph,
    values: Vec<Vec<f32>>,
    gradients: Vec<Vec<f32>>,
    /// Selected positions and labelled sequences of the batch of which only a part is forwarded; the losses are means over these.
    whole: Option<(usize, usize)>,
}

impl Workspace {
    fn new(graph: Graph) -> Self {
        let room = |_| (0..graph.slots.len()).map(|i| vec![0.0; graph.capacity(SlotId(i))]).collect();
        let (values, gradients) = (room(()), room(()));
        Self { graph, values, gradients, whole: None }
    }

    /// Fills every slot from the first operation to the last. The gradients at the logits are written here too, where the
    /// softmax is at hand.
    fn forward(&mut self, parameters: &[f32], batch: &Batch, scratch: &mut Scratch) -> EvaluationSums {
        self.forward_with(parameters, batch, scratch, None)
    }

    fn forward_with(&mut self, parameters: &[f32], batch: &Batch, scratch: &mut Scratch, mut change: Option<Change>) -> EvaluationSums {
        let mut sums = EvaluationSums::default();
        for index in 0..self.graph.operations.len() {
            let operation = self.graph.operations[index].clone();
            self.forward_one(&operation, parameters, batch, scratch, &mut sums);
            if let Some((slot, change)) = &mut change
                && operation.output() == Some(*slot)
            {
                let used = self.used(*slot, batch);
                change(&mut self.values[slot.0][..used]);
            }
        }
        sums
    }

    fn forward_one(&mut self, operation: &Operation, parameters: &[f32], batch: &Batch, scratch: &mut Scratch, sums: &mut EvaluationSums) {
        let of = |weights: Weights| &parameters[weights.range()];
        match *operation {
            Operation::Embed { word, position, token_type, output } => {
                let used = self.used(output, batch);
                let out = &mut self.values[output.0][..used];
                embedding::forward(&batch.input_ids, &batch.token_type_ids, batch.sequence, of(word), of(position), of(token_type), out);
            }
            Operation::LayerNorm { input, residual, weight, bias, output, statistics, epsilon } => {
                let rows = self.rows(input, batch);
                let mut out = std::mem::take(&mut self.values[output.0]);
                let mut stats = std::mem::take(&mut self.values[statistics.0]);
                let residual = residual.map(|slot| self.values[slot.0].as_slice());
                layer_norm::forward(
                    rows,
                    weight.columns,
                    &self.values[input.0],
                    residual,
                    of(weight),
                    of(bias),
                    epsilon,
                    &mut out,
                    &mut stats,
                );
                self.values[output.0] = out;
                self.values[statistics.0] = stats;
            }
            Operation::Linear { input, weight, bias, activation, pre_activation, output } => {
                let rows = self.rows(input, batch);
                let mut out = std::mem::take(&mut self.values[output.0]);
                let mut argument = pre_activation.map(|slot| std::mem::take(&mut self.values[slot.0]));
                linear::forward(scratch, rows, &self.values[input.0], of(weight), of(bias), activation, argument.as_deref_mut(), &mut out);
                self.values[output.0] = out;
                if let (Some(slot), Some(argument)) = (pre_activation, argument) {
                    self.values[slot.0] = argument;
                }
            }
            Operation::Attention { qkv, probabilities, output, heads, causal } => {
                let head_size = self.graph.slot(output).columns / heads;
                let used = batch.rows * heads * batch.sequence * batch.sequence;
                let mut out = std::mem::take(&mut self.values[output.0]);
                let mut weights = std::mem::take(&mut self.values[probabilities.0]);
                let (rows, sequence, mask) = (batch.rows, batch.sequence, &batch.attention_mask);
                attention::forward(
                    scratch,
                    rows,
                    sequence,
                    heads,
                    head_size,
                    &self.values[qkv.0],
                    mask,
                    causal,
                    &mut weights[..used],
                    &mut out,
                );
                self.values[output.0] = out;
                self.values[probabilities.0] = weights;
            }
            Operation::Gather { input, from, output } => {
                let used = self.used(output, batch);
                let mut out = std::mem::take(&mut self.values[output.0]);
                gather::forward(&self.values[input.0], self.graph.slot(input).columns, &gathered_rows(from, batch), &mut out[..used]);
                self.values[output.0] = out;
            }
            Operation::CrossEntropy { logits, losses, kind } => self.cross_entropy(logits, losses, kind, batch, sums),
        }
    }

    fn cross_entropy(&mut self, logits: SlotId, losses: SlotId, kind: LossKind, batch: &Batch, sums: &mut EvaluationSums) {
        let columns = self.graph.slot(logits).columns;
        let (selected, sequences) = self.whole.unwrap_or((batch.selected.len(), batch.next_sentence_labels.len()));
        let (labels, scale) = match kind {
            LossKind::MaskedLanguage => (&batch.labels, 1.0 / (selected.max(1) as f32 + self.graph.mlm_denominator_epsilon)),
            LossKind::NextSentence => (&batch.next_sentence_labels, 1.0 / sequences.max(1) as f32),
        };
        let rows = labels.len();
        let mut out = std::mem::take(&mut self.values[losses.0]);
        let found = cross_entropy::cross_entropy(
            rows,
            columns,
            &self.values[logits.0],
            labels,
            scale,
            &mut out,
            Some(&mut self.gradients[logits.0]),
        );
        self.values[losses.0] = out;
        // Sequences without a label are not scored, whatever the batch before this one left here.
        let used = self.used(logits, batch);
        self.gradients[logits.0][rows * columns..used].fill(0.0);
        match kind {
            LossKind::MaskedLanguage => (sums.mlm_loss, sums.mlm_correct, sums.selected) = (found.loss, found.correct, rows as u32),
            LossKind::NextSentence => (sums.nsp_loss, sums.nsp_correct, sums.sequences) = (found.loss, found.correct, rows as u32),
        }
    }

    /// The way back from the losses. `gradient[P]` is added to.
    fn backward(&mut self, parameters: &[f32], gradient: &mut [f32], batch: &Batch, scratch: &mut Scratch) {
        for index in (0..self.graph.operations.len()).rev() {
            let operation = self.graph.operations[index].clone();
            let accumulates = self.graph.accumulates[index].clone();
            self.backward_one(&operation, &accumulates, parameters, gradient, batch, scratch);
        }
    }

    fn backward_one(
        &mut self,
        operation: &Operation,
        accumulates: &[bool],
        parameters: &[f32],
        gradient: &mut [f32],
        batch: &Batch,
        scratch: &mut Scratch,
    ) {
        let of = |weights: Weights| &parameters[weights.range()];
        match *operation {
            Operation::CrossEntropy { .. } => {} // its gradient was written on the way there
            Operation::Embed { word, position, token_type, output } => {
                let upstream = &self.gradients[output.0][..self.used(output, batch)];
                let (words, rest) = gradient.split_at_mut(position.offset);
                let (positions, types) = rest.split_at_mut(token_type.offset - position.offset);
                let (ids, type_ids) = (&batch.input_ids, &batch.token_type_ids);
                embedding::backward(ids, type_ids, batch.sequence, upstream, &mut words[word.range()], positions, types);
            }
            Operation::LayerNorm { input, residual, weight, bias, output, statistics, .. } => {
                let rows = self.rows(input, batch);
                let mut to_input = std::mem::take(&mut self.gradients[input.0]);
                let mut to_residual = residual.map(|slot| std::mem::take(&mut self.gradients[slot.0]));
                let (weight_gradient, bias_gradient) = two(gradient, weight, bias);
                layer_norm::backward(
                    rows,
                    weight.columns,
                    &self.values[input.0],
                    residual.map(|slot| self.values[slot.0].as_slice()),
                    of(weight),
                    &self.values[statistics.0],
                    &self.gradients[output.0],
                    (&mut to_input, accumulates[0]),
                    to_residual.as_deref_mut().map(|to| (to, accumulates[1])),
                    weight_gradient,
                    bias_gradient,
                );
                self.gradients[input.0] = to_input;
                if let (Some(slot), Some(to)) = (residual, to_residual) {
                    self.gradients[slot.0] = to;
                }
            }
            Operation::Linear { input, weight, bias, activation, pre_activation, output } => {
                let rows = self.rows(input, batch);
                let mut upstream = std::mem::take(&mut self.gradients[output.0]);
                let mut to_input = std::mem::take(&mut self.gradients[input.0]);
                let (weight_gradient, bias_gradient) = two(gradient, weight, bias);
                linear::backward(
                    scratch,
                    rows,
                    &self.values[input.0],
                    of(weight),
                    activation,
                    pre_activation.map(|slot| self.values[slot.0].as_slice()),
                    &self.values[output.0],
                    &mut upstream,
                    Some((&mut to_input, accumulates[0])),
                    weight_gradient,
                    bias_gradient,
                );
                self.gradients[output.0] = upstream;
                self.gradients[input.0] = to_input;
            }
            Operation::Attention { qkv, probabilities, output, heads, .. } => {
                let head_size = self.graph.slot(output).columns / heads;
                let mut to_qkv = std::mem::take(&mut self.gradients[qkv.0]);
                attention::backward(
                    scratch,
                    batch.rows,
                    batch.sequence,
                    heads,
                    head_size,
                    &self.values[qkv.0],
                    &self.values[probabilities.0],
                    &self.gradients[output.0],
                    &mut to_qkv,
                    accumulates[0],
                );
                self.gradients[qkv.0] = to_qkv;
            }
            Operation::Gather { input, from, output } => {
                let columns = self.graph.slot(input).columns;
                let (used, given) = (self.used(input, batch), self.used(output, batch));
                let mut to_input = std::mem::take(&mut self.gradients[input.0]);
                gather::backward(
                    &self.gradients[output.0][..given],
                    columns,
                    &gathered_rows(from, batch),
                    accumulates[0],
                    &mut to_input[..used],
                );
                self.gradients[input.0] = to_input;
            }
        }
    }

    /// Rows of a slot that this batch uses.
    fn rows(&self, slot: SlotId, batch: &Batch) -> usize {
        match self.graph.slot(slot).rows {
            Rows::Positions => batch.rows * batch.sequence,
            Rows::Sequences => batch.rows,
            Rows::Selected => batch.selected.len(),
            Rows::Queries { heads } => batch.rows * batch.sequence * heads,
        }
    }

    /// Values of a slot that this batch uses.
    fn used(&self, slot: SlotId, batch: &Batch) -> usize {
        self.rows(slot, batch) * self.graph.slot(slot).columns
    }

    /// Logits and attention of the single row that was just forwarded, as long as the row is.
    fn look(&self, batch: &Batch) -> Inspection {
        let values = |slot: Option<SlotId>| slot.map(|slot| self.values[slot.0][..self.used(slot, batch)].to_vec()).unwrap_or_default();
        let attention = |slot: &SlotId| &self.values[slot.0][..self.rows(*slot, batch) * batch.sequence];
        let named = &self.graph.named;
        Inspection {
            mlm_logits: values(named.mlm_logits),
            nsp_logits: values(named.nsp_logits),
            sequence_output: values(Some(named.sequence_output)),
            pooled_output: values(named.pooled_output),
            attention: named.attentions.iter().flat_map(attention).copied().collect(),
            ..Inspection::default()
        }
    }

    /// Gradients at the encoder output and at the looked-up words of row `row` of the batch that went back last.
    fn read_gradients(&self, inspection: &mut Inspection, row: usize, sequence: usize) {
        let named = &self.graph.named;
        inspection.output_gradient_norm = self.row_norms(named.sequence_output, row * sequence, sequence);
        inspection.input_gradient_norm = self.row_norms(named.lookup, row * sequence, sequence);
        let vector = |slot: SlotId, index: usize| {
            let columns = self.graph.slot(slot).columns;
            self.gradients[slot.0][index * columns..(index + 1) * columns].to_vec()
        };
        inspection.cls_gradient = vector(named.sequence_output, row * sequence);
        inspection.cls_gradient_nsp = named.cls_output.map(|slot| vector(slot, row)).unwrap_or_default();
    }

    /// L2 norms of `count` gradient rows from `first`.
    fn row_norms(&self, slot: SlotId, first: usize, count: usize) -> Vec<f32> {
        let columns = self.graph.slot(slot).columns;
        self.gradients[slot.0].chunks_exact(columns).skip(first).take(count).map(l2_norm).collect()
    }
}

impl EvaluationSums {
    /// The losses as trained: means over the batch.
    pub fn losses(&self, graph: &Graph) -> StepLosses {
        let mlm =
            if self.selected == 0 { 0.0 } else { self.mlm_loss / (f64::from(self.selected) + f64::from(graph.mlm_denominator_epsilon)) };
        let nsp = if self.sequences == 0 { 0.0 } else { self.nsp_loss / f64::from(self.sequences) };
        StepLosses { mlm_loss: mlm as f32, nsp_loss: nsp as f32, gradient_norm: 0.0 }
    }
}

fn gathered_rows(from: GatherFrom, batch: &Batch) -> Vec<u32> {
    match from {
        GatherFrom::Selected => batch.selected.clone(),
        GatherFrom::FirstPosition => (0..batch.rows).map(|row| (row * batch.sequence) as u32).collect(),
    }
}

/// The gradients of two parameters at once; `first` lies before `second`.
fn two(gradient: &mut [f32], first: Weights, second: Weights) -> (&mut [f32], &mut [f32]) {
    let (head, tail) = gradient.split_at_mut(second.offset);
    (&mut head[first.range()], &mut tail[..second.rows * second.columns])
}

/// L2 norm; exactly 0 for zeros.
fn l2_norm(values: &[f32]) -> f32 {
    values.iter().map(|&x| f64::from(x) * f64::from(x)).sum::<f64>().sqrt() as f32
}

/// All cores natively; the browser's worker has one.
fn threads() -> usize {
    if cfg!(target_arch = "wasm32") { 1 } else { std::thread::available_parallelism().map_or(1, usize::from) }
}
