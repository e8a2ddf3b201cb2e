//! Rows padded together: what one step is trained on.

use super::TokenId;
use super::masking::MaskedExample;

/// A batch as the engines read it. Everything is row-major.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Batch {
    /// `B`
    pub rows: usize,
    /// `S`
    pub sequence: usize,
    /// `[B, S]`
    pub input_ids: Vec<TokenId>,
    /// `[B, S]`, 0 or 1
    pub token_type_ids: Vec<u32>,
    /// `[B, S]`, 1 where the model may look
    pub attention_mask: Vec<u32>,
    /// `[K]`, flat positions `row * S + position` that count, ascending. `K` varies from batch to batch.
    pub selected: Vec<u32>,
    /// `[K]`, original id at each selected position
    pub labels: Vec<TokenId>,
    /// `[B]`, 0 = IsNext, 1 = NotNext; empty when next sentence prediction is off
    pub next_sentence_labels: Vec<u32>,
    /// The rows before padding, for the trace; empty for batches made from plain ids.
    pub examples: Vec<MaskedExample>,
}
