//! Encoded texts in little memory, since a line of megabytes has millions of tokens.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::template::Slot;
use crate::text::ids::TokenId;

/// An encoded text (or two). All lists have one entry per token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encoding {
    pub ids: Vec<TokenId>,
    /// 0 for `[CLS] A [SEP]`, 1 for `B [SEP]`
    pub type_ids: Vec<u8>,
    /// 1 throughout, since there is no padding
    pub attention_mask: Vec<u8>,
    /// 1 for the special tokens around the texts
    pub special_tokens_mask: Vec<u8>,
    /// Half-open, in code points of the original text (of B for tokens of B); `[0, 0]` for special tokens
    pub char_offsets: Vec<(usize, usize)>,
    /// Number of the word in its text, from 0; null for special tokens
    pub word_ids: Vec<Option<u32>>,
    spelling: Spelling,
}

impl Encoding {
    /// The tokens as text.
    pub fn tokens(&self) -> impl Iterator<Item = &str> {
        self.spelling.of(&self.ids)
    }

    /// Adds the special tokens around one text or two.
    pub(super) fn assemble(slots: &[Slot], texts: Vec<Pieces>, vocabulary: &Arc<[String]>) -> Self {
        let special = slots.iter().filter(|slot| matches!(slot, Slot::Special { .. })).count();
        let length = special + texts.iter().map(|pieces| pieces.ids.len()).sum::<usize>();
        let mut all = Self {
            ids: Vec::with_capacity(length),
            type_ids: Vec::with_capacity(length),
            attention_mask: vec![1; length],
            special_tokens_mask: Vec::with_capacity(length),
            char_offsets: Vec::with_capacity(length),
            word_ids: Vec::with_capacity(length),
            spelling: Spelling { vocabulary: vocabulary.clone(), otherwise: BTreeMap::new() },
        };
        let mut texts: Vec<_> = texts.into_iter().map(Some).collect();
        for slot in slots {
            let first = all.ids.len();
            match slot {
                Slot::Special { id, token, type_id } => {
                    all.ids.push(*id);
                    all.spelling.note(first, *id, token);
                    all.char_offsets.push((0, 0));
                    all.word_ids.push(None);
                    all.type_ids.push(*type_id);
                }
                Slot::Text { which, type_id } => {
                    // Each text has one slot, so it can be moved out.
                    let Some(pieces) = texts.get_mut(*which).and_then(Option::take) else { continue };
                    all.ids.extend(pieces.ids);
                    all.char_offsets.extend(pieces.offsets.into_iter().map(|(start, end)| (start as usize, end as usize)));
                    all.word_ids.extend(pieces.words.into_iter().map(Some));
                    all.type_ids.resize(all.ids.len(), *type_id);
                    all.spelling.otherwise.extend(pieces.spelled.into_iter().map(|(place, token)| (first + place, token)));
                }
            }
            all.special_tokens_mask.resize(all.ids.len(), u8::from(matches!(slot, Slot::Special { .. })));
        }
        all
    }
}

impl Serialize for Encoding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Tokens<'a>(&'a Encoding);
        impl Serialize for Tokens<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_seq(self.0.tokens())
            }
        }
        let mut fields = serializer.serialize_struct("Encoding", 7)?;
        fields.serialize_field("ids", &self.ids)?;
        fields.serialize_field("tokens", &Tokens(self))?;
        fields.serialize_field("type_ids", &self.type_ids)?;
        fields.serialize_field("attention_mask", &self.attention_mask)?;
        fields.serialize_field("special_tokens_mask", &self.special_tokens_mask)?;
        fields.serialize_field("char_offsets", &self.char_offsets)?;
        fields.serialize_field("word_ids", &self.word_ids)?;
        fields.end()
    }
}

/// The text of tokens: that of the vocabulary, with few exceptions.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Spelling {
    vocabulary: Arc<[String]>,
    /// By index. An added token is written as in the text, with the white space that it strips.
    otherwise: BTreeMap<usize, String>,
}

impl Spelling {
    fn of(&self, ids: &[TokenId]) -> impl Iterator<Item = &str> {
        ids.iter().enumerate().map(|(place, &id)| match self.otherwise.get(&place) {
            Some(token) => token,
            None => self.vocabulary.get(id as usize).map_or("", String::as_str),
        })
    }

    fn note(&mut self, place: usize, id: TokenId, token: &str) {
        if self.vocabulary.get(id as usize).is_none_or(|usual| usual != token) {
            self.otherwise.insert(place, token.to_owned());
        }
    }
}

/// The tokens of one text, without special tokens around it.
#[derive(Default)]
pub(super) struct Pieces {
    ids: Vec<TokenId>,
    /// Ranges of code points in the text.
    offsets: Vec<(u32, u32)>,
    words: Vec<u32>,
    /// Tokens that are not written as in the vocabulary, by index.
    spelled: BTreeMap<usize, String>,
    /// Number of tokens in the text, perhaps more than are kept.
    pub count: usize,
    words_before: u32,
}

impl Pieces {
    /// Adds the next tokens of the text. They begin after `characters_before` code points and have `words` words. At most `most`
    /// tokens are kept in all.
    pub fn take(&mut self, part: &tokenizers::Encoding, characters_before: usize, words: usize, most: usize, vocabulary: &[String]) {
        self.count += part.len();
        for index in 0..part.len().min(most.saturating_sub(self.ids.len())) {
            let (id, token, (start, end)) = (part.get_ids()[index], &part.get_tokens()[index], part.get_offsets()[index]);
            if vocabulary.get(id as usize) != Some(token) {
                self.spelled.insert(self.ids.len(), token.clone());
            }
            self.ids.push(id);
            self.offsets.push(((characters_before + start) as u32, (characters_before + end) as u32));
            self.words.push(self.words_before + part.get_word_ids()[index].unwrap_or(0));
        }
        self.words_before += words as u32;
    }

    pub fn truncate(&mut self, length: usize) {
        self.ids.truncate(length);
        self.offsets.truncate(length);
        self.words.truncate(length);
        self.spelled.split_off(&length);
    }
}

/// How many tokens of one text (or two) are kept if `room` tokens fit. The longer one is cut, as with Hugging Face's
/// `longest_first`. If both have to be cut and `room` is odd, the longer one keeps one more.
pub(super) fn longest_first(lengths: &[usize], room: usize) -> Vec<usize> {
    let &[a, b] = lengths else { return lengths.iter().map(|&length| length.min(room)).collect() };
    if a + b <= room {
        return vec![a, b];
    }
    let shorter = a.min(b);
    let (short, long) = if 2 * shorter <= room { (shorter, room - shorter) } else { (room / 2, room - room / 2) };
    if a > b { vec![long, short] } else { vec![short, long] }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tokenizers::utils::truncation::{TruncationParams, truncate_encodings};

    use super::*;

    proptest! {
        #[test]
        fn texts_are_cut_as_the_crate_cuts_them(a in 0..40usize, b in prop::option::of(0..40usize), room in 0..60usize) {
            let of = |length| (0..length as u32).map(|id| (id, String::new(), (0, 0), None, 0)).collect::<tokenizers::Encoding>();
            let parameters = TruncationParams { max_length: room, ..Default::default() };
            let (first, second) = truncate_encodings(of(a), b.map(of), &parameters).unwrap();
            let expected: Vec<_> = [Some(first), second].into_iter().flatten().map(|encoding| encoding.len()).collect();
            let lengths: Vec<_> = [Some(a), b].into_iter().flatten().collect();
            prop_assert_eq!(longest_first(&lengths, room), expected);
        }
    }
}
