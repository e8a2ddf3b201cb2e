//! BERT's WordPiece tokenizer: a small interface to the `tokenizers` crate.
//!
//! Every source (`vocab.txt`, `tokenizer.json`, a vocabulary trained here) is first converted to a `tokenizer.json`. So the file that
//! we write is always the tokenizer that we used. Truncation and padding in a file are ignored: callers decide the length of rows.

mod added;
mod encoding;
mod file;
mod parts;
pub(super) mod stretches;
mod template;

use std::iter::once;
use std::ops::ControlFlow;
use std::sync::Arc;

use serde_json::Value;
use thiserror::Error;
use tokenizers::{Model, Normalizer as _, OffsetReferential, OffsetType, PreTokenizedString, PreTokenizer as _};

use self::added::AddedTokens;
pub use self::encoding::Encoding;
use self::encoding::{Pieces, longest_first};
pub use self::file::{Description, read_vocab_txt};
use self::parts::{Normalizer, Pipeline, PostProcessor, PreTokenizer};
use self::stretches::{STRETCH, Stretch, Stretches};
use self::template::Template;
use super::Corpus;
use super::corpus::{CorpusError, utf8};
use super::ids::{EncodedDocuments, SpecialIds, TokenId, VocabularyFacts};

/// BERT's special tokens, in the order of their ids in vocabularies trained here.
pub const SPECIAL_TOKENS: [&str; 5] = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];
/// The names of the special tokens in a loaded vocabulary, in the same order.
pub type SpecialNames = [String; 5];

/// BERT's names of the special tokens.
pub fn bert_names() -> SpecialNames {
    SPECIAL_TOKENS.map(str::to_owned)
}

/// The prefix of a piece that continues a word.
pub const CONTINUATION: &str = "##";
/// Maximum characters of a word after normalisation. A longer word becomes one `[UNK]`.
pub const LONGEST_WORD: usize = 100;
/// Length of the shortest row: `[CLS] [SEP] [SEP]`.
pub const SHORTEST_ROW: usize = 3;

/// How text is normalised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Normalization {
    pub lowercase: bool,
    /// `None` means as `lowercase`, as in BERT. Has to be `Some(false)` to keep Hangul syllables: accents are stripped after a
    /// canonical decomposition (NFD), which splits syllables into letters.
    pub strip_accents: Option<bool>,
    /// Whether each Chinese character is a word of its own.
    pub chinese_characters: bool,
}

impl Normalization {
    /// As in BERT uncased.
    pub const UNCASED: Self = Self { lowercase: true, strip_accents: None, chinese_characters: true };

    /// As in BERT uncased, but accents are kept if the text has Hangul syllables.
    pub fn for_text<'a>(sentences: impl IntoIterator<Item = &'a str>) -> Self {
        let hangul = sentences.into_iter().any(|sentence| sentence.chars().any(|c| ('가'..='힣').contains(&c)));
        Self { strip_accents: hangul.then_some(false), ..Self::UNCASED }
    }
}

/// Why a tokenizer cannot be built or used.
#[derive(Debug, Error)]
pub enum TokenizerError {
    #[error(transparent)]
    Text(#[from] CorpusError),
    #[error("the vocabulary lacks {}: BERT's five special tokens {} are expected", .missing.join(", "), .expected.join(" "))]
    MissingSpecialTokens { missing: Vec<String>, expected: Vec<String> },
    #[error("not a tokenizer.json: {0}")]
    Malformed(String),
    #[error("the model is of type {found}: WordPiece is expected")]
    NotWordPiece { found: String },
    #[error("token {token:?} has id {id}: of {tokens} tokens, ids below {} are expected", 2 * .tokens)]
    FarId { token: String, id: TokenId, tokens: usize },
    #[error("tokens {first:?} and {second:?} both have id {id}: an id of its own is expected for each")]
    SharedId { id: TokenId, first: String, second: String },
    #[error("a row of {found} tokens is too short: at least {SHORTEST_ROW} are expected")]
    RowTooShort { found: usize },
    #[error("the text could not be encoded: {0}")]
    Encoding(String),
}

/// A WordPiece tokenizer and its vocabulary.
#[derive(Clone, Debug)]
pub struct Tokenizer {
    inner: Pipeline,
    added: AddedTokens,
    template: Template,
    facts: VocabularyFacts,
    special: SpecialNames,
    /// Tokens by id. Empty if no token has the id.
    tokens: Arc<[String]>,
}

impl Tokenizer {
    /// From the lines of a `vocab.txt`. The id is the line number, from 0.
    pub fn from_vocab_txt(bytes: &[u8], normalization: Normalization) -> Result<Self, TokenizerError> {
        Self::build(&Description { vocabulary: read_vocab_txt(utf8(bytes)?), special: bert_names(), normalization, added: vec![] })
    }

