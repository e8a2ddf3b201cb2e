//! Rows that the user typed, with words masked, replaced or kept by hand instead of at random.

use serde::{Deserialize, Serialize};
use tsify::Tsify;

use super::masking::{MaskedExample, unmasked};
use super::{TokenFate, TokenId};
use crate::random::Stream;
use crate::text::{Tokenizer, TokenizerError};

/// The fate of a range of typed text: all tokens in it are selected. The range counts characters and not tokens, so that an edit
/// stays valid with another vocabulary.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct Edit {
    /// 0 for the text, 1 for its pair.
    pub segment: u8,
    /// Half-open, in code points of that text.
    pub start: u32,
    pub end: u32,
    pub fate: EditFate,
    /// For `randomized`: the replacement, if it has as many tokens as it replaces. Otherwise random tokens are drawn.
    pub replacement: Option<String>,
}

/// The fates that the user can choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Tsify)]
#[serde(rename_all = "lowercase")]
pub enum EditFate {
    Masked,
    Randomized,
    Kept,
}

/// A typed row as tokens.
#[derive(Clone, Debug, PartialEq)]
pub struct TypedRow {
    pub example: MaskedExample,
    /// Tokens that did not fit into the row.
    pub cut: usize,
    /// `[UNK]` tokens in the row.
    pub unknown: usize,
    /// `[tokens of the row]`: each token's range of code points in its text, half-open. Empty for `[CLS]` and `[SEP]`.
    pub char_offsets: Vec<(usize, usize)>,
    /// Indices of the edits whose replacement could not be used.
    pub not_replaced: Vec<usize>,
}

/// Encodes a text (or two), cut to `max_length` tokens, and applies the edits. A typed `[MASK]` has no known original, so it has no
/// label and is not scored.
pub fn typed_row(
    tokenizer: &Tokenizer,
    text: &str,
    pair: Option<&str>,
    edits: &[Edit],
    max_length: usize,
    stream: &mut Stream,
) -> Result<TypedRow, TokenizerError> {
    let (encoding, cut) = tokenizer.encode_and_count_cut(text, pair, max_length)?;
    let (special, vocabulary) = (tokenizer.special_ids(), tokenizer.facts());
    let mut example = unmasked(encoding.ids, encoding.type_ids, vocabulary);
    // A typed `[PAD]` is a token like any other. Only filler is padding.
    for fate in &mut example.fates {
        if *fate == TokenFate::Padding {
            *fate = TokenFate::Special;
        }
    }
    let unknown = example.original_ids.iter().filter(|&&id| id == special.unk).count();
    let edit_at = |position: usize| {
        let (start, end) = encoding.char_offsets[position];
        let (segment, typed_mask) = (example.token_type_ids[position], example.original_ids[position] == special.mask);
        let covers = |edit: &Edit| edit.segment == segment && (edit.start as usize) < end && start < edit.end as usize;
        if example.fates[position] == TokenFate::Context && !typed_mask { edits.iter().rposition(covers) } else { None }
    };
    let chosen: Vec<Option<usize>> = (0..example.original_ids.len()).map(edit_at).collect();
    let replacements = replacements(tokenizer, edits, &chosen)?;
    for (position, edit) in chosen.iter().enumerate() {
        if example.fates[position] == TokenFate::Context && example.original_ids[position] == special.mask {
            example.fates[position] = TokenFate::Masked;
        }
        let Some(edit) = *edit else { continue };
        let fate = match edits[edit].fate {
            EditFate::Masked => TokenFate::Masked,
            EditFate::Randomized => TokenFate::Randomized,
            EditFate::Kept => TokenFate::Kept,
        };
        let place = chosen[..position].iter().filter(|other| **other == Some(edit)).count();
        let wanted = replacements[edit].as_ref().and_then(|ids| ids.get(place).copied());
        let random = || wanted.unwrap_or_else(|| stream.below(vocabulary.size()) as TokenId);
        example.select(position, fate, None, vocabulary, random);
    }
    let missed = |&index: &usize| {
        let edit = &edits[index];
        edit.fate == EditFate::Randomized && edit.replacement.is_some() && replacements[index].is_none() && chosen.contains(&Some(index))
    };
    let not_replaced = (0..edits.len()).filter(missed).collect();
    Ok(TypedRow { example, cut, unknown, char_offsets: encoding.char_offsets, not_replaced })
}

