//! `cloze finetune`: a pre-trained model, or random weights, learns a task from labelled examples.

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::ValueEnum;
use indicatif::ProgressBar;
use serde::Serialize;

use super::device::BackendOptions;
use super::input::{OptionalTokenizer, read};
use super::score::report_ignored;
use super::{Failure, Output};
use crate::checkpoint::export::tuned_files;
use crate::checkpoint::folder::Folder;
use crate::checkpoint::{Checkpoint, TaskHead};
use crate::model::BertConfig;
use crate::objectives::Pooling;
use crate::settings::Settings;
use crate::tasks::columns::Columns;
use crate::tasks::part::{Part, notes};
use crate::tasks::read::{Examples, Format};
use crate::tasks::rows::Classes;
use crate::tasks::scores::{TaskPrediction, TaskScores};
use crate::tasks::{Example, Task, read as tasks};
use crate::text::Tokenizer;
use crate::train::data;
use crate::train::finetune::{Beginning, FineTuning, Recipe};

/// Fine-tune a model on labelled examples, and test it
///
/// FILE is JSON Lines: {"text", "pair", "label"} for sequence (pair may be left out), {"words", "tags"} for token, {"context", "question",
/// "answer", "start"} for question, where start is the code point of the context at which the answer starts. CSV and TSV files have the same
/// names as columns, words and tags separated by spaces; a .conll file has a word and its tag on each line. A line of JSON tells the
/// training loss at step 0, every 50 steps and at the end; the last line has the scores on the test examples.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  cloze finetune --model my-bert --task sequence --train train.jsonl --test test.jsonl --out tuned
  cloze finetune --model my-bert --task token --train train.conll --test test.conll --freeze
  cloze finetune --model none --vocab vocab.txt --task sequence --train train.csv --test test.csv --labels 64")]
