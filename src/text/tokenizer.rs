//! BERT's WordPiece tokenizer: the `tokenizers` crate behind the few things that Cloze asks of it.
//!
//! Whatever it is made from (`vocab.txt`, `tokenizer.json`, a vocabulary trained here), it goes through one `tokenizer.json`, so
//! that the file we write is by construction the tokenizer we used. Truncation and padding that a file asks for are ignored: how
//! long a row may be is for the caller to say.

mod added;
mod parts;

use serde::Serialize;
use serde_json::{Value, json};
use thiserror::Error;
use tokenizers::utils::truncation::{TruncationParams, truncate_encodings};
use tokenizers::{Model, OffsetType, PostProcessor as _, PreTokenizer as _};

use self::added::AddedTokens;
use self::parts::{Decoder, Normalizer, Parts, PostProcessor, PreTokenizer};
use super::Corpus;
use super::corpus::{CorpusError, utf8};
use super::ids::{EncodedDocuments, SpecialIds, TokenId, VocabularyFacts};

/// BERT's special tokens, in the order of the ids that they get in vocabularies made here.
pub const SPECIAL_TOKENS: [&str; 5] = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];
/// What stands before a piece that goes on a word.
pub const CONTINUATION: &str = "##";
/// A longer word, counted after normalisation, is one `[UNK]`.
pub const LONGEST_WORD: usize = 100;
/// The shortest row: `[CLS] [SEP] [SEP]`.
pub const SHORTEST_ROW: usize = 3;

/// How text is simplified before it is looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Normalization {
    pub lowercase: bool,
    /// `None`: as `lowercase`, which is what BERT does. Has to be `Some(false)` where Hangul syllables are to stay whole: accents
    /// are stripped after a canonical decomposition (NFD), which leaves syllables as separate letters.
    pub strip_accents: Option<bool>,
}

impl Normalization {
    /// BERT uncased.
    pub const UNCASED: Self = Self { lowercase: true, strip_accents: None };

    /// BERT uncased, but accents are kept where the text has Hangul syllables.
    pub fn for_text<'a>(sentences: impl IntoIterator<Item = &'a str>) -> Self {
        let hangul = sentences.into_iter().any(|sentence| sentence.chars().any(|c| ('가'..='힣').contains(&c)));
        Self { lowercase: true, strip_accents: hangul.then_some(false) }
    }
}