/// By edit: its replacement tokens, if it has one with the right number of tokens.
fn replacements(tokenizer: &Tokenizer, edits: &[Edit], chosen: &[Option<usize>]) -> Result<Vec<Option<Vec<TokenId>>>, TokenizerError> {
    let unknown = tokenizer.special_ids().unk;
    let fitting = |(index, edit): (usize, &Edit)| {
        let Some(text) = edit.replacement.as_deref() else { return Ok(None) };
        // Try the vocabulary's spelling first, since tokens such as `##ing` cannot come from a text.
        let ids = tokenizer.id(text).map_or_else(|| tokenizer.encode_sentence(text), |id| Ok(vec![id]))?;
        let room = chosen.iter().filter(|other| **other == Some(index)).count();
        Ok((ids.len() == room && !ids.contains(&unknown)).then_some(ids))
    };
    edits.iter().enumerate().map(fitting).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Purpose;
    use crate::text::tokenizer::Normalization;

    fn tokenizer() -> Tokenizer {
        let tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "my", "dog", "is", "cute", "play", "##ing", "king", "he", "likes"];
        Tokenizer::from_tokens(tokens.map(String::from).to_vec(), Normalization::UNCASED).expect("vocabulary")
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

    /// The example of the course: one token masked, one replaced, one kept, in a pair.
    #[test]
    fn each_edit_does_what_its_name_says_and_the_rest_is_context() {
        use TokenFate::{Context, Kept, Masked, Randomized, Special};
        let edits = [
            edit(0, 3..6, EditFate::Masked, None),
            edit(1, 0..2, EditFate::Randomized, Some("king")),
            edit(1, 9..16, EditFate::Kept, None),
        ];
        let TypedRow { example, cut, unknown, char_offsets, not_replaced } = row("My dog is cute", Some("he likes playing"), &edits, 32);
        assert_eq!((cut, unknown, not_replaced), (0, 0, vec![]));
        assert_eq!(char_offsets[..4], [(0, 0), (0, 2), (3, 6), (7, 9)]);
        assert_eq!(char_offsets[8..10], [(9, 13), (13, 16)]);
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
        assert_eq!(found.not_replaced, [0]);
    }

    #[test]
    fn a_replacement_is_read_as_a_text_is_and_has_to_be_as_many_tokens() {
        let king = row("my Dog", None, &[edit(0, 3..6, EditFate::Randomized, Some(" King"))], 32);
        assert_eq!((names(&king.example.input_ids)[2].as_str(), king.not_replaced), ("king", vec![]));
        let playing = row("he likes playing", None, &[edit(0, 9..16, EditFate::Randomized, Some("king"))], 32);
        assert_eq!(playing.not_replaced, [0]);
        let pieces = row("playing", None, &[edit(0, 0..7, EditFate::Randomized, Some("Playing"))], 32);
        assert_eq!(names(&pieces.example.input_ids)[1..3], ["play", "##ing"]);
        let unused = row("my dog", None, &[edit(0, 30..36, EditFate::Randomized, Some("king"))], 32);
        assert!(unused.not_replaced.is_empty());
    }

    #[test]
    fn a_typed_mask_is_masked_and_has_no_label() {
        let found = row("my [MASK] is cute", None, &[], 32);
        assert_eq!((found.example.fates[2], found.example.labels[2]), (TokenFate::Masked, None));
    }

    #[test]
    fn a_typed_pad_is_no_padding() {
        let found = row("my [PAD] dog", None, &[edit(0, 3..8, EditFate::Masked, None)], 32);
        assert_eq!(found.example.fates[1..4], [TokenFate::Context, TokenFate::Special, TokenFate::Context]);
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
