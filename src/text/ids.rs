//! WordPieces as numbers, and text as such numbers.

use serde::{Deserialize, Serialize};
use tsify::Tsify;

/// Index of a WordPiece in its vocabulary.
pub type TokenId = u32;

/// Ids of BERT's special tokens. Vocabularies made here give 0..=4 in this order; a loaded one keeps its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Tsify)]
pub struct SpecialIds {
    pub pad: TokenId,
    pub unk: TokenId,
    pub cls: TokenId,
    pub sep: TokenId,
    pub mask: TokenId,
}

/// What masking has to know of a vocabulary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VocabularyFacts {
    pub special_ids: SpecialIds,
    /// By id: whether the piece goes on a word (`##…`). As long as the vocabulary.
    pub continuations: Vec<bool>,
}

impl VocabularyFacts {
    /// Number of tokens.
    pub fn size(&self) -> usize {
        self.continuations.len()
    }
}

/// Encoded documents: `[document][sentence][token]`, no special tokens. No document and no sentence is empty.
pub type EncodedDocuments = Vec<Vec<Vec<TokenId>>>;
