//! Rows padded together: what one step is trained on.

use std::ops::Range;

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
    /// `[B, S]`, 1 at real tokens, 0 at padding
    pub attention_mask: Vec<u32>,
    /// `[K]`, the scored flat positions `row * S + position`, ascending. `K` varies from batch to batch.
    pub selected: Vec<u32>,
    /// The labels of each trained loss, in the order of the run's objectives. If empty, nothing is scored.
    pub labels: Vec<BatchLabels>,
    /// The rows before padding, for the trace. Empty for batches made from plain ids.
    pub examples: Vec<MaskedExample>,
}

/// The labels of one loss.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BatchLabels {
    /// `[K]`, one for each selected position.
    Selected(Vec<u32>),
    /// `[B]`, one for each row. Empty if they are unknown.
    Sequences(Vec<u32>),
    /// `[B, 2]`: where the answer of each row starts and ends; empty where nobody knows them.
    Spans(Vec<u32>),
}

impl std::ops::Deref for BatchLabels {
    type Target = Vec<u32>;

    fn deref(&self) -> &Vec<u32> {
        match self {
            Self::Selected(labels) | Self::Sequences(labels) | Self::Spans(labels) => labels,
        }
    }
}

/// A row of plain ids, for scoring. All lists have one entry per token, but `labels` may be empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlainRow {
    pub input_ids: Vec<TokenId>,
    pub token_type_ids: Vec<u32>,
    /// The original id at scored positions. If empty, nothing is scored.
    pub labels: Vec<Option<TokenId>>,
    pub next_sentence: Option<NextSentence>,
}

impl Batch {
    /// Pads rows to `sequence` tokens, which is at least the longest row. Nothing is selected or labelled yet: objectives do that.
    pub fn pad(rows: &[MaskedExample], sequence: usize, pad: TokenId) -> Self {
        let mut batch = Self::empty(rows.len(), sequence, pad);
        for (row, example) in rows.iter().enumerate() {
            let types: Vec<_> = example.token_type_ids.iter().map(|&id| u32::from(id)).collect();
            batch.fill(row, &example.input_ids, &types);
        }
        batch
    }

    /// A batch from plain ids, with the labels of tokens and of pairs.
    pub fn from_plain(rows: &[PlainRow], sequence: usize, pad: TokenId) -> Self {
        let mut batch = Self::empty(rows.len(), sequence, pad);
        for (place, row) in rows.iter().enumerate() {
            batch.fill(place, &row.input_ids, &row.token_type_ids);
            batch.select(place, row.labels.iter().map(Option::is_some));
        }
        let tokens = rows.iter().flat_map(|row| &row.labels).flatten().copied().collect();
        let pairs = rows.iter().map(|row| row.next_sentence.map(|label| label as u32)).collect::<Option<_>>();
        batch.labels = vec![BatchLabels::Selected(tokens), BatchLabels::Sequences(pairs.unwrap_or_default())];
        batch
    }

    /// Selects positions of `row` by one flag per position. Has to be called in the order of the rows.
    pub fn select(&mut self, row: usize, positions: impl Iterator<Item = bool>) {
        let start = row * self.sequence;
        self.selected.extend(positions.enumerate().filter(|(_, selected)| *selected).map(|(position, _)| (start + position) as u32));
    }

    /// The labels of loss `index`. Empty if the batch has no such list.
    pub fn labels_of(&self, index: usize) -> &[u32] {
        self.labels.get(index).map_or(&[], |labels| labels.as_slice())
    }

    /// The labels of the selected positions, if a loss has any.
    pub fn token_labels(&self) -> &[u32] {
        self.labels.iter().find(|labels| matches!(labels, BatchLabels::Selected(_))).map_or(&[], |labels| labels.as_slice())
    }

    /// One row as a batch of its own.
    pub fn row(&self, row: usize) -> Self {
        Self { examples: self.examples.get(row).cloned().into_iter().collect(), ..self.part(row..row + 1) }
    }

    /// Position 0 of every row, `[CLS]`.
    pub fn first_positions(&self) -> impl Iterator<Item = u32> {
        (0..self.rows).map(|row| (row * self.sequence) as u32)
    }

    /// The positions that a loss reads, ascending: the selected ones, and `[CLS]` of every row for next sentence prediction.
    pub fn scored(&self) -> Vec<u32> {
        let mut scored: Vec<u32> = self.first_positions().chain(self.selected.iter().copied()).collect();
        scored.sort_unstable();
        scored.dedup();
        scored
    }

    /// Neighbouring rows as a batch of their own, without examples.
    pub fn part(&self, rows: Range<usize>) -> Self {
        let positions = rows.start * self.sequence..rows.end * self.sequence;
        let of = |list: &[u32]| list[positions.clone()].to_vec();
        let place = |position: usize| self.selected.partition_point(|&flat| (flat as usize) < position);
        let counted = place(positions.start)..place(positions.end);
        let labels = |labels: &BatchLabels| match labels {
            BatchLabels::Selected(labels) => BatchLabels::Selected(labels.get(counted.clone()).unwrap_or_default().to_vec()),
            BatchLabels::Sequences(labels) => BatchLabels::Sequences(labels.get(rows.clone()).unwrap_or_default().to_vec()),
            BatchLabels::Spans(labels) => BatchLabels::Spans(labels.get(2 * rows.start..2 * rows.end).unwrap_or_default().to_vec()),
        };
        Self {
            rows: rows.len(),
            sequence: self.sequence,
            input_ids: of(&self.input_ids),
            token_type_ids: of(&self.token_type_ids),
            attention_mask: of(&self.attention_mask),
            selected: self.selected[counted.clone()].iter().map(|&flat| flat - positions.start as u32).collect(),
            labels: self.labels.iter().map(labels).collect(),
            examples: vec![],
        }
    }

