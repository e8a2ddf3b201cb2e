//! BERT's WordPiece tokenizer: the `tokenizers` crate behind the few things that Cloze asks of it.
//!
//! Whatever it is made from (`vocab.txt`, `tokenizer.json`, a vocabulary trained here), it goes through one `tokenizer.json`, so
//! that the file we write is by construction the tokenizer we used. Truncation and padding that a file asks for are ignored: how
//! long a row may be is for the caller to say.

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

/// BERT's special tokens, in the order of the ids that they get in vocabularies made here.
pub const SPECIAL_TOKENS: [&str; 5] = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];
/// How they are written in a vocabulary that isn't made here, in the same order.
pub type SpecialNames = [String; 5];

/// The names that BERT has for its special tokens.
pub fn bert_names() -> SpecialNames {
    SPECIAL_TOKENS.map(str::to_owned)
}

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
    /// Whether a Chinese character is a word of its own.
    pub chinese_characters: bool,
}

impl Normalization {
    /// BERT uncased.
    pub const UNCASED: Self = Self { lowercase: true, strip_accents: None, chinese_characters: true };

    /// BERT uncased, but accents are kept where the text has Hangul syllables.
    pub fn for_text<'a>(sentences: impl IntoIterator<Item = &'a str>) -> Self {
        let hangul = sentences.into_iter().any(|sentence| sentence.chars().any(|c| ('가'..='힣').contains(&c)));
        Self { strip_accents: hangul.then_some(false), ..Self::UNCASED }
    }
}

/// Why a file can't be a tokenizer.
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
    /// By id; empty where no token has the id.
    tokens: Arc<[String]>,
}

impl Tokenizer {
    /// From the lines of a `vocab.txt`: the id is the line, from 0.
    pub fn from_vocab_txt(bytes: &[u8], normalization: Normalization) -> Result<Self, TokenizerError> {
        Self::build(&Description { vocabulary: read_vocab_txt(utf8(bytes)?), special: bert_names(), normalization, added: vec![] })
    }

    /// From a vocabulary: the id is the place in the list.
    pub fn from_tokens(tokens: Vec<String>, normalization: Normalization) -> Result<Self, TokenizerError> {
        let vocabulary = tokens.into_iter().zip(0..).collect();
        Self::build(&Description { vocabulary, special: bert_names(), normalization, added: vec![] })
    }

    /// BERT's tokenizer with this vocabulary.
    pub fn build(description: &Description) -> Result<Self, TokenizerError> {
        Self::from_value(description.to_value()?, description.special.clone())
    }

    /// From a `tokenizer.json` with a WordPiece model, all of it as the file says.
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
        // The model's reader wants to borrow this name, which a value that is taken apart does not lend.
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

    /// Encodes one text, or two: `[CLS] A [SEP]`, `[CLS] A [SEP] B [SEP]`. With `max_length` (at least [`SHORTEST_ROW`]) the longer
    /// one is cut at its end until the row fits, as Hugging Face's `longest_first` does.
    pub fn encode(&self, text: &str, pair: Option<&str>, max_length: Option<usize>) -> Result<Encoding, TokenizerError> {
        let room = match max_length {
            None => usize::MAX,
            Some(found) => found.checked_sub(self.template.added(pair.is_some())).ok_or(TokenizerError::RowTooShort { found })?,
        };
        // Of two texts all tokens are counted, since the longer one is cut; of one, none behind the room is looked at.
        let all = pair.is_some();
        let mut texts = once(text).chain(pair).map(|text| self.pieces(text, room, all)).collect::<Result<Vec<_>, _>>()?;
        let lengths: Vec<_> = texts.iter().map(|pieces| pieces.count).collect();
        for (pieces, length) in texts.iter_mut().zip(longest_first(&lengths, room)) {
            pieces.truncate(length);
        }
        Ok(Encoding::assemble(self.template.slots(pair.is_some()), texts, &self.tokens))
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

    /// The first `most` tokens of a text, without what is put around it. With `all`, the rest is counted.
    fn pieces(&self, text: &str, most: usize, all: bool) -> Result<Pieces, TokenizerError> {
        let mut pieces = Pieces::default();
        let take = |part: TokenRun| {
            pieces.take(&part.encoding, part.characters_before, part.words, most, &self.tokens);
            if all || pieces.count < most { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        };
        self.read(text, OffsetType::Char, STRETCH, take).map_err(encoding_failed)?;
        Ok(pieces)
    }

    /// Hands on the tokens of a text part by part, of about `stretch` bytes each.
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

    /// As [`Tokenizer::read`], a range of the text that has no added token in it.
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
            // Words are counted where anyone asks which one a token is of.
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

    /// Whether parts of a text give what the whole gives. Other normalisers than BERT's, and added tokens in normalised text, look
    /// further than [`stretches`] knows of: such a file's texts go through the crate in one piece.
    fn takes_stretches(&self) -> bool {
        matches!(self.inner.get_normalizer(), Some(Normalizer::BertNormalizer(bert)) if bert.clean_text)
            && matches!(self.inner.get_pre_tokenizer(), Some(PreTokenizer::BertPreTokenizer(_)))
            && self.added.all_verbatim()
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

    /// How the special tokens are written, in the order of [`SPECIAL_TOKENS`].
    pub fn special_names(&self) -> &SpecialNames {
        &self.special
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

    /// The id of a token, written as in the vocabulary (`##ing`). An empty line of a `vocab.txt` is none.
    pub fn id(&self, token: &str) -> Option<TokenId> {
        self.inner.token_to_id(token).filter(|_| !token.is_empty())
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
            Normalizer::BertNormalizer(bert) => Some(Normalization {
                lowercase: bert.lowercase,
                strip_accents: bert.strip_accents,
                chinese_characters: bert.handle_chinese_chars,
            }),
            _ => None,
        }
    }
}

/// Consecutive tokens of a text, each with all others of its word.
struct TokenRun {
    /// Offsets and words are counted from the part's beginning.
    encoding: tokenizers::Encoding,
    characters_before: usize,
    words: usize,
}

fn token_over(id: TokenId, token: &str, text: &str) -> tokenizers::Encoding {
    [(id, token.to_owned(), (0, text.chars().count()), Some(0), 0)].into_iter().collect()
}

/// Counts the characters before places of a text, from one to the next.
struct Characters<'a> {
    text: &'a str,
    bytes: usize,
    characters: usize,
    /// Where nobody asks, nothing is counted.
    counts: bool,
}

impl Characters<'_> {
    /// `place` is at least that of the call before.
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
