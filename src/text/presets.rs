//! The corpora that come with the page.

use super::Corpus;
use crate::protocol::PresetInfo;

/// What there is to choose.
pub fn list() -> Vec<PresetInfo> {
    vec![PresetInfo { id: "stories".into(), language: "en".into(), documents: 4, sentences: 12 }]
}

/// The corpus of that identifier.
pub fn corpus(id: &str) -> Option<Corpus> {
    (id == "stories").then(|| Corpus::from_text(STORIES).ok()).flatten()
}

const STORIES: &str = "The man went to the store. He bought a gallon of milk. The milk was cold.

My dog is cute. He likes playing. He sleeps in the garden.

Dogs are cute. They like the garden. They sleep a lot.

The woman went to the garden. She saw a dog. The dog was playing.
";
