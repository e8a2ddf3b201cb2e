//! A model as data: slots that hold values, and the operations between them.
//!
//! A [`Graph`] is independent of devices. An engine walks its operations forward, then backward. In the backward pass
//! the first operation that reaches a slot's gradient writes it, and the others add to it. [`Graph::accumulates`] tells
//! them apart in advance, so no engine has to clear slot gradients. Parameter gradients are cleared once a step and
//! always added to.

use crate::examples::batch::Batch;
use crate::objectives::{Head, Loss};
use crate::operations::Reads;
use crate::operations::gather::{Gather, GatherFrom};
pub use crate::operations::{AnyOperation, BatchShape, Rows, Slot, SlotId, Weights};

/// A loss of a graph. `Batch::labels` has the labels of all of them, in the same order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GraphLoss {
    pub loss: Loss,
    /// `[K, V]` or `[B, classes]`.
    pub logits: SlotId,
    /// `[K, 1]` or `[B, 1]`.
    pub losses: SlotId,
}

/// A model for batches of one shape.
#[derive(Clone, Debug, PartialEq)]
pub struct Graph {
    pub shape: BatchShape,
    pub slots: Vec<Slot>,
    pub operations: Vec<AnyOperation>,
    /// `accumulates[i][j]`: the gradient of input `j` of operation `i` was already written by a later operation.
    pub accumulates: Vec<Vec<bool>>,
    /// So many operations, from the first one on, get no backward pass: those of a frozen encoder.
    pub frozen: usize,
    /// They are summed.
    pub losses: Vec<GraphLoss>,
    pub named: Named,
}

/// The slots that are read by name.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    /// Output of the embedding block, after its LayerNorm, `[B*S, H]`.
    pub embedding_output: SlotId,
    /// Sum of the looked-up rows, before the LayerNorm, `[B*S, H]`: its gradient is that of the looked-up word rows.
    pub lookup: SlotId,
    /// Encoder output, `[B*S, H]`.
    pub sequence_output: SlotId,
    /// Output of every encoder layer, `[B*S, H]`; the last is `sequence_output`.
    pub layer_outputs: Vec<SlotId>,
    /// Attention of every layer, `[B*N*S, S]`.
    pub attentions: Vec<SlotId>,
    /// Encoder output at `[CLS]` as next sentence prediction reads it, `[B, H]`: its gradient is that of this loss
    /// alone.
    pub cls_output: Option<SlotId>,
    /// `tanh(dense([CLS]))`, `[B, H]`.
    pub pooled_output: Option<SlotId>,
}

impl Graph {
    pub fn slot(&self, id: SlotId) -> &Slot {
        &self.slots[id.0]
    }

    /// The loss of a head, if the graph has that.
    pub fn loss_of(&self, head: Head) -> Option<GraphLoss> {
        self.losses.iter().copied().find(|found| found.loss.head == head)
    }

    /// The loss of a task that the model is fine-tuned on.
    pub fn task_loss(&self) -> Option<GraphLoss> {
        self.losses.iter().copied().find(|found| found.loss.head.task_outputs().is_some())
    }

    /// How many logits the task's head has for a batch; 0 without such a head.
    pub fn task_logits_of(&self, batch: &Batch) -> usize {
        let slot = self.task_loss().map(|found| self.slot(found.logits));
        slot.map_or(0, |slot| slot.rows.in_batch(batch) * slot.columns)
    }

    /// Maximum number of values in a slot.
    pub fn capacity(&self, id: SlotId) -> usize {
        let slot = self.slot(id);
        self.shape.rows_of(slot.rows) * slot.columns
    }

    /// For every slot: whether it has dead rows, so that the losses read only the rows that some [`Gather`] takes. This
    /// holds after the last attention, where every operation reads only the row that it writes.
    pub fn find_gathered(slots: &[Slot], operations: &[AnyOperation]) -> Vec<bool> {
        let mut gathered = vec![None; slots.len()];
        for operation in operations.iter().rev() {
            let by_rows = match operation.reads() {
                Reads::Gathered(_) => true,
                Reads::SameRow => operation.output().is_some_and(|output| gathered[output.0] == Some(true)),
                Reads::AllRows => false,
            };
            for slot in operation.inputs() {
                gathered[slot.0] = Some(by_rows && gathered[slot.0] != Some(false));
            }
        }
        gathered.into_iter().map(|found| found == Some(true)).collect()
    }

