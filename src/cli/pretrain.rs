//! `cloze pretrain`: a run from a corpus to a Hugging Face folder.

use std::path::PathBuf;
use std::time::Instant;

use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use super::device::BackendOptions;
use super::settings;
use super::{Failure, Output};
use crate::checkpoint::export::{self, continuation, files};
use crate::checkpoint::write::{Model, Precision, Top};
use crate::engine::EvaluationSums;
use crate::engine::device::Backend;
use crate::objectives::Objectives;
use crate::objectives::baseline::Baseline;
use crate::settings::Objective;
use crate::text::corpus::Corpus;
use crate::train::data::{self, Data};
use crate::train::run::{Run, evaluate};

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
    /// What is trained: both losses, one of them, or every next token from those before it, by BERT's model (ltr) or GPT-1 (causal).
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

#[derive(Clone, Copy, ValueEnum)]
enum ObjectiveOption {
    #[value(name = "mlm+nsp")]
    MlmNsp,
    Mlm,
    Nsp,
    Ltr,
    Causal,
}

impl From<ObjectiveOption> for Objective {
    fn from(option: ObjectiveOption) -> Self {
        match option {
            ObjectiveOption::MlmNsp => Self::MlmNsp,
            ObjectiveOption::Mlm => Self::Mlm,
            ObjectiveOption::Nsp => Self::Nsp,
            ObjectiveOption::Ltr => Self::Ltr,
            ObjectiveOption::Causal => Self::Causal,
        }
    }
}

/// One line of output.
#[derive(Serialize)]
struct Line {
    step: u32,
    #[serde(flatten)]
    training: Measures,
    held_out: Option<Measures>,
    ms_per_step: f64,
}

/// Means over a fixed set of pairs; null where the objective does not train it.
#[derive(Serialize)]
struct Measures {
    mlm_loss: Option<f64>,
    nsp_loss: Option<f64>,
    mlm_accuracy: Option<f64>,
    nsp_accuracy: Option<f64>,
    nsp_majority: Option<f64>,
    /// GPT-1's. They are other quantities than those of masked tokens, so they have names of their own.
    #[serde(skip_serializing_if = "Option::is_none")]
    causal_loss: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    causal_accuracy: Option<f64>,
}

impl Measures {
    fn new(objectives: &Objectives, sums: &EvaluationSums, baselines: &[Baseline]) -> Self {
        let of = |name: &str| {
            let index = objectives.iter().position(|objective| objective.reported_as() == name);
            let sums = index.and_then(|index| sums.losses.get(index)).copied().unwrap_or_default();
            let baseline = index.and_then(|index| baselines.get(index)).copied().unwrap_or_default();
            (sums, baseline)
        };
        let ((mlm, _), (nsp, guess), (causal, _)) = (of("mlm"), of("nsp"), of("causal"));
        Self {
            mlm_loss: mlm.mean_loss(),
            nsp_loss: nsp.mean_loss(),
            mlm_accuracy: mlm.accuracy(),
            nsp_accuracy: nsp.accuracy(),
            nsp_majority: guess.accuracy.filter(|_| nsp.labels > 0),
            causal_loss: causal.mean_loss(),
            causal_accuracy: causal.accuracy(),
        }
    }
}

pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let mut settings = arguments.settings.settings()?;
    settings.objective = arguments.objective.into();
    let backend = arguments.backend.backend()?;
    let bytes = std::fs::read(&arguments.corpus).map_err(|e| Failure::in_file(&arguments.corpus, e))?;
    let corpus = Corpus::from_bytes(&bytes).map_err(|e| Failure::in_file(&arguments.corpus, e))?;
    let vocabulary = match &arguments.vocab {
        Some(path) => Some(std::fs::read_to_string(path).map_err(|e| Failure::in_file(path, e))?),
        None => None,
    };
    // These fail before training, which takes minutes.
    export::check(&data::config(&settings, 0))?;
    std::fs::create_dir_all(&arguments.out).map_err(|e| Failure::in_file(&arguments.out, e))?;
    let data = Data::from_corpus(settings, corpus.clone(), vocabulary.as_deref(), &mut |_, _| {})?;
    for warning in &data.warnings {
        eprintln!("note: {}", warning.message);
    }
    let run = pollster::block_on(train(data, backend))?;
    write_folder(arguments, run, &corpus)
}

async fn train(data: Data, backend: Backend) -> Result<Run, Failure> {
    let bar = ProgressBar::new(data.settings.steps.into());
    if let Ok(style) = ProgressStyle::with_template("{bar:30} step {pos} of {len}, {per_sec}, {eta} left  {msg}") {
        bar.set_style(style);
    }
    let mut output = Output::new();
    let mut run = Run::new(data, backend).await?;
    let (mut since, mut steps_before) = (Instant::now(), 0);
    loop {
        if run.step.is_multiple_of(run.settings().evaluation_interval) || run.finished() {
            run.collect().await?;
            let done = run.step - steps_before;
            let ms_per_step = if done == 0 { 0.0 } else { since.elapsed().as_secs_f64() * 1e3 / f64::from(done) };
            let line = measure(&mut run, ms_per_step).await?;
            bar.set_message(
                line.held_out
                    .as_ref()
                    .and_then(|held_out| held_out.mlm_loss.or(held_out.causal_loss))
                    .map_or(String::new(), |loss| format!("held-out loss {loss:.3}")),
            );
            output.line(&line)?;
            // A reader of the stream needs the line now.
            output.flush()?;
            (since, steps_before) = (Instant::now(), run.step);
        }
        if run.finished() {
            break;
        }
        run.submit_step(false);
        // Bounds the number of steps that are in flight on a GPU.
        if run.step.is_multiple_of(16) {
            run.collect().await?;
        }
        bar.set_position(run.step.into());
    }
    bar.finish_and_clear();
    Ok(run)
}

async fn measure(run: &mut Run, ms_per_step: f64) -> Result<Line, Failure> {
    let training = evaluate(&mut run.engine, &run.data.training_evaluation, |_, _| {}).await?;
    let held_out = evaluate(&mut run.engine, &run.data.evaluation, |_, _| {}).await?;
    Ok(Line {
        step: run.step,
        training: Measures::new(&run.data.objectives, &training, &run.data.training_baselines),
        held_out: (!run.data.evaluation.is_empty()).then(|| Measures::new(&run.data.objectives, &held_out, &run.data.baselines)),
        ms_per_step,
    })
}

fn write_folder(arguments: &Arguments, mut run: Run, corpus: &Corpus) -> Result<(), Failure> {
    let parameters = pollster::block_on(run.engine.parameters())?;
    let model =
        Model { config: &run.data.config, layout: &run.data.layout, parameters: &parameters, top: Top::of(run.settings().objective) };
    let precision = if arguments.half { Precision::Half } else { Precision::Full };
    let continuation = continuation(run.settings(), corpus);
    for (name, bytes) in files(&model, &run.data.tokenizer, precision)?.into_iter().chain(continuation) {
        let path = arguments.out.join(name);
        std::fs::write(&path, bytes).map_err(|e| Failure::in_file(&path, e))?;
    }
    Ok(())
}
