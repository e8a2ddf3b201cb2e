//! Scoring a checkpoint on given token ids: logits, losses, gradients, a few training steps. `cloze score` prints the
//! result.

use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};

use super::cases::{Case, CaseLabels, batch};
use super::config::Architecture;
use super::{Checkpoint, HeadTensors, Task, TaskHead};
use crate::engine::{Engine, EngineError, EngineSpec, Inspection, Update};
use crate::examples::batch::Batch;
use crate::model::bert::Heads;
use crate::model::graph::BatchShape;
use crate::model::{BertConfig, Layout};
use crate::objectives::{Head, Loss};
use crate::settings::OptimizerKind;

/// Constant learning rate of the training steps.
pub const LEARNING_RATE: f32 = 1e-3;

/// Why a checkpoint cannot be scored.
#[derive(Debug, thiserror::Error)]
pub enum ScoreError {
    #[error("the checkpoint has no {missing}, which {purpose} needs: expected a checkpoint of {expected}")]
    NoHead { missing: String, purpose: &'static str, expected: &'static str },
    #[error("case {case:?}: next_sentence_label is missing, expected 0 (B follows A) or 1")]
    NoNextSentenceLabel { case: String },
    #[error("{place}: {quantity} is {found}: these weights lead out of the range of numbers, expected finite values")]
    NotFinite { place: String, quantity: &'static str, found: f64 },
    #[error(transparent)]
    Engine(#[from] EngineError),
}

/// The heads to be computed on top of the encoder.
#[derive(Clone, Debug)]
pub enum ScoredHeads {
    PreTraining(Heads),
    Task { head: TaskHead, causal: bool },
}

impl ScoredHeads {
    /// Chosen by the checkpoint's class and its tensors.
    ///
    /// # Errors
    /// [`ScoreError::NoHead`] for encoders without a head, and classes that aren't known.
    pub fn new(checkpoint: &Checkpoint) -> Result<Self, ScoreError> {
        if let Some(head) = &checkpoint.task_head {
            return Ok(Self::Task { head: head.clone(), causal: checkpoint.causal });
        }
        let HeadTensors { masked_language: mlm, next_sentence: nsp, .. } = checkpoint.parts;
        let no_head = |missing: &str, purpose| {
            let missing = missing.to_owned();
            Err(ScoreError::NoHead { missing, purpose, expected: "BertForPreTraining, BertForMaskedLM or one of the task classes" })
        };
        match &checkpoint.architecture {
            Architecture::PreTraining | Architecture::MaskedLanguage if !mlm => {
                no_head("head for masked tokens (cls.predictions)", "scoring")
            }
            Architecture::PreTraining | Architecture::NextSentence if !nsp => {
                no_head("head for sentence pairs (cls.seq_relationship)", "scoring")
            }
            Architecture::Other(class) => no_head(&format!("head that is known here ({class} is not)"), "scoring"),
            _ if !mlm && !nsp => no_head("head", "scoring"),
            _ => {
                let has = |head: &Head| if *head == Head::Vocabulary { mlm } else { nsp };
                // As transformers takes its means: over the labels, and nothing added.
                let losses = Head::ALL.into_iter().filter(has).map(|head| Loss { head, denominator_epsilon: 0.0 }).collect();
                Ok(Self::PreTraining(Heads { losses, ..Heads::none(checkpoint.causal) }))
            }
        }
    }

    /// The spec of the engine that scoring needs.
    pub fn spec(&self, config: &BertConfig, cases: &[Case]) -> EngineSpec {
        let batch = batch(cases, &[]);
        let heads = match self {
            Self::PreTraining(heads) => heads.clone(),
            Self::Task { causal, .. } => Heads::none(*causal),
        };
        // Task heads are computed row by row, without a batch.
        let rows = if matches!(self, Self::Task { .. }) { 1 } else { batch.rows };
        let shape = BatchShape { rows, sequence: batch.sequence, selected: batch.selected.len().max(1) };
        EngineSpec { config: config.clone(), shape, heads }
    }

    /// What the cases' labels are.
    pub fn labels(&self) -> CaseLabels {
        match self {
            Self::PreTraining(_) => CaseLabels::TokenIds,
            Self::Task { head, .. } => CaseLabels::OfTask { task: head.task, classes: head.classes },
        }
    }

    /// Whether there are losses. If so, steps can be trained.
    pub fn trains(&self) -> bool {
        matches!(self, Self::PreTraining(_))
    }
}

/// Training steps to run on the batch at the end.
#[derive(Clone, Copy, Debug)]
pub struct Steps {
    pub optimizer: OptimizerKind,
    pub count: u32,
}

/// `{cases, batch, steps}`, or `{cases}` for task heads.
#[derive(Debug, Serialize)]
pub struct Score {
    pub cases: Vec<CaseScore>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub batch: Option<BatchScore>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub steps: Option<Vec<StepScore>>,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum CaseScore {
    PreTraining(PreTrainingScore),
    /// One class a text: `[classes]`
    Sequence {
        name: String,
        logits: Vec<f32>,
    },
    /// One class a token: `[length, classes]`
    Token {
        name: String,
        logits: Matrix,
    },
    /// `[length]` each
    Question {
        name: String,
        start_logits: Vec<f32>,
        end_logits: Vec<f32>,
    },
}

/// The results of one case. Values of a head that the checkpoint lacks are null.
#[derive(Debug, Serialize)]
pub struct PreTrainingScore {
    pub name: String,
    /// `[length, V]`
    pub prediction_logits: Option<Matrix>,
    /// `[2]`
    pub seq_relationship_logits: Option<Vec<f32>>,
    /// `[length]`, null where not selected
    pub mlm_cross_entropy: Vec<Option<f64>>,
    pub n_selected: usize,
    /// Mean over the selected positions; 0 if there are none.
    pub mlm_loss: Option<f64>,
    pub nsp_loss: Option<f64>,
    pub total_loss: f64,
    /// L2 norm of the encoder output over the positions inside the attention mask.
    pub last_hidden_l2_real: f64,
}

/// All cases as one batch: the loss is the mean over all selected positions, not a mean of means.
#[derive(Debug, Serialize)]
pub struct BatchScore {
    pub mlm_loss: Option<f32>,
    pub nsp_loss: Option<f32>,
    pub total_loss: f32,
    pub grad_global_l2: f64,
    pub gradients: Gradients,
}

/// Losses and gradient norm before an update.
#[derive(Debug, Serialize)]
pub struct StepScore {
    /// From 0.
    pub step: u32,
    pub mlm: Option<f32>,
    pub nsp: Option<f32>,
    pub total: f32,
    pub grad_norm_before_clip: f32,
}

/// Rows of numbers, as a list of lists.
#[derive(Debug)]
pub struct Matrix {
    pub columns: usize,
    pub values: Vec<f32>,
}

impl Serialize for Matrix {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut rows = serializer.serialize_seq(Some(self.values.len() / self.columns))?;
        for row in self.values.chunks_exact(self.columns) {
            rows.serialize_element(row)?;
        }
        rows.end()
    }
}

/// By name, in the order of the layout.
#[derive(Debug)]
pub struct Gradients(pub Vec<(String, Gradient)>);

#[derive(Debug, Serialize)]
pub struct Gradient {
    pub shape: Vec<usize>,
    pub l2: f64,
    /// The first values, row-major: eight, or fewer if the parameter has fewer.
    pub first8: Vec<f32>,
}

impl Serialize for Gradients {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, gradient) in &self.0 {
            map.serialize_entry(name, gradient)?;
        }
        map.end()
    }
}

