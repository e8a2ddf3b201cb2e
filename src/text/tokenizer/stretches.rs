//! A long text goes through the `tokenizers` crate a stretch at a time, so that memory doesn't grow with a line.
//!
//! The crate keeps some 100 bytes for each byte of a text: where in the original every byte comes from, several times over. A stretch
//! ends where nothing that BERT does to a text looks across: before a space, where there is one. Elsewhere it ends at any
//! character that no mark, and nothing deleted, ties to the one before; then the last word may go on behind it, and is taken
//! again with what follows. What comes out is what the whole text gives.
//!
//! This holds for `BertNormalizer`, if it cleans text, and `BertPreTokenizer`: they see single characters, accents with the character
//! under them.

use std::ops::{ControlFlow, Range};

use tokenizers::{OffsetReferential, OffsetType, PreTokenizedString};
use unicode_categories::UnicodeCategories;

/// Bytes of a stretch.
pub const STRETCH: usize = 1 << 16;

/// Belongs to the word that it is beside.
const LETTER: &str = "a";

/// The next part of a text. Together, in order, they have all its words.
pub enum Stretch {
    /// Words of the text that begins at this byte.
    Words { start: usize, words: PreTokenizedString },
    /// One word of more than the longest one's characters; its first byte and the one behind its last.
    TooLong(Range<usize>),
}

/// A text and how to take it apart.
pub struct Stretches<'a, F> {
    pub text: &'a str,
    /// Normalises a text and divides it into words.
    pub divide: F,
    /// Bytes of a stretch, more or less.
    pub size: usize,
    /// Characters of a word, after normalisation, that is told word for word.
    pub longest: usize,
}

impl<F: Fn(&str) -> tokenizers::Result<PreTokenizedString>> Stretches<'_, F> {
    /// Hands on one stretch after the other, until there is none or `each` breaks off.
    pub fn walk(&self, mut each: impl FnMut(Stretch) -> tokenizers::Result<ControlFlow<()>>) -> tokenizers::Result<()> {
        let (mut start, mut size) = (0, self.size);
        while start < self.text.len() {
            let end = self.cut(start, size);
            let mut words = (self.divide)(&self.text[start..end])?;
            let mut next = end;
            let mut too_long = None;
            if self.may_split_a_word(end) {
                let found = splits(&words);
                // Only a word that is whole for certain is handed on: of the last one that can be told only with what follows.
                let resumable = |(_, place): &(usize, &Split)| place.start > 0 && begins_afresh(&self.text[start + place.start..]);
                match (found.iter().enumerate().rev().find(resumable), found.as_slice()) {
                    (_, []) => {}
                    (Some((kept, split)), _) => {
                        next = start + split.start;
                        words.split(|place, piece| Ok((place < kept).then_some(piece)))?;
                    }
                    (None, [word]) if word.characters > self.longest => too_long = Some(start + word.start..start + word.end),
                    (None, _) => {
                        // Little but what is deleted: the word ends further on.
                        size *= 2;
                        continue;
                    }
                }
            }
            let stretch = match too_long {
                None => Stretch::Words { start, words },
                Some(word) => {
                    let (word, behind) = self.end_of_word(word, end)?;
                    next = behind;
                    Stretch::TooLong(word)
                }
            };
            if each(stretch)?.is_break() {
                return Ok(());
            }
            (start, size) = (next, self.size);
        }
        Ok(())
    }

    /// Where the word ends that is known up to `read`, and where to go on behind it.
    fn end_of_word(&self, mut word: Range<usize>, mut read: usize) -> tokenizers::Result<(Range<usize>, usize)> {
        // With what is behind the word's last character: that may be white space, which ends it, or be deleted.
        let mut known = self.text[word.start..read].to_owned();
        while read < self.text.len() && self.goes_on(&known)? {
            let end = self.cut(read, self.size);
            known = format!("{LETTER}{}", &self.text[read..end]);
            let found = splits(&(self.divide)(&known)?);
            let place = |offset: usize| read + offset.saturating_sub(LETTER.len());
            if let Some(first) = found.first().filter(|first| first.end > LETTER.len()) {
                word.end = place(first.end);
            }
            if let Some(second) = found.get(1) {
                // From the white space before it, if it begins with a mark.
                let (least, second) = (word.end.max(read), place(second.start));
                let afresh = |&next: &usize| self.text.is_char_boundary(next) && begins_afresh(&self.text[next..]);
                let next = (least..=second).rev().find(afresh).unwrap_or(second);
                return Ok((word, next));
            }
            read = end;
        }
        Ok((word, read))
    }

    /// Whether a letter behind this text is of its last word.
    fn goes_on(&self, text: &str) -> tokenizers::Result<bool> {
        let words = |text: &str| tokenizers::Result::Ok(splits(&(self.divide)(text)?).len());
        Ok(words(&format!("{text}{LETTER}"))? == words(text)?)
    }

    /// The end of the stretch of about `size` bytes that begins at `start`; further on than that.
    fn cut(&self, start: usize, size: usize) -> usize {
        let mut at = start.saturating_add(size);
        if at >= self.text.len() {
            return self.text.len();
        }
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        if let Some(space) = self.text[start..at].rfind(' ').filter(|&space| space > 0) {
            return start + space;
        }
        let afresh = |&(place, c): &(usize, char)| place > start && is_afresh(c);
        let before = self.text[start..at].char_indices().rev().map(|(place, c)| (start + place, c)).find(afresh);
        let behind = || self.text[at..].char_indices().map(|(place, c)| (at + place, c)).find(afresh);
        before.or_else(behind).map_or(self.text.len(), |(place, _)| place)
    }

    fn may_split_a_word(&self, end: usize) -> bool {
        end < self.text.len() && !self.text[end..].starts_with(' ')
    }
}

/// A word of a stretch.
struct Split {
    start: usize,
    end: usize,
    characters: usize,
}

fn splits(words: &PreTokenizedString) -> Vec<Split> {
    let found = words.get_splits(OffsetReferential::Original, OffsetType::Byte).into_iter();
    found.map(|(word, (start, end), _)| Split { start, end, characters: word.chars().count() }).collect()
}

fn begins_afresh(text: &str) -> bool {
    text.chars().next().is_none_or(is_afresh)
}

/// Whether normalising this character has nothing to do with the one before: marks are sorted, and what is deleted may stand
/// between a character and its marks.
fn is_afresh(c: char) -> bool {
    let deleted = (c.is_other() && !matches!(c, '\t' | '\n' | '\r')) || c == char::REPLACEMENT_CHARACTER;
    !c.is_mark() && !deleted
}

#[cfg(test)]
mod tests;
