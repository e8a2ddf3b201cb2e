//! Reads the reference's files.

use std::io::Cursor;

use cloze::checkpoint::{Checkpoint, config, weights};
use cloze::engine::EngineSpec;
use cloze::examples::batch::{Batch, BatchLabels};
use cloze::model::bert::Heads;
use cloze::model::graph::BatchShape;
use cloze::objectives::{Head, Loss};
use serde_json::Value;

/// Row length of the reference's batch.
pub const SEQUENCE: usize = 20;
/// Both losses, with the mean over selected positions as in transformers.
pub fn both() -> Heads {
    heads_of(&Head::ALL, false)
}

pub fn heads_of(heads: &[Head], causal: bool) -> Heads {
    Heads { losses: heads.iter().map(|&head| Loss { head, denominator_epsilon: 0.0 }).collect(), ..Heads::none(causal) }
}

macro_rules! fixture {
    ($name:literal) => {
        include_bytes!(concat!("../fixtures/", $name)).as_slice()
    };
}

pub const CONFIG: &[u8] = fixture!("tiny_bert/config.json");
pub const MODEL: &[u8] = fixture!("tiny_bert/model.safetensors");
pub const GAMMA_BETA: &[u8] = fixture!("tiny_bert/gamma_beta_decoder_position_ids.safetensors");
pub const ENCODER_ONLY: &[u8] = fixture!("tiny_bert/encoder_only_no_prefix.safetensors");
pub const FLOAT16: &[u8] = fixture!("tiny_bert/float16.safetensors");
pub const BFLOAT16: &[u8] = fixture!("tiny_bert/bfloat16.safetensors");
pub const QUESTION_CONFIG: &[u8] = fixture!("heads/question_answering/config.json");
pub const QUESTION_MODEL: &[u8] = fixture!("heads/question_answering/model.safetensors");
pub const HEAD_WEIGHTS: &[u8] = fixture!("heads/head_weights.safetensors");

pub const GPT_MODEL: &[u8] = fixture!("baselines/gpt.safetensors");

#[cfg(feature = "burn")]
pub const ELMO_MODEL: &[u8] = fixture!("baselines/bilstm.safetensors");

pub const VOCABULARY: &[u8] = fixture!("tokenization/vocab.txt");
pub const TOKENIZER: &[u8] = fixture!("tokenization/tokenizer.json");

pub fn tokenization() -> Value {
    serde_json::from_slice(fixture!("tokenization/cases.json")).unwrap()
}

pub fn cases() -> Value {
    serde_json::from_slice(fixture!("tiny_bert/cases.json")).unwrap()
}

pub fn heads() -> Value {
    serde_json::from_slice(fixture!("heads/heads.json")).unwrap()
}

pub fn causal() -> Value {
    serde_json::from_slice(fixture!("baselines/causal.json")).unwrap()
}

pub fn gpt() -> Value {
    serde_json::from_slice(fixture!("baselines/gpt.json")).unwrap()
}

#[cfg(feature = "burn")]
pub fn elmo() -> Value {
    serde_json::from_slice(fixture!("baselines/bilstm.json")).unwrap()
}

pub fn checkpoint(config: &[u8], model: &[u8]) -> Checkpoint {
    let config = config::parse("config.json", config).unwrap();
    weights::read("model.safetensors", &mut Cursor::new(model), config).unwrap()
}

pub fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

pub fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

pub fn integers(value: &Value) -> Vec<u32> {
    value.as_array().unwrap().iter().map(|number| number.as_u64().unwrap() as u32).collect()
}

/// The positions that the loss counts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Labels {
    /// The selected positions of the file.
    Selected,
    /// The original token at every real position.
    EveryRealPosition,
}

/// These cases as one batch of rows of `sequence`.
pub fn batch(cases: &[&Value], sequence: usize, labels: Labels) -> Batch {
    let mut batch = Batch { rows: cases.len(), sequence, ..Batch::default() };
    let (mut tokens, mut pairs) = (vec![], vec![]);
    for (row, case) in cases.iter().enumerate() {
        let cut = |key: &str| integers(&case[key])[..sequence].to_vec();
        let mask = cut("attention_mask");
        for position in 0..sequence {
            let label = match labels {
                Labels::Selected => case["labels"][position].as_u64(),
                Labels::EveryRealPosition => case["original_ids"][position].as_u64().filter(|_| mask[position] == 1),
            };
            if let Some(label) = label {
                batch.selected.push((row * sequence + position) as u32);
                tokens.push(label as u32);
            }
        }
        batch.input_ids.extend(cut("input_ids"));
        batch.token_type_ids.extend(cut("token_type_ids"));
        batch.attention_mask.extend(mask);
        pairs.push(case["next_sentence_label"].as_u64().unwrap() as u32);
    }
    batch.labels = vec![BatchLabels::Selected(tokens), BatchLabels::Sequences(pairs)];
    batch
}

/// All cases, padded to [`SEQUENCE`].
pub fn whole_batch(cases: &Value, labels: Labels) -> Batch {
    batch(&cases["cases"].as_array().unwrap().iter().collect::<Vec<_>>(), SEQUENCE, labels)
}

pub fn spec(checkpoint: &Checkpoint, batch: &Batch, heads: Heads) -> EngineSpec {
    let shape = BatchShape { rows: batch.rows, sequence: batch.sequence, selected: batch.selected.len().max(1) };
    EngineSpec { config: checkpoint.config.clone(), shape, heads }
}

/// `-log softmax(logits)[label]` in f64.
pub fn cross_entropy(logits: &[f32], label: u32) -> f64 {
    let greatest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let sum: f64 = logits.iter().map(|&logit| f64::from(logit - greatest).exp()).sum();
    f64::from(greatest) + sum.ln() - f64::from(logits[label as usize])
}

pub fn l2<'a>(values: impl IntoIterator<Item = &'a f32>) -> f64 {
    values.into_iter().map(|&value| f64::from(value) * f64::from(value)).sum::<f64>().sqrt()
}