/// Scores the cases with an engine for [`ScoredHeads::spec`] that has the checkpoint's parameters.
///
/// # Errors
/// [`ScoreError`], where a label is missing, a number is not finite or the device fails.
pub async fn score(
    engine: &mut Engine,
    scored: &ScoredHeads,
    layout: &Layout,
    cases: &[Case],
    steps: Option<Steps>,
) -> Result<Score, ScoreError> {
    match scored {
        ScoredHeads::Task { head, .. } => {
            let mut scores = vec![];
            for case in cases {
                let (_, seen) = engine.inspect(&probe_batch(case)).await?;
                check(&case.name, "the last hidden state", &seen.sequence_output)?;
                scores.push(task_score(head, case, &seen));
            }
            Ok(Score { cases: scores, batch: None, steps: None })
        }
        ScoredHeads::PreTraining(heads) => {
            if let Some(case) = cases.iter().find(|case| heads.has(Head::SentencePair) && case.next_sentence_label.is_none()) {
                return Err(ScoreError::NoNextSentenceLabel { case: case.name.clone() });
            }
            let batch = batch(cases, &heads.losses);
            // Before the cases, so that the gradients and the logits of all cases are never in memory together.
            let found = batch_score(engine, heads, layout, &batch).await?;
            let (columns, hidden) = (layout.word_embeddings.rows, layout.word_embeddings.columns);
            let mut scores = vec![];
            for case in cases {
                let (_, seen) = engine.inspect(&probe_batch(case)).await?;
                scores.push(CaseScore::PreTraining(pre_training_score(heads, case, seen, columns, hidden)?));
            }
            let steps = match steps {
                Some(steps) => Some(train(engine, heads, &batch, steps).await?),
                None => None,
            };
            Ok(Score { cases: scores, batch: Some(found), steps })
        }
    }
}

