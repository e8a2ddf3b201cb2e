//! What the files of a tokenizer say against each other, as facts that any language can put into words.

use std::fmt;

use serde::{Deserialize, Serialize};
use tsify::Tsify;

use super::folder::{TOKENIZER, TOKENIZER_CONFIG, VOCABULARY};

/// Two values for one thing, of which the second was followed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Tsify)]
pub struct Contradiction {
    pub about: Subject,
    pub said: Said,
    pub followed: Said,
}

/// What a tokenizer's files can disagree about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Tsify)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Subject {
    /// A part of the tokenizer, by its name in tokenizer.json.
    Part { name: String },
    /// The id of a token.
    Id { token: String },
}

/// A value, and what it comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Tsify)]
pub struct Said {
    /// Absent where there is no such part or no such token.
    pub value: Option<String>,
    pub by: Authority,
}

/// What decides a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Tsify)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Authority {
    TokenizerJson,
    /// tokenizer.json, because the class of the tokenizer (absent where it isn't named) takes that file as it is.
    TokenizerJsonByClass {
        class: Option<String>,
    },
    VocabTxt,
    /// A key of tokenizer_config.json.
    Option {
        key: String,
    },
    /// The default of a key that tokenizer_config.json doesn't have: a value of its own, or that of another key.
    Default {
        key: String,
        as_key: Option<String>,
    },
    /// The names of the special tokens in tokenizer_config.json.
    SpecialTokens,
    /// It is the same in every `BertTokenizer`.
    EveryBertTokenizer,
}

impl Said {
    fn value(&self) -> &str {
        self.value.as_deref().unwrap_or("none")
    }
}

impl fmt::Display for Contradiction {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { about, said, followed } = self;
        match about {
            Subject::Part { name } => write!(out, "{name} is ")?,
            Subject::Id { token } => write!(out, "the id of {token:?} is ")?,
        }
        write!(out, "{} {}, {} ", said.value(), said.by, followed.value())?;
        match &followed.by {
            Authority::Default { key, as_key } => {
                let value = as_key.as_ref().map_or_else(|| followed.value().to_owned(), |other| format!("as {other}"));
                write!(out, "by default ({TOKENIZER_CONFIG} says nothing of {key}, which then is {value})")?;
            }
            by => write!(out, "{by}")?,
        }
        out.write_str(", which is followed")?;
        match &followed.by {
            Authority::TokenizerJsonByClass { class } => {
                write!(out, " (tokenizer_class is {})", class.as_deref().unwrap_or("not named"))
            }
            _ => Ok(()),
        }
    }
}

impl fmt::Display for Authority {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TokenizerJson | Self::TokenizerJsonByClass { .. } => write!(out, "in {TOKENIZER}"),
            Self::VocabTxt => write!(out, "in {VOCABULARY}"),
            Self::Option { key } => write!(out, "in {TOKENIZER_CONFIG} ({key})"),
            Self::Default { key, .. } => write!(out, "by the default of {key}"),
            Self::SpecialTokens => write!(out, "by the names of the special tokens ({TOKENIZER_CONFIG})"),
            Self::EveryBertTokenizer => out.write_str("in every BertTokenizer"),
        }
    }
}

/// All of them in one line; `None` where there are none.
#[must_use]
pub fn in_a_sentence(contradictions: &[Contradiction]) -> Option<String> {
    let all = contradictions.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
    (!all.is_empty()).then(|| format!("the tokenizer's files contradict each other and are read as transformers reads them: {all}"))
}