pub struct Arguments {
    /// A Hugging Face folder, or none: random weights of the default size
    #[arg(long, value_name = "DIR")]
    model: PathBuf,
    /// sequence: a class for each text; token: a tag for each word; question: the answer's place in a passage
    #[arg(long, value_enum)]
    task: TaskOption,
    /// Labelled examples to learn from
    #[arg(long, value_name = "FILE")]
    train: PathBuf,
    /// Labelled examples to be tested on
    #[arg(long, value_name = "FILE")]
    test: PathBuf,
    /// Folder for the trained model, as transformers' class for this task; made if it is not there
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Train the head only: the encoder keeps its weights (feature-based)
    #[arg(long)]
    freeze: bool,
    /// What the head of a sequence reads: the pooled output at [CLS], or the mean over all tokens
    #[arg(long, value_enum, default_value = "cls")]
    pool: PoolOption,
    /// Learn from the first N examples only
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    labels: Option<u32>,
    /// Training steps
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    steps: u32,
    /// Rows of a training step
    #[arg(long, value_name = "N", default_value_t = 16, value_parser = clap::value_parser!(u32).range(1..=256))]
    batch_size: u32,
    /// Peak learning rate, which decays to 0
    #[arg(long, value_name = "RATE", default_value_t = 1e-3)]
    learning_rate: f64,
    /// Steps during which the rate rises
    #[arg(long, value_name = "N", default_value_t = 20)]
    warmup_steps: u32,
    /// Of the initial weights and of the order of the examples
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u32,
    #[command(flatten)]
    tokenizer: OptionalTokenizer,
    #[command(flatten)]
    backend: BackendOptions,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum TaskOption {
    Sequence,
    Token,
    Question,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum PoolOption {
    Cls,
    Mean,
}

/// How training stands.
#[derive(Serialize)]
struct Line {
    step: u32,
    loss: f32,
    ms_per_step: f64,
}

/// How the trained model does.
#[derive(Serialize)]
struct Summary {
    task: Task,
    mode: &'static str,
    labels: usize,
    steps: u32,
    seed: u32,
    test: Option<TaskScores>,
    majority: Option<TaskScores>,
}

/// The model before training: a checkpoint or a size.
struct Base {
    config: BertConfig,
    checkpoint: Option<Checkpoint>,
    tokenizer: Tokenizer,
}

pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    arguments.check()?;
    let task = arguments.task();
    let training = arguments.examples(&arguments.train)?;
    let test = arguments.examples(&arguments.test)?;
    let base = arguments.base()?;
    let classes = Classes::of(&training);
    let number = arguments.labels.map_or(training.len(), |labels| training.len().min(labels as usize));
    if let Some(labels) = arguments.labels.filter(|&labels| labels as usize > training.len()) {
        eprintln!("note: --labels {labels}: the file has {} examples", training.len());
    }
    let length = base.config.max_position_embeddings;
    let training = Part::new(training.into_iter().take(number).collect(), &classes, &base.tokenizer, length)?;
    let test = Part::new(test, &classes, &base.tokenizer, length)?;
    let rows = training.labelled();
    for note in notes(&training, &test, &classes, &base.tokenizer) {
        eprintln!("note: {note}");
    }
    if rows.is_empty() {
        return Err(Failure::in_file(&arguments.train, "no example is left to learn from"));
    }
    if let Some(out) = &arguments.out {
        // This fails before training.
        std::fs::create_dir_all(out).map_err(|error| Failure::in_file(out, error))?;
    }
    let sequence = training.longest().max(test.longest());
    let pooling = if arguments.pool == PoolOption::Mean { Pooling::Mean } else { Pooling::Cls };
    let beginning = Beginning {
        config: &base.config,
        pretrained: base.checkpoint.as_ref().map(|checkpoint| checkpoint.parameters.as_slice()),
        causal: base.checkpoint.as_ref().is_some_and(|checkpoint| checkpoint.causal),
        pad: base.tokenizer.special_ids().pad,
    };
    let labels = rows.len();
    let tuning = FineTuning::new(
        &beginning,
        task,
        classes.objectives(task, pooling),
        rows,
        sequence,
        arguments.recipe(),
        arguments.backend.backend()?,
    );
    let mut tuning = pollster::block_on(tuning)?;
    let mut output = Output::new();
    pollster::block_on(train(&mut tuning, arguments.steps, &mut output))?;
    let logits = pollster::block_on(tuning.predict(&test.rows))?;
    let examples: Vec<&Example> = test.examples.iter().collect();
    let predictions: Vec<TaskPrediction> = examples
        .iter()
        .zip(&test.rows)
        .zip(&logits)
        .map(|((example, row), logits)| TaskPrediction::of(example, row, &classes, logits))
        .collect();
    let majority = TaskPrediction::majority(&training.examples.iter().collect::<Vec<_>>(), &examples);
    output.line(&Summary {
        task,
        mode: arguments.mode(),
        labels,
        steps: arguments.steps,
        seed: arguments.seed,
        test: TaskScores::of(&examples, &predictions),
        majority: TaskScores::of(&examples, &majority),
    })?;
    output.flush()?;
    write_folder(arguments, &base, &classes, tuning)
}

async fn train(tuning: &mut FineTuning, steps: u32, output: &mut Output) -> Result<(), Failure> {
    let bar = ProgressBar::new(steps.into());
    let (mut since, mut before) = (Instant::now(), 0);
    loop {
        if tuning.step.is_multiple_of(50) || tuning.finished() {
            tuning.collect().await?;
            let done = tuning.step - before;
            let ms_per_step = if done == 0 { 0.0 } else { since.elapsed().as_secs_f64() * 1e3 / f64::from(done) };
            let loss = tuning.loss().await?;
            if !loss.is_finite() {
                let step = tuning.step;
                return Err(Failure::Data(format!(
                    "the loss became {loss} at step {step}: training has diverged; try a lower --learning-rate"
                )));
            }
            output.line(&Line { step: tuning.step, loss, ms_per_step })?;
            output.flush()?;
            (since, before) = (Instant::now(), tuning.step);
        }
        if tuning.finished() {
            break;
        }
        tuning.submit_step();
        // Bounds the number of steps that are in flight on a GPU.
        if tuning.step.is_multiple_of(16) {
            tuning.collect().await?;
        }
        bar.set_position(tuning.step.into());
    }
    bar.finish_and_clear();
    Ok(())
}

impl Arguments {
    fn check(&self) -> Result<(), Failure> {
        self.backend.backend()?;
        if !(self.learning_rate.is_finite() && self.learning_rate > 0.0) {
            return Err(Failure::Usage(format!("--learning-rate: found {}, expected a number above 0", self.learning_rate)));
        }
        let none = self.scratch();
        if none && !self.tokenizer.is_given() {
            return Err(Failure::Usage("--model none: random weights have no vocabulary; add --vocab FILE or --tokenizer FILE".into()));
        }
        if !none && self.tokenizer.is_given() {
            return Err(Failure::Usage("--vocab and --tokenizer belong to --model none; a folder has a tokenizer of its own".into()));
        }
        if self.pool == PoolOption::Mean && self.task != TaskOption::Sequence {
            return Err(Failure::Usage("--pool: only the head of --task sequence reads one vector of a text".into()));
        }
        if self.pool == PoolOption::Mean && self.out.is_some() {
            return Err(Failure::Usage(
                "--out: transformers has no class whose head reads the mean; leave --out away, or use --pool cls".into(),
            ));
        }
        Ok(())
    }