/// One case with every position selected, so that the logits of all of them are computed; nothing is scored.
fn probe_batch(case: &Case) -> Batch {
    let length = case.input_ids.len();
    Batch {
        rows: 1,
        sequence: length,
        input_ids: case.input_ids.clone(),
        token_type_ids: case.token_type_ids.clone(),
        attention_mask: case.attention_mask.clone(),
        selected: (0..length as u32).collect(),
        ..Batch::default()
    }
}

fn pre_training_score(
    heads: &Heads,
    case: &Case,
    mut seen: Inspection,
    columns: usize,
    hidden: usize,
) -> Result<PreTrainingScore, ScoreError> {
    let (tokens, pairs) = (heads.has(Head::Vocabulary), heads.has(Head::SentencePair));
    let length = case.input_ids.len();
    seen.token_logits.truncate(length * columns);
    check(&case.name, "the last hidden state", &seen.sequence_output[..length * hidden])?;
    check(&case.name, "a logit", &seen.token_logits)?;
    let entropy = |(position, label): (usize, &Option<u32>)| {
        label.map(|label| cross_entropy(&seen.token_logits[position * columns..(position + 1) * columns], label))
    };
    let mlm_cross_entropy: Vec<_> = if tokens { case.labels.iter().enumerate().map(entropy).collect() } else { vec![None; length] };
    let losses: Vec<f64> = mlm_cross_entropy.iter().flatten().copied().collect();
    let mlm_loss = tokens.then(|| losses.iter().sum::<f64>() / losses.len().max(1) as f64);
    let nsp_loss = case.next_sentence_label.filter(|_| pairs).map(|label| cross_entropy(&seen.pair_logits, label));
    let rows = seen.sequence_output.chunks_exact(hidden).zip(&case.attention_mask);
    let real = rows.filter(|(_, seen)| **seen != 0).flat_map(|(row, _)| row);
    Ok(PreTrainingScore {
        name: case.name.clone(),
        last_hidden_l2_real: l2(real),
        prediction_logits: tokens.then_some(Matrix { columns, values: seen.token_logits }),
        seq_relationship_logits: pairs.then_some(seen.pair_logits),
        mlm_cross_entropy,
        n_selected: losses.len(),
        mlm_loss,
        nsp_loss,
        total_loss: mlm_loss.unwrap_or(0.0) + nsp_loss.unwrap_or(0.0),
    })
}

