//! Trains a WordPiece vocabulary: the same text always gives the same one, on every machine.
//!
//! The trainer is the `tokenizers` crate's (byte pair encoding over characters, pieces inside a word marked `##`): the most
//! frequent pair of neighbours becomes a token, until the vocabulary is full; a tie goes to the pair with the smaller ids. Left to
//! itself it gives another vocabulary on every run, because it numbers the `##c` pieces in the order of a hash map. So it is handed
//! all first pieces here, in an order of ours, as if they were special tokens.
//!
//! Nothing else in it depends on that order. Its queue could only be ambiguous if one pair stood in it twice, which takes a merge
//! whose token is there already. That can't be: take two places with the same characters, of which the first became a token by
//! joining pieces x and y. Up to then no merge reached across the ends of either place, and what happens between the ends depends
//! on nothing outside, so the other place was x and y too, and became the token in the same merge. (The tests hold the trainer
//! against a plain one that would notice.)

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::ControlFlow;

use tokenizers::models::wordpiece::{WordPiece, WordPieceTrainer};
use tokenizers::normalizers::BertNormalizer;
use tokenizers::pre_tokenizers::bert::BertPreTokenizer;
use tokenizers::{AddedToken, Model, NormalizedString, Normalizer, OffsetReferential, OffsetType};
use tokenizers::{PreTokenizedString, PreTokenizer, Trainer};

use super::tokenizer::stretches::{STRETCH, Stretch, Stretches};
use super::tokenizer::{CONTINUATION, LONGEST_WORD, Normalization, SPECIAL_TOKENS};
use super::{Corpus, Tokenizer, TokenizerError};

/// The alphabet may fill so much of the vocabulary; characters beyond, the rarest, become `[UNK]`. Matters for scripts with many
/// characters (Hangul has 11172 syllables).
const ALPHABET_SHARE: f64 = 0.75;
/// Copies of a word that the trainer is handed at a time.
const PORTION: usize = 1 << 12;
/// Share of the progress that counting words is worth.
const COUNTING_SHARE: f64 = 0.5;

/// Trains a tokenizer of at most `size` tokens on all sentences. Ids: 0 to 4 BERT's special tokens, then the characters, then
/// the same inside words, then the merged pieces, most frequent first. `progress` is told the share that is done, 0 to 1.
pub fn train(corpus: &Corpus, size: usize, progress: &mut dyn FnMut(f64)) -> Result<Tokenizer, TokenizerError> {
    let normalization = Normalization::for_text(corpus.sentences());
    let words = count_words(corpus, normalization, &mut |done| progress(done * COUNTING_SHARE))?;
    progress(COUNTING_SHARE);
    let tokens = learn(&words, first_pieces(&words, size), size)?;
    progress(1.0);
    Tokenizer::from_tokens(tokens, normalization)
}

/// How often each word occurs, as BERT takes text apart. Words too long to be looked up are left out.
fn count_words(
    corpus: &Corpus,
    normalization: Normalization,
    progress: &mut dyn FnMut(f64),
) -> Result<BTreeMap<String, u64>, TokenizerError> {
    // White space ends a word and nothing in the normaliser looks across it, so each different run of other characters has to be
    // taken apart only once.
    let mut runs: HashMap<&str, u64> = HashMap::new();
    for run in corpus.sentences().flat_map(|sentence| sentence.split(ends_a_word)).filter(|run| !run.is_empty()) {
        *runs.entry(run).or_default() += 1;
    }
    let failed = |error: tokenizers::Error| TokenizerError::Encoding(error.to_string());
    let normalizer = BertNormalizer::new(true, true, normalization.strip_accents, normalization.lowercase);
    let mut words = BTreeMap::new();
    let all = runs.len();
    let divide = |text: &str| {
        let mut normalized = NormalizedString::from(text);
        normalizer.normalize(&mut normalized)?;
        let mut split = PreTokenizedString::from(normalized);
        BertPreTokenizer.pre_tokenize(&mut split)?;
        Ok(split)
    };
    for (done, (run, count)) in runs.into_iter().enumerate() {
        let stretches = Stretches { text: run, divide, size: STRETCH, longest: LONGEST_WORD };
        let counted = stretches.walk(|stretch| {
            if let Stretch::Words { words: split, .. } = stretch {
                for (word, _, _) in split.get_splits(OffsetReferential::Normalized, OffsetType::None) {
                    if word.chars().count() <= LONGEST_WORD {
                        *words.entry(word.to_owned()).or_default() += count;
                    }
                }
            }
            Ok(ControlFlow::Continue(()))
        });
        counted.map_err(failed)?;
        if done % 1024 == 0 {
            progress(done as f64 / all as f64);
        }
    }
    Ok(words)
}

