//! Sentence pairs for next sentence prediction (Devlin et al. 2019, section 3.1).
//!
//! Follows `create_instances_from_document` of google-research/bert, with one difference (`docs/differences.md`). The other document
//! is drawn from all others. Google's code draws from all documents up to ten times and may end up with the same one.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use tsify::Tsify;

use super::{NextSentence, SpecialIds, TokenId};
use crate::random::Stream;
pub use crate::text::ids::EncodedDocuments;

/// `[CLS]`, `[SEP]`, `[SEP]`.
pub const SPECIAL_TOKENS_A_PAIR: usize = 3;
/// Length of the shortest row with a token of A and a token of B.
pub const SHORTEST_PAIR: usize = SPECIAL_TOKENS_A_PAIR + 2;
/// Share of the documents whose rows have a random shorter target length.
const SHORT_PROBABILITY: f64 = 0.1;

/// Sentences `first..end` of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    pub document: usize,
    pub first: usize,
    pub end: usize,
}

impl Span {
    fn tokens(&self, documents: &EncodedDocuments) -> Vec<TokenId> {
        documents[self.document][self.first..self.end].concat()
    }

    /// The sentences that remain if only the tokens `kept` remain.
    fn source(&self, documents: &EncodedDocuments, kept: &Range<usize>) -> Source {
        let document = &documents[self.document];
        let (mut begin, mut read) = (0, vec![]);
        for (sentence, tokens) in (self.first..self.end).zip(&document[self.first..self.end]) {
            let stretch = begin..begin + tokens.len();
            if stretch.start < kept.end && kept.start < stretch.end {
                read.push(sentence);
            }
            begin = stretch.end;
        }
        let first = read.first().copied().unwrap_or(self.first);
        Source {
            document: self.document as u32,
            first: first as u32,
            end: read.last().map_or(first, |last| last + 1) as u32,
            sentences: document.len() as u32,
        }
    }
}

/// Where one side of a row comes from: sentences `first..end` of a document with `sentences` sentences. Each of them has at least
/// one token in the row, since cutting may have removed whole sentences.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Tsify)]
pub struct Source {
    pub document: u32,
    pub first: u32,
    pub end: u32,
    pub sentences: u32,
}

/// Two segments, and whether the second follows the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentencePair {
    pub a: Vec<TokenId>,
    /// Empty only without next sentence prediction.
    pub b: Vec<TokenId>,
    pub label: NextSentence,
    pub span_a: Span,
    pub span_b: Span,
    pub source_a: Source,
    pub source_b: Source,
    /// Number of sentences in the chunk that A and B were taken from.
    pub chunk: usize,
}

impl SentencePair {
    /// `[CLS] A [SEP] B [SEP]` and its token types: 0 up to the first `[SEP]`, then 1. Without B: `[CLS] A [SEP]`.
    pub fn row(&self, special: SpecialIds) -> (Vec<TokenId>, Vec<u8>) {
        let mut ids = Vec::with_capacity(self.a.len() + self.b.len() + SPECIAL_TOKENS_A_PAIR);
        ids.push(special.cls);
        ids.extend(&self.a);
        ids.push(special.sep);
        let mut types = vec![0; ids.len()];
        if !self.b.is_empty() {
            ids.extend(&self.b);
            ids.push(special.sep);
        }
        types.resize(ids.len(), 1);
        (ids, types)
    }
}

/// How B is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Pairing {
    /// With probability 1/2 what follows A, else a piece of another document. Needs two documents.
    NextSentence,
    /// Always what follows A, for the masked language model alone.
    Continuation,
}

impl Pairing {
    /// Next sentence prediction if it is wanted and possible.
    pub fn of(next_sentence_wanted: bool, documents: usize) -> Self {
        if next_sentence_wanted && documents >= 2 { Self::NextSentence } else { Self::Continuation }
    }
}

/// The pairs of one document in its order. `max_length` counts the special tokens and is at least [`SHORTEST_PAIR`].
///
/// A chunk is a list of sentences that fill a row. A is a random number of them from the front. B is the rest or, with probability
/// 1/2, a piece of another document; then the next chunk begins with the rest, so that no sentence is lost. A chunk of one
/// sentence has no rest.
pub fn document_pairs(
    documents: &EncodedDocuments,
    index: usize,
    max_length: usize,
    pairing: Pairing,
    stream: &mut Stream,
) -> Vec<SentencePair> {
    let limit = max_length - SPECIAL_TOKENS_A_PAIR;
    let target = if stream.uniform() < SHORT_PROBABILITY { 2 + stream.below(limit - 1) } else { limit };
    let document = &documents[index];
    let mut pairs = Vec::new();
    let (mut first, mut next, mut gathered) = (0, 0, 0);
    while next < document.len() {
        gathered += document[next].len();
        next += 1;
        if next < document.len() && gathered < target {
            continue;
        }
        let chunk = next - first;
        let end = first + if chunk > 1 { 1 + stream.below(chunk - 1) } else { 1 };
        let span_a = Span { document: index, first, end };
        let a = span_a.tokens(documents);
        let span_b = match pairing {
            Pairing::NextSentence if chunk == 1 || stream.coin() => {
                next = end;
                elsewhere(documents, index, target.saturating_sub(a.len()), stream)
            }
            _ => Span { document: index, first: end, end: next },
        };
        let label = if span_b.document == index { NextSentence::IsNext } else { NextSentence::NotNext };
        let b = span_b.tokens(documents);
        let (kept_a, kept_b) = cut_to_fit(a.len(), b.len(), limit, stream);
        pairs.push(SentencePair {
            source_a: span_a.source(documents, &kept_a),
            source_b: span_b.source(documents, &kept_b),
            a: a[kept_a].to_vec(),
            b: b[kept_b].to_vec(),
            label,
            span_a,
            span_b,
            chunk,
        });
        (first, gathered) = (next, 0);
    }
    pairs
}

/// Sentences of another document from a random one on, until they have `length` tokens or the document ends. At least one.
fn elsewhere(documents: &EncodedDocuments, index: usize, length: usize, stream: &mut Stream) -> Span {
    let other = stream.below(documents.len() - 1);
    let document = if other < index { other } else { other + 1 };
    let sentences = &documents[document];
    let first = stream.below(sentences.len());
    let (mut end, mut tokens) = (first, 0);
    while end < sentences.len() && (end == first || tokens < length) {
        tokens += sentences[end].len();
        end += 1;
    }
    Span { document, first, end }
}

/// The ranges that remain of `a` and `b` tokens after cutting to `limit`. Each cut takes one token off the longer side (B in a
/// tie), at its front or its back with equal probability.
fn cut_to_fit(a: usize, b: usize, limit: usize, stream: &mut Stream) -> (Range<usize>, Range<usize>) {
    let (mut kept_a, mut kept_b) = (0..a, 0..b);
    while kept_a.len() + kept_b.len() > limit {
        let longer = if kept_a.len() > kept_b.len() { &mut kept_a } else { &mut kept_b };
        if stream.coin() {
            longer.start += 1;
        } else {
            longer.end -= 1;
        }
    }
    (kept_a, kept_b)
}

#[cfg(test)]
mod tests;
