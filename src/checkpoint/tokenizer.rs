//! A folder's tokenizer, read as `transformers` reads it where its files contradict each other.
//!
//! `AutoTokenizer` of transformers 5 asks for the class first: `tokenizer_class` in tokenizer_config.json, else in config.json, else the
//! one that belongs to `model_type`. `BertTokenizer` and its relatives take the vocabulary from tokenizer.json (from vocab.txt where there
//! is none), and case, accents, Chinese characters and the names of the special tokens from tokenizer_config.json or their own
//! defaults; all else is fixed. The same options in tokenizer.json are ignored. Other classes take tokenizer.json as it is.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::contradiction::{Authority, Contradiction, Said, Subject};
use super::folder::{ADDED_TOKENS, CONFIG, Folder, SPECIAL_TOKENS_MAP, TOKENIZER, TOKENIZER_CONFIG, VOCABULARY};
use super::{CheckpointError, LONGEST_NAME};
use crate::excerpt::excerpt;
use crate::text::Tokenizer;
use crate::text::corpus::utf8;
use crate::text::ids::TokenId;
use crate::text::tokenizer::{
    CONTINUATION, Description, LONGEST_WORD, Normalization, SpecialNames, TokenizerError, bert_names, read_vocab_txt,
};

/// Classes of transformers that read a folder by `BertTokenizer`'s rules; with "Fast" behind the name too.
const BERT_CLASSES: [&str; 11] = [
    "BertTokenizer",
    "ConvBertTokenizer",
    "DPRContextEncoderTokenizer",
    "DPRQuestionEncoderTokenizer",
    "DPRReaderTokenizer",
    "DistilBertTokenizer",
    "ElectraTokenizer",
    "LayoutLMTokenizer",
    "LxmertTokenizer",
    "MobileBertTokenizer",
    "SqueezeBertTokenizer",
];

/// Characters of a message of the tokenizer's, which may quote a token.
const LONGEST_REASON: usize = 600;

/// The keys of [`SpecialNames`].
const NAME_KEYS: [&str; 5] = ["pad_token", "unk_token", "cls_token", "sep_token", "mask_token"];

/// A folder's tokenizer and what is to be said of it.
#[derive(Debug)]
pub struct FolderTokenizer {
    pub tokenizer: Tokenizer,
    /// Where the files contradict each other.
    pub contradictions: Vec<Contradiction>,
}

/// The files that have a say, parsed.
struct Files<'a> {
    folder: &'a Folder,
    /// tokenizer.json
    described: Option<Value>,
    /// tokenizer_config.json; empty where there is none
    options: Map<String, Value>,
    /// special_tokens_map.json; empty where there is none, or where the options list the added tokens
    names: Map<String, Value>,
    /// config.json; empty where there is none
    model: Map<String, Value>,
}

impl Folder {
    /// Reads the tokenizer.
    ///
    /// # Errors
    /// [`CheckpointError::MissingFile`] if there is neither tokenizer.json nor vocab.txt, [`CheckpointError::Tokenizer`],
    /// [`CheckpointError::Malformed`] or [`CheckpointError::Config`] if one of the files can't be used.
    pub fn tokenizer(&self) -> Result<FolderTokenizer, CheckpointError> {
        let described = match self.bytes(TOKENIZER)? {
            None => None,
            Some(bytes) => Some(serde_json::from_slice(&bytes).map_err(|error| self.unusable(TOKENIZER, &malformed(error)))?),
        };
        let options = self.object(TOKENIZER_CONFIG)?;
        let names = if options.contains_key("added_tokens_decoder") { Map::new() } else { self.object(SPECIAL_TOKENS_MAP)? };
        // What is wrong with config.json is said by who reads the model.
        let model = self.object(CONFIG).unwrap_or_default();
        let files = Files { folder: self, described, options, names, model };
        match (&files.described, files.class()) {
            (Some(described), Some(class)) if !is_bert(class) => files.as_described(described, Some(class)),
            (Some(described), None) => files.as_described(described, None),
            _ => files.as_bert(),
        }
    }

    fn object(&self, name: &str) -> Result<Map<String, Value>, CheckpointError> {
        let Some(bytes) = self.bytes(name)? else { return Ok(Map::new()) };
        serde_json::from_slice(&bytes).map_err(|error| CheckpointError::Malformed {
            file: self.name(name),
            found: error.to_string(),
            expected: "a JSON object".into(),
        })
    }

    fn unusable(&self, file: &str, reason: &TokenizerError) -> CheckpointError {
        CheckpointError::Tokenizer { file: self.name(file), reason: excerpt(&reason.to_string(), LONGEST_REASON) }
    }
}

