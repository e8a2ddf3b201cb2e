//! From sentences to the model's input: pairs, masks, batches.
//!
//! Each stage is a pure function of data, settings and a random stream.

pub mod batch;
pub mod masking;
pub mod pairs;
pub mod specimens;
pub mod stream;
pub mod typed;
pub mod what_if;

use serde::{Deserialize, Serialize};
use tsify::Tsify;

pub use crate::text::ids::{SpecialIds, TokenId, VocabularyFacts};

/// What masking did to one position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Tsify)]
#[serde(rename_all = "lowercase")]
pub enum TokenFate {
    /// `[CLS]` or `[SEP]`: read, never selected.
    Special,
    /// Not selected: read, not scored.
    Context,
    /// Selected and replaced by `[MASK]`.
    Masked,
    /// Selected and replaced by a random token.
    Randomized,
    /// Selected and left unchanged.
    Kept,
    /// After the end of the row: neither read nor scored.
    Padding,
}

impl TokenFate {
    /// Whether masking selected this position.
    pub fn is_selected(self) -> bool {
        matches!(self, Self::Masked | Self::Randomized | Self::Kept)
    }
}

/// Does B follow A? The value is BERT's label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Tsify)]
#[serde(rename_all = "snake_case")]
pub enum NextSentence {
    IsNext = 0,
    NotNext = 1,
}

/// The right answer of a labelled row, for a task that a pre-trained model is fine-tuned on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TaskLabel {
    /// The class of the whole row.
    Class(u32),
    /// `[n]`: the tag of each token; `None` where it has none (special tokens, and every piece of a word but the first).
    Tags(Vec<Option<u32>>),
    /// Positions of the first and the last token of the answer.
    Answer([u32; 2]),
}
