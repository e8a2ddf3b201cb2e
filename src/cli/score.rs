//! `cloze score`: logits, losses and gradients of a checkpoint on given token ids.

use std::io::{self, Write};
use std::path::PathBuf;

use super::device::BackendOptions;
use super::input::read;
use super::{Failure, Output};
use crate::checkpoint::folder::Folder;
use crate::checkpoint::score::{ScoredHeads, Steps, score};
use crate::checkpoint::{Checkpoint, cases};
use crate::settings::OptimizerKind;

/// Compute logits, losses and gradients of given rows with a checkpoint
///
/// FILE is JSON: {"cases": [{"name", "input_ids", "token_type_ids", "attention_mask", "labels", "next_sentence_label"}]}, lists padded or not,
/// -100 or null as the label where a position is not selected. Out comes one JSON object: `cases` one by one, `batch` with all of them padded
/// together and the gradient of every parameter, and `steps` with --steps. A checkpoint with a task head gives its logits instead.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  cloze score --model my-bert --cases cases.json
  cloze score --model my-bert --cases cases.json --optimizer google --steps 10")]
pub struct Arguments {
    /// A Hugging Face folder: config.json and model.safetensors
    #[arg(long, value_name = "DIR")]
    model: PathBuf,
    /// The rows
    #[arg(long, value_name = "FILE")]
    cases: PathBuf,
    /// Which rule updates the parameters: torch's AdamW, or Google's AdamWeightDecay
    #[arg(
        long,
        value_enum,
        requires = "steps",
        value_name = "RULE",
        default_value_if("steps", clap::builder::ArgPredicate::IsPresent, "adamw")
    )]
    optimizer: Option<Optimizer>,
    /// Train so many steps on the batch, at a constant rate of 1e-3
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    steps: Option<u32>,
    #[command(flatten)]
    backend: BackendOptions,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Optimizer {
    Adamw,
    Google,
}

pub fn run(arguments: Arguments) -> Result<(), Failure> {
    arguments.backend.backend()?;
    let steps = arguments.steps.zip(arguments.optimizer).map(|(count, optimizer)| {
        let optimizer = match optimizer {
            Optimizer::Adamw => OptimizerKind::Adamw,
            Optimizer::Google => OptimizerKind::Google,
        };
        Steps { optimizer, count }
    });
    let checkpoint = Folder::Disk(arguments.model).checkpoint()?;
    report_ignored(&checkpoint);
    let scored = ScoredHeads::new(&checkpoint)?;
    let cases = cases::parse(&read(&arguments.cases)?, &checkpoint.config, scored.labels())
        .map_err(|error| Failure::in_file(&arguments.cases, error))?;
    if steps.is_some() && !scored.trains() {
        return Err(Failure::Usage("--steps: this checkpoint has a task head, expected one with a pre-training head to train".to_owned()));
    }
    let Checkpoint { config, layout, parameters, .. } = checkpoint;
    let mut engine = arguments.backend.engine(&scored.spec(&config, &cases))?;
    engine.take_parameters(parameters);
    let found = pollster::block_on(score(&mut engine, &scored, &layout, &cases, steps))?;
    let mut output = Output::new();
    output.line(&found)?;
    output.flush()
}

/// Tensors without a use are worth a word: the file may be of another model than its config says.
pub fn report_ignored(checkpoint: &Checkpoint) {
    if !checkpoint.ignored.is_empty() {
        let _ = writeln!(io::stderr(), "note: tensors without a use here: {}", checkpoint.ignored.join(", "));
    }
}
