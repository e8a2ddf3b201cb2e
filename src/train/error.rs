//! Why a run cannot start, continue, or answer a question.

use super::data::DataError;
use super::divergence::{Divergence, NotFinite};
use crate::engine::EngineError;
use crate::settings::SettingError;

/// Why a run cannot start or continue.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    #[error(transparent)]
    Setting(#[from] SettingError),
    #[error(transparent)]
    Data(#[from] DataError),
    #[error(transparent)]
    Engine(#[from] EngineError),
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    #[error(transparent)]
    Question(#[from] QuestionError),
    #[error(transparent)]
    Diverged(#[from] Divergence),
}

/// Why a run cannot be restored from these bytes.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    #[error("the saved run cannot be read: {0}; the file may be cut short, or no run of Cloze")]
    Unreadable(String),
    #[error("the saved run has version {found}, this Cloze reads versions {oldest} to {newest}; open it with the Cloze that saved it")]
    Version { found: u64, oldest: u32, newest: u32 },
    #[error("the saved run is damaged: its checksum should be {expected:08x}, but is {found:08x}; use another copy of the file")]
    Damaged { found: u32, expected: u32 },
    #[error("the saved run's tensor {name} has {found} values, its settings ask for {expected}")]
    Size { name: String, found: usize, expected: usize },
    #[error("the run's tensor {name} has a value that is not finite, so the run cannot go on from there")]
    NotFinite { name: String },
    #[error("the snapshot's {part} is at odds with its settings: it is damaged, or was not written by Cloze")]
    Part { part: &'static str },
}

/// Why a question has no answer.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum QuestionError {
    #[error("step {asked} is not available{}; train one step and try again", .inspected.map_or(String::new(), |step| format!(", only step {step} is")))]
    NotInspected { asked: u32, inspected: Option<u32> },
    #[error("parameter {asked} was asked for, but the flat vector has {count} values; ask for one of 0 to {}", count - 1)]
    NoParameter { asked: u32, count: usize },
    #[error("nothing has been trained yet, so there is no update to show; train one step first")]
    NoUpdate,
    #[error("this needs masked language modeling, which the objective does not have; choose mlm or mlm+nsp")]
    NothingMasked,
    #[error("only a model that reads from the left continues a text; choose the objective causal")]
    NotLeftToRight,
    #[error("nothing to fill: the text has no [MASK]; type one for each missing word")]
    NoBlank,
    #[error("the model's answer is {0}: its weights are too large to compute with")]
    NotFinite(NotFinite),
}
