//! Tasks that a pre-trained model is fine-tuned on: labelled examples, the rows made of them, and what predictions are worth.
//!
//! | file | what |
//! |---|---|
//! | [`presets`] | labelled examples over the worlds of the preset corpora |
//! | [`read`] | examples from JSON Lines, CSV, TSV and CoNLL files, with what is wrong in them by line |
//! | [`columns`] | which column of a file is which part of an example |
//! | [`rows`] | an example as a row of tokens with its label, and predictions back as words |
//! | [`scores`] | predictions as words, and the scores of a task |
//! | [`guess`] | a prediction with its probabilities |
//! | [`part`] | the rows of a training or test part, and what the user should know of them |
//! | [`metrics`] | accuracy, F1 of classes, words, entities and answers |
//!
//! [`crate::train::finetune`] trains on them.

pub mod columns;
pub mod guess;
pub mod metrics;
pub mod part;
pub mod presets;
pub mod read;
pub mod rows;
pub mod scores;

use serde::{Deserialize, Serialize};
use tsify::Tsify;

/// What is asked of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Tsify)]
#[serde(rename_all = "snake_case")]
pub enum Task {
    /// One class for each text or pair of texts.
    Sequence,
    /// One tag for each word.
    Token,
    /// The stretch of a passage that answers a question.
    Question,
}

/// A labelled example. As JSON it is a line that [`read`] reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Tsify)]
#[serde(untagged)]
pub enum Example {
    Sequence {
        text: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        pair: Option<String>,
        label: String,
    },
    /// As many tags as words.
    Token { words: Vec<String>, tags: Vec<String> },
    Question {
        context: String,
        question: String,
        answer: String,
        /// Code point of the context where the answer starts.
        start: usize,
    },
}
