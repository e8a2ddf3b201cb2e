//! Fine-tuning beside a run: its model, its examples and its experiment.

use std::rc::Rc;

use super::commands::folder_of;
use super::{BACKEND, PROGRESS_MS, TICK_MS};
use crate::checkpoint::CheckpointError;
use crate::checkpoint::archive;
use crate::checkpoint::export::tuned_files;
use crate::checkpoint::opened::CheckpointInfo;
use crate::protocol::{
    ClassCount, Event, ExperimentData, FilePreview, NamedFile, RunGuesses, TaskPresetInfo, TuningCommand, TuningEvent, TuningReply,
};
use crate::random::{Purpose, Stream};
use crate::tasks::columns::Columns;
use crate::tasks::presets::{TASK_PRESETS, TaskPreset, task_preset};
use crate::tasks::read::{Format, ReadError, columns, read};
use crate::tasks::scores::label_counts;
use crate::tasks::{Example, Task};
use crate::train::error::RunError;
use crate::train::experiment::{Base, Experiment, ExperimentError, ExperimentPlan, RunReport};
use crate::web::failure::Failure;
use crate::web::host::now;

/// Examples of a file that the page shows.
const SHOWN: usize = 5;
/// Every how many examples of a file one is for the test, and how many at most.
const TEST_EVERY: usize = 5;
const MOST_TEST: usize = 500;
/// The order of a file's examples, which may be sorted by class.
const FILE_SEED: u64 = 1;

/// What fine-tuning needs, apart from the run.
#[derive(Default)]
pub struct Tuning {
    base: Option<Rc<Base>>,
    /// The examples of the file that was read last.
    file: Option<(Task, Vec<Example>)>,
    experiment: Option<Experiment>,
    /// Why the experiment cannot go on.
    broken: Option<String>,
    running: bool,
    last_event: f64,
}

impl From<ExperimentError> for Failure {
    fn from(error: ExperimentError) -> Self {
        match error {
            ExperimentError::Engine(error) => RunError::from(error).into(),
            other => Self::plain(&other.to_string()),
        }
    }
}

impl From<CheckpointError> for Failure {
    fn from(error: CheckpointError) -> Self {
        Self::plain(&error.to_string())
    }
}

impl Tuning {
    pub async fn handle(&mut self, command: TuningCommand) -> Result<TuningReply, Failure> {
        match command {
            TuningCommand::OpenBase { files } => self.open_base(files),
            TuningCommand::Presets => Ok(presets()),
            TuningCommand::ReadExamples { task, file, columns } => self.read_examples(task, &file, columns),
            TuningCommand::Begin { plan, data, done } => self.begin(plan, &data, done),
            TuningCommand::Run { running } => self.run(running),
            TuningCommand::Close => Ok(self.close()),
            TuningCommand::TestGuesses => self.test_guesses().await,
            TuningCommand::GuessText { text, pair } => self.guess_text(&text, &pair).await,
            TuningCommand::HeadTrace { run, example } => self.head_trace(run, example).await,
            TuningCommand::Export { run } => self.export(run).await,
        }
    }

    pub fn is_running(&self) -> bool {
        self.running
    }

    /// Trains until the tick is over.
    pub async fn tick(&mut self, emit: &mut dyn FnMut(Event)) {
        if let Err(error) = self.train_for_a_while(emit).await {
            self.running = false;
            self.broken = Some(error.to_string());
            emit(Event::Tuning { event: TuningEvent::Failed { message: error.to_string() } });
        }
    }

    async fn train_for_a_while(&mut self, emit: &mut dyn FnMut(Event)) -> Result<(), ExperimentError> {
        let Some(experiment) = &mut self.experiment else {
            self.running = false;
            return Ok(());
        };
        let begun = now();
        let mut measured = false;
        while now() - begun < TICK_MS && !measured {
            measured = experiment.advance().await?;
        }
        if experiment.finished() {
            self.running = false;
        }
        if measured || !self.running || now() - self.last_event >= PROGRESS_MS {
            self.last_event = now();
            let event = TuningEvent::Experiment { report: Box::new(experiment.report.clone()), running: self.running };
            emit(Event::Tuning { event });
        }
        Ok(())
    }

    fn experiment(&mut self) -> Result<&mut Experiment, Failure> {
        self.experiment.as_mut().ok_or_else(|| Failure::plain("no experiment is there; begin one first"))
    }

    fn report(&mut self) -> Result<TuningReply, Failure> {
        Ok(TuningReply::Experiment { report: Box::new(self.experiment()?.report.clone()) })
    }

