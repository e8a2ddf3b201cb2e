//! What predictions are worth, as the field counts it. `tests/tasks.rs` holds these against scikit-learn, seqeval and SQuAD's script.

use std::collections::{BTreeMap, BTreeSet};

/// Share of predictions that are the label; 0 without any.
pub fn accuracy<T: PartialEq>(labels: &[T], predictions: &[T]) -> f64 {
    share(labels.iter().zip(predictions).filter(|(label, prediction)| label == prediction).count(), labels.len())
}

/// Mean of the F1 of each class that is a label or a prediction, as `f1_score(average="macro")` of scikit-learn.
pub fn macro_f1<T: Ord>(labels: &[T], predictions: &[T]) -> f64 {
    let classes: BTreeSet<&T> = labels.iter().chain(predictions).collect();
    let f1 = |class: &&T| {
        let counts = labels.iter().zip(predictions).fold(Counts::default(), |counts, (label, prediction)| {
            counts.with(u64::from(label == *class && prediction == *class), u64::from(prediction == *class), u64::from(label == *class))
        });
        counts.f1()
    };
    if classes.is_empty() { 0.0 } else { classes.iter().map(f1).sum::<f64>() / classes.len() as f64 }
}

/// F1 over all words of those that are not [`OUTSIDE`]: a word counts as found where prediction and label agree on such a tag.
pub fn micro_f1<S: AsRef<str>>(labels: &[S], predictions: &[S]) -> f64 {
    let inside = |tag: &str| tag != OUTSIDE;
    let counts = labels.iter().zip(predictions).fold(Counts::default(), |counts, (label, prediction)| {
        let (label, prediction) = (label.as_ref(), prediction.as_ref());
        let found = label == prediction && inside(label);
        counts.with(u64::from(found), u64::from(inside(prediction)), u64::from(inside(label)))
    });
    counts.f1()
}

/// F1 over whole entities: one is found if its type and both its ends are, as seqeval counts.
pub fn entity_f1<S: AsRef<str>>(labels: &[Vec<S>], predictions: &[Vec<S>]) -> f64 {
    let counts = labels.iter().zip(predictions).fold(Counts::default(), |counts, (labels, predictions)| {
        let (labels, predictions) = (entities(labels), entities(predictions));
        let found = labels.iter().filter(|entity| predictions.contains(entity)).count();
        counts.with(found as u64, predictions.len() as u64, labels.len() as u64)
    });
    counts.f1()
}

/// A run of words with one type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    pub kind: String,
    /// First word, and the one behind the last.
    pub words: std::ops::Range<usize>,
}

/// The entities of a tag sequence, read as seqeval's default mode does: `B-` begins one, and so does an `I-` that nothing of its type
/// precedes. Tags without a prefix are types, and neighbours of one type are one entity.
pub fn entities<S: AsRef<str>>(tags: &[S]) -> Vec<Entity> {
    let mut found: Vec<Entity> = vec![];
    let mut open = false;
    for (place, tag) in tags.iter().map(AsRef::as_ref).enumerate() {
        let (begins, kind) = match tag.split_once('-') {
            _ if tag == OUTSIDE => {
                open = false;
                continue;
            }
            Some(("B", kind)) => (true, kind),
            Some(("I", kind)) => (false, kind),
            _ => (false, tag),
        };
        match found.last_mut() {
            Some(last) if open && !begins && last.kind == kind => last.words.end = place + 1,
            _ => found.push(Entity { kind: kind.into(), words: place..place + 1 }),
        }
        open = true;
    }
    found
}

/// The tag of a word that belongs to no entity.
pub const OUTSIDE: &str = "O";

/// Whether the answers are the same text, as SQuAD's script compares them.
pub fn exact_match(answer: &str, prediction: &str) -> bool {
    normalized(answer) == normalized(prediction)
}

/// F1 over the words that both answers have, as SQuAD's script counts them.
pub fn answer_f1(answer: &str, prediction: &str) -> f64 {
    let count = |text: &str| {
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        normalized(text).split_whitespace().for_each(|word| *counts.entry(word.into()).or_default() += 1);
        counts
    };
    let (label, guess) = (count(answer), count(prediction));
    if label.is_empty() || guess.is_empty() {
        return f64::from(u8::from(label == guess));
    }
    let found = label.iter().map(|(word, times)| times.min(guess.get(word).unwrap_or(&0))).sum();
    Counts::default().with(found, guess.values().sum(), label.values().sum()).f1()
}

/// Lower case, without punctuation (Python's `string.punctuation`) and English articles.
fn normalized(text: &str) -> String {
    let kept: String = text.to_lowercase().chars().filter(|character| !character.is_ascii_punctuation()).collect();
    // An article is a word of its own: `\b(a|an|the)\b` in the script, which takes letters, digits and `_` for a word.
    let words = kept.split(|character: char| !(character.is_alphanumeric() || character == '_'));
    let mut rest = kept.as_str();
    let mut without = String::new();
    for word in words {
        let (_, after) = rest.split_at(word.len());
        without.push_str(if matches!(word, "a" | "an" | "the") { " " } else { word });
        let separator = after.chars().next();
        separator.into_iter().for_each(|character| without.push(character));
        rest = &after[separator.map_or(0, char::len_utf8)..];
    }
    without.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Found, predicted and true instances of what is counted.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    found: u64,
    predicted: u64,
    labelled: u64,
}

impl Counts {
    fn with(self, found: u64, predicted: u64, labelled: u64) -> Self {
        Self { found: self.found + found, predicted: self.predicted + predicted, labelled: self.labelled + labelled }
    }

    /// 0 where nothing is found, or there is nothing to find.
    fn f1(self) -> f64 {
        let all = self.predicted + self.labelled;
        if all == 0 { 0.0 } else { 2.0 * self.found as f64 / all as f64 }
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}
