//! `cloze tokenize`: text in, tokens out.

use super::input::{TokenizerChoice, stdin_lines, text_and_pair};
use super::{Failure, Output};

/// Encode each line of stdin as BERT reads it
///
/// A line is a text, or a text, a tab and its pair; an empty line and an empty pair count too. Out comes a JSON object a line: ids, tokens,
/// type_ids, attention_mask, special_tokens_mask, char_offsets (in code points of the original text), word_ids.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  echo 'My dog is cute.' | cloze tokenize --vocab vocab.txt
  printf 'My dog is cute.\\tHe likes playing.\\n' | cloze tokenize --tokenizer tokenizer.json --max-length 12")]
pub struct Arguments {
    #[command(flatten)]
    tokenizer: TokenizerChoice,
    /// Cut rows to so many tokens, [CLS] and [SEP] included, from the end of the longer text
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(3..))]
    max_length: Option<u32>,
}

pub fn run(arguments: Arguments) -> Result<(), Failure> {
    let tokenizer = arguments.tokenizer.load()?;
    let mut output = Output::new();
    for line in stdin_lines() {
        let line = line?;
        let (text, pair) = text_and_pair(&line);
        output.line(&tokenizer.encode(text, pair, arguments.max_length.map(|n| n as usize))?)?;
    }
    output.flush()
}
