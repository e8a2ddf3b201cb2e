//! The fixed step on a fixed batch that trainers are compared with (`small` and `big`). Its shape can be changed, to measure how the
//! time grows.

use serde::{Deserialize, Serialize};
use tsify::Tsify;

use super::error::RunError;
use crate::engine::device::{Backend, Device, Framework};
use crate::engine::{Engine, EngineSpec, Update};
use crate::examples::batch::{Batch, BatchLabels};
use crate::model::bert::Heads;
use crate::model::config::{Activation, Family};
use crate::model::graph::BatchShape;
use crate::model::init::initial_parameters;
use crate::model::layout::Parameter;
use crate::model::{BertConfig, Layout};
use crate::random::{Purpose, Stream};
use crate::settings::OptimizerKind;

/// The two sizes that trainers are compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Tsify)]
#[serde(rename_all = "lowercase")]
pub enum BenchmarkSize {
    Small,
    Big,
}

/// `window.cloze.benchmark()`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct BenchmarkResult {
    pub ms_per_step: MsPerStep,
    pub first_step_ms: f64,
    pub loss_first: f32,
    pub loss_last: f32,
    pub framework: Framework,
    pub device: Device,
    /// Name of the WebGPU adapter.
    pub adapter: Option<String>,
    /// Milliseconds of each timed step.
    pub step_ms: Vec<f64>,
    /// Total loss of every step before its update, warm-up included.
    pub losses: Vec<f32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct MsPerStep {
    pub median: f64,
    pub min: f64,
}

const ROWS: usize = 16;
const VOCABULARY: usize = 1024;
const SELECTED_PER_ROW: usize = 10;
pub const LEARNING_RATE: f32 = 1e-3;

/// Share of a row that is selected if the sequence length is changed.
const SELECTED_SHARE: f64 = 0.15;
/// Head size, and feed-forward width per hidden width, if the hidden size is changed. Both are those of the two sizes.
const HEAD_SIZE: usize = 64;
const INTERMEDIATE_FACTOR: usize = 4;

/// Changes to a size.
#[derive(Clone, Copy, Debug, Default)]
pub struct Changes {
    pub sequence_length: Option<usize>,
    pub batch_size: Option<usize>,
    /// The number of heads and the feed-forward width follow.
    pub hidden_size: Option<usize>,
    pub vocabulary_size: Option<usize>,
}

impl Changes {
    /// The size with these changes. Each has to be in the range of the setting of the same name.
    pub fn of(&self, size: BenchmarkSize) -> EngineSpec {
        let EngineSpec { mut config, mut shape, heads } = spec(size);
        let mut selected = shape.selected / shape.rows;
        if let Some(sequence) = self.sequence_length {
            (shape.sequence, config.max_position_embeddings) = (sequence, sequence);
            selected = ((sequence as f64 * SELECTED_SHARE).round() as usize).max(1);
        }
        if let Some(hidden) = self.hidden_size {
            (config.hidden_size, config.intermediate_size) = (hidden, hidden * INTERMEDIATE_FACTOR);
            // The greatest number of heads of at least the usual size that divides the width.
            config.num_attention_heads = (1..=hidden / HEAD_SIZE).rev().find(|&heads| hidden.is_multiple_of(heads)).unwrap_or(1);
        }
        config.vocab_size = self.vocabulary_size.unwrap_or(config.vocab_size);
        shape.rows = self.batch_size.unwrap_or(shape.rows);
        shape.selected = shape.rows * selected;
        EngineSpec { config, shape, heads }
    }
}

/// Model and batch shape of a size.
pub fn spec(size: BenchmarkSize) -> EngineSpec {
    let (hidden_size, layers, heads, intermediate_size, sequence) = match size {
        BenchmarkSize::Small => (128, 2, 2, 512, 64),
        BenchmarkSize::Big => (256, 4, 4, 1024, 128),
    };
    let config = BertConfig {
        family: Family::Bert,
        vocab_size: VOCABULARY,
        hidden_size,
        num_hidden_layers: layers,
        num_attention_heads: heads,
        intermediate_size,
        max_position_embeddings: sequence,
        type_vocab_size: 2,
        layer_norm_eps: 1e-12,
        hidden_act: Activation::Gelu,
        initializer_range: 0.02,
    };
    EngineSpec { config, shape: BatchShape { rows: ROWS, sequence, selected: ROWS * SELECTED_PER_ROW }, heads: Heads::default() }
}

/// Random ids without padding, the same number of selected positions in each row, two segments of equal length.
pub fn batch(spec: &EngineSpec) -> Batch {
    let BatchShape { rows, sequence: s, selected: in_all } = spec.shape;
    let vocabulary = spec.config.vocab_size;
    let mut stream = Stream::new(0, Purpose::Evaluation, 0);
    let mut selected = vec![];
    for row in 0..rows {
        let mut positions: Vec<u32> = (1..s as u32).collect();
        stream.shuffle(&mut positions);
        positions.truncate(in_all / rows);
        positions.sort_unstable();
        selected.extend(positions.into_iter().map(|position| (row * s) as u32 + position));
    }
    Batch {
        rows,
        sequence: s,
        input_ids: (0..rows * s).map(|_| stream.below(vocabulary) as u32).collect(),
        token_type_ids: (0..rows * s).map(|i| u32::from(i % s >= s / 2)).collect(),
        attention_mask: vec![1; rows * s],
        labels: vec![
            BatchLabels::Selected(selected.iter().map(|_| stream.below(vocabulary) as u32).collect()),
            BatchLabels::Sequences((0..rows).map(|_| stream.below(2) as u32).collect()),
        ],
        selected,
        examples: vec![],
    }
}

