//! What several subcommands read: files, lines of text, a vocabulary.

use std::fs;
use std::io::{self, BufRead};
use std::path::{Path, PathBuf};

use super::Failure;
use crate::text::Tokenizer;
use crate::text::corpus::utf8;
use crate::text::tokenizer::Normalization;

/// Which tokenizer to use: exactly one of the two.
#[derive(clap::Args)]
#[group(required = true, multiple = false)]
pub struct TokenizerChoice {
    /// A vocab.txt, one token a line (read as BERT uncased)
    #[arg(long, value_name = "FILE")]
    vocab: Option<PathBuf>,
    /// A tokenizer.json with a WordPiece model, read by itself: other files of its folder have no say
    #[arg(long, value_name = "FILE")]
    tokenizer: Option<PathBuf>,
}

impl TokenizerChoice {
    pub fn load(&self) -> Result<Tokenizer, Failure> {
        load(self.vocab.as_deref(), self.tokenizer.as_deref())
    }
}

/// Which tokenizer to use, where there may be another one: at most one of the two.
#[derive(clap::Args)]
#[group(multiple = false)]
pub struct OptionalTokenizer {
    /// A vocab.txt, one token a line (read as BERT uncased), for --model none
    #[arg(long, value_name = "FILE")]
    vocab: Option<PathBuf>,
    /// A tokenizer.json with a WordPiece model, for --model none
    #[arg(long, value_name = "FILE")]
    tokenizer: Option<PathBuf>,
}

impl OptionalTokenizer {
    pub fn is_given(&self) -> bool {
        self.vocab.is_some() || self.tokenizer.is_some()
    }

    pub fn load(&self) -> Result<Tokenizer, Failure> {
        load(self.vocab.as_deref(), self.tokenizer.as_deref())
    }
}

fn load(vocab: Option<&Path>, tokenizer: Option<&Path>) -> Result<Tokenizer, Failure> {
    let (path, tokenizer) = match (vocab, tokenizer) {
        (Some(path), _) => (path, Tokenizer::from_vocab_txt(&read(path)?, Normalization::UNCASED)),
        (None, Some(path)) => (path, Tokenizer::from_json(&read(path)?)),
        (None, None) => return Err(Failure::Usage("--vocab FILE or --tokenizer FILE is expected".to_owned())),
    };
    tokenizer.map_err(|error| Failure::in_file(path, error))
}

/// The bytes of a file.
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| Failure::in_file(path, error))
}

/// The text of a file in UTF-8, a byte order mark dropped.
pub fn read_text(path: &Path) -> Result<String, Failure> {
    let bytes = read(path)?;
    let text = utf8(&bytes).map_err(|error| Failure::in_file(path, error))?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text).to_owned())
}

/// The lines of stdin as they come, without their ends; the number in an error counts from 1.
pub fn stdin_lines() -> impl Iterator<Item = Result<String, Failure>> {
    io::stdin()
        .lock()
        .lines()
        .zip(1..)
        .map(|(line, number)| line.map_err(|error| Failure::Data(format!("line {number} of stdin: {error}"))))
}

/// A line is a text, or a text, a tab and its pair.
pub fn text_and_pair(line: &str) -> (&str, Option<&str>) {
    match line.split_once('\t') {
        Some((text, pair)) => (text, Some(pair)),
        None => (line, None),
    }
}
