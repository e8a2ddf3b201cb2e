//! Small models with random weights and batches, on which engines are compared: before WebGPU takes over a run, and in tests.

use super::EngineSpec;
use crate::examples::batch::{Batch, BatchLabels};
use crate::model::BertConfig;
use crate::model::bert::Heads;
use crate::model::config::{Activation, Family};
use crate::model::graph::BatchShape;
use crate::model::init::initial_parameters;
use crate::objectives::{Head, Loss, Scores};
use crate::random::{Purpose, Stream};

/// A model, a shape and weights.
pub struct TestModel {
    pub spec: EngineSpec,
    pub parameters: Vec<f32>,
    pub seed: u64,
}

impl std::fmt::Debug for TestModel {
    /// Without the weights, which follow from the rest.
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.debug_struct("TestModel").field("spec", &self.spec).field("seed", &self.seed).finish_non_exhaustive()
    }
}

impl TestModel {
    pub fn new(seed: u64, layers: usize, hidden: usize, heads: usize, intermediate: usize, vocabulary: usize, shape: BatchShape) -> Self {
        let config = BertConfig {
            family: Family::Bert,
            vocab_size: vocabulary,
            hidden_size: hidden,
            num_hidden_layers: layers,
            num_attention_heads: heads,
            intermediate_size: intermediate,
            max_position_embeddings: shape.sequence + 3,
            type_vocab_size: 2,
            layer_norm_eps: 1e-12,
            hidden_act: Activation::Gelu,
            initializer_range: 0.2,
        };
        Self::with_heads(seed, EngineSpec { config, shape, heads: Heads::default() })
    }

    /// A model with other heads.
    pub fn with_heads(seed: u64, spec: EngineSpec) -> Self {
        let layout = spec.layout();
        let mut parameters = initial_parameters(&spec.config, &layout, seed);
        let mut stream = Stream::new(seed, Purpose::Weights, 999);
        for parameter in &layout.parameters {
            parameters[parameter.range()].iter_mut().for_each(|value| *value += 0.1 * (stream.uniform() as f32 - 0.5));
        }
        Self { spec, parameters, seed }
    }

    /// A batch with padding in each row but the first, and about a fifth of the positions selected.
    pub fn batch(&self, number: u64) -> Batch {
        let mut stream = Stream::new(self.seed, Purpose::Masks, number);
        let BatchShape { rows, sequence, selected } = self.spec.shape;
        let mut batch = Batch { rows, sequence, ..Batch::default() };
        let (mut tokens, mut pairs) = (vec![], vec![]);
        for row in 0..rows {
            let length = if row == 0 { sequence } else { 2 + stream.below(sequence - 1) };
            for position in 0..sequence {
                let real = position < length;
                batch.input_ids.push(if real { stream.below(self.spec.config.vocab_size) as u32 } else { 0 });
                batch.token_type_ids.push(u32::from(real && position > length / 2));
                batch.attention_mask.push(u32::from(real));
                if real && position > 0 && stream.below(5) == 0 && batch.selected.len() < selected {
                    batch.selected.push((row * sequence + position) as u32);
                    tokens.push(stream.below(self.spec.config.vocab_size) as u32);
                }
            }
            if self.spec.heads.losses.iter().any(|loss| loss.head.scores() == Scores::Sequences) {
                pairs.push(stream.below(2) as u32);
            }
        }
        let labels = |loss: &Loss| match loss.head {
            Head::Vocabulary => BatchLabels::Selected(tokens.clone()),
            Head::TokenClass { classes } => BatchLabels::Selected(tokens.iter().map(|token| token % classes).collect()),
            Head::SentencePair | Head::SequenceClass { .. } => BatchLabels::Sequences(pairs.clone()),
            Head::AnswerSpan => BatchLabels::Spans(pairs.iter().flat_map(|&one| [one, 1 + one]).collect()),
        };
        batch.labels = self.spec.heads.losses.iter().map(labels).collect();
        batch
    }

    /// First and second moment, as after some steps.
    pub fn moments(&self) -> (Vec<f32>, Vec<f32>) {
        let mut stream = Stream::new(self.seed, Purpose::Weights, 998);
        let (mut first, mut second) = (vec![0.0; self.parameters.len()], vec![0.0; self.parameters.len()]);
        // The gaps between parameters stay 0, as in a run.
        for place in self.spec.layout().parameters.iter().flat_map(|parameter| parameter.range()) {
            first[place] = 0.01 * (stream.uniform() as f32 - 0.5);
            second[place] = 1e-4 * stream.uniform() as f32 + 1e-6;
        }
        (first, second)
    }
}
