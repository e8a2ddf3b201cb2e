//! Why a run cannot start, go on, or show what it is asked for.

use super::data::DataError;
use crate::engine::EngineError;
use crate::settings::SettingError;

/// Why a run cannot start or go on.
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
    Look(#[from] LookError),
    #[error("the loss became {loss} at step {step}: the run has diverged; start again with a lower learning_rate (now {learning_rate})")]
    Diverged { step: u32, loss: f32, learning_rate: f64 },
}

/// Why bytes are not a run.
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
}

/// Why there is nothing to show.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum LookError {
    #[error("step {asked} was asked about, but {}; train one step and ask again", .held.map_or("none is held".into(), |step| format!("the step that is held is {step}")))]
    NotHeld { asked: u32, held: Option<u32> },
    #[error("parameter {asked} was asked for, but the flat vector has {count} values; ask for one of 0 to {}", count - 1)]
    NoParameter { asked: u32, count: usize },
    #[error("nothing was trained yet: there is no update to look behind; train one step and ask again")]
    NoUpdate,
    #[error("this asks about masked tokens, but the objective has none; choose mlm or mlm+nsp")]
    NothingMasked,
}
