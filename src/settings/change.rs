//! Changing settings: override some of them, check every value, and name the setting that is wrong.

use serde_json::{Map, Value};

use super::declare::{Kind, SCHEMA, SettingSpec};
use super::{MaskingSettings, Objective, Problem, SettingError, SettingGroup, Settings};
use crate::excerpt::excerpt;

/// The settings of the three shares of the selected tokens, in per cent.
pub const SHARES: [&str; 3] = ["masking.mask", "masking.random", "masking.keep"];

/// The sum of the shares may differ from 100 by rounding only.
const SHARE_TOLERANCE: f64 = 1e-6;
/// Characters of what was found, in a message.
const LONGEST_EXCERPT: usize = 60;

/// A relation of settings that does not hold.
pub(super) struct BrokenRelation {
    pub between: &'static [&'static str],
    pub error: SettingError,
}

impl Settings {
    /// These settings with `changes`, a JSON object of names and values.
    ///
    /// # Errors
    /// Names the first setting that is unknown, of the wrong kind, out of range, or at odds with another.
    pub fn changed(&self, changes: &Value) -> Result<Settings, SettingError> {
        let settings = self.laid_over(changes)?;
        settings.check()?;
        Ok(settings)
    }

    /// As [`Settings::changed`], without checking relations between settings.
    pub(super) fn laid_over(&self, changes: &Value) -> Result<Settings, SettingError> {
        let Value::Object(changes) = changes else {
            return Err(not_offered("settings", changes, "an object of settings"));
        };
        let mut merged = self.to_json();
        for (name, value) in changes {
            if name == "masking" {
                let Value::Object(members) = value else {
                    return Err(not_offered("masking", value, &format!("an object: {}", masking_names().join(", "))));
                };
                for (member, value) in &percentages(members) {
                    set(&mut merged, &format!("masking.{member}"), value)?;
                }
            } else {
                set(&mut merged, name, value)?;
            }
        }
        // A text without a corpus is meant to be the corpus.
        if changes.contains_key("text") && !changes.contains_key("corpus") {
            merged.insert("corpus".into(), "text".into());
        }
        serde_json::from_value(Value::Object(merged)).map_err(|e| SettingError {
            setting: "settings".into(),
            found: e.to_string(),
            expected: "known settings".into(),
            problem: Problem::NotOffered,
        })
    }

    /// Checks relations between settings.
    ///
    /// # Errors
    /// Names the first setting that is at odds with another.
    pub fn check(&self) -> Result<(), SettingError> {
        self.broken_relations().into_iter().next().map_or(Ok(()), |relation| Err(relation.error))
    }

    /// Checks every value and the relations between them, for settings that come from a file.
    ///
    /// # Errors
    /// Names the first setting that is out of its range, or at odds with another.
    pub fn check_values(&self) -> Result<(), SettingError> {
        // The command has an objective that is not among the choices.
        let offered = Settings { objective: Objective::default(), ..self.clone() };
        Settings::default().changed(&Value::Object(offered.to_json())).map(drop)
    }

    /// The relations between settings that do not hold.
    pub(super) fn broken_relations(&self) -> Vec<BrokenRelation> {
        let mut broken = vec![];
        let mut add = |between, setting: &str, found: String, expected: String, problem| {
            broken.push(BrokenRelation { between, error: SettingError { setting: setting.into(), found, expected, problem } });
        };
        let Self { hidden_size, heads, .. } = *self;
        if !hidden_size.is_multiple_of(heads) {
            let expected = format!("a divisor of hidden_size ({hidden_size})");
            add(&["heads", "hidden_size"], "heads", heads.to_string(), expected, Problem::HeadsDoNotDivide { hidden_size, heads });
        }
        let shares @ [mask, random, keep] = self.masking.shares();
        let sum: f64 = shares.iter().sum();
        if (sum - 100.0).abs() > SHARE_TOLERANCE {
            let found = format!("mask {mask}, random {random} and keep {keep}, which sum to {sum}");
            add(&SHARES, "masking", found, "shares in percent that sum to 100".into(), Problem::SharesDoNotSum { sum });
        }
        if self.corpus == "text" && self.text.trim().is_empty() {
            let expected = "sentences to train on, or another corpus".into();
            add(&["corpus", "text"], "text", "no text".into(), expected, Problem::NoText);
        }
        broken
    }