    /// The examples to learn from and those for the test.
    fn examples(&self, task: Task, data: &ExperimentData) -> Result<(Vec<Example>, Vec<Example>), Failure> {
        match data {
            ExperimentData::Preset { id, language } => {
                let known = || TASK_PRESETS.map(|preset| format!("{} ({})", preset.id, preset.language)).join(", ");
                let preset = task_preset(id, language)
                    .ok_or_else(|| Failure::plain(&format!("preset: found {id} ({language}), expected one of {}", known())))?;
                if preset.task != task {
                    return Err(Failure::plain(&format!("preset: {id} is of the task {:?}, found {task:?}", preset.task)));
                }
                Ok((preset.training(), preset.test()))
            }
            ExperimentData::File => {
                let (_, examples) = self
                    .file
                    .as_ref()
                    .filter(|(of, _)| *of == task)
                    .ok_or_else(|| Failure::plain("no examples of this task have been read"))?;
                if examples.len() < 2 {
                    let found = examples.len();
                    return Err(Failure::plain(&format!(
                        "found {found} usable example, expected at least 2: one to learn from and one to be tested on"
                    )));
                }
                let mut examples = examples.clone();
                Stream::new(FILE_SEED, Purpose::Tasks, 0).shuffle(&mut examples);
                let count = examples.len().div_ceil(TEST_EVERY).min(MOST_TEST);
                let test = examples.split_off(examples.len() - count);
                Ok((examples, test))
            }
        }
    }

    fn open_base(&mut self, files: Vec<NamedFile>) -> Result<TuningReply, Failure> {
        let folder = folder_of(files)?;
        let found = folder.tokenizer()?;
        let checkpoint = folder.checkpoint()?;
        checkpoint.check_tokenizer(&found.tokenizer)?;
        let info = CheckpointInfo::of(&checkpoint, found.contradictions);
        let (causal, pooler) = (checkpoint.causal, checkpoint.parts.pooler);
        let base = Base { config: checkpoint.config, parameters: checkpoint.parameters, causal, pooler, tokenizer: found.tokenizer };
        self.base = Some(Rc::new(base));
        Ok(TuningReply::Base { info })
    }

    fn read_examples(&mut self, task: Task, file: &NamedFile, chosen: Vec<(String, String)>) -> Result<TuningReply, Failure> {
        let format = Format::of_name(&file.name)
            .ok_or_else(|| Failure::plain(&format!("{}: found no known ending, expected .csv, .tsv, .jsonl or .conll", file.name)))?;
        let plain = |error: ReadError| Failure::plain(&format!("{}: {error}", file.name));
        let columns = columns(format, &file.bytes).map_err(plain)?;
        let found = match read(task, format, &Columns { chosen, guess: true }, &file.bytes) {
            Ok(found) => found,
            Err(ReadError::MissingColumn { missing, .. }) => {
                let (first, classes, faults) = (vec![], vec![], vec![]);
                let preview = FilePreview { columns, missing: Some(missing.into()), examples: 0, first, classes, faults };
                return Ok(TuningReply::Examples { preview });
            }
            Err(error) => return Err(plain(error)),
        };
        let examples: Vec<Example> = found.examples.into_iter().map(|row| row.example).collect();
        let preview = FilePreview {
            columns,
            missing: None,
            examples: examples.len() as u32,
            first: examples.iter().take(SHOWN).cloned().collect(),
            classes: counts(&examples),
            faults: found.faults,
        };
        self.file = Some((task, examples));
        Ok(TuningReply::Examples { preview })
    }

    fn begin(&mut self, plan: ExperimentPlan, data: &ExperimentData, done: Vec<RunReport>) -> Result<TuningReply, Failure> {
        let base = self.base.clone().ok_or_else(|| Failure::plain("no model to fine-tune is open; open one first"))?;
        let (training, test) = self.examples(plan.task, data)?;
        let mut experiment = Experiment::new(base, plan, training, test, BACKEND)?;
        experiment.take_up(done)?;
        (self.running, self.broken) = (false, None);
        self.experiment = Some(experiment);
        self.report()
    }

    fn run(&mut self, running: bool) -> Result<TuningReply, Failure> {
        if let Some(why) = self.broken.as_ref().filter(|_| running) {
            return Err(Failure::plain(why));
        }
        self.running = running && !self.experiment()?.finished();
        self.report()
    }

    fn close(&mut self) -> TuningReply {
        self.experiment = None;
        self.running = false;
        TuningReply::Closed
    }

