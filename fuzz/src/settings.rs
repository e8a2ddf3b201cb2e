//! Settings from a link, from a form and as JSON.

use cloze::settings::SettingSpec;
use cloze::settings::{Settings, check_draft, lenient, nested};
use serde_json::Value;

use super::parts::said_well;

/// JSON is changes, as `configure` takes them; anything else is lines of `NAME=VALUE`, as a link and a form have them.
pub fn run(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    match serde_json::from_str::<Value>(&text) {
        Ok(changes) => json(&changes),
        Err(_) => {
            pairs(&text.lines().filter_map(|line| line.split_once('=')).map(|(a, b)| (a.to_owned(), b.to_owned())).collect::<Vec<_>>())
        }
    }
}

fn json(changes: &Value) {
    match Settings::default().changed(changes) {
        Err(error) => said_well(&error.to_string()),
        Ok(settings) => usable(&settings),
    }
    if let Ok(settings) = serde_json::from_value::<Settings>(changes.clone())
        && settings.check_values().is_ok()
    {
        usable(&settings);
    }
}

fn pairs(pairs: &[(String, String)]) {
    let read = lenient(pairs);
    usable(&read.settings);
    read.ignored.iter().for_each(|error| said_well(&error.to_string()));
    let check = check_draft(&Settings::default(), pairs);
    check.errors.iter().for_each(|error| said_well(&error.to_string()));
    // Every draft that passes is accepted.
    if check.errors.is_empty() {
        let values: Vec<_> = pairs
            .iter()
            .map(|(name, text)| SettingSpec::named(name).and_then(|spec| Ok((spec, spec.parse(text)?))).expect("was checked"))
            .collect();
        usable(&Settings::default().changed(&nested(&values)).expect("was checked"));
    }
}

fn usable(settings: &Settings) {
    assert_eq!(settings.check_values(), Ok(()), "{settings:?}");
    let written = serde_json::to_value(settings).expect("settings are JSON");
    assert_eq!(serde_json::from_value::<Settings>(written).expect("and come back"), *settings);
}
