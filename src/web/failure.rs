//! The message to the page if a command fails.

use crate::engine::device::Obstacle;
use crate::settings::SettingError;
use crate::train::error::RunError;

/// A message for the page.
pub struct Failure {
    pub setting: Option<String>,
    pub obstacle: Option<Obstacle>,
    pub message: String,
}

impl From<RunError> for Failure {
    fn from(error: RunError) -> Self {
        let setting = match &error {
            RunError::Setting(e) => Some(e.setting.clone()),
            RunError::Data(e) => Some(e.setting().to_owned()),
            RunError::Diverged(_) => Some("learning_rate".into()),
            RunError::Engine(_) | RunError::Snapshot(_) | RunError::Question(_) => None,
        };
        let obstacle = if let RunError::Engine(e) = &error { e.obstacle() } else { None };
        Self { setting, obstacle, message: error.to_string() }
    }
}

impl From<SettingError> for Failure {
    fn from(error: SettingError) -> Self {
        RunError::from(error).into()
    }
}

impl Failure {
    pub fn plain(message: &str) -> Self {
        Self { setting: None, obstacle: None, message: message.into() }
    }
}
