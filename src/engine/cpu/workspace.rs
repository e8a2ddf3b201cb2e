//! Memory for a graph's values and gradients, and the forward and backward passes over its operations.

use crate::engine::{EvaluationSums, Inspection};
use crate::examples::batch::Batch;
use crate::kernels::Scratch;
use crate::kernels::active_rows::ActiveRows;
use crate::kernels::sum::l2_norm;
use crate::model::Graph;
use crate::model::graph::{GraphLoss, SlotId};
use crate::objectives::Head;
use crate::operations::cpu::LiveRows;
use crate::operations::{AnyOperation, CpuPass, GatherFrom, LossSums, Losses, Reads};

/// A slot, and a function that changes its values before any operation reads them.
pub(super) type Change<'a> = (SlotId, &'a mut dyn FnMut(&mut [f32]));

/// Memory for one graph's values and gradients.
pub(super) struct Workspace {
    pub(super) graph: Graph,
    pub(super) values: Vec<Vec<f32>>,
    pub(super) gradients: Vec<Vec<f32>>,
    /// How many labels each loss has in the batch of which only a part is forwarded: the losses are means over these.
    pub(super) whole: Option<Vec<usize>>,
    /// See [`Graph::find_gathered`].
    gathered: Vec<bool>,
    /// The only rows of such slots that are computed. `None` if all are.
    live: Option<ActiveRows>,
}

impl Workspace {
    pub(super) fn new(graph: Graph) -> Self {
        let zeros = |_| (0..graph.slots.len()).map(|i| vec![0.0; graph.capacity(SlotId(i))]).collect();
        let (values, gradients) = (zeros(()), zeros(()));
        let gathered = Graph::find_gathered(&graph.slots, &graph.operations);
        Self { graph, values, gradients, whole: None, gathered, live: None }
    }

    /// Fills every slot from the first operation to the last. Losses also write the gradients of the logits here,
    /// because they have the softmax.
    pub(super) fn forward(&mut self, parameters: &[f32], batch: &Batch, scratch: &mut Scratch) -> EvaluationSums {
        self.forward_with(parameters, batch, scratch, None)
    }

    /// [`Workspace::forward`] without the dead rows: after the last attention those keep their old values. The backward
    /// pass does not read them either.
    pub(super) fn forward_for_losses(&mut self, parameters: &[f32], batch: &Batch, scratch: &mut Scratch) -> EvaluationSums {
        let live = self.graph.operations.iter().flat_map(|operation| match operation.reads() {
            Reads::Gathered(from) => self.rows_taken(operation, from, batch),
            Reads::AllRows | Reads::SameRow => vec![],
        });
        self.live = Some(ActiveRows::new(live.collect()));
        let sums = self.forward(parameters, batch, scratch);
        self.live = None;
        sums
    }

    /// Rows that a gather takes from a slot with dead rows.
    fn rows_taken(&self, gather: &AnyOperation, from: GatherFrom, batch: &Batch) -> Vec<usize> {
        let sources = gather.inputs().into_iter().filter(|source| self.gathered[source.0]);
        sources.flat_map(|source| from.rows(batch, self.graph.slot(source).rows)).map(|row| row as usize).collect()
    }

    pub(super) fn forward_with(
        &mut self,
        parameters: &[f32],
        batch: &Batch,
        scratch: &mut Scratch,
        mut change: Option<Change>,
    ) -> EvaluationSums {
        let mut losses = self.loss_scales(batch);
        let (mut pass, operations, _) = self.pass(parameters, batch, scratch);
        for operation in operations {
            operation.forward(&mut pass, &mut losses);
            if let Some((slot, change)) = &mut change
                && operation.output() == Some(*slot)
            {
                let used = pass.used(*slot);
                change(&mut pass.values[slot.0][..used]);
            }
        }
        EvaluationSums { losses: losses.found }
    }

