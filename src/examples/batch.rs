//! Rows padded together: what one step is trained on.

use super::masking::MaskedExample;
use super::{NextSentence, TokenId};

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

/// A row of plain ids, for scoring. All lists but an empty `labels` have one entry a token.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlainRow {
    pub input_ids: Vec<TokenId>,
    pub token_type_ids: Vec<u32>,
    /// The original id where it counts; may be empty: nothing counts.
    pub labels: Vec<Option<TokenId>>,
    pub next_sentence: Option<NextSentence>,
}

impl Batch {
    /// Pads masked rows to `sequence` tokens (the longest row, at least). Next sentence labels are there if every row has one.
    pub fn assemble(examples: Vec<MaskedExample>, sequence: usize, pad: TokenId) -> Self {
        let mut batch = Self::empty(examples.len(), sequence, pad);
        for (row, example) in examples.iter().enumerate() {
            let types: Vec<_> = example.token_type_ids.iter().map(|&id| u32::from(id)).collect();
            batch.fill(row, &example.input_ids, &types, &example.labels);
        }
        batch.next_sentence_labels = labels_if_all(examples.iter().map(|example| example.next_sentence));
        batch.examples = examples;
        batch
    }

    /// The same from plain ids.
    pub fn from_plain(rows: &[PlainRow], sequence: usize, pad: TokenId) -> Self {
        let mut batch = Self::empty(rows.len(), sequence, pad);
        for (place, row) in rows.iter().enumerate() {
            batch.fill(place, &row.input_ids, &row.token_type_ids, &row.labels);
        }
        batch.next_sentence_labels = labels_if_all(rows.iter().map(|row| row.next_sentence));
        batch
    }

    /// One row as a batch of its own.
    pub fn row(&self, row: usize) -> Self {
        let positions = row * self.sequence..(row + 1) * self.sequence;
        let of = |list: &[u32]| list[positions.clone()].to_vec();
        let place = |position: usize| self.selected.partition_point(|&flat| (flat as usize) < position);
        let counted = place(positions.start)..place(positions.end);
        Self {
            rows: 1,
            sequence: self.sequence,
            input_ids: of(&self.input_ids),
            token_type_ids: of(&self.token_type_ids),
            attention_mask: of(&self.attention_mask),
            selected: self.selected[counted.clone()].iter().map(|&flat| flat - positions.start as u32).collect(),
            labels: self.labels[counted].to_vec(),
            next_sentence_labels: self.next_sentence_labels.get(row).copied().into_iter().collect(),
            examples: self.examples.get(row).cloned().into_iter().collect(),
        }
    }

    /// Real tokens, special ones included.
    pub fn real_tokens(&self) -> usize {
        self.attention_mask.iter().map(|&real| real as usize).sum()
    }

    fn empty(rows: usize, sequence: usize, pad: TokenId) -> Self {
        let size = rows * sequence;
        Self { rows, sequence, input_ids: vec![pad; size], token_type_ids: vec![0; size], attention_mask: vec![0; size], ..Self::default() }
    }

    fn fill(&mut self, row: usize, input_ids: &[TokenId], token_type_ids: &[u32], labels: &[Option<TokenId>]) {
        assert!(input_ids.len() <= self.sequence, "a row of {} tokens in a batch of {}", input_ids.len(), self.sequence);
        let start = row * self.sequence;
        let real = start..start + input_ids.len();
        self.input_ids[real.clone()].copy_from_slice(input_ids);
        self.token_type_ids[real.clone()].copy_from_slice(token_type_ids);
        self.attention_mask[real].fill(1);
        for (position, label) in labels.iter().enumerate() {
            if let Some(label) = label {
                self.selected.push((start + position) as u32);
                self.labels.push(*label);
            }
        }
    }
}

fn labels_if_all(labels: impl Iterator<Item = Option<NextSentence>>) -> Vec<u32> {
    labels.map(|label| label.map(|label| label as u32)).collect::<Option<_>>().unwrap_or_default()
}
