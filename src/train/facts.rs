//! What a run reports besides its losses: its data, its tensors, its warnings.

use serde::{Deserialize, Serialize};
use tsify::Tsify;

/// Counts of the corpus and of what was made from it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Tsify)]
pub struct DataFacts {
    pub documents: u32,
    pub held_out_documents: u32,
    pub sentences: u32,
    pub vocabulary_size: u32,
    pub parameters: u64,
    pub pairs_per_epoch: u32,
    pub epoch: u32,
}

/// What the tokenizer made of a typed row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct TypedFacts {
    /// Tokens that did not fit into the row.
    pub cut: u32,
    /// `[UNK]` tokens in the row.
    pub unknown: u32,
    /// By position: the token's range of code points in its text, half-open. Empty for special tokens.
    pub offsets: Vec<[u32; 2]>,
    /// Indices of edits whose replacement has another number of tokens than it would replace. Random tokens were drawn instead.
    pub not_replaced: Vec<u32>,
    /// Probability that B follows A. Null without B, or if next sentence prediction is not trained.
    pub is_next: Option<f32>,
}

/// One tensor of the model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct ParameterInfo {
    /// Its name in Hugging Face's `BertForPreTraining`.
    pub name: String,
    /// 1 for a vector.
    pub rows: u32,
    pub columns: u32,
    /// Index of its first value in the flat vector.
    pub offset: u32,
}

/// What is being prepared for a new run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Tsify)]
#[serde(rename_all = "snake_case")]
pub enum PreparingStage {
    Corpus,
    Vocabulary,
    Model,
}

/// A warning that the page shows next to its cause. The page translates `code`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct Warning {
    /// The setting or URL parameter that caused it, if any.
    pub setting: Option<String>,
    pub code: String,
    /// The whole warning in English.
    pub message: String,
}