/// White space, but not those three control characters of it that the normaliser deletes: line tabulation, form feed and next line.
/// What stands on their two sides is one word.
fn ends_a_word(c: char) -> bool {
    c.is_whitespace() && (!c.is_control() || matches!(c, '\t' | '\n' | '\r'))
}

/// The vocabulary before the first merge: special tokens, then characters, then the same inside words, each by code point. The most
/// frequent characters (ties: the smaller code point) as far as they fit.
fn first_pieces(words: &BTreeMap<String, u64>, size: usize) -> Vec<String> {
    let mut counts: BTreeMap<char, u64> = BTreeMap::new();
    let mut seen_inside = BTreeSet::new();
    for (word, count) in words {
        for c in word.chars() {
            *counts.entry(c).or_default() += count;
        }
        seen_inside.extend(word.chars().skip(1));
    }
    let mut by_count: Vec<_> = counts.into_iter().map(|(c, count)| (Reverse(count), c)).collect();
    by_count.sort_unstable();
    let mut room = (size.saturating_sub(SPECIAL_TOKENS.len()) as f64 * ALPHABET_SHARE) as usize;
    let fits = |&(_, c): &(Reverse<u64>, char)| {
        let entries = if seen_inside.contains(&c) { 2 } else { 1 };
        let enough = entries <= room;
        room = room.saturating_sub(entries);
        enough
    };
    let alphabet: BTreeSet<char> = by_count.into_iter().take_while(fits).map(|(_, c)| c).collect();
    let special = SPECIAL_TOKENS.iter().map(|token| (*token).to_owned());
    let inside = alphabet.intersection(&seen_inside).map(|c| format!("{CONTINUATION}{c}"));
    special.chain(alphabet.iter().map(char::to_string)).chain(inside).collect()
}

/// The crate's trainer, with `first_pieces` as ids 0, 1, 2 and so on. It takes any that it is told of before it looks at the words.
fn learn(words: &BTreeMap<String, u64>, first_pieces: Vec<String>, size: usize) -> Result<Vec<String>, TokenizerError> {
    let failed = |error: tokenizers::Error| TokenizerError::Encoding(error.to_string());
    let known: BTreeSet<char> = first_pieces.iter().filter_map(|piece| only_character(piece)).collect();
    let mut trainer: WordPieceTrainer = WordPieceTrainer::builder()
        .vocab_size(size)
        .min_frequency(1)
        .show_progress(false)
        .special_tokens(first_pieces.into_iter().map(|piece| AddedToken::from(piece, true)).collect())
        // 0 characters besides those given.
        .limit_alphabet(0)
        .build();
    // A word with an unknown character is [UNK] as a whole: nothing is to be learned from it.
    let learnable = words.iter().filter(|(word, _)| word.chars().all(|c| known.contains(&c)));
    // The trainer counts words itself, and so wants each as often as it is there: a portion of them at a time, with its number
    // before it, lest a frequent word fill the memory.
    let portions = |count: u64| (0..count).step_by(PORTION).map(move |done| (count - done).min(PORTION as u64));
    let items = learnable.flat_map(|(word, &count)| portions(count).map(move |portion| format!("{portion} {word}")));
    let copies = |item: &str| {
        let (portion, word) = item.split_once(' ').ok_or("a portion of a word has its number before it")?;
        Ok(vec![word.to_owned(); portion.parse()?])
    };
    trainer.feed(items, copies).map_err(failed)?;
    let mut model = WordPiece::default();
    trainer.train(&mut model).map_err(failed)?;
    let mut entries: Vec<_> = model.get_vocab().into_iter().map(|(token, id)| (id, token)).collect();
    entries.sort_unstable();
    Ok(entries.into_iter().map(|(_, token)| token).collect())
}

/// The character that a piece consists of, if it is one that begins a word.
fn only_character(piece: &str) -> Option<char> {
    let mut characters = piece.chars();
    characters.next().filter(|_| characters.next().is_none())
}

#[cfg(test)]
mod tests;
