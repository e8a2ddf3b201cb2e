//! The examples of a training or test part with their rows, and what the user should know of them.

use std::fmt;

use serde::{Deserialize, Serialize};
use tsify::Tsify;

use super::Example;
use super::rows::{Classes, TaskRow, encode};
use crate::examples::masking::MaskedExample;
use crate::text::{Tokenizer, TokenizerError};

/// Examples with their rows, one each.
#[derive(Clone, Debug, Default)]
pub struct Part {
    pub examples: Vec<Example>,
    pub rows: Vec<TaskRow>,
}

/// Something about the examples that explains a result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Tsify)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum DataNote {
    /// Fewer examples than asked for.
    FewExamples {
        found: u32,
        expected: u32,
    },
    /// Training examples whose answer lies behind the end of the row.
    WithoutLabel {
        count: u32,
    },
    /// Examples that are longer than a row.
    Cut {
        training: u32,
        test: u32,
    },
    /// Classes that no example to learn from has.
    MissingClasses {
        classes: Vec<String>,
    },
    OneClass {
        class: String,
    },
    /// Classes of test examples that no training example has.
    UnknownClasses {
        classes: Vec<String>,
    },
    /// Per cent of the tokens that the vocabulary does not know, where it is more than half of them.
    UnknownWords {
        percent: u32,
    },
}

impl fmt::Display for DataNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FewExamples { found, expected } => write!(f, "found {found} training examples, expected {expected}: all are used"),
            Self::WithoutLabel { count } => {
                write!(f, "{count} training examples are left out: their answer lies behind the end of the row")
            }
            Self::Cut { training, test } => {
                write!(f, "{training} training examples and {test} test examples are longer than a row and were cut at its end")
            }
            Self::MissingClasses { classes } => write!(f, "no example to learn from has the class {}", classes.join(", ")),
            Self::OneClass { class } => {
                write!(f, "all examples to learn from have one class, {class}: there is nothing to tell apart")
            }
            Self::UnknownClasses { classes } => {
                write!(f, "test examples have the class {}, which no training example has: they count as wrong", classes.join(", "))
            }
            Self::UnknownWords { percent } => {
                write!(f, "the vocabulary does not know {percent} % of the tokens: to this model they are all [UNK]")
            }
        }
    }
}

impl Part {
    /// # Errors
    /// The tokenizer's.
    pub fn new(examples: Vec<Example>, classes: &Classes, tokenizer: &Tokenizer, length: usize) -> Result<Self, TokenizerError> {
        let rows = examples.iter().map(|example| encode(example, classes, tokenizer, length)).collect::<Result<_, _>>()?;
        Ok(Self { examples, rows })
    }

    /// The rows that have their labels.
    pub fn labelled(&self) -> Vec<MaskedExample> {
        self.rows.iter().filter(|row| row.has_label()).map(|row| row.row.clone()).collect()
    }

    /// The length of the longest row.
    pub fn longest(&self) -> usize {
        self.rows.iter().map(|row| row.row.input_ids.len()).max().unwrap_or(0)
    }

    fn cut(&self) -> u32 {
        self.rows.iter().filter(|row| row.cut > 0).count() as u32
    }
}

/// What the user should know of the two parts. `classes` are those of all training examples, whether or not they are learned from.
pub fn notes(training: &Part, test: &Part, classes: &Classes, tokenizer: &Tokenizer) -> Vec<DataNote> {
    let mut notes = vec![];
    let without = training.rows.iter().filter(|row| !row.has_label()).count() as u32;
    if without > 0 {
        notes.push(DataNote::WithoutLabel { count: without });
    }
    let cut = (training.cut(), test.cut());
    if cut != (0, 0) {
        notes.push(DataNote::Cut { training: cut.0, test: cut.1 });
    }
    let known = Classes::of(&training.examples);
    let missing: Vec<String> = classes.names().iter().filter(|name| known.index(name).is_none()).cloned().collect();
    if !missing.is_empty() {
        notes.push(DataNote::MissingClasses { classes: missing });
    }
    if let [only] = known.names() {
        notes.push(DataNote::OneClass { class: only.clone() });
    }
    let unknown: Vec<String> = Classes::of(&test.examples).names().iter().filter(|name| classes.index(name).is_none()).cloned().collect();
    if !unknown.is_empty() {
        notes.push(DataNote::UnknownClasses { classes: unknown });
    }
    let special = tokenizer.special_ids();
    let tokens = || training.rows.iter().flat_map(|row| &row.row.input_ids).filter(|id| **id != special.cls && **id != special.sep);
    let (all, unknown) = (tokens().count(), tokens().filter(|id| **id == special.unk).count());
    if unknown * 2 > all {
        notes.push(DataNote::UnknownWords { percent: (unknown * 100 / all) as u32 });
    }
    notes
}
