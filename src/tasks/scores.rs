//! Predictions of a task as words, and what they are worth.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tsify::Tsify;

use super::Example;
use super::metrics::{accuracy, answer_f1, entity_f1, exact_match, macro_f1, micro_f1};
use super::rows::{Classes, TaskRow, greatest};

/// What a model, or a guess without one, says of an example.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Tsify)]
#[serde(rename_all = "snake_case")]
pub enum TaskPrediction {
    Class(String),
    /// One for each word.
    Tags(Vec<String>),
    /// Text of the passage; empty where there is none.
    Answer(String),
}

/// Scores over examples, from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, Tsify)]
#[serde(untagged)]
pub enum TaskScores {
    Sequence {
        accuracy: f64,
        macro_f1: f64,
    },
    Token {
        /// Of all words.
        word_accuracy: f64,
        /// Of the words that are not outside.
        micro_f1: f64,
        /// Of whole entities.
        entity_f1: f64,
    },
    Question {
        exact_match: f64,
        f1: f64,
    },
}

impl TaskPrediction {
    /// Whether it is wholly the label: the class, all tags, the answer as SQuAD compares it.
    pub fn is_right(&self, example: &Example) -> bool {
        match (example, self) {
            (Example::Sequence { label, .. }, Self::Class(class)) => label == class,
            (Example::Token { tags, .. }, Self::Tags(predicted)) => tags == predicted,
            (Example::Question { answer, .. }, Self::Answer(predicted)) => exact_match(answer, predicted),
            _ => false,
        }
    }

    /// What the outputs of a task's head say of an example.
    pub fn of(example: &Example, row: &TaskRow, classes: &Classes, logits: &[f32]) -> Self {
        match example {
            Example::Sequence { .. } => Self::Class(classes.name(greatest(logits)).into()),
            Example::Token { .. } => Self::Tags(row.tags(classes, logits)),
            Example::Question { context, .. } => {
                let range = row.answer(logits).unwrap_or(0..0);
                Self::Answer(context.chars().skip(range.start).take(range.len()).collect())
            }
        }
    }

    /// The majority baseline: the commonest class, tag or answer of the training examples, for each of `examples`.
    pub fn majority(training: &[&Example], examples: &[&Example]) -> Vec<Self> {
        let counts = label_counts(training.iter().copied());
        // The first of equals, in the order of the alphabet.
        let most = counts.iter().rev().max_by_key(|(_, count)| **count).map_or(String::new(), |(name, _)| (*name).to_owned());
        let guess = |example: &&Example| match example {
            Example::Sequence { .. } => Self::Class(most.clone()),
            Example::Token { words, .. } => Self::Tags(vec![most.clone(); words.len()]),
            Example::Question { .. } => Self::Answer(most.clone()),
        };
        examples.iter().map(guess).collect()
    }
}

impl TaskScores {
    /// The one that a curve shows: accuracy, F1 of entities, F1 of answers.
    pub fn main(self) -> f64 {
        match self {
            Self::Sequence { accuracy, .. } => accuracy,
            Self::Token { entity_f1, .. } => entity_f1,
            Self::Question { f1, .. } => f1,
        }
    }

    /// `predictions` has one for each example; `None` without examples.
    pub fn of(examples: &[&Example], predictions: &[TaskPrediction]) -> Option<Self> {
        let (mut labels, mut classes) = (vec![], vec![]);
        let (mut gold, mut tags) = (vec![], vec![]);
        let (mut exact, mut f1) = (0.0, 0.0);
        for (example, prediction) in examples.iter().zip(predictions) {
            match (example, prediction) {
                (Example::Sequence { label, .. }, TaskPrediction::Class(class)) => {
                    labels.push(label.as_str());
                    classes.push(class.as_str());
                }
                (Example::Token { tags: of_words, .. }, TaskPrediction::Tags(predicted)) => {
                    gold.push(of_words.clone());
                    tags.push(predicted.clone());
                }
                (Example::Question { answer, .. }, TaskPrediction::Answer(predicted)) => {
                    exact += f64::from(u8::from(exact_match(answer, predicted)));
                    f1 += answer_f1(answer, predicted);
                }
                _ => panic!("a prediction of another task"),
            }
        }
        let count = examples.len() as f64;
        Some(match examples.first()? {
            Example::Sequence { .. } => Self::Sequence { accuracy: accuracy(&labels, &classes), macro_f1: macro_f1(&labels, &classes) },
            Example::Token { .. } => {
                let (words, predicted) = (gold.concat(), tags.concat());
                Self::Token {
                    word_accuracy: accuracy(&words, &predicted),
                    micro_f1: micro_f1(&words, &predicted),
                    entity_f1: entity_f1(&gold, &tags),
                }
            }
            Example::Question { .. } => Self::Question { exact_match: exact / count, f1: f1 / count },
        })
    }
}

/// `[classes][classes]`: how many of each class (row) were predicted to be of each class (column); of each word for tags. What has a
/// class that training did not have is in no row. Empty for answers.
pub fn confusion(examples: &[Example], predictions: &[TaskPrediction], classes: &Classes) -> Vec<Vec<u32>> {
    let mut counts = vec![vec![0; classes.names().len()]; classes.names().len()];
    let mut count = |label: &str, predicted: &str| {
        if let (Some(row), Some(column)) = (classes.index(label), classes.index(predicted)) {
            counts[row as usize][column as usize] += 1;
        }
    };
    for (example, prediction) in examples.iter().zip(predictions) {
        match (example, prediction) {
            (Example::Sequence { label, .. }, TaskPrediction::Class(class)) => count(label, class),
            (Example::Token { tags, .. }, TaskPrediction::Tags(predicted)) => {
                tags.iter().zip(predicted).for_each(|(tag, found)| count(tag, found))
            }
            _ => {}
        }
    }
    counts
}

/// How often each class, tag or answer is the label.
pub fn label_counts<'a>(examples: impl IntoIterator<Item = &'a Example>) -> BTreeMap<&'a str, usize> {
    let mut counts = BTreeMap::new();
    for example in examples {
        match example {
            Example::Sequence { label, .. } => *counts.entry(label.as_str()).or_default() += 1,
            Example::Token { tags, .. } => tags.iter().for_each(|tag| *counts.entry(tag.as_str()).or_default() += 1),
            Example::Question { answer, .. } => *counts.entry(answer.as_str()).or_default() += 1,
        }
    }
    counts
}
