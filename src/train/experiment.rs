//! What pre-training is worth for a task: the same labels, learned from scratch, with a frozen encoder and by fine-tuning, side by side,
//! for several seeds and numbers of labels.
//!
//! A cell is one number of labels with one seed. Its runs, one for each mode, take their steps in turn.

mod plan;

use std::rc::Rc;

use serde::{Deserialize, Serialize};
use tsify::Tsify;

use super::finetune::{Beginning, FineTuning, Recipe};
use crate::engine::EngineError;
use crate::engine::device::Backend;
use crate::model::{BertConfig, Layout};
use crate::objectives::Pooling;
use crate::tasks::guess::Guess;
use crate::tasks::part::{DataNote, Part, notes};
use crate::tasks::rows::Classes;
use crate::tasks::scores::{TaskPrediction, TaskScores, confusion};
use crate::tasks::{Example, Task};
use crate::text::{Tokenizer, TokenizerError};

pub use plan::{ExperimentPlan, Mode};

/// Points of a learning curve behind its first.
const POINTS: u32 = 8;
/// Parameters of the runs of a cell together, at most: with gradients, moments and copies a gigabyte.
const MOST_PARAMETERS: usize = 50_000_000;

/// A model before its fine-tuning.
pub struct Base {
    pub config: BertConfig,
    /// `[P]` of [`Layout::new`].
    pub parameters: Vec<f32>,
    pub causal: bool,
    /// Whether its pooler is trained.
    pub pooler: bool,
    pub tokenizer: Tokenizer,
}

/// Everything that the page draws of an experiment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct ExperimentReport {
    pub plan: ExperimentPlan,
    pub classes: Vec<String>,
    pub notes: Vec<DataNote>,
    /// The scores of the commonest class of the training examples on the test examples.
    #[tsify(optional)]
    pub majority: Option<TaskScores>,
    pub training_examples: u32,
    pub test_examples: u32,
    /// Runs begun so far, cell by cell, in the order of the modes.
    pub runs: Vec<RunReport>,
    pub cells: u32,
    pub cells_done: u32,
}

/// One run of an experiment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct RunReport {
    pub mode: Mode,
    pub labels: u32,
    pub seed: u32,
    /// Steps done.
    pub step: u32,
    pub points: Vec<TuningPoint>,
    /// On the test examples, at the last step.
    #[tsify(optional)]
    pub test: Option<TaskScores>,
    /// How far the parts of the model have moved, at the last point.
    pub moved: Vec<Moved>,
    /// `[classes][classes]` of the test examples at the last point: rows are labels, columns predictions.
    pub confusion: Vec<Vec<u32>>,
}

/// A point of a learning curve.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct TuningPoint {
    pub step: u32,
    /// Mean over the training examples, the first 512 at most.
    pub loss: f32,
    /// [`TaskScores::main`] of the test examples.
    pub score: f64,
}

/// How far a part of the model is from where it began.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct Moved {
    /// `embeddings`, `layer.N` or `pooler`.
    pub part: String,
    /// L2 norm of the difference, divided by the L2 norm of the weights before.
    pub relative: f64,
}

