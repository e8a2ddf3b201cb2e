//! BERT as a graph: post-LayerNorm encoder, MLM head over the selected positions, NSP head over `[CLS]`, and the heads of tasks.
//! GPT-1 is the same graph without what its layout has no parameters for.
//!
//! Sources: Devlin et al. 2019, and modeling.py of google-research/bert; Radford et al. 2018.

use super::config::{Activation, BertConfig, Family};
use serde::{Deserialize, Serialize};

use super::graph::{BatchShape, Graph, GraphLoss, Named, Rows, Slot, SlotId};
use super::layout::{BertWeights, Layout, WeightAndBias};
use crate::objectives::{Head, Loss, Objectives, Pooling};
use crate::operations::gather::GatherFrom;
use crate::operations::{AnyOperation, Attention, CrossEntropy, Embed, Gather, LayerNorm, Linear, MeanPool, Spans};

/// What is on top of the encoder, and how it attends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Heads {
    /// In the order of the run's objectives; no head twice.
    pub losses: Vec<Loss>,
    /// Left-to-right attention, for comparison with GPT-1.
    pub causal: bool,
    /// Feature-based fine-tuning: only the head of the task learns, and no gradient goes back into the encoder.
    pub frozen: bool,
}

impl Heads {
    /// The heads that these objectives need.
    pub fn of(objectives: &Objectives) -> Self {
        Self { losses: objectives.losses(), causal: objectives.left_to_right(), frozen: false }
    }

    /// The encoder alone.
    pub fn none(causal: bool) -> Self {
        Self { losses: vec![], causal, frozen: false }
    }

    pub fn has(&self, head: Head) -> bool {
        self.losses.iter().any(|loss| loss.head == head)
    }

    /// The value of a head's loss among those of all heads; `None` for a head that is not there.
    pub fn loss_of(&self, head: Head, values: &[f32]) -> Option<f32> {
        self.losses.iter().position(|loss| loss.head == head).and_then(|index| values.get(index).copied())
    }

    /// These, and behind them the others that a page wants to see untrained. For those a batch has no labels.
    #[must_use]
    pub fn with_untrained(&self, family: Family) -> Self {
        let untrained = family.heads().iter().copied().filter(|head| !self.has(*head)).map(|head| Loss { head, denominator_epsilon: 0.0 });
        Self { losses: self.losses.iter().copied().chain(untrained).collect(), causal: self.causal, frozen: self.frozen }
    }
}

impl Default for Heads {
    /// The heads of Google's pre-training: both losses.
    fn default() -> Self {
        Self::of(&Objectives::of(crate::settings::Objective::MlmNsp))
    }
}

/// The operations of one model for batches of one shape.
pub fn build(config: &BertConfig, layout: &Layout, shape: BatchShape, heads: &Heads) -> Graph {
    let mut list = Builder { epsilon: config.layer_norm_eps, activation: config.hidden_act, slots: vec![], operations: vec![] };
    let h = config.hidden_size;

    let lookup = list.slot("embeddings.lookup", Rows::Positions, h);
    list.push(Embed {
        word: layout.word_embeddings,
        position: layout.position_embeddings,
        token_type: layout.bert.map(|bert| bert.token_type_embeddings),
        output: lookup,
    });
    let embedding_output = match layout.bert {
        Some(bert) => list.layer_norm("embeddings", Rows::Positions, h, lookup, None, bert.embedding_layer_norm),
        None => lookup,
    };

    let mut hidden = embedding_output;
    let (mut layer_outputs, mut attentions) = (vec![], vec![]);
    for (i, weights) in layout.layers.iter().enumerate() {
        let name = |rest: &str| format!("layer.{i}.{rest}");
        let qkv = list.linear(&name("qkv"), Rows::Positions, hidden, weights.qkv, Activation::None);
        let probabilities = list.slot(&name("attention"), Rows::Queries { heads: config.num_attention_heads }, shape.sequence);
        let context = list.slot(&name("context"), Rows::Positions, h);
        list.push(Attention { qkv, probabilities, output: context, heads: config.num_attention_heads, causal: heads.causal });
        let attended = list.linear(&name("attention.output"), Rows::Positions, context, weights.attention_output, Activation::None);
        let hidden_mid =
            list.layer_norm(&name("attention.output"), Rows::Positions, h, attended, Some(hidden), weights.attention_layer_norm);
        let intermediate = list.linear(&name("intermediate"), Rows::Positions, hidden_mid, weights.intermediate, config.hidden_act);
        let output = list.linear(&name("output"), Rows::Positions, intermediate, weights.output, Activation::None);
        hidden = list.layer_norm(&name("output"), Rows::Positions, h, output, Some(hidden_mid), weights.output_layer_norm);
        layer_outputs.push(hidden);
        attentions.push(probabilities);
    }

    let mut frozen = 0;
    let mut named =
        Named { embedding_output, lookup, sequence_output: hidden, layer_outputs, attentions, cls_output: None, pooled_output: None };
    let mut losses = vec![];
    for &loss in &heads.losses {
        let mut classify = |list: &mut Builder, rows, input| {
            // A frozen pooler belongs to the encoder.
            frozen = if heads.frozen { list.operations.len() } else { 0 };
            list.linear("task.logits", rows, input, layout.task_head(), Activation::None)
        };
        let logits = match loss.head {
            Head::Vocabulary => list.vocabulary(layout, hidden),
            Head::SentencePair => {
                let pooled = list.pooled(layout, hidden, &mut named);
                list.linear("nsp.logits", Rows::Sequences, pooled, layout.bert().seq_relationship, Activation::None)
            }
            Head::SequenceClass { pooling, .. } => {
                let vector = match pooling {
                    Pooling::Cls => list.pooled(layout, hidden, &mut named),
                    Pooling::Mean => list.mean(hidden),
                };
                classify(&mut list, Rows::Sequences, vector)
            }
            Head::TokenClass { .. } => {
                let gathered = list.gather("task.gathered", hidden, GatherFrom::Selected, Rows::Selected);
                classify(&mut list, Rows::Selected, gathered)
            }
            Head::AnswerSpan => {
                let scores = classify(&mut list, Rows::Positions, hidden);
                list.spans(scores, shape.sequence)
            }
        };
        losses.push(GraphLoss { loss, logits, losses: list.cross_entropy(logits, losses.len()) });
    }
    Graph {
        shape,
        accumulates: Graph::find_accumulations(&list.operations),
        slots: list.slots,
        operations: list.operations,
        frozen,
        losses,
        named,
    }
}

