//! What the page and its worker say to each other about fine-tuning.

use serde::{Deserialize, Serialize};
use tsify::Tsify;

use crate::tasks::guess::Guess;
use crate::tasks::read::Fault;
use crate::tasks::{Example, Task};
use crate::train::experiment::Mode;

/// Where the labelled examples of an experiment come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Tsify)]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum ExperimentData {
    Preset {
        id: String,
        language: String,
    },
    /// The file that was read last. Every fifth example, 500 at most, is for the test.
    File,
}

/// A data set that comes with the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Tsify)]
pub struct TaskPresetInfo {
    pub id: String,
    /// BCP 47.
    pub language: String,
    /// The preset corpus of its world.
    pub corpus: String,
    pub task: Task,
    pub training: u32,
    pub test: u32,
    /// An example of it.
    pub example: Example,
}

/// What a file of labelled examples has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Tsify)]
pub struct FilePreview {
    /// In the file's own words.
    pub columns: Vec<String>,
    /// The part of an example whose column is not found. Then nothing could be read.
    #[tsify(optional)]
    pub missing: Option<String>,
    pub examples: u32,
    /// The first of them.
    pub first: Vec<Example>,
    pub classes: Vec<ClassCount>,
    pub faults: Vec<Fault>,
}

/// How many examples, or words, have a label.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Tsify)]
pub struct ClassCount {
    pub name: String,
    pub count: u32,
}

/// What a run of an experiment says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct RunGuesses {
    pub mode: Mode,
    /// One for each example.
    pub guesses: Vec<Guess>,
    /// Whether each is wholly right; empty where nobody knows.
    pub right: Vec<bool>,
}
