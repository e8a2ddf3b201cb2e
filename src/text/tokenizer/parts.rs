//! The parts of the `tokenizers` crate that a WordPiece tokenizer may have.
//!
//! The crate's `Tokenizer` supports all its parts, so a program that uses it contains all of them, including three other models and a
//! second engine for regular expressions. But `Tokenizer` is an instance of a generic type. Here that type has BERT's parts only.

use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use tokenizers::decoders::wordpiece::WordPiece as WordPieceDecoder;
use tokenizers::models::wordpiece::WordPiece;
use tokenizers::normalizers::{BertNormalizer, Lowercase, NFC, NFD, NFKC, NFKD, Strip, StripAccents};
use tokenizers::pre_tokenizers::bert::BertPreTokenizer;
use tokenizers::pre_tokenizers::digits::Digits;
use tokenizers::pre_tokenizers::punctuation::Punctuation;
use tokenizers::pre_tokenizers::whitespace::{Whitespace, WhitespaceSplit};
use tokenizers::processors::bert::BertProcessing;
use tokenizers::processors::template::TemplateProcessing;
use tokenizers::{Encoding, NormalizedString, PreTokenizedString, SplitDelimiterBehavior, TokenizerImpl};

use super::added::BetweenWords;

/// The crate's tokenizer with BERT's parts.
pub(super) type Pipeline = TokenizerImpl<WordPiece, Normalizer, PreTokenizer, PostProcessor, Decoder>;

/// Changes the characters of a text.
#[expect(clippy::upper_case_acronyms, reason = "types as files and the crate name them")]
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Normalizer {
    BertNormalizer(BertNormalizer),
    Lowercase(Lowercase),
    NFC(NFC),
    NFD(NFD),
    NFKC(NFKC),
    NFKD(NFKD),
    StripAccents(StripAccents),
    Strip(Strip),
    Sequence(Normalizers),
}

/// Splits a text into words.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub(super) enum PreTokenizer {
    BertPreTokenizer(BertPreTokenizer),
    Whitespace(Whitespace),
    WhitespaceSplit(WhitespaceSplit),
    Punctuation(Punctuation),
    Digits(Digits),
    Sequence(PreTokenizers),
}

/// Adds special tokens around texts.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub(super) enum PostProcessor {
    TemplateProcessing(TemplateProcessing),
    BertProcessing(BertProcessing),
}

/// Turns tokens into text.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Decoder {
    WordPiece(WordPieceDecoder),
    Sequence(Decoders),
}

/// A sequence of parts of one kind.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "type", rename = "Sequence")]
pub(super) struct Normalizers {
    normalizers: Vec<Normalizer>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "type", rename = "Sequence")]
pub(super) struct PreTokenizers {
    pretokenizers: Vec<PreTokenizer>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "type", rename = "Sequence")]
pub(super) struct Decoders {
    decoders: Vec<Decoder>,
}

/// Deserialises a part by the type that its file names.
macro_rules! read_by_type {
    ($kind:ident: $($part:ident),+) => {
        impl $kind {
            pub(super) const TYPES: &[&str] = &[$(stringify!($part)),+];
        }

        impl<'de> Deserialize<'de> for $kind {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = Value::deserialize(deserializer)?;
                match value["type"].as_str() {
                    $(Some(stringify!($part)) => read(value).map(Self::$part),)+
                    found => Err(D::Error::custom(format!("type {found:?}, expected one of {}", Self::TYPES.join(", ")))),
                }
            }
        }
    };
}

read_by_type!(Normalizer: BertNormalizer, Lowercase, NFC, NFD, NFKC, NFKD, StripAccents, Strip, Sequence);
read_by_type!(PreTokenizer: BertPreTokenizer, Whitespace, WhitespaceSplit, Punctuation, Digits, Sequence);
read_by_type!(PostProcessor: TemplateProcessing, BertProcessing);
read_by_type!(Decoder: WordPiece, Sequence);

fn read<T: DeserializeOwned, E: Error>(value: Value) -> Result<T, E> {
    serde_json::from_value(value).map_err(E::custom)
}

impl tokenizers::Normalizer for Normalizer {
    fn normalize(&self, text: &mut NormalizedString) -> tokenizers::Result<()> {
        match self {
            Self::BertNormalizer(part) => part.normalize(text),
            Self::Lowercase(part) => part.normalize(text),
            Self::NFC(part) => part.normalize(text),
            Self::NFD(part) => part.normalize(text),
            Self::NFKC(part) => part.normalize(text),
            Self::NFKD(part) => part.normalize(text),
            Self::StripAccents(part) => part.normalize(text),
            Self::Strip(part) => part.normalize(text),
            Self::Sequence(list) => list.normalizers.iter().try_for_each(|part| part.normalize(text)),
        }
    }
}

impl tokenizers::PreTokenizer for PreTokenizer {
    fn pre_tokenize(&self, text: &mut PreTokenizedString) -> tokenizers::Result<()> {
        match self {
            Self::BertPreTokenizer(part) => part.pre_tokenize(text),
            Self::Whitespace(_) => text.split(|_, piece| piece.split(BetweenWords, SplitDelimiterBehavior::Removed)),
            Self::WhitespaceSplit(part) => part.pre_tokenize(text),
            Self::Punctuation(part) => part.pre_tokenize(text),
            Self::Digits(part) => part.pre_tokenize(text),
            Self::Sequence(list) => list.pretokenizers.iter().try_for_each(|part| part.pre_tokenize(text)),
        }
    }
}

impl tokenizers::PostProcessor for PostProcessor {
    fn added_tokens(&self, is_pair: bool) -> usize {
        match self {
            Self::TemplateProcessing(part) => part.added_tokens(is_pair),
            Self::BertProcessing(part) => part.added_tokens(is_pair),
        }
    }

    fn process_encodings(&self, encodings: Vec<Encoding>, add_special_tokens: bool) -> tokenizers::Result<Vec<Encoding>> {
        match self {
            Self::TemplateProcessing(part) => part.process_encodings(encodings, add_special_tokens),
            Self::BertProcessing(part) => part.process_encodings(encodings, add_special_tokens),
        }
    }
}

impl tokenizers::Decoder for Decoder {
    fn decode_chain(&self, tokens: Vec<String>) -> tokenizers::Result<Vec<String>> {
        match self {
            Self::WordPiece(part) => part.decode_chain(tokens),
            Self::Sequence(list) => list.decoders.iter().try_fold(tokens, |tokens, part| part.decode_chain(tokens)),
        }
    }
}
