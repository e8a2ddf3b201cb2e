//! Whether what a snapshot holds fits its run. A file may come from anybody, and its checksum from the same hand.
//!
//! What is wrong here would only show later: as an index out of range, an endless loop, an empty picture. Numbers that are too large for
//! their type are refused where JSON is read.

use crate::examples::TokenFate;
use crate::examples::masking::MaskedExample;
use crate::trace::Trace;

/// What the parts of a snapshot are held against.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fit {
    /// Steps done.
    pub step: u32,
    /// Number of trained losses.
    pub losses: usize,
    /// Rows of a batch.
    pub rows: usize,
    /// The longest row.
    pub positions: usize,
    /// The most scored positions of a row.
    pub selected: usize,
    pub vocabulary: usize,
    pub layers: usize,
    pub heads: usize,
}

impl Fit {
    /// A trace of this model.
    pub fn trace(&self, trace: &Trace) -> bool {
        let real = trace.tokens.iter().filter(|token| token.fate != TokenFate::Padding).count();
        // At least the real tokens: a `[PAD]` of the text counts as padding, and is attended to.
        let size = trace.attention.iter().flatten().map(Vec::len).next().unwrap_or_default();
        let square = (real..=trace.tokens.len()).any(|n| n * n == size);
        let layer = |heads: &Vec<Vec<f32>>| heads.len() == self.heads && heads.iter().all(|head| head.len() == size);
        let attention = trace.attention.is_empty() || square && trace.attention.len() == self.layers && trace.attention.iter().all(layer);
        trace.step <= self.step
            && (trace.row as usize) < self.rows
            && (1..=self.positions).contains(&trace.tokens.len())
            && real > 0
            && attention
            && (0..).zip(&trace.tokens).all(|(position, token)| token.position == position && token.segment <= 1)
            && trace.tokens.iter().flat_map(|token| &token.top).all(|prediction| self.knows(prediction.id))
            && trace.batch.losses.len() <= self.losses
    }

    /// A row that an engine with memory for one can read.
    pub fn row(&self, row: &MaskedExample) -> bool {
        let n = row.original_ids.len();
        let lengths =
            [row.input_ids.len(), row.token_type_ids.len(), row.fates.len(), row.labels.len(), row.candidacies.len(), row.dice.len()];
        (1..=self.positions).contains(&n)
            && lengths.iter().all(|length| *length == n)
            && row.original_ids.iter().chain(&row.input_ids).chain(row.labels.iter().flatten()).all(|id| self.knows(*id))
            && row.token_type_ids.iter().all(|&segment| segment <= 1)
            && row.labels.iter().flatten().count() <= self.selected
            && row.task.is_none()
    }

    pub fn knows(&self, id: u32) -> bool {
        (id as usize) < self.vocabulary
    }
}