fn malformed(error: impl std::fmt::Display) -> TokenizerError {
    TokenizerError::Malformed(error.to_string())
}

fn is_bert(class: &str) -> bool {
    BERT_CLASSES.contains(&class.strip_suffix("Fast").unwrap_or(class))
}

impl Files<'_> {
    fn class(&self) -> Option<&str> {
        let named = self.options.get("tokenizer_class").or_else(|| self.model.get("tokenizer_class")).and_then(Value::as_str);
        let by_model = || (self.model.is_empty() || self.model.get("model_type")? == "bert").then_some("BertTokenizer");
        named.or_else(by_model)
    }

    /// All as tokenizer.json says, but for the names of the special tokens.
    fn as_described(&self, described: &Value, class: Option<&str>) -> Result<FolderTokenizer, CheckpointError> {
        let tokenizer =
            Tokenizer::from_value(described.clone(), self.special_names()?).map_err(|error| self.folder.unusable(TOKENIZER, &error))?;
        let mut contradictions = vec![];
        for (key, part, _) in OPTIONS {
            let (said, found) = (self.option(key)?, described["normalizer"][part].as_bool());
            if let (Some(said), Some(found)) = (said, found)
                && said != found
            {
                contradictions.push(Contradiction {
                    about: Subject::Part { name: part.to_owned() },
                    said: Said { value: Some(said.to_string()), by: Authority::Option { key: key.to_owned() } },
                    followed: Said {
                        value: Some(found.to_string()),
                        by: Authority::TokenizerJsonByClass { class: class.map(ToOwned::to_owned) },
                    },
                });
            }
        }
        Ok(FolderTokenizer { tokenizer, contradictions })
    }

    /// By the rules of `BertTokenizer`.
    fn as_bert(&self) -> Result<FolderTokenizer, CheckpointError> {
        let [lowercase, strip_accents, chinese_characters] = [0, 1, 2].map(|option| self.option(OPTIONS[option].0));
        let normalization = Normalization {
            lowercase: lowercase?.unwrap_or(Normalization::UNCASED.lowercase),
            strip_accents: strip_accents?,
            chinese_characters: chinese_characters?.unwrap_or(Normalization::UNCASED.chinese_characters),
        };
        let lines = self.folder.bytes(VOCABULARY)?.map(|bytes| utf8(&bytes).map(read_vocab_txt).map_err(TokenizerError::from));
        let (file, vocabulary) = match (&self.described, lines) {
            (Some(described), _) => (TOKENIZER, vocabulary(described)),
            (None, Some(lines)) => (VOCABULARY, lines),
            (None, None) => {
                return Err(CheckpointError::MissingFile {
                    found: format!("{} has no tokenizer", self.folder.place()),
                    expected: format!("{TOKENIZER} or {VOCABULARY}"),
                });
            }
        };
        let vocabulary = vocabulary.map_err(|error| self.folder.unusable(file, &error))?;
        let added = self.added(&vocabulary)?;
        let description = Description { vocabulary, special: self.special_names()?, normalization, added };
        let tokenizer = Tokenizer::build(&description).map_err(|error| self.folder.unusable(file, &error))?;
        let contradictions = self.described.as_ref().map(|described| self.contradictions(described, &description));
        Ok(FolderTokenizer { tokenizer, contradictions: contradictions.unwrap_or_default() })
    }

    /// A flag of tokenizer_config.json. As for transformers, null is none but for accents, where it means "as case".
    fn option(&self, key: &'static str) -> Result<Option<bool>, CheckpointError> {
        match self.options.get(key) {
            None => Ok(None),
            Some(Value::Null) if key == "strip_accents" => Ok(None),
            Some(Value::Bool(value)) => Ok(Some(*value)),
            Some(other) => Err(self.wrong(TOKENIZER_CONFIG, key, other, "true or false")),
        }
    }

    fn wrong(&self, file: &str, key: &str, found: &Value, expected: &str) -> CheckpointError {
        let found = format!("{key} is {}", found.to_string().chars().take(60).collect::<String>());
        CheckpointError::Malformed { file: self.folder.name(file), found, expected: expected.into() }
    }

    fn special_names(&self) -> Result<SpecialNames, CheckpointError> {
        let mut names = bert_names();
        for (name, key) in names.iter_mut().zip(NAME_KEYS) {
            for (file, values) in [(TOKENIZER_CONFIG, &self.options), (SPECIAL_TOKENS_MAP, &self.names)] {
                match values.get(key) {
                    None | Some(Value::Null) => {}
                    Some(value) => match content(value) {
                        Some(said) => said.clone_into(name),
                        None => return Err(self.wrong(file, key, value, "a token: a string, or an object with its content")),
                    },
                }
            }
        }
        Ok(names)
    }

    /// The added tokens in the order in which transformers adds them. Those that the model has no row for can't be read, and are left out.
    fn added(&self, vocabulary: &BTreeMap<String, TokenId>) -> Result<Vec<Value>, CheckpointError> {
        let mut by_id = BTreeMap::new();
        if let Some(listed) = self.options.get("added_tokens_decoder").and_then(Value::as_object) {
            by_id.extend(listed.iter().filter_map(|(id, token)| Some((id.parse::<u64>().ok()?, token.clone()))));
        } else {
            for (token, id) in self.folder.object(ADDED_TOKENS)? {
                by_id.insert(id.as_u64().unwrap_or(u64::MAX), json!({"content": token, "special": false}));
            }
            let described = self.described.as_ref().and_then(|described| described["added_tokens"].as_array());
            by_id.extend(described.into_iter().flatten().map(|token| (token["id"].as_u64().unwrap_or(u64::MAX), token.clone())));
        }
        let lists = ["extra_special_tokens", "additional_special_tokens"].map(|key| self.names.get(key).or(self.options.get(key)));
        let listed = lists.into_iter().flatten().flat_map(|list| match list {
            Value::Array(list) => list.iter().collect(),
            Value::Object(list) => list.values().collect(),
            _ => vec![],
        });
        let is_name = |key: &String| key.ends_with("_token") && !NAME_KEYS.contains(&key.as_str());
        let named = self.options.iter().filter(|(key, value)| is_name(key) && value.is_string()).map(|(_, value)| value);
        let special = listed.chain(named).map(|token| match token {
            Value::Object(_) => token.clone(),
            _ => json!({"content": token, "special": true}),
        });
        let rows = self.model.get("vocab_size").and_then(Value::as_u64).unwrap_or(u64::MAX);
        let mut next = vocabulary.len() as u64;
        let mut added: Vec<Value> = vec![];
        for token in by_id.into_values().chain(special) {
            let content = token["content"].as_str().unwrap_or_default();
            if content.is_empty() || added.iter().any(|other| other["content"] == content) {
                continue;
            }
            let known = vocabulary.get(content).map(|&id| u64::from(id));
            let id = known.unwrap_or(next);
            if known.is_none() && id >= rows {
                continue;
            }
            next += u64::from(known.is_none());
            added.push(added_token(id, content, &token));
        }
        Ok(added)
    }

    /// Where tokenizer.json says otherwise than what was followed.
    fn contradictions(&self, described: &Value, followed: &Description) -> Vec<Contradiction> {
        let (normalizer, model) = (&described["normalizer"], &described["model"]);
        let mut found = vec![];
        // What an older file leaves out contradicts nothing.
        let mut compare = |name: &str, said: &Value, followed: Value, by: &Authority| {
            if !said.is_null() && *said != followed {
                found.push(Contradiction {
                    about: Subject::Part { name: name.to_owned() },
                    said: Said { value: shown(said), by: Authority::TokenizerJson },
                    followed: Said { value: shown(&followed), by: by.clone() },
                });
            }
        };
        let fixed = &Authority::EveryBertTokenizer;
        if normalizer["type"] == "BertNormalizer" {
            let chosen = followed.normalization;
            let lowercase = &normalizer["lowercase"];
            let accents = |said: &Value, lowercase: &Value| if said.is_null() { lowercase.clone() } else { said.clone() };
            compare("lowercase", lowercase, json!(chosen.lowercase), &self.source(0));
            // Where neither says it, accents go with case, of which all is said.
            if !(normalizer["strip_accents"].is_null() && chosen.strip_accents.is_none()) {
                let stripped = json!(chosen.strip_accents.unwrap_or(chosen.lowercase));
                compare("strip_accents", &accents(&normalizer["strip_accents"], lowercase), stripped, &self.source(1));
            }
            compare("handle_chinese_chars", &normalizer["handle_chinese_chars"], json!(chosen.chinese_characters), &self.source(2));
            compare("clean_text", &normalizer["clean_text"], json!(true), fixed);
        } else {
            compare("normalizer", &kind_of(normalizer), json!("BertNormalizer"), fixed);
        }
        compare("pre_tokenizer", &kind_of(&described["pre_tokenizer"]), json!("BertPreTokenizer"), fixed);
        compare("max_input_chars_per_word", &model["max_input_chars_per_word"], json!(LONGEST_WORD), fixed);
        compare("continuing_subword_prefix", &model["continuing_subword_prefix"], json!(CONTINUATION), fixed);
        let [_, unk, cls, sep, _] = &followed.special;
        let names = Authority::SpecialTokens;
        compare("unk_token", &model["unk_token"], json!(unk), &names);
        let row = format!("{cls}:0 $A:0 {sep}:0 $B:1 {sep}:1");
        let said = row_of(&described["post_processor"]).unwrap_or_else(|| NONE.to_owned());
        compare("post_processor", &json!(said), json!(row), &names);
        if let Ok(Some(bytes)) = self.folder.bytes(VOCABULARY)
            && let Ok(text) = utf8(&bytes)
        {
            let mut lines = read_vocab_txt(text);
            lines.remove("");
            let added = |token: &String| followed.added.iter().any(|other| other["content"] == *token);
            let differs = |(token, id): &(&String, &TokenId)| followed.vocabulary.get(*token) != Some(*id) && !added(token);
            if let Some((token, line)) = lines.iter().find(differs) {
                let id = followed.vocabulary.get(token).map(ToString::to_string);
                found.push(Contradiction {
                    about: Subject::Id { token: excerpt(token, LONGEST_NAME) },
                    said: Said { value: Some(line.to_string()), by: Authority::VocabTxt },
                    followed: Said { value: id, by: Authority::TokenizerJson },
                });
            }
        }
        found
    }

    /// Where the value of an option came from.
    fn source(&self, option: usize) -> Authority {
        let (key, _, as_key) = OPTIONS[option];
        match self.options.get(key) {
            Some(_) => Authority::Option { key: key.to_owned() },
            None => Authority::Default { key: key.to_owned(), as_key: as_key.map(ToOwned::to_owned) },
        }
    }
}