    /// The batch without its examples as one list of numbers, for another worker: four lengths, kind and length of each list of
    /// labels, then the lists.
    pub fn to_words(&self) -> Vec<u32> {
        let mut words = [self.rows, self.sequence, self.selected.len(), self.labels.len()].map(|length| length as u32).to_vec();
        for labels in &self.labels {
            let kind = match labels {
                BatchLabels::Selected(_) => 0,
                BatchLabels::Sequences(_) => 1,
                BatchLabels::Spans(_) => 2,
            };
            words.extend([kind, labels.len() as u32]);
        }
        let lists = [&self.input_ids, &self.token_type_ids, &self.attention_mask, &self.selected];
        words.extend(lists.into_iter().chain(self.labels.iter().map(|labels| &**labels)).flatten());
        words
    }

    /// Inverse of [`Batch::to_words`]. `None` if the words are not a valid batch.
    pub fn from_words(words: &[u32]) -> Option<Self> {
        let (&lengths, rest) = words.split_first_chunk::<4>()?;
        let [rows, sequence, selected, losses] = lengths.map(|length| length as usize);
        let (kinds, mut rest) = rest.split_at_checked(losses.checked_mul(2)?)?;
        let mut take = |length: usize| {
            let (list, others) = rest.split_at_checked(length)?;
            rest = others;
            Some(list.to_vec())
        };
        let positions = rows.checked_mul(sequence)?;
        let mut batch = Self {
            rows,
            sequence,
            input_ids: take(positions)?,
            token_type_ids: take(positions)?,
            attention_mask: take(positions)?,
            selected: take(selected)?,
            ..Self::default()
        };
        for kind in kinds.chunks_exact(2) {
            let labels = take(kind[1] as usize)?;
            batch.labels.push(match kind[0] {
                0 => BatchLabels::Selected(labels),
                1 => BatchLabels::Sequences(labels),
                2 => BatchLabels::Spans(labels),
                _ => return None,
            });
        }
        rest.is_empty().then_some(batch)
    }

    /// Number of real tokens, special ones included.
    pub fn real_tokens(&self) -> usize {
        self.attention_mask.iter().map(|&real| real as usize).sum()
    }

    fn empty(rows: usize, sequence: usize, pad: TokenId) -> Self {
        let size = rows * sequence;
        Self { rows, sequence, input_ids: vec![pad; size], token_type_ids: vec![0; size], attention_mask: vec![0; size], ..Self::default() }
    }

    fn fill(&mut self, row: usize, input_ids: &[TokenId], token_type_ids: &[u32]) {
        assert!(input_ids.len() <= self.sequence, "a row of {} tokens in a batch of {}", input_ids.len(), self.sequence);
        let start = row * self.sequence;
        let real = start..start + input_ids.len();
        self.input_ids[real.clone()].copy_from_slice(input_ids);
        self.token_type_ids[real.clone()].copy_from_slice(token_type_ids);
        self.attention_mask[real].fill(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batch() -> Batch {
        let row = |ids: [u32; 3], label: Option<u32>| PlainRow {
            input_ids: ids.to_vec(),
            token_type_ids: vec![0, 0, 1],
            labels: vec![None, label, None],
            next_sentence: Some(NextSentence::NotNext),
        };
        Batch::from_plain(&[row([2, 9, 3], Some(8)), row([2, 7, 3], None), row([2, 6, 3], Some(5))], 4, 0)
    }

    #[test]
    fn the_parts_of_a_batch_hold_its_rows() {
        let batch = batch();
        let part = batch.part(1..3);
        assert_eq!((part.rows, part.sequence), (2, 4));
        assert_eq!(part.input_ids, [2, 7, 3, 0, 2, 6, 3, 0]);
        assert_eq!(part.attention_mask, [1, 1, 1, 0, 1, 1, 1, 0]);
        assert_eq!((&part.selected, part.labels_of(0), part.labels_of(1)), (&vec![5], &[5][..], &[1, 1][..]));
        assert_eq!(part.labels_of(2), [0; 0], "there is no third loss");
        assert_eq!(batch.part(0..3), batch);
        assert_eq!(batch.part(2..2).rows, 0);
        assert_eq!(batch.row(0), batch.part(0..1));
    }

    #[test]
    fn a_batch_that_was_sent_is_the_same_batch() {
        let batch = batch();
        let words = batch.to_words();
        assert_eq!(Batch::from_words(&words).as_ref(), Some(&batch));
        for end in 0..words.len() {
            assert_eq!(Batch::from_words(&words[..end]), None);
        }
        assert_eq!(Batch::from_words(&[words, vec![0]].concat()), None);
        assert_eq!(Batch::from_words(&[u32::MAX; 6]), None);
    }
}