    /// Dead-row elimination: after the last attention, only rows that reach a loss ([`Rows::Scored`]) are computed. Two gathers
    /// select them. Slots keep their ids. Unchanged where nothing would be saved.
    pub fn for_losses(mut self) -> Self {
        let gathered = Self::find_gathered(&self.slots, &self.operations);
        if self.shape.scored() == self.shape.positions() || !gathered.contains(&true) {
            return self;
        }
        let mut taken = std::collections::BTreeMap::new();
        let (mut operations, mut frozen) = (vec![], 0);
        for (place, mut operation) in std::mem::take(&mut self.operations).into_iter().enumerate() {
            let by_rows = operation.reads() == Reads::SameRow;
            if by_rows && operation.output().is_some_and(|output| gathered[output.0]) {
                for slot in operation.inputs_mut() {
                    if self.slots[slot.0].rows == Rows::Positions {
                        *slot = *taken.entry(*slot).or_insert_with(|| {
                            let Slot { name, columns, .. } = &self.slots[slot.0];
                            self.slots.push(Slot { name: format!("{name}.scored"), rows: Rows::Scored, columns: *columns });
                            let output = SlotId(self.slots.len() - 1);
                            operations.push(Gather { input: *slot, from: GatherFrom::Scored, output }.into());
                            output
                        });
                    }
                }
                for slot in operation.outputs() {
                    self.slots[slot.0].rows = Rows::Scored;
                }
            }
            operations.push(operation);
            if place < self.frozen {
                frozen = operations.len();
            }
        }
        Self { accumulates: Self::find_accumulations(&operations), operations, frozen, ..self }
    }

    /// For every operation's inputs: has a later operation written that gradient already?
    pub fn find_accumulations(operations: &[AnyOperation]) -> Vec<Vec<bool>> {
        let mut written = std::collections::BTreeSet::new();
        let mut flags: Vec<Vec<bool>> =
            operations.iter().rev().map(|operation| operation.inputs().into_iter().map(|slot| !written.insert(slot)).collect()).collect();
        flags.reverse();
        flags
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::bert::{self, Heads};
    use crate::model::config::{Activation, Family};
    use crate::model::{BertConfig, Layout};

    #[test]
    fn losses_read_single_rows_of_what_follows_the_last_attention_only() {
        let config = BertConfig {
            family: Family::Bert,
            vocab_size: 40,
            hidden_size: 16,
            num_hidden_layers: 2,
            num_attention_heads: 2,
            intermediate_size: 24,
            max_position_embeddings: 8,
            type_vocab_size: 2,
            layer_norm_eps: 1e-12,
            hidden_act: Activation::Gelu,
            initializer_range: 0.02,
        };
        let shape = BatchShape { rows: 2, sequence: 8, selected: 4 };
        let graph = |heads: Heads| bert::build(&config, &Layout::new(&config), shape, &heads);
        let gathered = |graph: &Graph| -> Vec<String> {
            let found = Graph::find_gathered(&graph.slots, &graph.operations);
            graph.slots.iter().zip(found).filter(|(_, gathered)| *gathered).map(|(slot, _)| slot.name.clone()).collect()
        };
        let last = ["context", "attention.output", "attention.output.LayerNorm", "intermediate", "output", "output.LayerNorm"];
        assert_eq!(gathered(&graph(Heads::default())), last.map(|name| format!("layer.1.{name}")));
        let whole = graph(Heads::default());
        let scored: Vec<(String, usize)> = whole
            .clone()
            .for_losses()
            .slots
            .into_iter()
            .filter(|slot| slot.rows == Rows::Scored)
            .map(|slot| (slot.name, slot.columns))
            .collect();
        let rows = [
            ("attention.output", 16),
            ("attention.output.LayerNorm.statistics", 2),
            ("attention.output.LayerNorm", 16),
            ("intermediate.pre_activation", 24),
            ("intermediate", 24),
            ("output", 16),
            ("output.LayerNorm.statistics", 2),
            ("output.LayerNorm", 16),
            ("context.scored", 16),
        ];
        let mut expected: Vec<_> = rows.map(|(name, columns)| (format!("layer.1.{name}"), columns)).to_vec();
        expected.push(("layer.0.output.LayerNorm.scored".into(), 16));
        assert_eq!(scored, expected);
        let many = Graph { shape: BatchShape { selected: 14, ..shape }, ..whole.clone() };
        assert_eq!(many.clone().for_losses(), many, "where every position counts, nothing is left out");
        // Without a loss, the output of the whole encoder is wanted.
        let encoder = graph(Heads::none(false));
        assert_eq!(gathered(&encoder), [""; 0]);
        assert_eq!(encoder.clone().for_losses(), encoder);
    }
}
