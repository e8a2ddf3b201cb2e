//! The vocabulary in which a model is written down: slots that hold values, operations between them.
//!
//! A [`Graph`] knows nothing of devices. An engine walks `operations` forward, then backward; every gradient of a slot is
//! written by the first operation that reaches it on the way back and added to by the others, which [`Graph::accumulates`]
//! knows in advance, so that no engine has to clear slot gradients. Parameter gradients are cleared once a step and always
//! added to.

use serde::{Deserialize, Serialize};

use super::config::Activation;

/// A matrix of parameters inside the flat vector: `rows * columns` values from `offset`, row-major. A vector has one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weights {
    pub offset: usize,
    pub rows: usize,
    pub columns: usize,
}

impl Weights {
    pub fn range(&self) -> std::ops::Range<usize> {
        self.offset..self.offset + self.rows * self.columns
    }
}

/// Index into [`Graph::slots`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SlotId(pub usize);

/// How many rows a slot has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rows {
    /// `B * S`: one a position.
    Positions,
    /// `B`: one a sequence.
    Sequences,
    /// `K`: one a selected position. Varies from batch to batch; at most [`BatchShape::selected`].
    Selected,
    /// `B * N * S`: one a query of each head.
    Queries { heads: usize },
    /// `[CLS]` of every sequence and the selected positions, ascending: all that the losses look at. At most `B + K`.
    Scored,
}

/// A matrix of values (and, on the way back, of their gradients).
#[derive(Clone, Debug, PartialEq)]
pub struct Slot {
    pub name: String,
    pub rows: Rows,
    pub columns: usize,
}

/// The largest batch a graph is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchShape {
    /// `B`
    pub rows: usize,
    /// `S`
    pub sequence: usize,
    /// Most selected positions of a whole batch.
    pub selected: usize,
}

impl BatchShape {
    pub fn positions(&self) -> usize {
        self.rows * self.sequence
    }

    /// Rows that a slot of this kind needs room for.
    pub fn rows_of(&self, rows: Rows) -> usize {
        match rows {
            Rows::Positions => self.positions(),
            Rows::Sequences => self.rows,
            Rows::Selected => self.selected,
            Rows::Queries { heads } => self.positions() * heads,
            Rows::Scored => self.scored(),
        }
    }

    /// Most positions of a whole batch that a loss looks at.
    pub fn scored(&self) -> usize {
        (self.rows + self.selected).min(self.positions())
    }
}

/// Which rows a [`Operation::Gather`] takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GatherFrom {
    /// The selected positions, `Batch::selected`.
    Selected,
    /// Position 0 of every sequence, `[CLS]`.
    FirstPosition,
    /// Both of these, ascending.
    Scored,
}

/// Which loss a [`Operation::CrossEntropy`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LossKind {
    /// Over `Batch::labels`: sum / (K + [`Graph::mlm_denominator_epsilon`]), and 0 where K is 0.
    MaskedLanguage,
    /// Over `Batch::next_sentence_labels`: mean of the sequences.
    NextSentence,
}

/// One step of the forward pass. Shapes: `R` rows of the slot, `I` and `O` columns.
#[derive(Clone, Debug, PartialEq)]
pub enum Operation {
    /// `output[B*S, H] = word[input_id] + position[position] + token_type[type]`
    Embed { word: Weights, position: Weights, token_type: Weights, output: SlotId },
    /// `output[R, O] = LayerNorm(input + residual) * weight + bias`; `statistics[R, 2]` keeps mean and 1 / sd.
    LayerNorm { input: SlotId, residual: Option<SlotId>, weight: Weights, bias: Weights, output: SlotId, statistics: SlotId, epsilon: f32 },
    /// `output[R, O] = activation(input[R, I] * weight[O, I]^T + bias[O])`; `pre_activation` keeps the argument where the
    /// way back needs it (every activation but `None` and `Tanh`, which needs its output only).
    Linear { input: SlotId, weight: Weights, bias: Weights, activation: Activation, pre_activation: Option<SlotId>, output: SlotId },
    /// Scaled dot-product attention of all heads: `qkv[B*S, 3H]` holds queries, keys, values side by side, each split into
    /// heads of `D`; `probabilities[B*N*S, S]`, `output[B*S, H]`. Keys outside the attention mask get probability 0;
    /// `causal`: so do keys after the query.
    Attention { qkv: SlotId, probabilities: SlotId, output: SlotId, heads: usize, causal: bool },
    /// `output[R, O] = input[from, O]`
    Gather { input: SlotId, from: GatherFrom, output: SlotId },
    /// `losses[R, 1] = -log softmax(logits[R, O])[label]`; the way back starts here.
    CrossEntropy { logits: SlotId, losses: SlotId, kind: LossKind },
}

impl Operation {
    /// The slot that this operation's result is in; losses are nobody's input.
    pub fn output(&self) -> Option<SlotId> {
        match *self {
            Self::Embed { output, .. }
            | Self::LayerNorm { output, .. }
            | Self::Linear { output, .. }
            | Self::Attention { output, .. }
            | Self::Gather { output, .. } => Some(output),
            Self::CrossEntropy { .. } => None,
        }
    }

    /// All slots that this operation writes on the way there.
    pub fn outputs(&self) -> Vec<SlotId> {
        match *self {
            Self::Embed { output, .. } | Self::Gather { output, .. } => vec![output],
            Self::LayerNorm { output, statistics, .. } => vec![statistics, output],
            Self::Linear { pre_activation, output, .. } => pre_activation.into_iter().chain([output]).collect(),
            Self::Attention { probabilities, output, .. } => vec![probabilities, output],
            Self::CrossEntropy { losses, .. } => vec![losses],
        }
    }