/// The initial flat parameters, `[P]`.
pub fn parameters(config: &BertConfig) -> Vec<f32> {
    initial_parameters(config, &Layout::new(config), 0)
}

/// Everything that another trainer needs to take the same steps, except the weights.
#[derive(Serialize)]
pub struct FixedStep {
    vocabulary: usize,
    hidden: usize,
    layers: usize,
    heads: usize,
    intermediate: usize,
    layer_norm_epsilon: f64,
    rows: usize,
    sequence: usize,
    /// `[B, S]`.
    input_ids: Vec<u32>,
    /// `[B, S]`.
    token_type_ids: Vec<u32>,
    /// `[K]`: selected positions in the flattened batch, ascending.
    selected: Vec<u32>,
    /// `[K]`.
    labels: Vec<u32>,
    /// `[B]`.
    next_sentence_labels: Vec<u32>,
    /// Added to the number of selected positions in the mean of their losses.
    mlm_denominator_epsilon: f32,
    learning_rate: f32,
    beta1: f64,
    beta2: f64,
    epsilon: f32,
    weight_decay: f32,
    max_norm: f32,
    parameters: Vec<FixedStepParameter>,
}

/// One tensor of the flat vector.
#[derive(Serialize)]
struct FixedStepParameter {
    name: String,
    shape: Vec<usize>,
    offset: usize,
    decays: bool,
}

/// Model, batch and optimiser of the step.
pub fn fixed_step(spec: &EngineSpec) -> FixedStep {
    let batch = batch(spec);
    let update = Update::new(OptimizerKind::Adamw, LEARNING_RATE, 1);
    let config = &spec.config;
    let parameter = |found: &Parameter| FixedStepParameter {
        name: found.name.clone(),
        shape: found.shape.clone(),
        offset: found.offset,
        decays: found.decays(),
    };
    let [labels, next_sentence_labels] = [0, 1].map(|loss| batch.labels_of(loss).to_vec());
    FixedStep {
        vocabulary: config.vocab_size,
        hidden: config.hidden_size,
        layers: config.num_hidden_layers,
        heads: config.num_attention_heads,
        intermediate: config.intermediate_size,
        layer_norm_epsilon: f64::from(config.layer_norm_eps),
        rows: batch.rows,
        sequence: batch.sequence,
        input_ids: batch.input_ids,
        token_type_ids: batch.token_type_ids,
        selected: batch.selected,
        labels,
        next_sentence_labels,
        mlm_denominator_epsilon: spec.heads.losses[0].denominator_epsilon,
        learning_rate: update.learning_rate,
        beta1: update.beta1,
        beta2: update.beta2,
        epsilon: update.epsilon,
        weight_decay: update.weight_decay,
        max_norm: update.max_norm,
        parameters: Layout::new(config).parameters.iter().map(parameter).collect(),
    }
}

/// How many steps are trained, and for how long.
#[derive(Clone, Copy, Debug)]
pub struct StepBudget {
    /// Steps before the first timed one.
    pub warmup: u32,
    /// Timed steps, at least one.
    pub steps: u32,
    /// No step begins after this many milliseconds of timed steps.
    pub limit_ms: f64,
}

/// Trains the budget's steps and times those after the warm-up. A step ends when its loss is known.
///
/// `now` is a clock in milliseconds. `take` makes the engine take a step.
pub async fn benchmark(
    spec: &EngineSpec,
    backend: Backend,
    budget: StepBudget,
    now: impl Fn() -> f64,
    mut take: impl AsyncFnMut(&mut Engine, &EngineSpec, &Batch, &Update),
) -> Result<BenchmarkResult, RunError> {
    let StepBudget { warmup, steps, limit_ms } = budget;
    let batch = batch(spec);
    let begun = now();
    let mut engine = Engine::new(backend, spec).await?;
    engine.set_parameters(&parameters(&spec.config));
    let (mut times, mut losses) = (vec![], vec![]);
    let mut first_step_ms = 0.0;
    for number in 1..=warmup + steps.max(1) {
        let start = now();
        take(&mut engine, spec, &batch, &Update::new(OptimizerKind::Adamw, LEARNING_RATE, number)).await;
        let found = engine.read_losses().await?;
        let end = now();
        losses.extend(found.iter().map(|losses| losses.total()));
        if number == 1 {
            first_step_ms = end - begun;
        }
        if number > warmup {
            times.push(end - start);
            if times.iter().sum::<f64>() >= limit_ms {
                break;
            }
        }
    }
    let mut sorted = times.clone();
    sorted.sort_by(f64::total_cmp);
    let ms_per_step = MsPerStep { median: sorted[sorted.len() / 2], min: sorted[0] };
    let (loss_first, loss_last) = (losses.first().copied().unwrap_or(f32::NAN), losses.last().copied().unwrap_or(f32::NAN));
    let adapter = engine.adapter_name().map(str::to_owned);
    Ok(BenchmarkResult {
        ms_per_step,
        first_step_ms,
        loss_first,
        loss_last,
        framework: backend.framework,
        device: backend.device,
        adapter,
        step_ms: times,
        losses,
    })
}
