//! How a setting is declared, and the facts about each setting. Checks, the URL, the command's options and the page's controls follow
//! from these facts.

use std::sync::LazyLock;

use serde::Serialize;
use serde_json::Value;
use tsify::Tsify;

use super::Settings;

/// Declares a struct of settings: fields, defaults, and the [`SettingSpec`] of each.
///
/// The doc line of a field is its description. `with` nests another such struct. `named` is the prefix of its names.
macro_rules! settings {
    (
        $(#[$meta:meta])*
        pub struct $name:ident, named $prefix:literal {
            $(
                in $group:ident {
                    $( #[doc = $about:literal] $field:ident: $type:ty = $default:expr, $kind:expr $(, $unit:ident)?; )*
                }
                $( #[doc = $nested_about:literal] with $nested:ident: $nested_type:ty; )?
            )*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize, tsify::Tsify)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $(
                $( #[doc = $about] pub $field: $type, )*
                $( #[doc = $nested_about] pub $nested: $nested_type, )?
            )*
        }

        impl Default for $name {
            fn default() -> Self {
                Self {
                    $(
                        $( $field: $default, )*
                        $( $nested: Default::default(), )?
                    )*
                }
            }
        }

        impl $name {
            /// The facts about each setting, in the order of messages and controls.
            fn specs() -> Vec<$crate::settings::SettingSpec> {
                let mut all = vec![];
                $(
                    all.extend([$( $crate::settings::SettingSpec {
                        name: concat!($prefix, stringify!($field)),
                        group: $crate::settings::SettingGroup::$group,
                        kind: $kind,
                        unit: [$(stringify!($unit))?].first().copied(),
                        about: $about.trim_ascii(),
                        default: serde_json::json!($default),
                    }, )*]);
                    $( all.extend(<$nested_type>::specs()); )?
                )*
                all
            }
        }
    };
}

/// Declares the choices of a setting, each with a description of one line.
macro_rules! choices {
    ($(#[$meta:meta])* pub enum $name:ident { $( #[doc = $about:literal] $variant:ident = $word:literal, )* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, tsify::Tsify)]
        pub enum $name {
            $( #[doc = $about] #[serde(rename = $word)] $variant, )*
        }

        impl $name {
            pub const ALL: &'static [Self] = &[$( Self::$variant, )*];
            pub const CHOICES: $crate::settings::Kind = $crate::settings::Kind::Choice {
                choices: &[$( $word, )*],
                about: &[$( $about.trim_ascii(), )*],
            };
        }
    };
}

pub(super) use {choices, settings};

/// Groups of settings, in the order of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "snake_case")]
pub enum SettingGroup {
    Corpus,
    Masking,
    Model,
    Training,
}

/// The facts about one setting.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
pub struct SettingSpec {
    /// Its name in [`Settings`]. Members of `masking` have the prefix `masking.`.
    #[tsify(type = "SettingName")]
    pub name: &'static str,
    pub group: SettingGroup,
    pub kind: Kind,
    /// The unit of its number, if it has one.
    pub unit: Option<&'static str>,
    /// One sentence, in English.
    pub about: &'static str,
    #[tsify(type = "string | number | boolean")]
    pub default: Value,
}

/// Every setting.
pub static SCHEMA: LazyLock<Vec<SettingSpec>> = LazyLock::new(Settings::specs);

impl SettingSpec {
    /// The name without its prefix, as in URLs and options.
    pub fn short_name(&self) -> &'static str {
        self.name.rsplit('.').next().unwrap_or(self.name)
    }

    /// The setting with this name, with or without prefix.
    pub fn find(name: &str) -> Option<&'static SettingSpec> {
        SCHEMA.iter().find(|spec| spec.name == name || spec.short_name() == name)
    }
}

/// The type and range of a setting's values.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Tsify)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Kind {
    /// A whole number in `minimum..=maximum`.
    Integer {
        minimum: u32,
        maximum: u32,
    },
    /// A number from `minimum` (included or not) to `maximum`.
    Number {
        minimum: f64,
        maximum: f64,
        minimum_allowed: bool,
    },
    /// One of these words, each with its description.
    Choice {
        choices: &'static [&'static str],
        #[serde(skip)]
        about: &'static [&'static str],
    },
    Flag,
    Text,
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        match self {
            Self::Integer { minimum, maximum } => write!(f, "a whole number from {minimum} to {maximum}"),
            Self::Number { minimum, maximum, minimum_allowed: true } => write!(f, "a number from {minimum} to {maximum}"),
            Self::Number { minimum, maximum, .. } => write!(f, "a number greater than {minimum} and at most {maximum}"),
            Self::Choice { choices, .. } => write!(f, "one of {}", choices.join(", ")),
            Self::Flag => write!(f, "true or false"),
            Self::Text => write!(f, "text"),
        }
    }
}

pub(super) const fn whole(minimum: u32, maximum: u32) -> Kind {
    Kind::Integer { minimum, maximum }
}

/// Greater than 0, at most 1.
pub(super) const FRACTION: Kind = Kind::Number { minimum: 0.0, maximum: 1.0, minimum_allowed: false };

pub(super) const PERCENT: Kind = Kind::Number { minimum: 0.0, maximum: 100.0, minimum_allowed: true };
