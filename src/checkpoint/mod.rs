//! Hugging Face folders: reading and writing.
//!
//! A folder holds `config.json`, `model.safetensors` and a tokenizer. [`config`] reads the first, [`weights`] the
//! second. [`names`] knows the names that tensors have had over the years. [`tokenizer`] reads the
//! files that decide on the tokenizer, and tells each [`contradiction`]. [`folder`] combines them, and
//! [`write`](mod@write) writes a folder, `elmo` that of an ELMo. [`notebook`] writes one step of a run as a Jupyter notebook. A checkpoint is never partly loaded: a [`Checkpoint`] is complete and finite.
//! Otherwise there is a [`CheckpointError`], which says what was found where, and what was expected.

pub mod archive;
pub mod cases;
pub mod config;
pub mod contradiction;
#[cfg(feature = "burn")]
pub mod elmo;
pub mod encode;
pub mod export;
pub mod folder;
pub mod names;
pub mod notebook;
pub mod opened;
pub mod score;
pub mod tokenizer;
pub mod weights;
pub mod write;

use crate::excerpt::excerpt;
use crate::model::{BertConfig, Layout};
pub use crate::tasks::Task;
use crate::text::Tokenizer;
use config::Architecture;

/// A model that was read from a file.
#[derive(Clone, Debug)]
pub struct Checkpoint {
    pub config: BertConfig,
    pub architecture: Architecture,
    /// Whether attention is left to right.
    pub causal: bool,
    pub layout: Layout,
    /// `[P]`, in the order of `layout`. Parameters of absent parts are 0.
    pub parameters: Vec<f32>,
    pub parts: HeadTensors,
    pub task_head: Option<TaskHead>,
    /// Tensors of the file that this architecture does not use.
    pub ignored: Vec<String>,
}

impl Checkpoint {
    /// # Errors
    /// [`CheckpointError::VocabularyTooLong`] if the tokenizer knows more tokens than the model has rows.
    pub fn check_tokenizer(&self, tokenizer: &Tokenizer) -> Result<(), CheckpointError> {
        let (found, expected) = (tokenizer.vocabulary_size(), self.config.vocab_size);
        if found <= expected { Ok(()) } else { Err(CheckpointError::VocabularyTooLong { file: "the tokenizer".into(), found, expected }) }
    }
}

/// Names and values of a file in a message, in characters.
const LONGEST_NAME: usize = 120;

/// Which heads a file has tensors for. Each head is complete or absent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HeadTensors {
    pub pooler: bool,
    /// Transform and output bias of the masked language model.
    pub masked_language: bool,
    /// The layer after the pooler.
    pub next_sentence: bool,
}

/// The layer of a fine-tuned model.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskHead {
    pub task: Task,
    pub classes: usize,
    /// `[classes, H]`
    pub weight: Vec<f32>,
    /// `[classes]`
    pub bias: Vec<f32>,
}

/// Why a folder cannot be used.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CheckpointError {
    #[error("{file} cannot be read: {reason}")]
    Unreadable { file: String, reason: String },
    #[error("{file}: {found} bytes, expected at most {limit}")]
    TooLarge { file: String, found: u64, limit: u64 },
    #[error("{found}: expected {expected}")]
    MissingFile { found: String, expected: String },
    #[error("{file}: {found}, expected {expected}")]
    Malformed { file: String, found: String, expected: String },
    #[error("{file}: {key} is {found}, expected {expected}")]
    Config { file: String, key: &'static str, found: String, expected: String },
    #[error("{file}: tensor {tensor} is missing, expected shape {expected:?}")]
    MissingTensor { file: String, tensor: String, expected: Vec<usize> },
    #[error("{file}: tensor {tensor} has shape {}, expected {expected:?}", excerpt(&format!("{found:?}"), LONGEST_NAME))]
    Shape { file: String, tensor: String, found: Vec<usize>, expected: Vec<usize> },
    #[error("{file}: tensor {tensor} has data type {found}, expected F32, F16 or BF16")]
    DataType { file: String, tensor: String, found: String },
    #[error("{file}: tensor {tensor} holds {found} at index {index}, expected finite numbers")]
    NotFinite { file: String, tensor: String, found: f32, index: usize },
    #[error("{file}: tensor {tensor} differs from {other}, expected the same values: untied output layers are not supported")]
    Untied { file: String, tensor: String, other: String },
    #[error("{file}: {found} tokens, expected at most {expected}, the rows of the embedding table (vocab_size in config.json)")]
    VocabularyTooLong { file: String, found: usize, expected: usize },
    #[error("{file}: {reason}")]
    Tokenizer { file: String, reason: String },
    #[error("the model needs {needed} values, more than this machine gives")]
    OutOfMemory { needed: usize },
}
