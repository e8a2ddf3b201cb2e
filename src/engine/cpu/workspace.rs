//! Room for a graph's values and gradients, and the walk over its operations, there and back.

use std::ops::Range;

use crate::engine::{EvaluationSums, Inspection};
use crate::examples::batch::Batch;
use crate::kernels::active_rows::{ActiveRows, Band};
use crate::kernels::{Scratch, attention, cross_entropy, embedding, gather, layer_norm, linear};
use crate::model::Graph;
use crate::model::graph::{GatherFrom, LossKind, Operation, Rows, SlotId, Weights};

/// A slot, and what happens to its values before anything reads them.
pub(super) type Change<'a> = (SlotId, &'a mut dyn FnMut(&mut [f32]));

/// Room for one graph's values and gradients.
pub(super) struct Workspace {
    pub(super) graph: Graph,
    pub(super) values: Vec<Vec<f32>>,
    pub(super) gradients: Vec<Vec<f32>>,
    /// Selected positions and labelled sequences of the batch of which only a part is forwarded; the losses are means over these.
    pub(super) whole: Option<(usize, usize)>,
    /// See [`Graph::find_gathered`].
    gathered: Vec<bool>,
    /// The only rows of such slots that are computed, if not all.
    wanted: Option<ActiveRows>,
}

impl Workspace {
    pub(super) fn new(graph: Graph) -> Self {
        let room = |_| (0..graph.slots.len()).map(|i| vec![0.0; graph.capacity(SlotId(i))]).collect();
        let (values, gradients) = (room(()), room(()));
        let gathered = Graph::find_gathered(&graph.slots, &graph.operations);
        Self { graph, values, gradients, whole: None, gathered, wanted: None }
    }

    /// Fills every slot from the first operation to the last. The gradients at the logits are written here too, where the
    /// softmax is at hand.
    pub(super) fn forward(&mut self, parameters: &[f32], batch: &Batch, scratch: &mut Scratch) -> EvaluationSums {
        self.forward_with(parameters, batch, scratch, None)
    }

    /// [`Workspace::forward`] without the rows that no loss looks at: behind the last attention those keep what stood there. The
    /// way back doesn't look at them either.
    pub(super) fn forward_for_losses(&mut self, parameters: &[f32], batch: &Batch, scratch: &mut Scratch) -> EvaluationSums {
        let gathered = self.graph.operations.iter().filter_map(|operation| match *operation {
            Operation::Gather { input, from, .. } if self.gathered[input.0] => Some(gathered_rows(from, batch)),
            _ => None,
        });
        self.wanted = Some(ActiveRows::new(gathered.flatten().map(|row| row as usize).collect()));
        let sums = self.forward(parameters, batch, scratch);
        self.wanted = None;
        sums
    }

    /// Those rows of a slot that are to be computed, if not all.
    fn wanted(&self, slot: SlotId) -> Option<Band<'_>> {
        self.wanted.as_ref().filter(|_| self.gathered[slot.0]).map(ActiveRows::all)
    }

    pub(super) fn forward_with(
        &mut self,
        parameters: &[f32],
        batch: &Batch,
        scratch: &mut Scratch,
        mut change: Option<Change>,
    ) -> EvaluationSums {
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
                let (input, residual) = (&self.values[input.0], residual.map(|slot| self.values[slot.0].as_slice()));
                let columns = weight.columns;
                let mut run = |rows: Range<usize>| {
                    let range = rows.start * columns..rows.end * columns;
                    let (residual, stats) = (residual.map(|residual| &residual[range.clone()]), &mut stats[2 * rows.start..2 * rows.end]);
                    let (input, out) = (&input[range.clone()], &mut out[range]);
                    layer_norm::forward(rows.len(), columns, input, residual, of(weight), of(bias), epsilon, out, stats);
                };
                match self.wanted(output) {
                    None => run(0..rows),
                    Some(some) => some.runs().for_each(run),
                }
                self.values[output.0] = out;
                self.values[statistics.0] = stats;
            }
            Operation::Linear { input, weight, bias, activation, pre_activation, output } => {
                let rows = self.rows(input, batch);
                let mut out = std::mem::take(&mut self.values[output.0]);
                let mut argument = pre_activation.map(|slot| std::mem::take(&mut self.values[slot.0]));
                let (kept, input) = (argument.as_deref_mut(), &self.values[input.0]);
                match self.wanted(output) {
                    None => linear::forward(scratch, rows, input, of(weight), of(bias), activation, kept, &mut out),
                    Some(some) => linear::forward_some(scratch, some, input, of(weight), of(bias), activation, kept, &mut out),
                }
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
    pub(super) fn backward(&mut self, parameters: &[f32], gradient: &mut [f32], batch: &Batch, scratch: &mut Scratch) {
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
            Rows::Scored => unreachable!("this engine leaves rows out within its slots"),
        }
    }

    /// Values of a slot that this batch uses.
    fn used(&self, slot: SlotId, batch: &Batch) -> usize {
        self.rows(slot, batch) * self.graph.slot(slot).columns
    }

    /// Logits and attention of the single row that was just forwarded, as long as the row is.
    pub(super) fn look(&self, batch: &Batch) -> Inspection {
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
    pub(super) fn read_gradients(&self, inspection: &mut Inspection, row: usize, sequence: usize) {
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

fn gathered_rows(from: GatherFrom, batch: &Batch) -> Vec<u32> {
    match from {
        GatherFrom::Selected => batch.selected.clone(),
        GatherFrom::FirstPosition => batch.first_positions().collect(),
        GatherFrom::Scored => unreachable!("this engine leaves rows out within its slots"),
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