    pub(crate) fn to_json(&self) -> Map<String, Value> {
        match serde_json::to_value(self) {
            Ok(Value::Object(object)) => object,
            _ => unreachable!("settings are an object"),
        }
    }
}

impl MaskingSettings {
    /// Shares of the selected tokens in per cent: `[MASK]`, random, kept.
    pub fn shares(&self) -> [f64; 3] {
        [self.mask, self.random, self.keep]
    }
}

fn masking_names() -> Vec<&'static str> {
    SCHEMA.iter().filter(|spec| spec.group == SettingGroup::Masking).map(SettingSpec::short_name).collect()
}

impl SettingSpec {
    /// Parses a value of this setting.
    ///
    /// # Errors
    /// If the text is not such a value, or is out of range.
    pub fn parse(&self, text: &str) -> Result<Value, SettingError> {
        checked(self, &from_text(self.kind, text))
    }

    /// As [`SettingSpec::find`].
    ///
    /// # Errors
    /// Lists all settings.
    pub fn named(name: &str) -> Result<&'static SettingSpec, SettingError> {
        Self::find(name).ok_or_else(|| unknown(name, &Value::Null))
    }
}

/// Settings from a source that may contain errors, such as a URL, with the values that were left out.
#[derive(Clone, Debug, PartialEq)]
pub struct Lenient {
    pub settings: Settings,
    /// Why each of these settings has its default value.
    pub ignored: Vec<SettingError>,
    /// Names that are no settings.
    pub unknown: Vec<String>,
}

