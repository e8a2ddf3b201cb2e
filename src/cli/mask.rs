//! `cloze mask`: masked examples of a text, to read and for statistics.

use std::path::PathBuf;

use serde::Serialize;

use super::input::{TokenizerChoice, read_text, text_and_pair};
use super::settings::{Masking, SettingOptions};
use super::{Failure, Output};
use crate::examples::masking::mask;
use crate::examples::{SpecialIds, TokenId};
use crate::random::{Purpose, Stream};

/// Mask rows of a text as BERT's pre-training does
///
/// Each line of the file that isn't empty is a text (or a text, a tab and its pair), taken in turn, over and over, until there are N rows.
/// Out comes a JSON object a row: input_ids (after masking), original_ids, labels (-100 where not selected), and on the first line
/// special_ids, vocab_size, max_predictions (where the rule has such a limit), mlm_probability too.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  cloze mask --vocab vocab.txt --input text.txt --count 3000 --max-length 64
  cloze mask --vocab vocab.txt --input text.txt --count 10 --max-length 32 --shares 100,0,0 --whole-word --seed 7")]
pub struct Arguments {
    #[command(flatten)]
    tokenizer: TokenizerChoice,
    /// The text, one row a line
    #[arg(long, value_name = "FILE")]
    input: PathBuf,
    /// How many rows to write
    #[arg(long, value_name = "N")]
    count: usize,
    /// Cut rows to so many tokens, [CLS] and [SEP] included
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(3..))]
    max_length: u32,
    /// Another seed, other masks
    #[arg(long, default_value_t = 1, allow_negative_numbers = true)]
    seed: u64,
    #[command(flatten)]
    masking: SettingOptions<Masking>,
}

#[derive(Serialize)]
struct Row<'a> {
    input_ids: &'a [TokenId],
    original_ids: &'a [TokenId],
    token_type_ids: &'a [u8],
    labels: Vec<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    word_starts: Option<Vec<u8>>,
    #[serde(flatten)]
    head: Option<HeaderLine>,
}

/// On the first line only.
#[derive(Serialize)]
struct HeaderLine {
    special_ids: SpecialIds,
    vocab_size: usize,
    /// Absent under a rule that has no such limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    max_predictions: Option<u32>,
    mlm_probability: f64,
}

pub fn run(arguments: Arguments) -> Result<(), Failure> {
    let settings = arguments.masking.settings()?.masking;
    let tokenizer = arguments.tokenizer.load()?;
    let facts = tokenizer.facts();
    let mut originals = Vec::new();
    for line in read_text(&arguments.input)?.lines().filter(|line| !line.trim().is_empty()).take(arguments.count.max(1)) {
        let (text, pair) = text_and_pair(line);
        let encoding = tokenizer.encode(text, pair, Some(arguments.max_length as usize))?;
        originals.push((encoding.ids, encoding.type_ids));
    }
    if originals.is_empty() {
        return Err(Failure::in_file(&arguments.input, "the file has no line of text: at least one is expected"));
    }

    let mut output = Output::new();
    for (row, (ids, types)) in originals.iter().cycle().take(arguments.count).enumerate() {
        let mut stream = Stream::new(arguments.seed, Purpose::Masks, row as u64);
        let example = mask(ids.clone(), types.clone(), facts, &settings, &mut stream);
        let head = || HeaderLine {
            special_ids: facts.special_ids,
            vocab_size: facts.size(),
            max_predictions: settings.rule.rule().number(&settings, ids.len()).map(|_| settings.max_predictions),
            mlm_probability: settings.probability,
        };
        output.line(&Row {
            input_ids: &example.input_ids,
            original_ids: &example.original_ids,
            token_type_ids: &example.token_type_ids,
            labels: example.labels.iter().map(|label| label.map_or(-100, i64::from)).collect(),
            word_starts: settings
                .rule
                .rule()
                .takes_whole_words(&settings)
                .then(|| ids.iter().map(|&id| u8::from(!facts.continuations[id as usize])).collect()),
            head: (row == 0).then(head),
        })?;
    }
    output.flush()
}
