//! What the page and the worker of the fine-tuning room say to each other. Only the engine that fine-tunes has it, so that it is
//! not part of the first download.

use serde::{Deserialize, Serialize};
use tsify::Tsify;

use super::NamedFile;
use crate::checkpoint::opened::CheckpointInfo;
use crate::tasks::guess::Guess;
use crate::tasks::read::Fault;
use crate::tasks::{Example, Task};
use crate::train::experiment::{ExperimentPlan, ExperimentReport, Mode, RunReport};
use crate::train::head_trace::HeadTrace;

/// Page to worker. Each is answered by exactly one [`TuningReply`] or an error.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum TuningCommand {
    /// The model to fine-tune: the files of a checkpoint's folder, or one zip. Reply: `base`.
    OpenBase { files: Vec<NamedFile> },
    /// The data sets that come with the page. Reply: `presets`.
    Presets,
    /// Read a file of labelled examples, and keep it for an experiment. `columns` names the column of a part of an example, where its
    /// name does not say so. Reply: `examples`.
    ReadExamples { task: Task, file: NamedFile, columns: Vec<(String, String)> },
    /// Begin an experiment on the open base, in place of the one before. `done` has the runs of its first cells, if an earlier page has
    /// trained them. Reply: `experiment`.
    Begin { plan: ExperimentPlan, data: ExperimentData, done: Vec<RunReport> },
    /// Go on with the experiment, or pause it. Reply: `experiment`.
    Run { running: bool },
    /// End the experiment and free its memory. Reply: `closed`.
    Close,
    /// What the current runs say of the test examples. Reply: `test_guesses`.
    TestGuesses,
    /// What the current runs say of a text, a text and its pair, or a passage and a question. Reply: `text_guesses`.
    GuessText { text: String, pair: String },
    /// What the head of a current run reads of a test example. Reply: `head`.
    HeadTrace { run: u32, example: u32 },
    /// A current run's model as a zip of a Hugging Face folder. Reply: `model`.
    Export { run: u32 },
}

/// Worker to page, in answer.
#[derive(Clone, Debug, Serialize, Deserialize, Tsify)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum TuningReply {
    Base {
        info: CheckpointInfo,
    },
    Presets {
        presets: Vec<TaskPresetInfo>,
    },
    Examples {
        preview: FilePreview,
    },
    Experiment {
        report: Box<ExperimentReport>,
    },
    TestGuesses {
        examples: Vec<Example>,
        runs: Vec<RunGuesses>,
    },
    TextGuesses {
        example: Example,
        runs: Vec<RunGuesses>,
    },
    Head {
        trace: HeadTrace,
    },
    Model {
        #[serde(with = "serde_bytes")]
        #[tsify(type = "Uint8Array")]
        bytes: Vec<u8>,
    },
    Closed,
}

/// Worker to page, without a command.
#[derive(Clone, Debug, Serialize, Deserialize, Tsify)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum TuningEvent {
    /// Sent at the display's rate while an experiment runs, and when something was measured.
    Experiment { report: Box<ExperimentReport>, running: bool },
    /// The experiment stopped with an error. What runs beside it goes on.
    Failed { message: String },
}

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
