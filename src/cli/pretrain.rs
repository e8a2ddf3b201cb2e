//! `cloze pretrain`: a run from a corpus to a Hugging Face folder.

use std::path::PathBuf;

use clap::ValueEnum;

use super::device::BackendOptions;
use super::pretraining::{train, write_files};
use super::{Failure, settings};
use crate::checkpoint::export::{self, continuation, files};
use crate::checkpoint::write::{Model, Precision, Top};
use crate::settings::Objective;
use crate::text::corpus::Corpus;
use crate::train::data::{self, Data};
use crate::train::run::Run;

/// Pre-trains a BERT on a corpus and writes it as a Hugging Face folder.
///
/// The last 10 % of the documents are held out. A line of JSON tells how it stands at step 0, at every evaluation and at the
/// end; with one seed, two runs on one machine's CPU differ in `ms_per_step` only.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  cloze pretrain --corpus stories.txt --out model
  cloze pretrain --corpus stories.txt --out model --steps 500 --seed 2 --objective mlm
  cloze pretrain --corpus stories.txt --vocab vocab.txt --out model --shares 100,0,0")]
pub struct Arguments {
    /// Plain text: one sentence a line, a blank line between documents.
    #[arg(long, value_name = "FILE")]
    corpus: PathBuf,
    /// Folder to write; made if it is not there.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// WordPieces to use, one a line, instead of training them on the corpus.
    #[arg(long, value_name = "FILE")]
    vocab: Option<PathBuf>,
    /// What is trained: both losses, one of them, or every next token from those before it, by BERT's model (ltr) or GPT-1 (causal), or
    /// the next and the previous tokens by two LSTM stacks (elmo, with --engine burn).
    #[arg(long, value_enum, default_value_t = ObjectiveOption::MlmNsp)]
    objective: ObjectiveOption,
    #[command(flatten)]
    backend: BackendOptions,
    /// Write the weights as 16-bit floats: half the size.
    #[arg(long)]
    half: bool,
    #[command(flatten)]
    settings: settings::SettingOptions<settings::Run>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ObjectiveOption {
    #[value(name = "mlm+nsp")]
    MlmNsp,
    Mlm,
    Nsp,
    Ltr,
    Causal,
    Elmo,
}

impl From<ObjectiveOption> for Objective {
    fn from(option: ObjectiveOption) -> Self {
        match option {
            ObjectiveOption::MlmNsp => Self::MlmNsp,
            ObjectiveOption::Mlm => Self::Mlm,
            ObjectiveOption::Nsp => Self::Nsp,
            ObjectiveOption::Ltr => Self::Ltr,
            // ELMo reads whole rows, as GPT-1 does.
            ObjectiveOption::Causal | ObjectiveOption::Elmo => Self::Causal,
        }
    }
}

pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let mut settings = arguments.settings.settings()?;
    settings.objective = arguments.objective.into();
    let backend = arguments.backend.backend()?;
    let elmo = arguments.objective == ObjectiveOption::Elmo;
    if elmo {
        super::elmo::check(backend, arguments.half)?;
    }
    let bytes = std::fs::read(&arguments.corpus).map_err(|e| Failure::in_file(&arguments.corpus, e))?;
    let corpus = Corpus::from_bytes(&bytes).map_err(|e| Failure::in_file(&arguments.corpus, e))?;
    let vocabulary = match &arguments.vocab {
        Some(path) => Some(std::fs::read_to_string(path).map_err(|e| Failure::in_file(path, e))?),
        None => None,
    };
    // These fail before training, which takes minutes.
    if !elmo {
        export::check(&data::config(&settings, 0))?;
    }
    std::fs::create_dir_all(&arguments.out).map_err(|e| Failure::in_file(&arguments.out, e))?;
    let data = Data::from_corpus(settings, corpus.clone(), vocabulary.as_deref(), &mut |_, _| {})?;
    for warning in &data.warnings {
        eprintln!("note: {}", warning.message);
    }
    if elmo {
        return super::elmo::run(data, backend, &arguments.out);
    }
    let mut run = pollster::block_on(Run::new(data, backend))?;
    pollster::block_on(train(&mut run))?;
    write_folder(arguments, run, &corpus)
}

fn write_folder(arguments: &Arguments, mut run: Run, corpus: &Corpus) -> Result<(), Failure> {
    let parameters = pollster::block_on(run.engine.parameters())?;
    let model =
        Model { config: &run.data.config, layout: &run.data.layout, parameters: &parameters, top: Top::of(run.settings().objective) };
    let precision = if arguments.half { Precision::Half } else { Precision::Full };
    let continuation = continuation(run.settings(), corpus);
    write_files(&arguments.out, files(&model, &run.data.tokenizer, precision)?.into_iter().chain(continuation))
}