    /// Slots whose gradient this operation passes on, in the order in which an engine writes them.
    pub fn inputs(&self) -> Vec<SlotId> {
        self.clone().inputs_mut().into_iter().map(|slot| *slot).collect()
    }

    fn inputs_mut(&mut self) -> Vec<&mut SlotId> {
        match self {
            Self::Embed { .. } => vec![],
            Self::LayerNorm { input, residual, .. } => std::iter::once(input).chain(residual).collect(),
            Self::Linear { input, .. } | Self::Gather { input, .. } => vec![input],
            Self::Attention { qkv, .. } => vec![qkv],
            Self::CrossEntropy { logits, .. } => vec![logits],
        }
    }
}

/// A model for batches of one shape.
#[derive(Clone, Debug, PartialEq)]
pub struct Graph {
    pub shape: BatchShape,
    pub slots: Vec<Slot>,
    pub operations: Vec<Operation>,
    /// `accumulates[i][j]`: the gradient of input `j` of operation `i` was already written by a later operation.
    pub accumulates: Vec<Vec<bool>>,
    /// Added to the number of selected positions: 1e-5 in Google's code, 0 in Hugging Face's.
    pub mlm_denominator_epsilon: f32,
    pub named: Named,
}

/// The slots that people ask for by name.
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
    /// Encoder output at `[CLS]` as next sentence prediction takes it, `[B, H]`: its gradient is that loss's part.
    pub cls_output: Option<SlotId>,
    /// `tanh(dense([CLS]))`, `[B, H]`.
    pub pooled_output: Option<SlotId>,
    /// `[K, V]`
    pub mlm_logits: Option<SlotId>,
    /// `[K, 1]`
    pub mlm_losses: Option<SlotId>,
    /// `[B, 2]`
    pub nsp_logits: Option<SlotId>,
    /// `[B, 1]`
    pub nsp_losses: Option<SlotId>,
}

impl Graph {
    pub fn slot(&self, id: SlotId) -> &Slot {
        &self.slots[id.0]
    }

    /// Values that a slot has room for.
    pub fn capacity(&self, id: SlotId) -> usize {
        let slot = self.slot(id);
        self.shape.rows_of(slot.rows) * slot.columns
    }

    /// For every slot: do the losses read nothing of it but the rows that some [`Operation::Gather`] takes? So it is behind the
    /// last attention, where every operation goes row by row.
    pub fn find_gathered(slots: &[Slot], operations: &[Operation]) -> Vec<bool> {
        let mut gathered = vec![None; slots.len()];
        for operation in operations.iter().rev() {
            let by_rows = match operation {
                Operation::Gather { .. } => true,
                Operation::LayerNorm { output, .. } | Operation::Linear { output, .. } => gathered[output.0] == Some(true),
                _ => false,
            };
            for slot in operation.inputs() {
                gathered[slot.0] = Some(by_rows && gathered[slot.0] != Some(false));
            }
        }
        gathered.into_iter().map(|found| found == Some(true)).collect()
    }

    /// The same model without the rows that no loss looks at: behind the last attention all goes on with [`Rows::Scored`], which two
    /// gathers take from what stands before. Slots keep their ids. Unchanged where nothing would be saved.
    pub fn for_losses(mut self) -> Self {
        let gathered = Self::find_gathered(&self.slots, &self.operations);
        if self.shape.scored() == self.shape.positions() || !gathered.contains(&true) {
            return self;
        }
        let mut taken = std::collections::BTreeMap::new();
        let mut operations = vec![];
        for mut operation in std::mem::take(&mut self.operations) {
            let by_rows = matches!(operation, Operation::LayerNorm { .. } | Operation::Linear { .. });
            if by_rows && operation.output().is_some_and(|output| gathered[output.0]) {
                for slot in operation.inputs_mut() {
                    if self.slots[slot.0].rows == Rows::Positions {
                        *slot = *taken.entry(*slot).or_insert_with(|| {
                            let Slot { name, columns, .. } = &self.slots[slot.0];
                            self.slots.push(Slot { name: format!("{name}.scored"), rows: Rows::Scored, columns: *columns });
                            let output = SlotId(self.slots.len() - 1);
                            operations.push(Operation::Gather { input: *slot, from: GatherFrom::Scored, output });
                            output
                        });
                    }
                }
                for slot in operation.outputs() {
                    self.slots[slot.0].rows = Rows::Scored;
                }
            }
            operations.push(operation);
        }
        Self { accumulates: Self::find_accumulations(&operations), operations, ..self }
    }

    /// For every operation's inputs: has a later operation written that gradient already?
    pub fn find_accumulations(operations: &[Operation]) -> Vec<Vec<bool>> {
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
    use crate::model::{BertConfig, Layout};

    #[test]
    fn losses_read_single_rows_of_what_follows_the_last_attention_only() {
        let config = BertConfig {
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
        let graph = |heads| bert::build(&config, &Layout::new(&config), shape, heads);
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
        let many = Graph { shape: BatchShape { selected: 14, ..shape }, ..whole };
        assert_eq!(many.clone().for_losses(), many, "where every position counts, nothing is left out");
        // Whoever asks for no loss wants the whole encoder.
        let encoder = graph(Heads { mlm: false, nsp: false, ..Heads::default() });
        assert_eq!(gathered(&encoder), [""; 0]);
        assert_eq!(encoder.clone().for_losses(), encoder);
    }
}