/// Why a file can't be a tokenizer.
#[derive(Debug, Error)]
pub enum TokenizerError {
    #[error(transparent)]
    Text(#[from] CorpusError),
    #[error("line {line} is empty: one token a line is expected")]
    EmptyLine { line: usize },
    #[error("line {line} repeats line {first} ({token:?}): every token may be there once")]
    Repeated { line: usize, first: usize, token: String },
    #[error("the vocabulary lacks {}: BERT's five special tokens {} are expected", .missing.join(", "), SPECIAL_TOKENS.join(" "))]
    MissingSpecialTokens { missing: Vec<&'static str> },
    #[error("not a tokenizer.json: {0}")]
    Malformed(String),
    #[error("the model is of type {found}: WordPiece is expected")]
    NotWordPiece { found: String },
    #[error("{tokens} tokens, but none has id {missing}: ids from 0 to {} are expected, each once", .tokens - 1)]
    Ids { tokens: usize, missing: usize },
    #[error("a row of {found} tokens is too short: at least {SHORTEST_ROW} are expected")]
    RowTooShort { found: usize },
    #[error("the text could not be encoded: {0}")]
    Encoding(String),
}

/// A text (or two) as the model reads it. All lists have one entry a token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Encoding {
    pub ids: Vec<TokenId>,
    pub tokens: Vec<String>,
    /// 0 for `[CLS] A [SEP]`, 1 for `B [SEP]`
    pub type_ids: Vec<u32>,
    /// 1 throughout: nothing is padded here
    pub attention_mask: Vec<u32>,
    /// 1 for the special tokens that were put around the text
    pub special_tokens_mask: Vec<u32>,
    /// Half-open, in code points of the original text (B's are counted in B); `[0, 0]` for special tokens
    pub char_offsets: Vec<(usize, usize)>,
    /// Which word of its text, from 0; null for special tokens
    pub word_ids: Vec<Option<u32>>,
}

/// A WordPiece tokenizer and its vocabulary.
#[derive(Clone, Debug)]
pub struct Tokenizer {
    inner: Parts,
    added: AddedTokens,
    facts: VocabularyFacts,
    /// By id.
    tokens: Vec<String>,
}

impl Tokenizer {
    /// From the lines of a `vocab.txt`: the id is the line, from 0.
    pub fn from_vocab_txt(bytes: &[u8], normalization: Normalization) -> Result<Self, TokenizerError> {
        let text = utf8(bytes)?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text).trim_end_matches(['\n', '\r']);
        let tokens: Vec<_> = text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line).to_owned()).collect();
        Self::from_tokens(tokens, normalization)
    }

    /// From a vocabulary: the id is the place in the list.
    pub fn from_tokens(tokens: Vec<String>, normalization: Normalization) -> Result<Self, TokenizerError> {
        let mut lines = std::collections::HashMap::new();
        for (line, token) in (1..).zip(&tokens) {
            if token.is_empty() {
                return Err(TokenizerError::EmptyLine { line });
            }
            if let Some(first) = lines.insert(token, line) {
                return Err(TokenizerError::Repeated { line, first, token: token.clone() });
            }
        }
        let id_of = |token: &str| lines.get(&token.to_owned()).map(|line| (line - 1) as TokenId);
        let special_ids = find_special_ids(id_of)?;
        Self::from_value(tokenizer_json(&tokens, special_ids, normalization))
    }

    /// From a `tokenizer.json` with a WordPiece model.
    pub fn from_json(bytes: &[u8]) -> Result<Self, TokenizerError> {
        let value: Value = serde_json::from_slice(bytes).map_err(|error| TokenizerError::Malformed(error.to_string()))?;
        Self::from_value(value)
    }

    fn from_value(mut value: Value) -> Result<Self, TokenizerError> {
        let model = value.get("model").ok_or_else(|| TokenizerError::Malformed("it has no `model`".into()))?;
        match model.get("type").and_then(Value::as_str) {
            Some("WordPiece") => {}
            // Files from before types were written down.
            None if model.get("max_input_chars_per_word").is_some() => {}
            found => return Err(TokenizerError::NotWordPiece { found: found.unwrap_or("unknown").to_owned() }),
        }
        for ignored in ["truncation", "padding"] {
            value[ignored] = Value::Null;
        }
        for (part, types) in PARTS {
            check_part(part, &value[part], types)?;
        }
        check_template(&value["post_processor"])?;
        // The model's reader wants to borrow this name, which a value that is taken apart does not lend.
        value["model"].as_object_mut().map(|model| model.remove("type"));
        let mut inner: Parts = serde_json::from_value(value).map_err(|error| TokenizerError::Malformed(error.to_string()))?;
        let tokens = tokens_by_id(&inner)?;
        let special_ids = find_special_ids(|token| inner.token_to_id(token))?;
        if inner.get_post_processor().is_none() {
            let template =
                serde_json::from_value(post_processor(special_ids)).map_err(|error| TokenizerError::Malformed(error.to_string()))?;
            inner.with_post_processor(Some::<PostProcessor>(template));
        }
        check_added(&inner, tokens.len())?;
        let added = AddedTokens::new(inner.get_added_tokens_decoder(), inner.get_normalizer())
            .map_err(|error| TokenizerError::Malformed(error.to_string()))?;
        let continuations = tokens.iter().map(|token| token.starts_with(CONTINUATION) && token.len() > CONTINUATION.len()).collect();
        Ok(Self { inner, added, facts: VocabularyFacts { special_ids, continuations }, tokens })
    }

    /// Encodes one text, or two: `[CLS] A [SEP]`, `[CLS] A [SEP] B [SEP]`. With `max_length` (at least [`SHORTEST_ROW`]) the longer
    /// one is cut at its end until the row fits, as Hugging Face's `longest_first` does.
    pub fn encode(&self, text: &str, pair: Option<&str>, max_length: Option<usize>) -> Result<Encoding, TokenizerError> {
        let failed = |error: tokenizers::Error| TokenizerError::Encoding(error.to_string());
        let bare = |text: &str| self.pieces(text, OffsetType::Char).map_err(failed);
        let (mut a, mut b) = (bare(text)?, pair.map(bare).transpose()?);
        if let Some(max_length) = max_length {
            let added = self.inner.get_post_processor().map_or(0, |processor| processor.added_tokens(b.is_some()));
            let room = max_length.checked_sub(added).ok_or(TokenizerError::RowTooShort { found: max_length })?;
            (a, b) = truncate_encodings(a, b, &TruncationParams { max_length: room, ..Default::default() }).map_err(failed)?;
        }
        let encoding = self.inner.post_process(a, b, true).map_err(failed)?;
        Ok(Encoding {
            ids: encoding.get_ids().to_vec(),
            tokens: encoding.get_tokens().to_vec(),
            type_ids: encoding.get_type_ids().to_vec(),
            attention_mask: encoding.get_attention_mask().to_vec(),
            special_tokens_mask: encoding.get_special_tokens_mask().to_vec(),
            char_offsets: encoding.get_offsets().to_vec(),
            word_ids: encoding.get_word_ids().to_vec(),
        })
    }

    /// Ids of one sentence, without `[CLS]` and `[SEP]`.
    pub fn encode_sentence(&self, sentence: &str) -> Result<Vec<TokenId>, TokenizerError> {
        let encoding = self.pieces(sentence, OffsetType::None).map_err(|error| TokenizerError::Encoding(error.to_string()))?;
        Ok(encoding.get_ids().to_vec())
    }

    /// A text without what the post-processor puts around it.
    fn pieces(&self, text: &str, offsets: OffsetType) -> tokenizers::Result<tokenizers::Encoding> {
        let mut text = self.added.extract(text, self.inner.get_normalizer())?;
        if let Some(part) = self.inner.get_pre_tokenizer() {
            part.pre_tokenize(&mut text)?;
        }
        self.inner.get_model().tokenize_in_pretokenized(&mut text, None)?;
        text.into_encoding(None, 0, offsets)
    }

    /// Ids of all sentences. Sentences without a token (nothing but control characters, say) and documents without such a sentence
    /// are left out.
    pub fn encode_corpus(&self, corpus: &Corpus) -> Result<EncodedDocuments, TokenizerError> {
        let mut documents = Vec::with_capacity(corpus.documents.len());
        for document in &corpus.documents {
            let mut sentences = Vec::with_capacity(document.len());
            for sentence in document {
                sentences.push(self.encode_sentence(sentence)?);
            }
            sentences.retain(|ids| !ids.is_empty());
            if !sentences.is_empty() {
                documents.push(sentences);
            }
        }
        Ok(documents)
    }

    pub fn special_ids(&self) -> SpecialIds {
        self.facts.special_ids
    }

    /// What pairs, masking and batches have to know.
    pub fn facts(&self) -> &VocabularyFacts {
        &self.facts
    }

    pub fn vocabulary_size(&self) -> usize {
        self.tokens.len()
    }

    /// All tokens, by id.
    pub fn tokens(&self) -> &[String] {
        &self.tokens
    }

    /// The token of an id; `None` from [`Tokenizer::vocabulary_size`] on.
    pub fn token(&self, id: TokenId) -> Option<&str> {
        self.tokens.get(id as usize).map(String::as_str)
    }

    /// The id of a token, written as in the vocabulary (`##ing`).
    pub fn id(&self, token: &str) -> Option<TokenId> {
        self.inner.token_to_id(token)
    }

    /// Ids as text again, special tokens left out.
    pub fn decode(&self, ids: &[TokenId]) -> Result<String, TokenizerError> {
        self.inner.decode(ids, true).map_err(|error| TokenizerError::Encoding(error.to_string()))
    }

    /// The text of a `tokenizer.json` that gives this tokenizer again, here and in Hugging Face's libraries.
    pub fn to_json(&self) -> Result<String, TokenizerError> {
        self.inner.to_string(true).map_err(|error| TokenizerError::Encoding(error.to_string()))
    }

    /// The text of a `vocab.txt`. It doesn't say how text is normalised: `tokenizer.json` does.
    pub fn to_vocab_txt(&self) -> String {
        self.tokens.iter().flat_map(|token| [token, "\n"]).collect()
    }

    /// How the normaliser treats case and accents, for `tokenizer_config.json`; `None` where it isn't BERT's.
    pub fn normalization(&self) -> Option<Normalization> {
        match self.inner.get_normalizer()? {
            Normalizer::BertNormalizer(bert) => Some(Normalization { lowercase: bert.lowercase, strip_accents: bert.strip_accents }),
            _ => None,
        }
    }
}

