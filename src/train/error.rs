//! Why a run cannot start, continue, or answer a question.

use super::data::DataError;
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
    #[error("training diverged at step {step}: the loss became {loss}; start again with a lower learning_rate (now {learning_rate})")]
    Diverged { step: u32, loss: f32, learning_rate: f64 },
}

/// Why a run cannot be restored from these bytes.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    #[error("the snapshot cannot be read: {0}; it may be truncated, or no snapshot of Cloze")]
    Unreadable(String),
    #[error("the snapshot has version {found}, this Cloze reads version {expected}")]
    Version { found: u32, expected: u32 },
    #[error("the snapshot's tensor {name} has {found} values, its settings ask for {expected}")]
    Size { name: String, found: usize, expected: usize },
    #[error("the snapshot's tensor {name} has a value that is not finite")]
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
}
