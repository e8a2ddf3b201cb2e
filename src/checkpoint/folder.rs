//! The files of a checkpoint by name, on disk or (in the page) in memory, and how they go together.

use std::collections::BTreeMap;
use std::io::Cursor;
#[cfg(not(target_arch = "wasm32"))]
use std::path::PathBuf;

use serde::Deserialize;

use super::{Checkpoint, CheckpointError, config, weights};

pub const CONFIG: &str = "config.json";
pub const WEIGHTS: &str = "model.safetensors";
pub const VOCABULARY: &str = "vocab.txt";
pub const TOKENIZER: &str = "tokenizer.json";
pub const TOKENIZER_CONFIG: &str = "tokenizer_config.json";
pub const SPECIAL_TOKENS_MAP: &str = "special_tokens_map.json";
pub const ADDED_TOKENS: &str = "added_tokens.json";

/// Every file that is read.
pub const FILES: [&str; 7] = [CONFIG, WEIGHTS, VOCABULARY, TOKENIZER, TOKENIZER_CONFIG, SPECIAL_TOKENS_MAP, ADDED_TOKENS];

/// Maximum size of each file but the weights: twice the tokenizer of a multilingual model. As parsed JSON a file takes many times its size.
const TEXT_LIMIT: u64 = 32 << 20;
/// Maximum size of the weights in the page: 500 million numbers of four bytes, which is the most that a config may ask for.
const WEIGHTS_LIMIT: u64 = 2 << 30;

/// How many bytes a file of [`FILES`] may have in the page.
pub(super) fn limit_of(name: &str) -> u64 {
    if name == WEIGHTS { WEIGHTS_LIMIT } else { TEXT_LIMIT }
}

/// Where the files are.
#[derive(Clone, Debug)]
pub enum Folder {
    #[cfg(not(target_arch = "wasm32"))]
    Disk(PathBuf),
    /// By name, without folders.
    Memory(BTreeMap<String, Vec<u8>>),
}

impl Folder {
    /// Reads config and weights.
    ///
    /// # Errors
    /// Any of [`CheckpointError`]; also if the vocabulary beside the weights has more tokens than they have rows.
    pub fn checkpoint(&self) -> Result<Checkpoint, CheckpointError> {
        let config = config::parse(&self.name(CONFIG), &self.needed(CONFIG)?)?;
        self.check_vocabulary(config.bert.vocab_size)?;
        let name = self.name(WEIGHTS);
        match self {
            #[cfg(not(target_arch = "wasm32"))]
            Self::Disk(path) => {
                let path = path.join(WEIGHTS);
                if !path.exists() {
                    return Err(self.missing(WEIGHTS));
                }
                let mut file = std::fs::File::open(path).map_err(|error| unreadable(&name, error))?;
                weights::read(&name, &mut file, config)
            }
            Self::Memory(files) => {
                let bytes = files.get(WEIGHTS).ok_or_else(|| self.missing(WEIGHTS))?;
                weights::read(&name, &mut Cursor::new(bytes), config)
            }
        }
    }

    /// What is known without building a tokenizer: weights can be scored even where only `transformers` could use the tokenizer.
    fn check_vocabulary(&self, expected: usize) -> Result<(), CheckpointError> {
        let lines = self.bytes(VOCABULARY)?.map(|bytes| (VOCABULARY, count_lines(&bytes)));
        let entries = self.bytes(TOKENIZER)?.and_then(|bytes| Some((TOKENIZER, count_entries(&bytes)?)));
        match lines.into_iter().chain(entries).find(|(_, found)| *found > expected) {
            None => Ok(()),
            Some((file, found)) => Err(CheckpointError::VocabularyTooLong { file: self.name(file), found, expected }),
        }
    }

    /// A file other than the weights.
    pub(super) fn bytes(&self, name: &str) -> Result<Option<Vec<u8>>, CheckpointError> {
        let too_large = |found: u64| CheckpointError::TooLarge { file: self.name(name), found, limit: TEXT_LIMIT };
        match self {
            #[cfg(not(target_arch = "wasm32"))]
            Self::Disk(path) => match read_at_most(&path.join(name), TEXT_LIMIT) {
                Ok(bytes) if bytes.len() as u64 > TEXT_LIMIT => Err(too_large(bytes.len() as u64)),
                Ok(bytes) => Ok(Some(bytes)),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
                Err(error) => Err(unreadable(&self.name(name), error)),
            },
            Self::Memory(files) => match files.get(name) {
                Some(bytes) if bytes.len() as u64 > TEXT_LIMIT => Err(too_large(bytes.len() as u64)),
                bytes => Ok(bytes.cloned()),
            },
        }
    }