/// All five ids, or the names of those that are missing.
fn find_special_ids(id_of: impl Fn(&str) -> Option<TokenId>) -> Result<SpecialIds, TokenizerError> {
    let ids = SPECIAL_TOKENS.map(id_of);
    match ids {
        [Some(pad), Some(unk), Some(cls), Some(sep), Some(mask)] => Ok(SpecialIds { pad, unk, cls, sep, mask }),
        _ => {
            let missing = SPECIAL_TOKENS.into_iter().zip(ids).filter(|(_, id)| id.is_none()).map(|(token, _)| token).collect();
            Err(TokenizerError::MissingSpecialTokens { missing })
        }
    }
}

/// The vocabulary as a list, if its ids are 0, 1, 2 and so on.
fn tokens_by_id(inner: &Parts) -> Result<Vec<String>, TokenizerError> {
    let mut entries: Vec<_> = inner.get_vocab(true).into_iter().collect();
    entries.sort_unstable_by(|(a, i), (b, j)| (i, a).cmp(&(j, b)));
    match entries.iter().zip(0u32..).position(|((_, id), place)| *id != place) {
        // Two tokens with one id push the rest back: then the missing id is further on, but the list is as wrong.
        Some(missing) => Err(TokenizerError::Ids { tokens: entries.len(), missing }),
        None => Ok(entries.into_iter().map(|(token, _)| token).collect()),
    }
}