/// Why an experiment cannot begin or go on.
#[derive(Debug, thiserror::Error)]
pub enum ExperimentError {
    #[error("{0}")]
    Plan(String),
    #[error(transparent)]
    Tokenizer(#[from] TokenizerError),
    #[error(transparent)]
    Engine(#[from] EngineError),
    #[error("the loss became {loss} at step {step} ({mode:?}): training has diverged; try a lower learning rate")]
    Diverged { loss: f32, step: u32, mode: Mode },
}

/// A run of the cell that is trained now, or was last.
pub struct Live {
    pub mode: Mode,
    pub tuning: FineTuning,
    /// The parameters at step 0.
    before: Vec<f32>,
}

/// An experiment, from its first step to its last.
pub struct Experiment {
    pub report: ExperimentReport,
    pub classes: Classes,
    /// The runs of one cell, in the order of the modes.
    pub live: Vec<Live>,
    pub test: Part,
    /// The model that it starts from.
    pub base: Rc<Base>,
    training: Part,
    cells: Vec<(u32, u32)>,
    backend: Backend,
}

impl Experiment {
    /// An experiment before its first step. `training` is in the order in which labels are added.
    ///
    /// # Errors
    /// A plan that cannot be run, and the tokenizer's.
    pub fn new(
        base: Rc<Base>,
        plan: ExperimentPlan,
        training: Vec<Example>,
        test: Vec<Example>,
        backend: impl Into<Backend>,
    ) -> Result<Self, ExperimentError> {
        plan.check().map_err(ExperimentError::Plan)?;
        if training.is_empty() || test.is_empty() {
            let (found, test) = (training.len(), test.len());
            return Err(ExperimentError::Plan(format!("found {found} training and {test} test examples, expected at least one of each")));
        }
        let layout = Layout::new(&base.config).len * plan.modes.len();
        if layout > MOST_PARAMETERS {
            return Err(ExperimentError::Plan(format!(
                "{} runs of this model have {:.0} million parameters, at most {:.0} million fit into a page; train it with `cloze finetune`",
                plan.modes.len(),
                layout as f64 / 1e6,
                MOST_PARAMETERS as f64 / 1e6
            )));
        }
        if plan.task == Task::Sequence && plan.pooling == Pooling::Cls && !base.pooler && plan.modes.iter().any(|m| *m != Mode::Scratch) {
            return Err(ExperimentError::Plan(
                "this model has no pooler, which a head on [CLS] reads: found no bert.pooler.dense; let the head read the mean instead"
                    .into(),
            ));
        }
        let classes = Classes::of(&training);
        let length = base.config.max_position_embeddings;
        let most = plan.labels.iter().copied().max().unwrap_or(0) as usize;
        let few = (most > training.len()).then_some(DataNote::FewExamples { found: training.len() as u32, expected: most as u32 });
        let mut training = training;
        training.truncate(most);
        let training = Part::new(training, &classes, &base.tokenizer, length)?;
        let test = Part::new(test, &classes, &base.tokenizer, length)?;
        if training.labelled().is_empty() {
            return Err(ExperimentError::Plan("no training example has its label within the row: nothing is left to learn from".into()));
        }
        let notes = few.into_iter().chain(notes(&training, &test, &classes, &base.tokenizer)).collect();
        let (learned, asked): (Vec<_>, Vec<_>) = (training.examples.iter().collect(), test.examples.iter().collect());
        let majority = TaskScores::of(&asked, &TaskPrediction::majority(&learned, &asked));
        let cells: Vec<(u32, u32)> = plan.labels.iter().flat_map(|labels| plan.seeds.iter().map(|seed| (*labels, *seed))).collect();
        let report = ExperimentReport {
            classes: classes.names().to_vec(),
            notes,
            majority,
            training_examples: training.examples.len() as u32,
            test_examples: test.examples.len() as u32,
            runs: vec![],
            cells: cells.len() as u32,
            cells_done: 0,
            plan,
        };
        Ok(Self { report, classes, live: vec![], test, base, training, cells, backend: backend.into() })
    }

    /// Takes the runs of the first cells as trained: the same plan has trained them before.
    ///
    /// # Errors
    /// Runs that are not those of the plan's first cells, each at its last step.
    pub fn take_up(&mut self, done: Vec<RunReport>) -> Result<(), ExperimentError> {
        let ExperimentPlan { modes, steps, .. } = &self.report.plan;
        let planned = self.cells.iter().flat_map(|(labels, seed)| modes.iter().map(move |mode| (*mode, *labels, *seed)));
        let found = done.iter().map(|run| (run.mode, run.labels, run.seed));
        let whole = done.len().is_multiple_of(modes.len()) && done.iter().all(|run| run.step == *steps && run.test.is_some());
        if !whole || done.len() > self.cells.len() * modes.len() || !found.eq(planned.take(done.len())) {
            return Err(ExperimentError::Plan("the runs that are done already are not those of this plan's first cells".into()));
        }
        self.report.cells_done = (done.len() / modes.len()) as u32;
        self.report.runs = done;
        Ok(())
    }

    pub fn finished(&self) -> bool {
        self.report.cells_done == self.report.cells
    }

    /// One step of the run that is furthest behind, and the measurement that is due after it. Returns whether something was measured.
    ///
    /// # Errors
    /// The engine's, and a loss that is not finite.
    pub async fn advance(&mut self) -> Result<bool, ExperimentError> {
        if self.finished() {
            return Ok(false);
        }
        if self.live.iter().all(|live| live.tuning.finished()) {
            self.begin_cell().await?;
            return Ok(true);
        }
        let unfinished = (0..self.live.len()).filter(|run| !self.live[*run].tuning.finished());
        let Some(run) = unfinished.min_by_key(|run| self.live[*run].tuning.step) else { return Ok(false) };
        let tuning = &mut self.live[run].tuning;
        tuning.submit_step();
        tuning.collect().await?;
        let (step, over) = (tuning.step, tuning.finished());
        self.report_of(run).step = step;
        let due = step.is_multiple_of(self.report.plan.steps.div_ceil(POINTS)) || over;
        if due {
            self.measure(run).await?;
        }
        if self.live.iter().all(|live| live.tuning.finished()) {
            self.report.cells_done += 1;
        }
        Ok(due)
    }

    async fn begin_cell(&mut self) -> Result<(), ExperimentError> {
        let (labels, seed) = self.cells[self.report.cells_done as usize];
        // Their memory is free before that of the next runs is taken.
        self.live.clear();
        let rows: Vec<_> = self.training.rows.iter().take(labels as usize).filter(|row| row.has_label()).map(|r| r.row.clone()).collect();
        if rows.is_empty() {
            return Err(ExperimentError::Plan(format!("of the first {labels} training examples none has its label within the row")));
        }
        let sequence = self.training.longest().max(self.test.longest());
        let plan = self.report.plan.clone();
        for mode in plan.modes {
            let recipe = Recipe {
                steps: plan.steps,
                batch_size: plan.batch_size as usize,
                learning_rate: if mode == Mode::Frozen { plan.frozen_learning_rate } else { plan.learning_rate },
                warmup_steps: plan.warmup_steps,
                seed: seed.into(),
                frozen: mode == Mode::Frozen,
            };
            let beginning = Beginning {
                config: &self.base.config,
                pretrained: (mode != Mode::Scratch).then_some(self.base.parameters.as_slice()),
                causal: self.base.causal,
                pad: self.base.tokenizer.special_ids().pad,
            };
            let objectives = self.classes.objectives(plan.task, plan.pooling);
            let mut tuning = FineTuning::new(&beginning, plan.task, objectives, rows.clone(), sequence, recipe, self.backend).await?;
            let before = tuning.engine.parameters().await?;
            self.live.push(Live { mode, tuning, before });
            let run = RunReport { mode, labels, seed, step: 0, points: vec![], test: None, moved: vec![], confusion: vec![] };
            self.report.runs.push(run);
        }
        for run in 0..self.live.len() {
            self.measure(run).await?;
        }
        Ok(())
    }

    fn report_of(&mut self, run: usize) -> &mut RunReport {
        let first = self.report.runs.len() - self.live.len();
        &mut self.report.runs[first + run]
    }

    async fn measure(&mut self, run: usize) -> Result<(), ExperimentError> {
        let live = &mut self.live[run];
        let (step, mode) = (live.tuning.step, live.mode);
        let loss = live.tuning.loss().await?;
        if !loss.is_finite() {
            return Err(ExperimentError::Diverged { loss, step, mode });
        }
        let predictions: Vec<TaskPrediction> = self.test_guesses(run).await?.into_iter().map(|guess| guess.prediction).collect();
        let examples: Vec<&Example> = self.test.examples.iter().collect();
        let scores = TaskScores::of(&examples, &predictions);
        let counts = confusion(&self.test.examples, &predictions, &self.classes);
        let moved = self.moved(run).await?;
        let over = self.live[run].tuning.finished();
        let report = self.report_of(run);
        report.points.push(TuningPoint { step, loss, score: scores.map_or(0.0, TaskScores::main) });
        (report.moved, report.confusion) = (moved, counts);
        report.test = scores.filter(|_| over);
        Ok(())
    }

    /// What a run says of each test example now.
    ///
    /// # Errors
    /// The engine's.
    pub async fn test_guesses(&mut self, run: usize) -> Result<Vec<Guess>, EngineError> {
        let logits = self.live[run].tuning.predict(&self.test.rows).await?;
        let each = self.test.examples.iter().zip(&self.test.rows).zip(&logits);
        Ok(each.map(|((example, row), logits)| Guess::of(example, row, &self.classes, logits)).collect())
    }

    /// What a run says of one example now; its label is not looked at.
    ///
    /// # Errors
    /// The tokenizer's and the engine's.
    pub async fn guess(&mut self, run: usize, example: &Example) -> Result<Guess, ExperimentError> {
        let longest = self.training.longest().max(self.test.longest());
        let row = crate::tasks::rows::encode(example, &self.classes, &self.base.tokenizer, longest)?;
        let logits = self.live[run].tuning.predict(std::slice::from_ref(&row)).await?;
        Ok(Guess::of(example, &row, &self.classes, &logits[0]))
    }

    async fn moved(&mut self, run: usize) -> Result<Vec<Moved>, EngineError> {
        let live = &mut self.live[run];
        let now = live.tuning.engine.parameters().await?;
        let mut sums: Vec<(String, f64, f64)> = vec![];
        for parameter in &live.tuning.layout.parameters {
            let Some(part) = part_of(&parameter.name) else { continue };
            let (now, before) = (&now[parameter.range()], &live.before[parameter.range()]);
            let difference: f64 = now.iter().zip(before).map(|(now, before)| (f64::from(*now) - f64::from(*before)).powi(2)).sum();
            let norm: f64 = before.iter().map(|before| f64::from(*before).powi(2)).sum();
            match sums.iter_mut().find(|(name, ..)| *name == part) {
                Some((_, distance, size)) => {
                    *distance += difference;
                    *size += norm;
                }
                None => sums.push((part, difference, norm)),
            }
        }
        Ok(sums
            .into_iter()
            .map(|(part, distance, size)| Moved { part, relative: (distance / size.max(f64::MIN_POSITIVE)).sqrt() })
            .collect())
    }
}

/// `None` for the heads, which begin anew.
fn part_of(name: &str) -> Option<String> {
    let rest = name.strip_prefix("bert.")?;
    if rest.starts_with("embeddings.") {
        return Some("embeddings".into());
    }
    if rest.starts_with("pooler.") {
        return Some("pooler".into());
    }
    let layer = rest.strip_prefix("encoder.layer.")?.split('.').next()?;
    Some(format!("layer.{layer}"))
}

#[cfg(test)]
mod tests;
