//! Requests in the address that the run does not follow.

use crate::settings::{SettingError, Settings};
use crate::train::facts::Warning;

pub fn ignored_setting(error: &SettingError) -> Warning {
    Warning { setting: Some(error.setting.clone()), code: "ignored_setting".into(), message: error.to_string() }
}

pub fn unknown_parameter(name: &str) -> Warning {
    Warning {
        setting: Some(name.into()),
        code: "unknown_parameter".into(),
        message: format!("the parameter {name} in the address is not a setting and was ignored"),
    }
}

/// The address has a text and also names another corpus, which is ambiguous.
pub fn unused_text(settings: &Settings) -> Option<Warning> {
    (settings.corpus != "text" && !settings.text.is_empty()).then(|| Warning {
        setting: Some("text".into()),
        code: "ignored_setting".into(),
        message: format!(
            "text: a text is given, but corpus={} is chosen, so the text is not used; choose corpus=text to use it",
            settings.corpus
        ),
    })
}