/// What WordPiece tokenizers are made of. Of the rest, which belongs to other models, the `tokenizers` crate panics at some that
/// are not as it expects them.
const PARTS: [(&str, &[&str]); 4] = [
    ("normalizer", Normalizer::TYPES),
    ("pre_tokenizer", PreTokenizer::TYPES),
    ("post_processor", PostProcessor::TYPES),
    ("decoder", Decoder::TYPES),
];

/// A part is absent, of one of these types, or a sequence of such.
fn check_part(part: &str, value: &Value, types: &[&str]) -> Result<(), TokenizerError> {
    if value.is_null() {
        return Ok(());
    }
    let found = value["type"].as_str().unwrap_or("unknown");
    if found == "Sequence" && types.contains(&found) {
        let lists = ["normalizers", "pretokenizers", "decoders"].map(|key| value[key].as_array());
        return lists.into_iter().flatten().flatten().try_for_each(|inner| check_part(part, inner, types));
    }
    if types.contains(&found) {
        return Ok(());
    }
    let found = found.chars().take(60).collect::<String>();
    Err(TokenizerError::Malformed(format!("its {part} is of type {found}, expected one of {}", types.join(", "))))
}

/// A template has to hold what the `tokenizers` crate counts on: each text once, and no special token that it doesn't describe.
fn check_template(post_processor: &Value) -> Result<(), TokenizerError> {
    let malformed = |found: String| Err(TokenizerError::Malformed(format!("its post_processor {found}")));
    if post_processor["type"] != "TemplateProcessing" {
        return Ok(());
    }
    for (row, texts) in [("single", &["A"][..]), ("pair", &["A", "B"])] {
        let pieces = || post_processor[row].as_array().into_iter().flatten();
        let mut found: Vec<_> = pieces().filter_map(|piece| piece["Sequence"]["id"].as_str()).collect();
        found.sort_unstable();
        if found != texts {
            return malformed(format!("puts {found:?} into a {row}, expected each of {texts:?} once"));
        }
        let undescribed = |id: &&str| post_processor["special_tokens"].get(id).is_none();
        if let Some(id) = pieces().filter_map(|piece| piece["SpecialToken"]["id"].as_str()).find(undescribed) {
            return malformed(format!("uses {id:?}, which its special_tokens do not describe"));
        }
    }
    Ok(())
}