/// Keys of tokenizer_config.json, the normaliser's names for the same in tokenizer.json, and the keys whose values are their defaults.
const OPTIONS: [(&str, &str, Option<&str>); 3] = [
    ("do_lower_case", "lowercase", None),
    ("strip_accents", "strip_accents", Some("do_lower_case")),
    ("tokenize_chinese_chars", "handle_chinese_chars", None),
];

/// Stands for a part that isn't there, so that it can be compared with one that is.
const NONE: &str = "none";

/// The tokens and ids of a tokenizer.json.
fn vocabulary(described: &Value) -> Result<BTreeMap<String, TokenId>, TokenizerError> {
    let model = described.get("model").ok_or_else(|| malformed("it has no `model`"))?;
    match model.get("type").and_then(Value::as_str) {
        None | Some("WordPiece") => serde::Deserialize::deserialize(&model["vocab"]).map_err(malformed),
        Some(found) => Err(TokenizerError::NotWordPiece { found: found.to_owned() }),
    }
}

/// A token as tokenizer.json writes it, with the defaults of what isn't said.
fn added_token(id: u64, content: &str, said: &Value) -> Value {
    let flag = |key: &str, default: bool| said[key].as_bool().unwrap_or(default);
    let special = flag("special", false);
    json!({
        "id": id, "content": content, "single_word": flag("single_word", false), "lstrip": flag("lstrip", false),
        "rstrip": flag("rstrip", false), "normalized": flag("normalized", !special), "special": special,
    })
}