    /// From a vocabulary. The id is the index in the list.
    pub fn from_tokens(tokens: Vec<String>, normalization: Normalization) -> Result<Self, TokenizerError> {
        let vocabulary = tokens.into_iter().zip(0..).collect();
        Self::build(&Description { vocabulary, special: bert_names(), normalization, added: vec![] })
    }

    /// BERT's tokenizer with this vocabulary.
    pub fn build(description: &Description) -> Result<Self, TokenizerError> {
        Self::from_value(description.to_value()?, description.special.clone())
    }

    /// From a `tokenizer.json` with a WordPiece model.
    pub fn from_json(bytes: &[u8]) -> Result<Self, TokenizerError> {
        let value = serde_json::from_slice(bytes).map_err(|error| TokenizerError::Malformed(error.to_string()))?;
        Self::from_value(value, bert_names())
    }

    /// From the content of a `tokenizer.json` whose special tokens have these names.
    pub fn from_value(mut value: Value, special: SpecialNames) -> Result<Self, TokenizerError> {
        let malformed = |error: &dyn std::fmt::Display| TokenizerError::Malformed(error.to_string());
        file::check(&value)?;
        for ignored in ["truncation", "padding"] {
            value[ignored] = Value::Null;
        }
        // Deserialising the model needs to borrow this name, which an owned value does not allow.
        value["model"].as_object_mut().map(|model| model.remove("type"));
        let mut inner: Pipeline = serde_json::from_value(value).map_err(|error| malformed(&error))?;
        let tokens = file::tokens_by_id(&inner)?;
        let special_ids = file::find_special_ids(&special, |token| inner.token_to_id(token))?;
        if inner.get_post_processor().is_none() {
            let template = serde_json::from_value(file::post_processor(&special, special_ids)).map_err(|error| malformed(&error))?;
            inner.with_post_processor(Some::<PostProcessor>(template));
        }
        let template = Template::of(&inner, tokens.len())?;
        let added = AddedTokens::new(inner.get_added_tokens_decoder(), inner.get_normalizer()).map_err(|error| malformed(&error))?;
        let continuations = tokens.iter().map(|token| token.starts_with(CONTINUATION) && token.len() > CONTINUATION.len()).collect();
        Ok(Self { inner, added, template, facts: VocabularyFacts { special_ids, continuations }, special, tokens: tokens.into() })
    }

    /// Encodes one text or two: `[CLS] A [SEP]`, `[CLS] A [SEP] B [SEP]`. With `max_length` (at least [`SHORTEST_ROW`]) the longer
    /// one is cut at its end until the row fits, as with Hugging Face's `longest_first`.
    pub fn encode(&self, text: &str, pair: Option<&str>, max_length: Option<usize>) -> Result<Encoding, TokenizerError> {
        let room = match max_length {
            None => usize::MAX,
            Some(found) => found.checked_sub(self.template.added(pair.is_some())).ok_or(TokenizerError::RowTooShort { found })?,
        };
        // Cutting two texts needs both lengths. A single text is read only up to the maximum.
        let all = pair.is_some();
        let mut texts = once(text).chain(pair).map(|text| self.pieces(text, room, all)).collect::<Result<Vec<_>, _>>()?;
        let lengths: Vec<_> = texts.iter().map(|pieces| pieces.count).collect();
        for (pieces, length) in texts.iter_mut().zip(longest_first(&lengths, room)) {
            pieces.truncate(length);
        }
        Ok(Encoding::assemble(self.template.slots(pair.is_some()), texts, &self.tokens))
    }

