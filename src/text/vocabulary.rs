//! Trains a WordPiece vocabulary. The same text gives the same vocabulary on every machine.
//!
//! The trainer is that of the `tokenizers` crate: byte pair encoding over characters, with pieces inside a word marked `##`. The most
//! frequent pair of neighbours becomes a token until the vocabulary is full. A tie goes to the pair with the smaller ids. By itself
//! the trainer gives another vocabulary on every run, because it numbers the `##c` pieces in the order of a hash map. So all
//! initial pieces are passed to it in a fixed order, as special tokens.
//!
//! Nothing else depends on the order of a hash map. The queue of merges would be ambiguous only if it had one pair twice. That would
//! need a merge whose token exists already, which is impossible. Take two places with the same characters, of which the first
//! became a token by joining pieces x and y. No earlier merge crossed the ends of either place, and merges between the ends depend
//! on nothing outside. So the other place was x and y too, and became the token in the same merge. The tests compare the trainer
//! with a plain one that would detect such a merge.

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

/// Maximum share of the vocabulary for the alphabet. The rarest characters beyond it become `[UNK]`. This matters for scripts with
/// many characters (Hangul has 11172 syllables).
const ALPHABET_SHARE: f64 = 0.75;
/// Maximum copies of a word that the trainer gets at a time.
const PORTION: usize = 1 << 12;
/// Share of the progress that counts for counting words.
const COUNTING_SHARE: f64 = 0.5;

/// Trains a tokenizer of at most `size` tokens on all sentences. Ids 0 to 4 are BERT's special tokens. Then follow the characters,
/// the same inside words, and the merged pieces in their order. `progress` is called with the share that is done, 0 to 1.
pub fn train(corpus: &Corpus, size: usize, progress: &mut dyn FnMut(f64)) -> Result<Tokenizer, TokenizerError> {
    let normalization = Normalization::for_text(corpus.sentences());
    let words = count_words(corpus, normalization, &mut |done| progress(done * COUNTING_SHARE))?;
    progress(COUNTING_SHARE);
    let tokens = learn(&words, first_pieces(&words, size), size)?;
    progress(1.0);
    Tokenizer::from_tokens(tokens, normalization)
}

/// How often each word occurs after BERT's normalisation and pre-tokenization. Words longer than [`LONGEST_WORD`] are left out.
fn count_words(
    corpus: &Corpus,
    normalization: Normalization,
    progress: &mut dyn FnMut(f64),
) -> Result<BTreeMap<String, u64>, TokenizerError> {
    // White space ends a word, and the normaliser's result does not depend on anything beyond it. So each distinct run of other
    // characters is divided into words only once.
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

/// White space, except the three control characters that the normaliser deletes: line tabulation, form feed and next line. The
/// characters on both sides of these belong to one word.
fn ends_a_word(c: char) -> bool {
    c.is_whitespace() && (!c.is_control() || matches!(c, '\t' | '\n' | '\r'))
}

/// The vocabulary before the first merge: special tokens, then characters, then the same inside words, each by code point. If not
/// all characters fit, the most frequent ones are taken. Ties go to the smaller code point.
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

/// Runs the crate's trainer with `first_pieces` as ids 0, 1, 2 and so on: it adds special tokens before it reads the words.
fn learn(words: &BTreeMap<String, u64>, first_pieces: Vec<String>, size: usize) -> Result<Vec<String>, TokenizerError> {
    let failed = |error: tokenizers::Error| TokenizerError::Encoding(error.to_string());
    let known: BTreeSet<char> = first_pieces.iter().filter_map(|piece| only_character(piece)).collect();
    let mut trainer: WordPieceTrainer = WordPieceTrainer::builder()
        .vocab_size(size)
        .min_frequency(1)
        .show_progress(false)
        .special_tokens(first_pieces.into_iter().map(|piece| AddedToken::from(piece, true)).collect())
        // No characters besides the given ones.
        .limit_alphabet(0)
        .build();
    // A word with an unknown character is [UNK] as a whole, so it contributes no pieces.
    let learnable = words.iter().filter(|(word, _)| word.chars().all(|c| known.contains(&c)));
    // The trainer counts words itself, so it needs each as often as it occurs. Portions keep frequent words from filling the
    // memory.
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

/// The character of a piece of one character that begins a word.
fn only_character(piece: &str) -> Option<char> {
    let mut characters = piece.chars();
    characters.next().filter(|_| characters.next().is_none())
}

#[cfg(test)]
mod tests;
