//! `cloze task`: labelled examples over the world of a corpus.

use clap::ValueEnum;
use serde::Serialize;

use super::{Failure, Output};
use crate::tasks::Task;
use crate::tasks::presets::{TASK_PRESETS, task_preset};

/// Print labelled examples over the world of a corpus that comes with the page
///
/// JSON Lines that `cloze finetune` reads. The words that decide the labels of the test part are in the corpus, but nowhere in the training
/// part: what is measured is transfer. Without a name: a JSON object for each task that there is.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  cloze task
  cloze task topic > train.jsonl
  cloze task topic --part test > test.jsonl
  cloze task ner --language ko | head")]
pub struct Arguments {
    /// Name of the task: sentiment, topic, ner or qa
    #[arg(value_name = "ID")]
    id: Option<String>,
    /// en: over the corpus stories; ko: over the corpus korean
    #[arg(long, default_value = "en")]
    language: String,
    /// 512 examples to learn from, or 200 to be tested on
    #[arg(long, value_enum, default_value = "train")]
    part: PartOption,
}

#[derive(Clone, Copy, ValueEnum)]
enum PartOption {
    Train,
    Test,
}

/// A task that there is.
#[derive(Serialize)]
struct Line {
    id: &'static str,
    language: &'static str,
    corpus: &'static str,
    task: Task,
}

pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let mut output = Output::new();
    match &arguments.id {
        None => {
            for preset in &TASK_PRESETS {
                output.line(&Line { id: preset.id, language: preset.language, corpus: preset.corpus, task: preset.task })?;
            }
        }
        Some(id) => {
            let preset = task_preset(id, &arguments.language).ok_or_else(|| unknown(id, &arguments.language))?;
            let examples = match arguments.part {
                PartOption::Train => preset.training(),
                PartOption::Test => preset.test(),
            };
            for example in &examples {
                output.line(example)?;
            }
        }
    }
    output.flush()
}

fn unknown(id: &str, language: &str) -> Failure {
    let known = TASK_PRESETS.iter().map(|preset| format!("{} ({})", preset.id, preset.language)).collect::<Vec<_>>().join(", ");
    Failure::Usage(format!("no task is named {id:?} in the language {language:?}: {known} are there"))
}