fn task_score(head: &TaskHead, case: &Case, seen: &Inspection) -> CaseScore {
    let (name, hidden) = (case.name.clone(), head.weight.len() / head.classes);
    let logits = |vector: &[f32]| -> Vec<f32> {
        let dot = |weights: &[f32]| weights.iter().zip(vector).map(|(w, x)| f64::from(*w) * f64::from(*x)).sum::<f64>();
        head.weight.chunks_exact(hidden).zip(&head.bias).map(|(weights, bias)| (dot(weights) + f64::from(*bias)) as f32).collect()
    };
    let of_tokens = || seen.sequence_output.chunks_exact(hidden).take(case.input_ids.len()).map(logits);
    match head.task {
        Task::Sequence => CaseScore::Sequence { name, logits: logits(&seen.pooled_output) },
        Task::Token => CaseScore::Token { name, logits: Matrix { columns: head.classes, values: of_tokens().flatten().collect() } },
        Task::Question => {
            let (start_logits, end_logits) = of_tokens().map(|two| (two[0], two[1])).unzip();
            CaseScore::Question { name, start_logits, end_logits }
        }
    }
}

async fn batch_score(engine: &mut Engine, heads: &Heads, layout: &Layout, batch: &Batch) -> Result<BatchScore, ScoreError> {
    let (losses, flat) = engine.gradients(batch).await?;
    check("the batch", "the loss", &[losses.total()])?;
    let pairs = heads.has(Head::SentencePair);
    let parts = HeadTensors { pooler: pairs, masked_language: heads.has(Head::Vocabulary), next_sentence: pairs };
    let present = |name: &str| super::weights::has(parts, name);
    let gradients: Vec<_> = layout
        .parameters
        .iter()
        .filter(|parameter| present(&parameter.name))
        .map(|parameter| {
            let values = &flat[parameter.range()];
            let first8 = values[..values.len().min(8)].to_vec();
            (parameter.name.clone(), Gradient { shape: parameter.shape.clone(), l2: l2(values), first8 })
        })
        .collect();
    let grad_global_l2 = gradients.iter().map(|(_, gradient)| gradient.l2 * gradient.l2).sum::<f64>().sqrt();
    check("the batch", "the gradient's norm", &[grad_global_l2 as f32])?;
    Ok(BatchScore {
        mlm_loss: heads.loss_of(Head::Vocabulary, &losses.losses),
        nsp_loss: heads.loss_of(Head::SentencePair, &losses.losses),
        total_loss: losses.total(),
        grad_global_l2,
        gradients: Gradients(gradients),
    })
}

async fn train(engine: &mut Engine, heads: &Heads, batch: &Batch, steps: Steps) -> Result<Vec<StepScore>, ScoreError> {
    let mut scores = vec![];
    for step in 0..steps.count {
        engine.step(batch, Some(&Update::new(steps.optimizer, LEARNING_RATE, step + 1)), None);
        for losses in engine.read_losses().await? {
            check(&format!("step {step}"), "the loss", &[losses.total(), losses.gradient_norm])?;
            scores.push(StepScore {
                step,
                mlm: heads.loss_of(Head::Vocabulary, &losses.losses),
                nsp: heads.loss_of(Head::SentencePair, &losses.losses),
                total: losses.total(),
                grad_norm_before_clip: losses.gradient_norm,
            });
        }
    }
    Ok(scores)
}

/// `-log softmax(logits)[label]`, in f64.
fn cross_entropy(logits: &[f32], label: u32) -> f64 {
    let greatest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let sum: f64 = logits.iter().map(|&logit| libm::exp(f64::from(logit) - f64::from(greatest))).sum();
    f64::from(greatest) + libm::log(sum) - f64::from(logits[label as usize])
}

fn l2<'a>(values: impl IntoIterator<Item = &'a f32>) -> f64 {
    values.into_iter().map(|&value| f64::from(value) * f64::from(value)).sum::<f64>().sqrt()
}

fn check(place: &str, quantity: &'static str, values: &[f32]) -> Result<(), ScoreError> {
    match values.iter().find(|value| !value.is_finite()) {
        None => Ok(()),
        Some(&found) => Err(ScoreError::NotFinite { place: place.to_owned(), quantity, found: found.into() }),
    }
}