    async fn test_guesses(&mut self) -> Result<TuningReply, Failure> {
        let experiment = self.experiment()?;
        let mut runs = vec![];
        for run in 0..experiment.live.len() {
            let mut guesses = experiment.test_guesses(run).await.map_err(RunError::from)?;
            let right = experiment.test.examples.iter().zip(&guesses).map(|(example, guess)| guess.prediction.is_right(example)).collect();
            // They belong to one passage each, and nobody looks at 200 of them.
            guesses.iter_mut().for_each(|guess| guess.positions.clear());
            runs.push(RunGuesses { mode: experiment.live[run].mode, guesses, right });
        }
        Ok(TuningReply::TestGuesses { examples: experiment.test.examples.clone(), runs })
    }

    async fn guess_text(&mut self, text: &str, pair: &str) -> Result<TuningReply, Failure> {
        let experiment = self.experiment()?;
        let example = unlabelled(experiment.report.plan.task, text, pair)?;
        let mut runs = vec![];
        for run in 0..experiment.live.len() {
            let guesses = vec![experiment.guess(run, &example).await?];
            runs.push(RunGuesses { mode: experiment.live[run].mode, guesses, right: vec![] });
        }
        Ok(TuningReply::TextGuesses { example, runs })
    }

    async fn head_trace(&mut self, run: u32, example: u32) -> Result<TuningReply, Failure> {
        Ok(TuningReply::Head { trace: self.experiment()?.head_trace(run as usize, example as usize).await? })
    }

    /// For transformers, whose classes read `[CLS]`.
    async fn export(&mut self, run: u32) -> Result<TuningReply, Failure> {
        let experiment = self.experiment()?;
        let (base, labels, task) = (experiment.base.clone(), experiment.classes.names(), experiment.report.plan.task);
        let Some(live) = experiment.live.get_mut(run as usize) else {
            return Err(Failure::plain("this run is not there; let the experiment begin first"));
        };
        let parameters = live.tuning.engine.parameters().await.map_err(RunError::from)?;
        let files = tuned_files(&base.config, &live.tuning.layout, &parameters, task, labels, &base.tokenizer);
        let files = files.map_err(|e| Failure::plain(&e.to_string()))?;
        let bytes = archive::zip(&files).map_err(|e| Failure::plain(&e.to_string()))?;
        Ok(TuningReply::Model { bytes })
    }
}

/// The data sets that come with the page.
fn presets() -> TuningReply {
    TuningReply::Presets { presets: TASK_PRESETS.iter().filter_map(TaskPresetInfo::of).collect() }
}

impl TaskPresetInfo {
    fn of(preset: &TaskPreset) -> Option<Self> {
        let (training, test) = (preset.training(), preset.test());
        Some(Self {
            id: preset.id.into(),
            language: preset.language.into(),
            corpus: preset.corpus.into(),
            task: preset.task,
            training: training.len() as u32,
            test: test.len() as u32,
            example: training.into_iter().next()?,
        })
    }
}

/// How often each label is there, the commonest first.
fn counts(examples: &[Example]) -> Vec<ClassCount> {
    let labelled = examples.iter().filter(|example| !matches!(example, Example::Question { .. }));
    let mut counts: Vec<ClassCount> =
        label_counts(labelled).into_iter().map(|(name, count)| ClassCount { name: name.into(), count: count as u32 }).collect();
    counts.sort_by_key(|class| std::cmp::Reverse(class.count));
    counts
}

/// A text of the user's as an example of a task, whose label nobody looks at.
fn unlabelled(task: Task, text: &str, pair: &str) -> Result<Example, Failure> {
    let filled = |text: &str| (!text.trim().is_empty()).then(|| text.to_owned());
    let text = filled(text).ok_or_else(|| Failure::plain("the text is empty; type one"))?;
    Ok(match task {
        Task::Sequence => Example::Sequence { text, pair: filled(pair), label: String::new() },
        Task::Token => {
            let words: Vec<String> = words(&text);
            let tags = vec![String::new(); words.len()];
            Example::Token { words, tags }
        }
        Task::Question => {
            let question = filled(pair).ok_or_else(|| Failure::plain("the question is empty; type one"))?;
            Example::Question { context: text, question, answer: String::new(), start: 0 }
        }
    })
}

/// Words as data sets of tags have them: what white space separates, punctuation apart.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = vec![];
    let mut open = false;
    for character in text.chars() {
        let alone = character.is_ascii_punctuation() && character != '\'' && character != '-';
        if character.is_whitespace() {
            open = false;
        } else if open && !alone {
            words.last_mut().expect("a word is open").push(character);
        } else {
            words.push(character.into());
            open = !alone;
        }
    }
    words
}
