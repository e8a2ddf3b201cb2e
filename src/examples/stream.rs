//! An endless stream of masked rows. Every epoch builds new pairs.
//!
//! Every row is a function of (seed, epoch, number), so a [`Cursor`] alone is the position of a run in its data.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::masking::{MaskedExample, mask, unmasked};
use super::pairs::{EncodedDocuments, Pairing, SentencePair, document_pairs};
use super::{SpecialIds, VocabularyFacts};
use crate::random::{Purpose, Stream};
use crate::settings::{MaskingSettings, Settings};

/// Number of rows in the fixed evaluation set, if they fill whole batches.
pub const EVALUATION_ROWS: usize = 256;

/// The next row to be taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    pub epoch: u32,
    /// Row of the epoch, from 0.
    pub row: u32,
}

/// The documents have no token.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("the text contains no words to train on: give it at least one")]
pub struct NoTokens;

/// What decides how rows are made.
#[derive(Clone, Debug, PartialEq)]
pub struct RowRules {
    pub seed: u64,
    /// Maximum tokens of a row.
    pub sequence_length: usize,
    pub pairing: Pairing,
    pub masking: MaskingSettings,
    /// Whether tokens are masked at all.
    pub masks: bool,
}

impl RowRules {
    /// `masks`: see [`RowRules::masks`].
    pub fn new(settings: &Settings, pairing: Pairing, masks: bool) -> Self {
        Self {
            seed: u64::from(settings.seed),
            sequence_length: settings.sequence_length as usize,
            pairing,
            masking: settings.masking.clone(),
            masks,
        }
    }
}

/// The training examples of a run.
#[derive(Clone, Debug)]
pub struct ExampleStream {
    documents: EncodedDocuments,
    vocabulary: VocabularyFacts,
    rules: RowRules,
    cursor: Cursor,
    /// The pairs of the cursor's epoch in shuffled order, each with its number before shuffling.
    rows: Vec<(u64, SentencePair)>,
}

impl ExampleStream {
    /// Starts at `cursor`. A cursor after the last row of its epoch means the next epoch.
    pub fn new(documents: EncodedDocuments, vocabulary: VocabularyFacts, rules: RowRules, cursor: Cursor) -> Result<Self, NoTokens> {
        if documents.is_empty() {
            return Err(NoTokens);
        }
        let rows = epoch_rows(&documents, documents.len(), &rules, cursor.epoch);
        Ok(Self { documents, vocabulary, rules, cursor, rows })
    }

    /// The next `size` rows. They may span several epochs.
    pub fn next_rows(&mut self, size: usize) -> Vec<MaskedExample> {
        let mut examples = Vec::with_capacity(size);
        while examples.len() < size {
            while self.cursor.row as usize >= self.rows.len() {
                self.cursor = Cursor { epoch: self.cursor.epoch.wrapping_add(1), row: 0 };
                self.rows = epoch_rows(&self.documents, self.documents.len(), &self.rules, self.cursor.epoch);
            }
            let (number, pair) = &self.rows[self.cursor.row as usize];
            examples.push(masked_row(*number, pair, self.cursor.epoch, &self.vocabulary, &self.rules));
            self.cursor.row += 1;
        }
        examples
    }

    /// Continues at `cursor`, from [`ExampleStream::cursor`].
    pub fn seek(&mut self, cursor: Cursor) {
        if cursor.epoch != self.cursor.epoch {
            self.rows = epoch_rows(&self.documents, self.documents.len(), &self.rules, cursor.epoch);
        }
        self.cursor = cursor;
    }

    /// The position of the next batch.
    pub fn cursor(&self) -> Cursor {
        self.cursor
    }

    /// The documents that the rows are made from.
    pub fn documents(&self) -> &EncodedDocuments {
        &self.documents
    }

    pub fn special_ids(&self) -> SpecialIds {
        self.vocabulary.special_ids
    }

    /// Number of `[SEP]` in the rows of the current epoch: one after A, and one after B if there is one.
    pub fn separators_per_epoch(&self) -> usize {
        self.rows.iter().map(|(_, pair)| if pair.b.is_empty() { 1 } else { 2 }).sum()
    }

    /// Number of rows in the current epoch. It varies a little between epochs.
    pub fn rows_per_epoch(&self) -> usize {
        self.rows.len()
    }
}

/// A fixed set of rows from held-out documents, batch by batch: [`EVALUATION_ROWS`] rounded down to whole batches, but at least one
/// batch. They come from as many passes over the documents as that takes. Wrong second sentences come from held-out documents too,
/// or from the training documents if only one is held out. Empty without a held-out document.
pub fn evaluation_rows(
    held_out: &EncodedDocuments,
    training: &EncodedDocuments,
    vocabulary: &VocabularyFacts,
    rules: &RowRules,
    batch_size: usize,
) -> Vec<Vec<MaskedExample>> {
    if held_out.is_empty() {
        return Vec::new();
    }
    let mut documents = held_out.clone();
    if held_out.len() == 1 && rules.pairing == Pairing::NextSentence {
        documents.extend(training.iter().cloned());
    }
    // A seed of its own, so that no row has the random draws of a training row.
    let seed = Stream::new(rules.seed, Purpose::Evaluation, 0).word();
    let masking = MaskingSettings { fresh: true, ..rules.masking.clone() };
    let rules = RowRules { seed, masking, ..rules.clone() };
    let wanted = (EVALUATION_ROWS / batch_size).max(1) * batch_size;
    let mut examples = Vec::with_capacity(wanted);
    for pass in 0.. {
        for (number, pair) in epoch_rows(&documents, held_out.len(), &rules, pass) {
            examples.push(masked_row(number, &pair, pass, vocabulary, &rules));
        }
        if examples.len() >= wanted {
            break;
        }
    }
    examples.truncate(wanted);
    examples.chunks(batch_size).map(<[_]>::to_vec).collect()
}

/// The pairs of the first `count` documents, numbered, then shuffled. If masks are reused, the pairs are too.
fn epoch_rows(documents: &EncodedDocuments, count: usize, rules: &RowRules, epoch: u32) -> Vec<(u64, SentencePair)> {
    let mut stream = Stream::new(rules.seed, Purpose::Pairs, dice_epoch(rules, epoch));
    let pairs = (0..count).flat_map(|index| document_pairs(documents, index, rules.sequence_length, rules.pairing, &mut stream));
    let mut rows: Vec<_> = (0..).zip(pairs).collect();
    Stream::new(rules.seed, Purpose::Order, u64::from(epoch)).shuffle(&mut rows);
    rows
}

fn masked_row(number: u64, pair: &SentencePair, epoch: u32, vocabulary: &VocabularyFacts, rules: &RowRules) -> MaskedExample {
    let (ids, types) = pair.row(vocabulary.special_ids);
    let mut stream = Stream::new(rules.seed, Purpose::Masks, dice_epoch(rules, epoch) << 32 | number);
    let mut example = match rules.masks {
        true => mask(ids, types, vocabulary, &rules.masking, &mut stream),
        false => unmasked(ids, types, vocabulary),
    };
    example.next_sentence = (rules.pairing == Pairing::NextSentence).then_some(pair.label);
    example.sources = Some([pair.source_a, pair.source_b]);
    example.reused = epoch - dice_epoch(rules, epoch) as u32;
    example
}

/// The epoch whose random draws are used.
fn dice_epoch(rules: &RowRules, epoch: u32) -> u64 {
    if rules.masking.fresh { u64::from(epoch) } else { 0 }
}

#[cfg(test)]
mod tests;
