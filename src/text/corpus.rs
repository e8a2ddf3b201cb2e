//! Documents and sentences from plain text.
//!
//! The rules, in the order in which they apply:
//! 1. A byte order mark is dropped; `\r\n` and a lone `\r` are line ends too.
//! 2. Blank lines separate documents.
//! 3. A line break ends a sentence, so a text may have one sentence per line. The exception is wrapped text: if sentences also end
//!    *inside* lines, a line of 40 characters or more without an end of sentence continues in the next one.
//! 4. A line is split by Unicode's sentence boundaries (UAX #29, crate `unicode-segmentation`), except at U+0085, which BERT deletes.
//!    These rules know no abbreviations: "Mr. Fox" becomes two sentences, which does no harm in a pre-training corpus.

use thiserror::Error;
use unicode_segmentation::UnicodeSegmentation;

/// Maximum bytes of text pasted into the page, which has to keep, encode and show it in a tab.
pub const PASTED_TEXT_LIMIT: usize = 5 << 20;
/// Lines of at least this many characters may have been wrapped.
const WRAPPED_LINE: usize = 40;
/// More than one unreadable character in this many means that the file is not text.
const UNREADABLE_ONE_IN: usize = 50;

/// Text as `[document][sentence]`. No document and no sentence is empty; there is at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Corpus {
    pub documents: Vec<Vec<String>>,
}

/// Why a text can't be a corpus.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CorpusError {
    #[error("the text is empty: enter at least one sentence; separate documents with blank lines")]
    Empty,
    #[error("the text is too long ({found} bytes, limit {PASTED_TEXT_LIMIT}): use part of it, or train natively with `cloze pretrain`")]
    TooLong { found: usize },
    #[error("this is not text: {what}; plain UTF-8 text is expected")]
    NotText { what: String },
}

impl Corpus {
    /// Reads any amount of text.
    pub fn from_text(text: &str) -> Result<Self, CorpusError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        check_readable(text)?;
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let mut documents = Vec::new();
        let mut lines = Vec::new();
        for line in text.split('\n').chain([""]) {
            if !line.trim().is_empty() {
                lines.push(line.trim());
            } else if !lines.is_empty() {
                documents.push(sentences(&std::mem::take(&mut lines)));
            }
        }
        if documents.is_empty() { Err(CorpusError::Empty) } else { Ok(Self { documents }) }
    }

    /// As [`Corpus::from_text`], for text pasted into the page: at most [`PASTED_TEXT_LIMIT`] bytes.
    pub fn from_pasted(text: &str) -> Result<Self, CorpusError> {
        if text.len() > PASTED_TEXT_LIMIT {
            return Err(CorpusError::TooLong { found: text.len() });
        }
        Self::from_text(text)
    }

    /// Reads the bytes of a file.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CorpusError> {
        Self::from_text(utf8(bytes)?)
    }

    /// Number of sentences in all documents.
    pub fn sentence_count(&self) -> usize {
        self.documents.iter().map(Vec::len).sum()
    }

    /// All sentences in order.
    pub fn sentences(&self) -> impl Iterator<Item = &str> {
        self.documents.iter().flatten().map(String::as_str)
    }

    /// Splits off the last 10 % of the documents (rounded down, at least one) for evaluation: (training, held out).
    ///
    /// Training needs two documents, because a wrong second sentence comes from another one. So of one or two documents the last
    /// 10 % of the last one's sentences are held out, at least one. Nothing is held out of a single sentence.
    pub fn split_held_out(mut self) -> (Self, Self) {
        let tenth = |n: usize| (n / 10).max(1);
        let count = self.documents.len();
        let held_out = match self.documents.as_mut_slice() {
            [last] | [_, last] if last.len() > 1 => vec![last.split_off(last.len() - tenth(last.len()))],
            [_] | [_, _] => Vec::new(),
            _ => self.documents.split_off(count - tenth(count)),
        };
        (self, Self { documents: held_out })
    }

    /// Why next sentence prediction can't be trained on this corpus. `None` if it can.
    pub fn next_sentence_obstacle(&self) -> Option<String> {
        (self.documents.len() < 2)
            .then(|| "NotNext pairs need a second document, and there is only one; separate documents with blank lines".to_owned())
    }

    /// The corpus as text: one sentence per line, a blank line between documents.
    pub fn to_text(&self) -> String {
        let documents: Vec<_> = self.documents.iter().map(|document| document.join("\n") + "\n").collect();
        documents.join("\n")
    }
}

/// Bytes as UTF-8 text, or an error with the position of the first invalid byte.
pub fn utf8(bytes: &[u8]) -> Result<&str, CorpusError> {
    std::str::from_utf8(bytes).map_err(|error| {
        let what = match bytes {
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "it is UTF-16; save it as UTF-8".to_owned(),
            _ => format!("byte {} is not UTF-8", error.valid_up_to()),
        };
        CorpusError::NotText { what }
    })
}

/// Rejects binary data that is valid UTF-8, or that a browser has decoded leniently.
fn check_readable(text: &str) -> Result<(), CorpusError> {
    let (mut all, mut unreadable) = (0, 0);
    for (place, c) in text.chars().enumerate() {
        if c == '\0' {
            return Err(CorpusError::NotText { what: format!("character {place} is NUL") });
        }
        all += 1;
        unreadable += usize::from((c.is_control() && !c.is_whitespace()) || c == '\u{fffd}');
    }
    if unreadable > 0 && unreadable * UNREADABLE_ONE_IN > all {
        return Err(CorpusError::NotText { what: format!("{unreadable} of its {all} characters are control or replacement characters") });
    }
    Ok(())
}

/// Sentences of one document's lines (trimmed, not empty).
fn sentences(lines: &[&str]) -> Vec<String> {
    let running = lines.iter().any(|line| split(line).nth(1).is_some());
    let mut paragraphs: Vec<String> = Vec::new();
    let mut continues = false;
    for line in lines {
        match paragraphs.last_mut() {
            Some(paragraph) if continues => {
                paragraph.push(' ');
                paragraph.push_str(line);
            }
            _ => paragraphs.push((*line).to_owned()),
        }
        continues = running && line.chars().count() >= WRAPPED_LINE && !ends_sentence(line);
    }
    paragraphs.iter().flat_map(|paragraph| split(paragraph)).map(str::to_owned).collect()
}

/// Unicode also ends a sentence at a "next line". BERT's normaliser deletes it, so without a full stop before it, it may be inside a
/// word.
const NEXT_LINE: char = '\u{85}';

fn split(line: &str) -> impl Iterator<Item = &str> {
    let mut start = 0;
    let ends = line.split_sentence_bound_indices().map(|(place, sentence)| place + sentence.len());
    let in_a_word = |before: &str| before.ends_with(NEXT_LINE) && !ends_sentence(before.trim_end());
    let ends = ends.filter(move |&end| end == line.len() || !in_a_word(&line[..end]));
    ends.map(move |end| line[std::mem::replace(&mut start, end)..end].trim()).filter(|sentence| !sentence.is_empty())
}

/// Whether a line ends with the end of a sentence, ignoring closing quotes and brackets.
fn ends_sentence(line: &str) -> bool {
    let closing = |c: char| matches!(c, '"' | '\'' | ')' | ']' | '}' | '»' | '”' | '’' | '」' | '』' | '*' | '_');
    line.trim_end_matches(closing).ends_with(['.', '!', '?', '…', ':', ';', '。', '！', '？'])
}

#[cfg(test)]
mod tests;