/// Reads names and values as text (a URL's query). Invalid settings keep their defaults and are reported.
pub fn lenient(pairs: &[(String, String)]) -> Lenient {
    let mut result = Lenient { settings: Settings::default(), ignored: vec![], unknown: vec![] };
    let mut seen: Vec<&str> = vec![];
    let mut usable: Vec<(&'static SettingSpec, Value)> = vec![];
    for (name, text) in pairs {
        let Some(spec) = SettingSpec::find(name) else {
            result.unknown.push(excerpt(name, LONGEST_EXCERPT));
            continue;
        };
        if seen.contains(&spec.name) {
            result.ignored.push(SettingError {
                setting: spec.name.into(),
                found: format!("a second value, {}", excerpt(text, LONGEST_EXCERPT)),
                expected: "one value; the first is used".into(),
                problem: Problem::NotOffered,
            });
            continue;
        }
        seen.push(spec.name);
        match spec.parse(text) {
            Ok(value) => usable.push((spec, value)),
            Err(e) => result.ignored.push(e),
        }
    }
    // If two settings contradict each other, the one that the message names gets its default, and in the end all do.
    loop {
        let object = nested(&usable);
        match Settings::default().changed(&object) {
            Ok(settings) => {
                result.settings = settings;
                return result;
            }
            Err(e) => {
                let before = usable.len();
                usable.retain(|(spec, _)| !(spec.name == e.setting || (e.setting == "masking" && SHARES.contains(&spec.name))));
                if usable.len() == before {
                    usable.clear();
                }
                result.ignored.push(e);
            }
        }
    }
}

/// Values in the form that [`Settings::changed`] takes.
pub fn nested(values: &[(&'static SettingSpec, Value)]) -> Value {
    let (mut object, mut masking) = (Map::new(), Map::new());
    for (spec, value) in values {
        let target = if spec.name.starts_with("masking.") { &mut masking } else { &mut object };
        target.insert(spec.short_name().into(), value.clone());
    }
    if !masking.is_empty() {
        object.insert("masking".into(), masking.into());
    }
    object.into()
}

/// Three shares that sum to 1 are fractions and become per cents.
fn percentages(members: &Map<String, Value>) -> Map<String, Value> {
    let mut members = members.clone();
    let names = SHARES.map(|name| name.trim_start_matches("masking."));
    let shares: Option<Vec<f64>> = names.iter().map(|name| members.get(*name).and_then(Value::as_f64)).collect();
    if let Some(shares) = shares
        && (shares.iter().sum::<f64>() - 1.0).abs() < SHARE_TOLERANCE
    {
        for (name, share) in names.into_iter().zip(shares) {
            // Rounded, so that 0.1, 0.8 and 0.1 become whole per cents.
            members.insert(name.to_owned(), ((share * 1e8).round() / 1e6).into());
        }
    }
    members
}

fn set(merged: &mut Map<String, Value>, name: &str, value: &Value) -> Result<(), SettingError> {
    let spec = SCHEMA.iter().find(|spec| spec.name == name).ok_or_else(|| unknown(name, value))?;
    let value = checked(spec, value)?;
    match name.strip_prefix("masking.") {
        Some(member) => merged.get_mut("masking").and_then(Value::as_object_mut).and_then(|masking| masking.insert(member.into(), value)),
        None => merged.insert(name.into(), value),
    };
    Ok(())
}

fn unknown(name: &str, value: &Value) -> SettingError {
    let names: Vec<_> = SCHEMA.iter().map(|spec| spec.name).collect();
    not_offered(name, value, &format!("a setting that exists: {}", names.join(", ")))
}

/// The value in the setting's type.
fn checked(spec: &SettingSpec, value: &Value) -> Result<Value, SettingError> {
    let number = value.as_f64();
    let between = |minimum: f64, maximum: f64| match number {
        None => Problem::NotANumber,
        Some(_) => Problem::OutOfRange { minimum, maximum },
    };
    let found = match spec.kind {
        Kind::Integer { minimum, maximum } => match number {
            Some(x) if x.fract() != 0.0 => Err(Problem::NotWhole),
            Some(x) if (f64::from(minimum)..=f64::from(maximum)).contains(&x) => Ok(Value::from(x as u32)),
            _ => Err(between(minimum.into(), maximum.into())),
        },
        Kind::Number { minimum, maximum, minimum_allowed } => match number {
            Some(x) if x <= maximum && (x > minimum || (minimum_allowed && x == minimum)) => Ok(Value::from(x)),
            _ => Err(between(minimum, maximum)),
        },
        Kind::Choice { choices, .. } => value.as_str().filter(|word| choices.contains(word)).map(Value::from).ok_or(Problem::NotOffered),
        Kind::Flag => value.as_bool().map(Value::from).ok_or(Problem::NotOffered),
        Kind::Text => value.as_str().map(Value::from).ok_or(Problem::NotOffered),
    };
    found.map_err(|problem| SettingError { problem, ..not_offered(spec.name, value, &spec.kind.to_string()) })
}

fn from_text(kind: Kind, text: &str) -> Value {
    match kind {
        Kind::Integer { .. } | Kind::Number { .. } => text.trim().parse::<f64>().map_or_else(|_| text.into(), Value::from),
        Kind::Flag if text == "true" || text == "1" => true.into(),
        Kind::Flag if text == "false" || text == "0" => false.into(),
        _ => text.into(),
    }
}

fn not_offered(setting: &str, found: &Value, expected: &str) -> SettingError {
    let found = excerpt(&found.to_string(), LONGEST_EXCERPT);
    SettingError { setting: excerpt(setting, LONGEST_EXCERPT), found, expected: expected.into(), problem: Problem::NotOffered }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn rejected(changes: Value) -> SettingError {
        Settings::default().changed(&changes).expect_err("must be rejected")
    }

    #[test]
    fn the_defaults_are_in_their_own_ranges() {
        let all = serde_json::to_value(Settings { text: "a. b.".into(), ..Settings::default() }).unwrap();
        let settings = Settings::default().changed(&all).unwrap();
        assert_eq!(settings, Settings { text: "a. b.".into(), ..Settings::default() });
    }

    #[test]
    fn every_field_is_in_the_table_and_the_table_has_no_other() {
        let mut names = vec![];
        for (name, value) in Settings::default().to_json() {
            match value {
                Value::Object(members) => names.extend(members.keys().map(|member| format!("{name}.{member}"))),
                _ => names.push(name),
            }
        }
        names.sort();
        let mut table: Vec<_> = SCHEMA.iter().map(|spec| spec.name.to_owned()).collect();
        table.sort();
        assert_eq!(names, table);
    }

    #[test]
    fn a_part_keeps_the_rest() {
        let settings = Settings::default().changed(&json!({"layers": 3, "masking": {"probability": 0.3}})).unwrap();
        assert_eq!((settings.layers, settings.heads), (3, 4));
        assert_eq!((settings.masking.probability, settings.masking.mask), (0.3, 80.0));
    }

    #[test]
    fn shares_may_be_fractions_or_per_cent() {
        for shares in [json!({"mask": 1, "random": 0, "keep": 0}), json!({"mask": 100, "random": 0, "keep": 0})] {
            assert_eq!(Settings::default().changed(&json!({"masking": shares})).unwrap().masking.mask, 100.0);
        }
        assert_eq!(rejected(json!({"masking": {"mask": 70, "random": 10, "keep": 10}})).setting, "masking");
    }

    #[test]
    fn settings_of_a_file_are_held_to_their_ranges() {
        assert_eq!(Settings::default().check_values(), Ok(()));
        for (settings, name) in [
            (Settings { batch_size: 0, ..Settings::default() }, "batch_size"),
            (Settings { layers: 1 << 30, ..Settings::default() }, "layers"),
            (Settings { learning_rate: f64::INFINITY, ..Settings::default() }, "learning_rate"),
        ] {
            assert_eq!(settings.check_values().unwrap_err().setting, name);
        }
    }

    #[test]
    fn a_wrong_value_is_named() {
        for (changes, name) in [
            (json!({"masking": {"probability": 0}}), "masking.probability"),
            (json!({"masking": {"probability": 1.5}}), "masking.probability"),
            (json!({"sequence_length": 3}), "sequence_length"),
            (json!({"heads": 3}), "heads"),
            (json!({"seed": -1}), "seed"),
            (json!({"seed": 4294967296u64}), "seed"),
            (json!({"layers": "two"}), "layers"),
            (json!({"layers": 1.5}), "layers"),
            (json!({"objective": "rtd"}), "objective"),
            (json!({"colour": "red"}), "colour"),
            (json!({"corpus": "text"}), "text"),
            (json!(7), "settings"),
        ] {
            let e = rejected(changes.clone());
            assert_eq!(e.setting, name, "{changes}");
            assert!(e.to_string().starts_with(name));
        }
    }

    #[test]
    fn a_url_keeps_what_it_can() {
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        let read = lenient(&[
            pair("seed", "7"),
            pair("seed", "8"),
            pair("heads", "5"),
            pair("probability", "2"),
            pair("masking.rule", "hf"),
            pair("utm", "x"),
        ]);
        assert_eq!(read.settings.seed, 7);
        assert_eq!(read.settings.heads, 4);
        assert_eq!(read.settings.masking.rule, super::super::MaskingRule::Hf);
        assert_eq!(read.unknown, ["utm"]);
        let named: Vec<_> = read.ignored.iter().map(|e| e.setting.as_str()).collect();
        assert_eq!(named, ["seed", "masking.probability", "heads"]);
    }
}
