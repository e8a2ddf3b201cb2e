//! Rows that somebody typed, with words masked, replaced or kept by hand instead of by dice.

use serde::{Deserialize, Serialize};
use tsify::Tsify;

use super::masking::{MaskedExample, unmasked};
use super::{TokenFate, TokenId};
use crate::random::Stream;
use crate::text::{Tokenizer, TokenizerError};

/// What is to become of a stretch of typed text: all tokens in it are selected. Kept by its place in the text, not by token, so
/// that it outlives a change of the vocabulary.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct Edit {
    /// 0 for the text, 1 for its pair.
    pub segment: u8,
    /// Half-open, in code points of that text.
    pub start: u32,
    pub end: u32,
    pub fate: EditFate,
    /// For `randomized`: what stands there instead, if the vocabulary has it as one token. Otherwise any token, by dice.
    pub replacement: Option<String>,
}

/// The fates that one can choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Tsify)]
#[serde(rename_all = "lowercase")]
pub enum EditFate {
    Masked,
    Randomized,
    Kept,
}

/// A typed row as the model reads it.
#[derive(Clone, Debug, PartialEq)]
pub struct TypedRow {
    pub example: MaskedExample,
    /// Tokens that found no room.
    pub cut: usize,
    /// `[UNK]` among those that did.
    pub unknown: usize,
}

/// Encodes a text (or two), cut at `max_length` tokens, and carries out the edits. A `[MASK]` that was typed is a masked position
/// whose original nobody knows: it has no label, so nothing is scored there.
pub fn typed_row(
    tokenizer: &Tokenizer,
    text: &str,
    pair: Option<&str>,
    edits: &[Edit],
    max_length: usize,
    stream: &mut Stream,
) -> Result<TypedRow, TokenizerError> {
    let whole = tokenizer.encode(text, pair, None)?.ids.len();
    let encoding = tokenizer.encode(text, pair, Some(max_length))?;
    let (special, vocabulary) = (tokenizer.special_ids(), tokenizer.facts());
    let types = encoding.type_ids.iter().map(|&id| id as u8).collect();
    let mut example = unmasked(encoding.ids, types, vocabulary);
    let unknown = example.original_ids.iter().filter(|&&id| id == special.unk).count();
    let cut = whole - example.original_ids.len();
    for (position, &(start, end)) in encoding.char_offsets.iter().enumerate() {
        if example.fates[position] != TokenFate::Context {
            continue;
        }
        if example.original_ids[position] == special.mask {
            example.fates[position] = TokenFate::Masked;
            continue;
        }
        let covers =
            |edit: &&Edit| edit.segment == example.token_type_ids[position] && (edit.start as usize) < end && start < edit.end as usize;
        let Some(edit) = edits.iter().rev().find(covers) else { continue };
        let fate = match edit.fate {
            EditFate::Masked => TokenFate::Masked,
            EditFate::Randomized => TokenFate::Randomized,
            EditFate::Kept => TokenFate::Kept,
        };
        let wanted = edit.replacement.as_deref().and_then(|token| tokenizer.id(token));
        let random = || wanted.unwrap_or_else(|| stream.below(vocabulary.size()) as TokenId);
        example.select(position, fate, None, vocabulary, random);
    }
    Ok(TypedRow { example, cut, unknown })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Purpose;
    use crate::text::tokenizer::Normalization;

    fn tokenizer() -> Tokenizer {
        let tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "my", "dog", "is", "cute", "play", "##ing", "king", "he", "likes"];
        Tokenizer::from_tokens(tokens.map(String::from).to_vec(), Normalization { lowercase: true, strip_accents: None })
            .expect("vocabulary")
    }

    fn row(text: &str, pair: Option<&str>, edits: &[Edit], most: usize) -> TypedRow {
        typed_row(&tokenizer(), text, pair, edits, most, &mut Stream::new(1, Purpose::WhatIf, 0)).expect("a row")
    }

    fn edit(segment: u8, range: std::ops::Range<u32>, fate: EditFate, replacement: Option<&str>) -> Edit {
        Edit { segment, start: range.start, end: range.end, fate, replacement: replacement.map(String::from) }
    }

    fn names(ids: &[TokenId]) -> Vec<String> {
        ids.iter().map(|&id| tokenizer().token(id).expect("known").to_owned()).collect()
    }

    /// The course's picture: one masked, one replaced, one kept, in a pair.
    #[test]
    fn each_edit_does_what_its_name_says_and_the_rest_is_context() {
        use TokenFate::{Context, Kept, Masked, Randomized, Special};
        let edits = [
            edit(0, 3..6, EditFate::Masked, None),
            edit(1, 0..2, EditFate::Randomized, Some("king")),
            edit(1, 9..16, EditFate::Kept, None),
        ];
        let TypedRow { example, cut, unknown } = row("My dog is cute", Some("he likes playing"), &edits, 32);
        assert_eq!((cut, unknown), (0, 0));
        let input = ["[CLS]", "my", "[MASK]", "is", "cute", "[SEP]", "king", "likes", "play", "##ing", "[SEP]"];
        assert_eq!(names(&example.input_ids), input);
        let fates = [Special, Context, Masked, Context, Context, Special, Randomized, Context, Kept, Kept, Special];
        assert_eq!(example.fates, fates);
        for (position, label) in example.labels.iter().enumerate() {
            let expected = example.fates[position].is_selected().then_some(example.original_ids[position]);
            assert_eq!(*label, expected, "position {position}");
        }
    }

    #[test]
    fn a_replacement_that_the_vocabulary_lacks_becomes_any_token() {
        let found = row("my dog", None, &[edit(0, 3..6, EditFate::Randomized, Some("hippopotamus"))], 32);
        assert_eq!(found.example.fates[2], TokenFate::Randomized);
        assert!((found.example.input_ids[2] as usize) < tokenizer().vocabulary_size());
    }

    #[test]
    fn a_typed_mask_is_masked_and_has_no_label() {
        let found = row("my [MASK] is cute", None, &[], 32);
        assert_eq!((found.example.fates[2], found.example.labels[2]), (TokenFate::Masked, None));
    }

    #[test]
    fn what_finds_no_room_and_what_nobody_knows_is_counted() {
        assert_eq!(row("my dog is cute", None, &[], 5).cut, 1);
        let strange = row("\u{1f996} مرحبا", None, &[], 16);
        assert_eq!((strange.unknown, strange.example.original_ids.len()), (2, 4));
        assert_eq!(row("", None, &[], 16).example.original_ids.len(), 2);
    }

    /// Offsets count code points, as the page does, not bytes and not UTF-16 units.
    #[test]
    fn edits_behind_an_emoji_meet_their_word() {
        let found = row("\u{1f996} dog", None, &[edit(0, 2..5, EditFate::Masked, None)], 16);
        assert_eq!(found.example.fates[1..3], [TokenFate::Context, TokenFate::Masked]);
    }
}