fn content(value: &Value) -> Option<&str> {
    value.as_str().or_else(|| value["content"].as_str())
}

/// What a post-processor puts around a text and its pair, in the notation of templates.
fn row_of(post_processor: &Value) -> Option<String> {
    if post_processor["type"] == "BertProcessing" {
        let (cls, sep) = (post_processor["cls"][0].as_str()?, post_processor["sep"][0].as_str()?);
        return Some(format!("{cls}:0 $A:0 {sep}:0 $B:1 {sep}:1"));
    }
    let pieces = post_processor["pair"].as_array()?.iter().map(|piece| {
        let (mark, piece) = if piece["Sequence"].is_null() { ("", &piece["SpecialToken"]) } else { ("$", &piece["Sequence"]) };
        format!("{mark}{}:{}", piece["id"].as_str().unwrap_or_default(), piece["type_id"])
    });
    Some(pieces.collect::<Vec<_>>().join(" "))
}

/// The type of a part; [`NONE`] where there is no such part.
fn kind_of(part: &Value) -> Value {
    part.get("type").cloned().unwrap_or_else(|| json!(NONE))
}

/// A value for a message; `None` for a part that isn't there.
fn shown(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if text == NONE => None,
        Value::String(text) => Some(excerpt(text, LONGEST_NAME)),
        other => Some(excerpt(&other.to_string(), LONGEST_NAME)),
    }
}
