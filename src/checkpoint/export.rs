//! A model with its tokenizer, as the files of a Hugging Face folder.

use serde_json::{Value, json};

use super::write::{Model, Precision, Top, config_json, safetensors};
use super::{Task, TaskHead};
use crate::model::config::Family;
use crate::model::{BertConfig, Layout};
use crate::settings::Settings;
use crate::text::tokenizer::Normalization;
use crate::text::{Corpus, Tokenizer};
use crate::train::divergence::NotFinite;

/// Why a model cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error("the weights cannot be written: {0}")]
    Weights(#[from] safetensors::SafeTensorError),
    #[error("the weights cannot be written: one is {0}, since training diverged")]
    NotFinite(NotFinite),
    #[error("the tokenizer cannot be written: {0}")]
    Tokenizer(#[from] crate::text::TokenizerError),
    #[error(
        "intermediate_size: found {found}, expected {expected}, four times hidden_size: transformers' OpenAIGPTLMHeadModel has no other width"
    )]
    FeedForward { found: usize, expected: usize },
}

/// A file's name and its bytes.
pub type File = (&'static str, Vec<u8>);

/// Whether `transformers` has a class for a model of this shape.
///
/// # Errors
/// [`ExportError::FeedForward`] for a GPT-1 of unusual width.
pub fn check(config: &BertConfig) -> Result<(), ExportError> {
    let (found, expected) = (config.intermediate_size, 4 * config.hidden_size);
    if config.family == Family::Gpt && found != expected { Err(ExportError::FeedForward { found, expected }) } else { Ok(()) }
}

/// Every file of the folder, the most important first: the model, the tokenizer, and a script that teaches a BERT a task with transformers.
///
/// # Errors
/// Any of [`ExportError`].
pub fn files(model: &Model, tokenizer: &Tokenizer, precision: Precision) -> Result<Vec<File>, ExportError> {
    check(model.config)?;
    let wrong = NotFinite::first_of(model.parameters.iter().copied());
    wrong.map_or(Ok(()), |found| Err(ExportError::NotFinite(found)))?;
    let pad = tokenizer.special_ids().pad;
    let script = (model.config.family == Family::Bert).then(|| ("finetune.py", include_bytes!("finetune.py").to_vec()));
    let mut files =
        vec![("config.json", config_json(model, precision, pad).into_bytes()), ("model.safetensors", safetensors(model, precision)?)];
    files.extend(tokenizer_files(tokenizer, model.config.max_position_embeddings)?);
    files.extend(script);
    Ok(files)
}

/// The same for a fine-tuned model, as transformers' class for its task. `labels` are the names of its classes.
///
/// # Errors
/// Any of [`ExportError`].
pub fn tuned_files(
    config: &BertConfig,
    layout: &Layout,
    parameters: &[f32],
    task: Task,
    labels: &[String],
    tokenizer: &Tokenizer,
) -> Result<Vec<File>, ExportError> {
    let dense = layout.task_head();
    let [weight, bias] = [dense.weight, dense.bias].map(|weights| parameters[weights.range()].to_vec());
    let head = TaskHead { task, classes: bias.len(), weight, bias };
    let model = Model { config, layout, parameters, top: Top::Task { head: &head, labels } };
    files(&model, tokenizer, Precision::Full)
}

/// The files that continued training needs besides the model: the corpus, the run's settings, and a script for
/// transformers, which goes on with BERT only.
pub fn continuation(settings: &Settings, corpus: &Corpus) -> Vec<File> {
    let objective = settings.objective;
    let mut settings = settings.to_json();
    // The text is a file of its own. Whoever continues the run chooses the device.
    for elsewhere in ["corpus", "text", "device"] {
        settings.remove(elsewhere);
    }
    let script = (Family::of(objective) == Family::Bert).then(|| ("continue.py", include_bytes!("continue.py").to_vec()));
    let text = [("corpus.txt", corpus.to_text().into_bytes()), ("training.json", format!("{:#}\n", Value::Object(settings)).into_bytes())];
    text.into_iter().chain(script).collect()
}

/// The tokenizer of a model with so many positions.
pub(super) fn tokenizer_files(tokenizer: &Tokenizer, positions: usize) -> Result<[File; 3], ExportError> {
    Ok([
        ("vocab.txt", tokenizer.to_vocab_txt().into_bytes()),
        ("tokenizer.json", tokenizer.to_json()?.into_bytes()),
        ("tokenizer_config.json", tokenizer_config(tokenizer, positions).into_bytes()),
    ])
}

/// The settings that `transformers` needs besides `tokenizer.json`.
fn tokenizer_config(tokenizer: &Tokenizer, positions: usize) -> String {
    let normalization = tokenizer.normalization().unwrap_or(Normalization::UNCASED);
    let [pad, unk, cls, sep, mask] = tokenizer.special_names();
    let config = json!({
        "tokenizer_class": "BertTokenizer",
        "do_lower_case": normalization.lowercase,
        "strip_accents": normalization.strip_accents,
        "tokenize_chinese_chars": normalization.chinese_characters,
        "model_max_length": positions,
        "pad_token": pad, "unk_token": unk, "cls_token": cls, "sep_token": sep, "mask_token": mask,
    });
    format!("{config:#}\n")
}
