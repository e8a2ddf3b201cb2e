//! The corpora that come with the page, written by small grammars of our own.
//!
//! They are generated when asked for, always the same: a few kilobytes of templates are a shorter download than the text, and
//! nothing is fetched. `cloze corpus ID` prints one.

mod course;
mod fill;
mod korean;
mod stories;

use super::Corpus;
use serde::{Deserialize, Serialize};
use tsify::Tsify;

/// A corpus to choose, as the page lists it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct PresetInfo {
    pub id: String,
    /// BCP 47.
    pub language: String,
    pub documents: u32,
    pub sentences: u32,
}

/// A corpus that comes with the page.
pub struct Preset {
    pub id: &'static str,
    /// BCP 47.
    pub language: &'static str,
    documents: fn() -> Vec<Vec<String>>,
}

/// All of them; the first is the default.
pub const PRESETS: [Preset; 3] = [
    Preset { id: "stories", language: "en", documents: stories::documents },
    Preset { id: "course", language: "en", documents: course::documents },
    Preset { id: "korean", language: "ko", documents: korean::documents },
];

/// What there is to choose.
pub fn list() -> Vec<PresetInfo> {
    PRESETS.iter().map(Preset::info).collect()
}

/// The corpus of this identifier.
pub fn corpus(id: &str) -> Option<Corpus> {
    PRESETS.iter().find(|preset| preset.id == id).map(Preset::corpus)
}

impl Preset {
    /// Writes the corpus. A few milliseconds.
    pub fn corpus(&self) -> Corpus {
        Corpus { documents: (self.documents)() }
    }

    /// What the page lists.
    pub fn info(&self) -> PresetInfo {
        let corpus = self.corpus();
        PresetInfo {
            id: self.id.to_owned(),
            language: self.language.to_owned(),
            documents: corpus.documents.len() as u32,
            sentences: corpus.sentence_count() as u32,
        }
    }
}

#[cfg(test)]
mod tests;
