//! A `tokenizer.json`: writing BERT's, and checking others before the `tokenizers` crate reads them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::parts::{Decoder, Normalizer, Pipeline, PostProcessor, PreTokenizer};
use super::{CONTINUATION, LONGEST_WORD, Normalization, SpecialNames, TokenizerError};
use crate::text::ids::{SpecialIds, TokenId};

/// BERT's tokenizer, before it is built.
#[derive(Clone, Debug)]
pub struct Description {
    /// The id of each token. Ids may have gaps: lines of a `vocab.txt` whose token is repeated later.
    pub vocabulary: BTreeMap<String, TokenId>,
    pub special: SpecialNames,
    pub normalization: Normalization,
    /// Added tokens in the form of `tokenizer.json`. Special tokens that are missing here are added as in BERT.
    pub added: Vec<Value>,
}

impl Description {
    /// The text of a `tokenizer.json`, as Hugging Face writes it.
    pub(super) fn to_value(&self) -> Result<Value, TokenizerError> {
        let added = |name: &str| self.added.iter().find(|token| token["content"] == name)?["id"].as_u64();
        let ids = find_special_ids(&self.special, |name| self.vocabulary.get(name).copied().or_else(|| added(name)?.try_into().ok()))?;
        let mut special: Vec<_> = [ids.pad, ids.unk, ids.cls, ids.sep, ids.mask].into_iter().zip(&self.special).collect();
        special.sort_unstable();
        // A special token in `added` may strip white space.
        let plain = special.into_iter().filter(|(_, name)| added(name).is_none()).map(|(id, name)| {
            json!({"id": id, "content": name, "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true})
        });
        Ok(json!({
            "version": "1.0",
            "added_tokens": plain.chain(self.added.iter().cloned()).collect::<Vec<_>>(),
            "normalizer": {
                "type": "BertNormalizer",
                "clean_text": true,
                "handle_chinese_chars": self.normalization.chinese_characters,
                "strip_accents": self.normalization.strip_accents,
                "lowercase": self.normalization.lowercase,
            },
            "pre_tokenizer": {"type": "BertPreTokenizer"},
            "post_processor": post_processor(&self.special, ids),
            "decoder": {"type": "WordPiece", "prefix": CONTINUATION, "cleanup": true},
            "model": {
                "type": "WordPiece",
                "unk_token": self.special[1],
                "continuing_subword_prefix": CONTINUATION,
                "max_input_chars_per_word": LONGEST_WORD,
                "vocab": self.vocabulary,
            },
        }))
    }
}

/// The tokens of a `vocab.txt` and their ids, read as by the reference implementations. The id is the line number, from 0.
///
/// White space after a token is removed. An empty line takes an id (in `transformers` it is an empty token, which no text contains).
/// A repeated token has the id of its last line. Empty lines at the end are ignored.
pub fn read_vocab_txt(text: &str) -> BTreeMap<String, TokenId> {
    let lines = text.strip_prefix('\u{feff}').unwrap_or(text).trim_end().split('\n');
    lines.map(|line| line.trim_end().to_owned()).zip(0..).collect()
}

/// All five ids, or the names of those that are missing.
pub(super) fn find_special_ids(names: &SpecialNames, id_of: impl Fn(&str) -> Option<TokenId>) -> Result<SpecialIds, TokenizerError> {
    let ids = names.each_ref().map(|name| id_of(name));
    match ids {
        [Some(pad), Some(unk), Some(cls), Some(sep), Some(mask)] => Ok(SpecialIds { pad, unk, cls, sep, mask }),
        _ => {
            let missing = names.iter().zip(ids).filter(|(_, id)| id.is_none()).map(|(name, _)| name.clone()).collect();
            Err(TokenizerError::MissingSpecialTokens { missing, expected: names.clone().into() })
        }
    }
}

/// The vocabulary as a list, with empty texts for ids without a token.
pub(super) fn tokens_by_id(inner: &Pipeline) -> Result<Vec<String>, TokenizerError> {
    let mut entries: Vec<_> = inner.get_vocab(true).into_iter().map(|(token, id)| (id, token)).collect();
    entries.sort_unstable();
    if let Some((id, token)) = entries.last().filter(|(id, _)| *id as usize >= 2 * entries.len()) {
        return Err(TokenizerError::FarId { token: token.clone(), id: *id, tokens: entries.len() });
    }
    if let Some([(id, first), (_, second)]) = entries.array_windows().find(|[first, second]| first.0 == second.0) {
        return Err(TokenizerError::SharedId { id: *id, first: first.clone(), second: second.clone() });
    }
    let mut tokens = vec![String::new(); entries.last().map_or(0, |(id, _)| *id as usize + 1)];
    for (id, token) in entries {
        tokens[id as usize] = token;
    }
    Ok(tokens)
}

/// The types of parts in WordPiece tokenizers. Other types belong to other models, and the `tokenizers` crate panics on some
/// malformed ones.
const PARTS: [(&str, &[&str]); 4] = [
    ("normalizer", Normalizer::TYPES),
    ("pre_tokenizer", PreTokenizer::TYPES),
    ("post_processor", PostProcessor::TYPES),
    ("decoder", Decoder::TYPES),
];

/// Checks that this is a WordPiece tokenizer.
pub(super) fn check(file: &Value) -> Result<(), TokenizerError> {
    let model = file.get("model").ok_or_else(|| TokenizerError::Malformed("it has no `model`".into()))?;
    match model.get("type").and_then(Value::as_str) {
        Some("WordPiece") => {}
        // Older files have no type.
        None if model.get("max_input_chars_per_word").is_some() => {}
        found => return Err(TokenizerError::NotWordPiece { found: found.unwrap_or("unknown").to_owned() }),
    }
    PARTS.into_iter().try_for_each(|(part, types)| check_part(part, &file[part], types))?;
    check_template(&file["post_processor"])
}

/// A part has to be absent, of one of these types, or a sequence of such parts.
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

/// Checks what the `tokenizers` crate assumes of a template: it has each text once, and it describes all its special tokens.
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

/// `[CLS] A [SEP] B [SEP]`, token types 0 and 1.
pub(super) fn post_processor([_, _, cls, sep, _]: &SpecialNames, ids: SpecialIds) -> Value {
    let special = |token: &str, type_id: u32| json!({"SpecialToken": {"id": token, "type_id": type_id}});
    let sequence = |name: &str, type_id: u32| json!({"Sequence": {"id": name, "type_id": type_id}});
    let entry = |token: &str, id: TokenId| json!({"id": token, "ids": [id], "tokens": [token]});
    json!({
        "type": "TemplateProcessing",
        "single": [special(cls, 0), sequence("A", 0), special(sep, 0)],
        "pair": [special(cls, 0), sequence("A", 0), special(sep, 0), sequence("B", 1), special(sep, 1)],
        "special_tokens": {cls: entry(cls, ids.cls), sep: entry(sep, ids.sep)},
    })
}