    /// The losses are means over the whole batch, even if the forward pass covers only a part of it.
    fn loss_scales(&self, batch: &Batch) -> Losses {
        let scale = |(index, found): (usize, &GraphLoss)| {
            let labels = self.whole.as_ref().map_or(batch.labels_of(index).len(), |whole| whole[index]);
            1.0 / (labels.max(1) as f32 + found.loss.denominator_epsilon)
        };
        Losses {
            scales: self.graph.losses.iter().enumerate().map(scale).collect(),
            found: vec![LossSums::default(); self.graph.losses.len()],
        }
    }

    /// Backward pass from the losses. `gradient[P]` is added to.
    pub(super) fn backward(&mut self, parameters: &[f32], gradient: &mut [f32], batch: &Batch, scratch: &mut Scratch) {
        let frozen = self.graph.frozen;
        let (mut pass, operations, accumulates) = self.pass(parameters, batch, scratch);
        for (operation, adds) in operations.iter().zip(accumulates).skip(frozen).rev() {
            operation.backward(adds, &mut pass, gradient);
        }
    }

    /// The arguments of the operations, apart from the list of operations and the gradients that they add to.
    fn pass<'a>(
        &'a mut self,
        parameters: &'a [f32],
        batch: &'a Batch,
        scratch: &'a mut Scratch,
    ) -> (CpuPass<'a>, &'a [AnyOperation], &'a [Vec<bool>]) {
        let Graph { slots, operations, accumulates, .. } = &self.graph;
        let live = self.live.as_ref().map(|rows| LiveRows { slots: &self.gathered, rows });
        let (values, gradients) = (&mut self.values[..], &mut self.gradients[..]);
        (CpuPass { batch, parameters, slots, values, gradients, scratch, live }, operations, accumulates)
    }

    /// Rows of a slot that this batch uses.
    fn rows(&self, slot: SlotId, batch: &Batch) -> usize {
        self.graph.slot(slot).rows.in_batch(batch)
    }

    /// Values of a slot that this batch uses.
    fn used(&self, slot: SlotId, batch: &Batch) -> usize {
        self.rows(slot, batch) * self.graph.slot(slot).columns
    }

    /// Logits and attention of the single row of the last forward pass, without padding.
    pub(super) fn inspect(&self, batch: &Batch) -> Inspection {
        let values = |slot: Option<SlotId>| slot.map(|slot| self.values[slot.0][..self.used(slot, batch)].to_vec()).unwrap_or_default();
        let attention = |slot: &SlotId| &self.values[slot.0][..self.rows(*slot, batch) * batch.sequence];
        let named = &self.graph.named;
        Inspection {
            token_logits: values(self.graph.loss_of(Head::Vocabulary).map(|found| found.logits)),
            pair_logits: values(self.graph.loss_of(Head::SentencePair).map(|found| found.logits)),
            task_logits: values(self.graph.task_loss().map(|found| found.logits)),
            sequence_output: values(Some(named.sequence_output)),
            pooled_output: values(named.pooled_output),
            attention: named.attentions.iter().flat_map(attention).copied().collect(),
            ..Inspection::default()
        }
    }

    /// Gradients of the encoder output and of the looked-up words, for row `row` of the last backward pass.
    pub(super) fn read_gradients(&self, inspection: &mut Inspection, row: usize, sequence: usize) {
        let named = &self.graph.named;
        // A frozen encoder has no backward pass, so its slots keep no gradient of this batch.
        if self.graph.frozen > 0 {
            return;
        }
        inspection.output_gradient_norm = self.row_norms(named.sequence_output, row * sequence, sequence);
        inspection.input_gradient_norm = self.row_norms(named.lookup, row * sequence, sequence);
        let vector = |slot: SlotId, index: usize| {
            let columns = self.graph.slot(slot).columns;
            self.gradients[slot.0][index * columns..(index + 1) * columns].to_vec()
        };
        inspection.cls_gradient = vector(named.sequence_output, row * sequence);
        inspection.cls_gradient_pooled = named.cls_output.map(|slot| vector(slot, row)).unwrap_or_default();
    }

    /// L2 norms of `count` gradient rows from `first`.
    fn row_norms(&self, slot: SlotId, first: usize, count: usize) -> Vec<f32> {
        let columns = self.graph.slot(slot).columns;
        self.gradients[slot.0].chunks_exact(columns).skip(first).take(count).map(l2_norm).collect()
    }
}
