//! `cloze encode`: texts as vectors.

use std::path::PathBuf;

use super::input::{stdin_lines, text_and_pair};
use super::score::report_ignored;
use super::{Failure, Output};
use crate::checkpoint::contradiction::in_a_sentence;
use crate::checkpoint::encode::{Encoder, Pooling};
use crate::checkpoint::folder::Folder;
use crate::checkpoint::tokenizer::FolderTokenizer;
use std::io::{self, Write};

/// Turn each line of stdin into a vector, with a checkpoint's encoder
///
/// A line is a text, or a text, a tab and its pair; what is longer than the model's positions is cut. Out comes a JSON object a line: ids and
/// embedding, or ids and last_hidden (a vector a token) with --pooling none.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  echo 'My dog is cute.' | cloze encode --model my-bert
  cloze encode --model my-bert --pooling none < sentences.txt")]
pub struct Arguments {
    /// A Hugging Face folder: config.json, model.safetensors, and tokenizer.json or vocab.txt
    #[arg(long, value_name = "DIR")]
    model: PathBuf,
    /// How the vectors of the tokens become one
    #[arg(long, value_enum, default_value = "mean")]
    pooling: PoolingChoice,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum PoolingChoice {
    /// The mean over all tokens, [CLS] and [SEP] included, not normalised
    Mean,
    /// The vector at [CLS]
    Cls,
    /// All vectors
    None,
}

pub fn run(arguments: Arguments) -> Result<(), Failure> {
    let pooling = match arguments.pooling {
        PoolingChoice::Mean => Pooling::Mean,
        PoolingChoice::Cls => Pooling::Cls,
        PoolingChoice::None => Pooling::None,
    };
    let folder = Folder::Disk(arguments.model);
    let FolderTokenizer { tokenizer, contradictions } = folder.tokenizer()?;
    if let Some(sentence) = in_a_sentence(&contradictions) {
        // Not `eprintln!`, which panics when stderr is closed.
        let _ = writeln!(io::stderr(), "note: {sentence}");
    }
    let checkpoint = folder.checkpoint()?;
    report_ignored(&checkpoint);
    let mut encoder = Encoder::new(checkpoint, tokenizer, pooling)?;
    let mut output = Output::new();
    for line in stdin_lines() {
        let line = line?;
        let (text, pair) = text_and_pair(&line);
        output.line(&encoder.encode(text, pair)?)?;
    }
    output.flush()
}
