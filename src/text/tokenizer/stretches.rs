//! Passes a long text to the `tokenizers` crate in stretches, to bound the memory that a long line needs.
//!
//! The crate uses about 100 bytes for each byte of a text, since it stores several times where every byte comes from. A stretch ends
//! before a space if there is one, because BERT's tokenization never depends on text across a space. Otherwise it ends before a
//! character that is no combining mark and follows no deleted character. Then its last word may continue, so that word is
//! processed again with the text after it. The result is the same as for the whole text.
//!
//! This is correct for `BertNormalizer` with `clean_text` and for `BertPreTokenizer`. They process single characters, and accents
//! together with their base character.

use std::ops::{ControlFlow, Range};

use tokenizers::{OffsetReferential, OffsetType, PreTokenizedString};
use unicode_categories::UnicodeCategories;

/// Default bytes of a stretch.
pub const STRETCH: usize = 1 << 16;

/// A letter, which belongs to the word next to it.
const LETTER: &str = "a";

/// The next words of a text. The stretches in their order have all its words.
pub enum Stretch {
    /// Words of the text that begins at this byte.
    Words { start: usize, words: PreTokenizedString },
    /// The byte range of one word with more than `longest` characters.
    TooLong(Range<usize>),
}

/// A text, and how to divide it into words.
pub struct Stretches<'a, F> {
    pub text: &'a str,
    /// Normalises a text and divides it into words.
    pub divide: F,
    /// Approximate bytes of a stretch.
    pub size: usize,
    /// Maximum characters of a word after normalisation. A longer one is [`Stretch::TooLong`].
    pub longest: usize,
}

impl<F: Fn(&str) -> tokenizers::Result<PreTokenizedString>> Stretches<'_, F> {
    /// Calls `each` with every stretch, until the end or until `each` breaks.
    pub fn walk(&self, mut each: impl FnMut(Stretch) -> tokenizers::Result<ControlFlow<()>>) -> tokenizers::Result<()> {
        let (mut start, mut size) = (0, self.size);
        while start < self.text.len() {
            let end = self.cut(start, size);
            let mut words = (self.divide)(&self.text[start..end])?;
            let mut next = end;
            let mut too_long = None;
            if self.may_split_a_word(end) {
                let found = splits(&words);
                // The last word may continue after the stretch, so it is left for the next one.
                let resumable = |(_, place): &(usize, &Split)| place.start > 0 && begins_afresh(&self.text[start + place.start..]);
                match (found.iter().enumerate().rev().find(resumable), found.as_slice()) {
                    (_, []) => {}
                    (Some((kept, split)), _) => {
                        next = start + split.start;
                        words.split(|place, piece| Ok((place < kept).then_some(piece)))?;
                    }
                    (None, [word]) if word.characters > self.longest => too_long = Some(start + word.start..start + word.end),
                    (None, _) => {
                        // Nearly all of it is deleted, so the word ends further on.
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

    /// The end of a word that is known up to `read`, and where the next stretch begins.
    fn end_of_word(&self, mut word: Range<usize>, mut read: usize) -> tokenizers::Result<(Range<usize>, usize)> {
        // Include what follows the word's last character: it may be white space, which ends the word, or be deleted.
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
                // If the next word begins with a mark, start at the white space before it.
                let (least, second) = (word.end.max(read), place(second.start));
                let afresh = |&next: &usize| self.text.is_char_boundary(next) && begins_afresh(&self.text[next..]);
                let next = (least..=second).rev().find(afresh).unwrap_or(second);
                return Ok((word, next));
            }
            read = end;
        }
        Ok((word, read))
    }

    /// Whether a letter after this text would belong to its last word.
    fn goes_on(&self, text: &str) -> tokenizers::Result<bool> {
        let words = |text: &str| tokenizers::Result::Ok(splits(&(self.divide)(text)?).len());
        Ok(words(&format!("{text}{LETTER}"))? == words(text)?)
    }

    /// The end of the stretch of about `size` bytes that begins at `start`. Always after `start`.
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

/// Whether normalising this character is independent of the one before. It is not for marks, which are sorted, nor for deleted
/// characters, which may be between a character and its marks.
fn is_afresh(c: char) -> bool {
    let deleted = (c.is_other() && !matches!(c, '\t' | '\n' | '\r')) || c == char::REPLACEMENT_CHARACTER;
    !c.is_mark() && !deleted
}

#[cfg(test)]
mod tests;
