//! Sentence pairs for next sentence prediction (SPEC: Sentence pairs, google rule).

use super::{NextSentence, TokenId};

/// Encoded documents: `[document][sentence][token]`, no special tokens.
pub type EncodedDocuments = Vec<Vec<Vec<TokenId>>>;

/// Sentences `first..end` of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    pub document: usize,
    pub first: usize,
    pub end: usize,
}

/// Two segments and whether the second follows the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentencePair {
    pub a: Vec<TokenId>,
    pub b: Vec<TokenId>,
    pub label: NextSentence,
    pub span_a: Span,
    pub span_b: Span,
    /// Sentences that were gathered before A and B were cut from them.
    pub chunk: usize,
}
