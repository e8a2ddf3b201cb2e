//! `cloze mask`: masked examples of a text, for a look and for statistics.

use std::path::PathBuf;

use clap::ValueEnum;
use serde::Serialize;

use super::input::{TokenizerChoice, read_text, text_and_pair};
use super::{Failure, Output};
use crate::examples::masking::mask;
use crate::examples::{SpecialIds, TokenId};
use crate::random::{Purpose, Stream};
use crate::settings::{MaskingRule, MaskingSettings};

/// Mask rows of a text as BERT's pre-training does
///
/// Each line of the file that isn't empty is a text (or a text, a tab and its pair), taken in turn, over and over, until there are N rows.
/// Out comes a JSON object a row: input_ids (after masking), original_ids, labels (-100 where not selected), and on the first line
/// special_ids, vocab_size, max_predictions (google rule), mlm_probability too.
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
    /// google: a fixed number of positions a row; hf: every position on its own
    #[arg(long, value_enum, default_value_t = Rule::Google)]
    rule: Rule,
    /// Share of the tokens that is selected: over 0, at most 1
    #[arg(long, value_name = "P", default_value_t = 0.15, allow_negative_numbers = true, value_parser = probability)]
    probability: f64,
    /// Of the selected, per cent that become [MASK], a random token, or stay (fractions that sum to 1 are read too)
    #[arg(long, value_name = "MASK,RANDOM,KEEP", default_value = "80,10,10", value_parser = shares)]
    shares: Shares,
    /// Most selected positions of a row (google rule)
    #[arg(long, value_name = "K", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..))]
    max_predictions: u32,
    /// Select all pieces of a word together; rows then have word_starts
    #[arg(long)]
    whole_word: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Rule {
    Google,
    Hf,
}

/// Per cent: `[MASK]`, random, kept.
type Shares = [f64; 3];

#[derive(Serialize)]
struct Row<'a> {
    input_ids: &'a [TokenId],
    original_ids: &'a [TokenId],
    token_type_ids: &'a [u8],
    labels: Vec<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    word_starts: Option<Vec<u8>>,
    #[serde(flatten)]
    head: Option<Head>,
}

/// On the first line only.
#[derive(Serialize)]
struct Head {
    special_ids: SpecialIds,
    vocab_size: usize,
    /// Absent under the `hf` rule, which has no such limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    max_predictions: Option<u32>,
    mlm_probability: f64,
}

pub fn run(arguments: Arguments) -> Result<(), Failure> {
    let tokenizer = arguments.tokenizer.load()?;
    let [mask_share, random, keep] = arguments.shares;
    let settings = MaskingSettings {
        rule: match arguments.rule {
            Rule::Google => MaskingRule::Google,
            Rule::Hf => MaskingRule::Hf,
        },
        probability: arguments.probability,
        mask: mask_share,
        random,
        keep,
        whole_word: arguments.whole_word,
        max_predictions: arguments.max_predictions,
        fresh: true,
    };
    let facts = tokenizer.facts();
    let mut originals = Vec::new();
    for line in read_text(&arguments.input)?.lines().filter(|line| !line.trim().is_empty()).take(arguments.count.max(1)) {
        let (text, pair) = text_and_pair(line);
        let encoding = tokenizer.encode(text, pair, Some(arguments.max_length as usize))?;
        let types: Vec<_> = encoding.type_ids.iter().map(|&id| id as u8).collect();
        originals.push((encoding.ids, types));
    }
    if originals.is_empty() {
        return Err(Failure::in_file(&arguments.input, "the file has no line of text: at least one is expected"));
    }

    let mut output = Output::new();
    for (row, (ids, types)) in originals.iter().cycle().take(arguments.count).enumerate() {
        let mut stream = Stream::new(arguments.seed, Purpose::Masks, row as u64);
        let example = mask(ids.clone(), types.clone(), facts, &settings, &mut stream);
        let head = || Head {
            special_ids: facts.special_ids,
            vocab_size: facts.size(),
            max_predictions: (settings.rule == MaskingRule::Google).then_some(settings.max_predictions),
            mlm_probability: settings.probability,
        };
        output.line(&Row {
            input_ids: &example.input_ids,
            original_ids: &example.original_ids,
            token_type_ids: &example.token_type_ids,
            labels: example.labels.iter().map(|label| label.map_or(-100, i64::from)).collect(),
            word_starts: settings.whole_word.then(|| ids.iter().map(|&id| u8::from(!facts.continuations[id as usize])).collect()),
            head: (row == 0).then(head),
        })?;
    }
    output.flush()
}

fn probability(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(value) if value > 0.0 && value <= 1.0 => Ok(value),
        _ => Err("a number over 0 and at most 1 is expected".to_owned()),
    }
}

fn shares(text: &str) -> Result<Shares, String> {
    let expected = || "three numbers that are not negative and sum to 100 are expected, as in 80,10,10".to_owned();
    let values: Vec<f64> = text.split(',').map(|share| share.trim().parse()).collect::<Result<_, _>>().map_err(|_| expected())?;
    let shares: Shares = values.try_into().map_err(|_| expected())?;
    let sum: f64 = shares.iter().sum();
    let whole = |whole: f64| (sum - whole).abs() < 1e-9 * whole;
    if shares.iter().all(|share| *share >= 0.0) && (whole(100.0) || whole(1.0)) { Ok(shares) } else { Err(expected()) }
}
