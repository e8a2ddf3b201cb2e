//! The table of settings: names, kinds, ranges. Checks, the URL, the command's options and the page's controls follow it.

use serde::Serialize;
use tsify::Tsify;

/// One line of the table.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Tsify)]
pub struct SettingSpec {
    /// As in [`super::Settings`]; members of `masking` carry the prefix `masking.`.
    pub name: &'static str,
    pub kind: Kind,
}

impl SettingSpec {
    /// The name without its prefix: what URLs and options say.
    pub fn short_name(&self) -> &'static str {
        self.name.rsplit('.').next().unwrap_or(self.name)
    }

    /// The line of that name, with or without prefix.
    pub fn find(name: &str) -> Option<&'static SettingSpec> {
        SCHEMA.iter().find(|spec| spec.name == name || spec.short_name() == name)
    }
}

/// What values a setting takes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Tsify)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Kind {
    /// A whole number in `minimum..=maximum`.
    Integer {
        minimum: u32,
        maximum: u32,
    },
    /// A number over or at `minimum`, at most `maximum`.
    Number {
        minimum: f64,
        maximum: f64,
        minimum_allowed: bool,
    },
    /// One of these words.
    Choice {
        choices: &'static [&'static str],
    },
    Flag,
    Text,
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        match self {
            Self::Integer { minimum, maximum } => write!(f, "a whole number from {minimum} to {maximum}"),
            Self::Number { minimum, maximum, minimum_allowed: true } => write!(f, "a number from {minimum} to {maximum}"),
            Self::Number { minimum, maximum, .. } => write!(f, "a number over {minimum}, at most {maximum}"),
            Self::Choice { choices } => write!(f, "one of {}", choices.join(", ")),
            Self::Flag => write!(f, "true or false"),
            Self::Text => write!(f, "text"),
        }
    }
}

const fn integer(name: &'static str, minimum: u32, maximum: u32) -> SettingSpec {
    SettingSpec { name, kind: Kind::Integer { minimum, maximum } }
}

/// Over 0, at most 1.
const fn fraction(name: &'static str) -> SettingSpec {
    SettingSpec { name, kind: Kind::Number { minimum: 0.0, maximum: 1.0, minimum_allowed: false } }
}

const fn percent(name: &'static str) -> SettingSpec {
    SettingSpec { name, kind: Kind::Number { minimum: 0.0, maximum: 100.0, minimum_allowed: true } }
}

const fn choice(name: &'static str, choices: &'static [&'static str]) -> SettingSpec {
    SettingSpec { name, kind: Kind::Choice { choices } }
}

/// Every setting, in the order in which messages and controls name them.
pub const SCHEMA: &[SettingSpec] = &[
    SettingSpec { name: "corpus", kind: Kind::Text },
    SettingSpec { name: "text", kind: Kind::Text },
    integer("vocabulary_size", 32, 30_000),
    integer("sequence_length", 8, 512),
    integer("batch_size", 1, 256),
    integer("hidden_size", 8, 1024),
    integer("layers", 1, 12),
    integer("heads", 1, 16),
    integer("intermediate_size", 8, 4096),
    fraction("initializer_range"),
    choice("objective", &["mlm+nsp", "mlm", "nsp"]),
    choice("masking.rule", &["google", "hf"]),
    fraction("masking.probability"),
    percent("masking.mask"),
    percent("masking.random"),
    percent("masking.keep"),
    SettingSpec { name: "masking.whole_word", kind: Kind::Flag },
    integer("masking.max_predictions", 1, 512),
    SettingSpec { name: "masking.fresh", kind: Kind::Flag },
    choice("optimizer", &["adamw", "google"]),
    fraction("learning_rate"),
    integer("warmup_steps", 0, 1_000_000),
    integer("steps", 1, 1_000_000),
    integer("evaluation_interval", 1, 100_000),
    integer("seed", 0, u32::MAX),
    choice("device", &["auto", "cpu", "webgpu"]),
];
