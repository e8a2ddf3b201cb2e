//! What a run tells of itself beside its losses: its data, its tensors, its warnings.

use serde::{Deserialize, Serialize};
use tsify::Tsify;

/// What the corpus came to.
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

/// What a typed row came to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct TypedFacts {
    /// Tokens that found no room in the row.
    pub cut: u32,
    /// Tokens that the vocabulary has no piece for.
    pub unknown: u32,
    /// By position: the code points of its text that the token stands for, half-open; empty for special tokens.
    pub offsets: Vec<[u32; 2]>,
    /// Indices of the edits whose replacement is not written with as many tokens as it would replace: dice chose instead.
    pub not_replaced: Vec<u32>,
    /// How likely the model holds B to follow A; null without B, or where that is not trained.
    pub is_next: Option<f32>,
}

/// One tensor of the model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct ParameterInfo {
    /// As Hugging Face's `BertForPreTraining` names it.
    pub name: String,
    /// 1 for a vector.
    pub rows: u32,
    pub columns: u32,
    /// First value in the flat vector.
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

/// Something to tell the user next to its cause. The page has the words, by `code`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct Warning {
    /// Setting or URL parameter that caused it, if one did.
    pub setting: Option<String>,
    pub code: String,
    /// In English, complete.
    pub message: String,
}