    fn needed(&self, name: &str) -> Result<Vec<u8>, CheckpointError> {
        self.bytes(name)?.ok_or_else(|| self.missing(name))
    }

    fn missing(&self, name: &str) -> CheckpointError {
        let hint = match name {
            WEIGHTS => "a file in the safetensors format (older formats such as pytorch_model.bin are not read)",
            _ => "a Hugging Face folder, which has one",
        };
        CheckpointError::MissingFile { found: format!("{} has no {name}", self.place()), expected: hint.into() }
    }

    /// A file's name in messages.
    pub(super) fn name(&self, name: &str) -> String {
        match self {
            #[cfg(not(target_arch = "wasm32"))]
            Self::Disk(path) => path.join(name).display().to_string(),
            Self::Memory(_) => name.to_owned(),
        }
    }

    pub(super) fn place(&self) -> String {
        match self {
            #[cfg(not(target_arch = "wasm32"))]
            Self::Disk(path) => path.display().to_string(),
            Self::Memory(_) => "the selection".to_owned(),
        }
    }
}

/// A file, or one byte more than `most` of it.
#[cfg(not(target_arch = "wasm32"))]
fn read_at_most(path: &std::path::Path, most: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = vec![];
    std::io::Read::read_to_end(&mut std::io::Read::take(std::fs::File::open(path)?, most + 1), &mut bytes)?;
    Ok(bytes)
}

#[cfg(not(target_arch = "wasm32"))]
fn unreadable(file: &str, error: std::io::Error) -> CheckpointError {
    CheckpointError::Unreadable { file: file.to_owned(), reason: error.to_string() }
}

fn count_lines(bytes: &[u8]) -> usize {
    let text = bytes.trim_ascii_end();
    if text.is_empty() { 0 } else { 1 + text.iter().filter(|&&byte| byte == b'\n').count() }
}

/// One more than the greatest id of a `tokenizer.json`; `None` if it isn't one.
fn count_entries(bytes: &[u8]) -> Option<usize> {
    #[derive(Deserialize)]
    struct File {
        model: Model,
        #[serde(default)]
        added_tokens: Vec<Added>,
    }
    #[derive(Deserialize)]
    struct Model {
        vocab: BTreeMap<String, u32>,
    }
    #[derive(Deserialize)]
    struct Added {
        id: u32,
    }
    let file: File = serde_json::from_slice(bytes).ok()?;
    let ids = file.model.vocab.values().copied().chain(file.added_tokens.iter().map(|added| added.id));
    Some(ids.max().map_or(0, |id| id as usize + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_counted_by_their_greatest_id() {
        let json = br#"{"model": {"vocab": {"a": 0, "b": 7}}, "added_tokens": [{"id": 9, "content": "c"}]}"#;
        assert_eq!(count_entries(json), Some(10));
        assert_eq!(count_entries(b"{}"), None);
        assert_eq!(count_lines(b"a\nb\nc\n"), 3);
        assert_eq!(count_lines(b"a\nb\nc"), 3);
        assert_eq!(count_lines(b""), 0);
    }

    #[test]
    fn a_file_beyond_the_limit_is_refused_by_name_and_with_the_limit() {
        let files = BTreeMap::from([(CONFIG.to_owned(), vec![b' '; TEXT_LIMIT as usize + 1])]);
        let error = Folder::Memory(files).checkpoint().unwrap_err().to_string();
        assert_eq!(error, "config.json: 33554433 bytes, expected at most 33554432");
    }

    #[test]
    fn a_missing_file_is_named() {
        let error = Folder::Memory(BTreeMap::new()).checkpoint().unwrap_err();
        assert_eq!(error.to_string(), "the selection has no config.json: expected a Hugging Face folder, which has one");
    }
}
