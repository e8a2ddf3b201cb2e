//! Which column of a table, or key of an object, is which part of an example.

use super::Task;

/// Which column of a file is which part of an example.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    /// The part, and the column that the user chose for it. The others are found by their names.
    pub chosen: Vec<(String, String)>,
    /// Whether names of public data sets are understood too. The command takes its own alone, so that nothing is guessed unseen.
    pub guess: bool,
}

/// What else the parts of examples are called in public data sets (GLUE, CoNLL-2003, SQuAD and files of reviews).
const OTHER_NAMES: [(&str, &[&str]); 8] = [
    ("text", &["sentence", "sentence1", "text_a", "premise", "review", "content"]),
    ("pair", &["sentence2", "text_b", "hypothesis"]),
    ("label", &["class", "category", "labels", "sentiment", "topic"]),
    ("words", &["tokens", "sentence"]),
    ("tags", &["ner_tags", "labels", "tag"]),
    ("context", &["passage", "paragraph"]),
    ("answer", &["answer_text"]),
    ("start", &["answer_start"]),
];

impl Columns {
    /// For each part of an example of this task: the place of its column among `names`.
    pub fn places(&self, task: Task, names: &[&str]) -> Vec<(&'static str, usize)> {
        let place = |name: &str| names.iter().position(|found| found.trim().eq_ignore_ascii_case(name));
        let find = |part: &'static str| match self.chosen.iter().find(|(chosen, _)| chosen == part) {
            Some((_, column)) => names.iter().position(|name| *name == column),
            None => place(part).or_else(|| {
                if !self.guess {
                    return None;
                }
                let others = OTHER_NAMES.iter().find(|(name, _)| *name == part).map_or(&[][..], |(_, others)| others);
                others.iter().find_map(|other| place(other))
            }),
        };
        task.parts().iter().filter_map(|part| Some((part.name, find(part.name)?))).collect()
    }
}

/// A part of an example, as JSON and tables name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartName {
    pub name: &'static str,
    pub needed: bool,
}

impl Task {
    /// What an example of this task consists of.
    pub fn parts(self) -> &'static [PartName] {
        const fn part(name: &'static str, needed: bool) -> PartName {
            PartName { name, needed }
        }
        match self {
            Self::Sequence => const { &[part("text", true), part("pair", false), part("label", true)] },
            Self::Token => const { &[part("words", true), part("tags", true)] },
            Self::Question => const { &[part("context", true), part("question", true), part("answer", true), part("start", false)] },
        }
    }
}