    /// As [`Tokenizer::encode`], with the number of tokens that were cut off.
    pub fn encode_and_count_cut(&self, text: &str, pair: Option<&str>, max_length: usize) -> Result<(Encoding, usize), TokenizerError> {
        let whole = self.encode(text, pair, None)?;
        if whole.ids.len() <= max_length {
            return Ok((whole, 0));
        }
        let encoding = self.encode(text, pair, Some(max_length))?;
        let cut = whole.ids.len() - encoding.ids.len();
        Ok((encoding, cut))
    }

    /// Ids of one sentence, without `[CLS]` and `[SEP]`.
    pub fn encode_sentence(&self, sentence: &str) -> Result<Vec<TokenId>, TokenizerError> {
        let mut ids = vec![];
        let take = |part: TokenRun| {
            ids.extend_from_slice(part.encoding.get_ids());
            ControlFlow::Continue(())
        };
        self.read(sentence, OffsetType::None, STRETCH, take).map_err(encoding_failed)?;
        Ok(ids)
    }

    /// The first `most` tokens of a text, without special tokens around it. With `all`, the remaining tokens are counted.
    fn pieces(&self, text: &str, most: usize, all: bool) -> Result<Pieces, TokenizerError> {
        let mut pieces = Pieces::default();
        let take = |part: TokenRun| {
            pieces.take(&part.encoding, part.characters_before, part.words, most, &self.tokens);
            if all || pieces.count < most { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        };
        self.read(text, OffsetType::Char, STRETCH, take).map_err(encoding_failed)?;
        Ok(pieces)
    }

    /// Calls `each` with the tokens of a text, in runs of about `stretch` bytes each.
    fn read(
        &self,
        text: &str,
        offsets: OffsetType,
        stretch: usize,
        mut each: impl FnMut(TokenRun) -> ControlFlow<()>,
    ) -> tokenizers::Result<()> {
        let mut characters = Characters { text, bytes: 0, characters: 0, counts: offsets == OffsetType::Char };
        for (range, added) in self.added.find(text) {
            let going_on = match added {
                Some(id) => {
                    let characters_before = characters.before(range.start);
                    each(TokenRun { encoding: token_over(id, &text[range.clone()], &text[range]), characters_before, words: 1 })
                }
                None => self.read_between(range, offsets, stretch, &mut characters, &mut each)?,
            };
            if going_on.is_break() {
                break;
            }
        }
        Ok(())
    }

    /// As [`Tokenizer::read`], for a range of the text without an added token.
    fn read_between(
        &self,
        range: std::ops::Range<usize>,
        offsets: OffsetType,
        stretch: usize,
        characters: &mut Characters,
        each: &mut impl FnMut(TokenRun) -> ControlFlow<()>,
    ) -> tokenizers::Result<ControlFlow<()>> {
        let (base, text) = (range.start, &characters.text[range]);
        let part = |mut words: PreTokenizedString, characters_before: usize| {
            // Words are counted only if word ids are needed.
            let count = if offsets == OffsetType::None { 0 } else { words.get_splits(OffsetReferential::Original, OffsetType::None).len() };
            self.inner.get_model().tokenize_in_pretokenized(&mut words, None)?;
            tokenizers::Result::Ok(TokenRun { encoding: words.into_encoding(None, 0, offsets)?, characters_before, words: count })
        };
        let divide = |text: &str| {
            let mut words = PreTokenizedString::from(text);
            words.split(|_, mut piece| {
                self.inner.get_normalizer().map_or(Ok(()), |normalizer| normalizer.normalize(&mut piece))?;
                Ok(self.added.split_normalized(piece))
            })?;
            self.inner.get_pre_tokenizer().map_or(Ok(()), |pre_tokenizer| pre_tokenizer.pre_tokenize(&mut words))?;
            Ok(words)
        };
        if !self.takes_stretches() {
            return Ok(each(part(divide(text)?, characters.before(base))?));
        }
        let model = self.inner.get_model();
        let mut going_on = ControlFlow::Continue(());
        Stretches { text, divide, size: stretch, longest: model.max_input_chars_per_word }.walk(|found| {
            going_on = each(match found {
                Stretch::Words { start, words } => part(words, characters.before(base + start))?,
                Stretch::TooLong(word) => {
                    let unknown = model.token_to_id(&model.unk_token).ok_or("the vocabulary lacks its unk_token")?;
                    let characters_before = characters.before(base + word.start);
                    TokenRun { encoding: token_over(unknown, &model.unk_token, &text[word]), characters_before, words: 1 }
                }
            });
            Ok(going_on)
        })?;
        Ok(going_on)
    }

    /// Whether a text may be tokenized in stretches with the same result. [`stretches`] supports BERT's normaliser without added
    /// tokens in normalised text. With other files, the crate gets each text as a whole.
    fn takes_stretches(&self) -> bool {
        matches!(self.inner.get_normalizer(), Some(Normalizer::BertNormalizer(bert)) if bert.clean_text)
            && matches!(self.inner.get_pre_tokenizer(), Some(PreTokenizer::BertPreTokenizer(_)))
            && self.added.all_verbatim()
    }

    /// Ids of all sentences. Sentences without a token (only control characters, for example) are left out, and so are documents
    /// without a sentence.
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

    /// The names of the special tokens, in the order of [`SPECIAL_TOKENS`].
    pub fn special_names(&self) -> &SpecialNames {
        &self.special
    }

    /// The facts that pairs, masking and batches need.
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

    /// The token of an id. `None` from [`Tokenizer::vocabulary_size`] on.
    pub fn token(&self, id: TokenId) -> Option<&str> {
        self.tokens.get(id as usize).map(String::as_str)
    }

    /// The id of a token, written as in the vocabulary (`##ing`). `None` for the empty text.
    pub fn id(&self, token: &str) -> Option<TokenId> {
        self.inner.token_to_id(token).filter(|_| !token.is_empty())
    }

    /// Ids as text, without special tokens.
    pub fn decode(&self, ids: &[TokenId]) -> Result<String, TokenizerError> {
        self.inner.decode(ids, true).map_err(|error| TokenizerError::Encoding(error.to_string()))
    }

    /// This tokenizer as the text of a `tokenizer.json`, for Cloze and Hugging Face's libraries.
    pub fn to_json(&self) -> Result<String, TokenizerError> {
        self.inner.to_string(true).map_err(|error| TokenizerError::Encoding(error.to_string()))
    }

    /// The vocabulary as the text of a `vocab.txt`. Unlike `tokenizer.json`, it has no normalisation.
    pub fn to_vocab_txt(&self) -> String {
        self.tokens.iter().flat_map(|token| [token, "\n"]).collect()
    }

    /// How the normaliser treats case and accents, for `tokenizer_config.json`. `None` if it isn't BERT's.
    pub fn normalization(&self) -> Option<Normalization> {
        match self.inner.get_normalizer()? {
            Normalizer::BertNormalizer(bert) => Some(Normalization {
                lowercase: bert.lowercase,
                strip_accents: bert.strip_accents,
                chinese_characters: bert.handle_chinese_chars,
            }),
            _ => None,
        }
    }
}

/// Consecutive tokens of a text, in whole words.
struct TokenRun {
    /// Offsets and word ids are counted from the beginning of the run.
    encoding: tokenizers::Encoding,
    characters_before: usize,
    words: usize,
}

fn token_over(id: TokenId, token: &str, text: &str) -> tokenizers::Encoding {
    [(id, token.to_owned(), (0, text.chars().count()), Some(0), 0)].into_iter().collect()
}

/// Counts the characters before byte offsets of a text, in ascending order.
struct Characters<'a> {
    text: &'a str,
    bytes: usize,
    characters: usize,
    /// Whether characters are counted at all.
    counts: bool,
}

impl Characters<'_> {
    /// `place` has to be at least that of the previous call.
    fn before(&mut self, place: usize) -> usize {
        if self.counts {
            self.characters += self.text[self.bytes..place].chars().count();
            self.bytes = place;
        }
        self.characters
    }
}

fn encoding_failed(error: tokenizers::Error) -> TokenizerError {
    TokenizerError::Encoding(error.to_string())
}

#[cfg(test)]
mod tests;