/// What is put around a text and a pair, whatever does that, has to be of the vocabulary and of BERT's two token types.
fn check_added(inner: &Parts, vocabulary: usize) -> Result<(), TokenizerError> {
    let nothing = tokenizers::Encoding::default;
    for pair in [None, Some(nothing())] {
        let row = inner.post_process(nothing(), pair, true).map_err(|error| TokenizerError::Malformed(error.to_string()))?;
        if let Some(id) = row.get_ids().iter().find(|&&id| id as usize >= vocabulary) {
            return Err(TokenizerError::Malformed(format!("post_processor adds id {id}, expected one below {vocabulary}")));
        }
        if let Some(kind) = row.get_type_ids().iter().find(|&&kind| kind > 1) {
            return Err(TokenizerError::Malformed(format!("post_processor gives token type {kind}, expected 0 or 1")));
        }
    }
    Ok(())
}

/// `[CLS] A [SEP] B [SEP]`, token types 0 and 1.
fn post_processor(ids: SpecialIds) -> Value {
    let special = |token: &str, type_id: u32| json!({"SpecialToken": {"id": token, "type_id": type_id}});
    let sequence = |name: &str, type_id: u32| json!({"Sequence": {"id": name, "type_id": type_id}});
    let entry = |token: &str, id: TokenId| json!({"id": token, "ids": [id], "tokens": [token]});
    json!({
        "type": "TemplateProcessing",
        "single": [special("[CLS]", 0), sequence("A", 0), special("[SEP]", 0)],
        "pair": [special("[CLS]", 0), sequence("A", 0), special("[SEP]", 0), sequence("B", 1), special("[SEP]", 1)],
        "special_tokens": {"[CLS]": entry("[CLS]", ids.cls), "[SEP]": entry("[SEP]", ids.sep)},
    })
}

/// BERT's tokenizer as Hugging Face writes it.
fn tokenizer_json(tokens: &[String], ids: SpecialIds, normalization: Normalization) -> Value {
    let mut special: Vec<_> = [ids.pad, ids.unk, ids.cls, ids.sep, ids.mask].into_iter().zip(SPECIAL_TOKENS).collect();
    special.sort_unstable();
    let added = special.into_iter().map(|(id, content)| {
        json!({"id": id, "content": content, "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true})
    });
    let vocabulary: serde_json::Map<String, Value> = (0u32..).zip(tokens).map(|(id, token)| (token.clone(), id.into())).collect();
    json!({
        "version": "1.0",
        "added_tokens": added.collect::<Vec<_>>(),
        "normalizer": {
            "type": "BertNormalizer",
            "clean_text": true,
            "handle_chinese_chars": true,
            "strip_accents": normalization.strip_accents,
            "lowercase": normalization.lowercase,
        },
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": post_processor(ids),
        "decoder": {"type": "WordPiece", "prefix": CONTINUATION, "cleanup": true},
        "model": {
            "type": "WordPiece",
            "unk_token": "[UNK]",
            "continuing_subword_prefix": CONTINUATION,
            "max_input_chars_per_word": LONGEST_WORD,
            "vocab": vocabulary,
        },
    })
}

#[cfg(test)]
mod tests;