struct Builder {
    epsilon: f32,
    activation: Activation,
    slots: Vec<Slot>,
    operations: Vec<AnyOperation>,
}

impl Builder {
    fn push(&mut self, operation: impl Into<AnyOperation>) {
        self.operations.push(operation.into());
    }

    fn slot(&mut self, name: &str, rows: Rows, columns: usize) -> SlotId {
        self.slots.push(Slot { name: name.into(), rows, columns });
        SlotId(self.slots.len() - 1)
    }

    fn linear(&mut self, name: &str, rows: Rows, input: SlotId, weights: WeightAndBias, activation: Activation) -> SlotId {
        let columns = weights.weight.rows;
        let pre_activation = activation.keeps_argument().then(|| self.slot(&format!("{name}.pre_activation"), rows, columns));
        let output = self.slot(name, rows, columns);
        self.push(Linear { input, weight: weights.weight, bias: Some(weights.bias), activation, pre_activation, output });
        output
    }

    fn layer_norm(
        &mut self,
        name: &str,
        rows: Rows,
        columns: usize,
        input: SlotId,
        residual: Option<SlotId>,
        weights: WeightAndBias,
    ) -> SlotId {
        let statistics = self.slot(&format!("{name}.LayerNorm.statistics"), rows, 2);
        let output = self.slot(&format!("{name}.LayerNorm"), rows, columns);
        self.push(LayerNorm { input, residual, weight: weights.weight, bias: weights.bias, output, statistics, epsilon: self.epsilon });
        output
    }

    fn gather(&mut self, name: &str, input: SlotId, from: GatherFrom, rows: Rows) -> SlotId {
        let output = self.slot(name, rows, self.slots[input.0].columns);
        self.push(Gather { input, from, output });
        output
    }

    fn cross_entropy(&mut self, logits: SlotId, loss: usize) -> SlotId {
        let name = format!("{}.losses", self.slots[logits.0].name);
        let losses = self.slot(&name, self.slots[logits.0].rows, 1);
        self.push(CrossEntropy { logits, losses, loss });
        losses
    }

    /// Logits at the selected positions. The others never reach the vocabulary.
    fn vocabulary(&mut self, layout: &Layout, hidden: SlotId) -> SlotId {
        let gathered = self.gather("mlm.gathered", hidden, GatherFrom::Selected, Rows::Selected);
        let input = layout.bert.map_or(gathered, |bert| self.transform(bert, gathered));
        let (weight, bias) = (layout.word_embeddings, layout.bert.map(|bert| bert.decoder_bias));
        let output = self.slot("mlm.logits", Rows::Selected, weight.rows);
        self.push(Linear { input, weight, bias, activation: Activation::None, pre_activation: None, output });
        output
    }

    /// The layers of BERT's head before the vocabulary.
    fn transform(&mut self, bert: BertWeights, gathered: SlotId) -> SlotId {
        let h = self.slots[gathered.0].columns;
        let transformed = self.linear("mlm.transform", Rows::Selected, gathered, bert.transform, self.activation);
        self.layer_norm("mlm.transform", Rows::Selected, h, transformed, None, bert.transform_layer_norm)
    }

    /// Pooled output of every sequence, made once for all heads that read it.
    fn pooled(&mut self, layout: &Layout, hidden: SlotId, named: &mut Named) -> SlotId {
        if let Some(pooled) = named.pooled_output {
            return pooled;
        }
        let first = self.gather("nsp.first", hidden, GatherFrom::FirstPosition, Rows::Sequences);
        let pooled = self.linear("nsp.pooled", Rows::Sequences, first, layout.bert().pooler, Activation::Tanh);
        (named.cls_output, named.pooled_output) = (Some(first), Some(pooled));
        pooled
    }

    /// Mean output over the real tokens of every sequence.
    fn mean(&mut self, hidden: SlotId) -> SlotId {
        let output = self.slot("task.mean", Rows::Sequences, self.slots[hidden.0].columns);
        self.push(MeanPool { input: hidden, output });
        output
    }

    /// The scores of the positions, by sequence: a row for the start of the answer and one for its end.
    fn spans(&mut self, scores: SlotId, sequence: usize) -> SlotId {
        let output = self.slot("task.spans", Rows::Spans, sequence);
        self.push(Spans { scores, output });
        output
    }
}