    fn task(&self) -> Task {
        match self.task {
            TaskOption::Sequence => Task::Sequence,
            TaskOption::Token => Task::Token,
            TaskOption::Question => Task::Question,
        }
    }

    fn scratch(&self) -> bool {
        self.model.as_os_str() == "none"
    }

    fn mode(&self) -> &'static str {
        match (self.freeze, self.scratch()) {
            (true, _) => "frozen",
            (false, true) => "scratch",
            (false, false) => "tuned",
        }
    }

    fn recipe(&self) -> Recipe {
        Recipe {
            steps: self.steps,
            batch_size: self.batch_size as usize,
            learning_rate: self.learning_rate,
            warmup_steps: self.warmup_steps,
            seed: self.seed.into(),
            frozen: self.freeze,
        }
    }

    /// All examples of a file, or what is wrong with it.
    fn examples(&self, path: &Path) -> Result<Vec<Example>, Failure> {
        let format = Format::of_name(&path.to_string_lossy()).unwrap_or(Format::JsonLines);
        let Examples { examples, faults } =
            tasks::read(self.task(), format, &Columns::default(), &read(path)?).map_err(|error| Failure::in_file(path, error))?;
        match &faults[..] {
            [] => Ok(examples.into_iter().map(|row| row.example).collect()),
            [only] => Err(Failure::in_file(path, only)),
            [first, rest @ ..] => {
                let others: Vec<String> = rest.iter().take(9).map(|fault| fault.line.to_string()).collect();
                let more = if rest.len() > others.len() { ", …" } else { "" };
                Err(Failure::in_file(path, format!("{first} ({} more lines cannot be used: {}{more})", rest.len(), others.join(", "))))
            }
        }
    }

    fn base(&self) -> Result<Base, Failure> {
        if self.scratch() {
            let tokenizer = self.tokenizer.load()?;
            let config = data::config(&Settings::default(), tokenizer.vocabulary_size());
            return Ok(Base { config, checkpoint: None, tokenizer });
        }
        let folder = Folder::Disk(self.model.clone());
        let checkpoint = folder.checkpoint()?;
        let found = folder.tokenizer()?;
        checkpoint.check_tokenizer(&found.tokenizer)?;
        for contradiction in &found.contradictions {
            eprintln!("note: {contradiction}");
        }
        report_ignored(&checkpoint);
        if self.task == TaskOption::Sequence && self.pool == PoolOption::Cls && !checkpoint.parts.pooler {
            return Err(Failure::Data(format!(
                "{}: this checkpoint has no pooler, which the head of --task sequence reads; use --pool mean, or a checkpoint with bert.pooler.dense",
                self.model.display()
            )));
        }
        match &checkpoint.task_head {
            Some(TaskHead { task: Task::Sequence, classes: 1, .. }) => {
                eprintln!("note: the checkpoint's head has one output (num_labels 1): it is a regression. A new head takes its place");
            }
            Some(_) => eprintln!("note: a new head takes the place of the checkpoint's own"),
            None => {}
        }
        Ok(Base { config: checkpoint.config.clone(), tokenizer: found.tokenizer, checkpoint: Some(checkpoint) })
    }
}

fn write_folder(arguments: &Arguments, base: &Base, classes: &Classes, mut tuning: FineTuning) -> Result<(), Failure> {
    let Some(out) = &arguments.out else { return Ok(()) };
    let parameters = pollster::block_on(tuning.engine.parameters())?;
    let files = tuned_files(&base.config, &tuning.layout, &parameters, arguments.task(), classes.names(), &base.tokenizer)?;
    for (name, bytes) in files {
        let path = out.join(name);
        std::fs::write(&path, bytes).map_err(|error| Failure::in_file(&path, error))?;
    }
    Ok(())
}
