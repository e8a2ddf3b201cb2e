//! Token ids and encoded documents.

use serde::{Deserialize, Serialize};
use tsify::Tsify;

/// Index of a WordPiece in its vocabulary.
pub type TokenId = u32;

/// Ids of BERT's special tokens. Vocabularies trained here use 0..=4 in this order. A loaded one keeps its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Tsify)]
pub struct SpecialIds {
    pub pad: TokenId,
    pub unk: TokenId,
    pub cls: TokenId,
    pub sep: TokenId,
    pub mask: TokenId,
}

/// The facts about a vocabulary that masking needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VocabularyFacts {
    pub special_ids: SpecialIds,
    /// By id: whether the piece continues a word (`##…`). As long as the vocabulary.
    pub continuations: Vec<bool>,
}

impl VocabularyFacts {
    /// Number of tokens.
    pub fn size(&self) -> usize {
        self.continuations.len()
    }
}

/// Encoded documents, `[document][sentence][token]`, without special tokens. No document and no sentence is empty.
pub type EncodedDocuments = Vec<Vec<Vec<TokenId>>>;
