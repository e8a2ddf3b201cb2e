//! Fine-tuning: a pre-trained encoder, or random weights, learns a task from labelled rows (Devlin et al. 2019, section 4 and 5.3).
//!
//! Three ways, which differ in where they begin and in what learns: from scratch, with a frozen encoder (feature-based), and fine-tuned.

use super::schedule::fine_tuning_rate;
use crate::engine::device::Backend;
use crate::engine::{Engine, EngineError, EngineSpec, StepLosses, Update};
use crate::examples::batch::Batch;
use crate::examples::masking::MaskedExample;
use crate::model::bert::Heads;
use crate::model::graph::BatchShape;
use crate::model::init::initial_parameters;
use crate::model::{BertConfig, Layout};
use crate::objectives::Objectives;
use crate::random::{Purpose, Stream};
use crate::settings::OptimizerKind;
use crate::tasks::Task;
use crate::tasks::rows::TaskRow;

/// Rows on which the training loss is measured at most.
const MEASURED_ROWS: usize = 512;

/// How a task is learned.
#[derive(Clone, Debug, PartialEq)]
pub struct Recipe {
    pub steps: u32,
    pub batch_size: usize,
    /// The rate that warm-up ends at.
    pub learning_rate: f64,
    pub warmup_steps: u32,
    /// Of the head's initial weights (from scratch, of all weights) and of the order of the rows.
    pub seed: u64,
    /// Feature-based: only the head learns.
    pub frozen: bool,
}

/// What the model is before its first step.
pub struct Beginning<'a> {
    pub config: &'a BertConfig,
    /// The parameters of a pre-trained model, `[P]` of [`Layout::new`]; `None` for random weights.
    pub pretrained: Option<&'a [f32]>,
    /// Whether its attention is left to right.
    pub causal: bool,
    /// The id that fills rows up.
    pub pad: u32,
}

/// A model that learns a task.
pub struct FineTuning {
    pub engine: Engine,
    pub layout: Layout,
    /// Steps done.
    pub step: u32,
    task: Task,
    objectives: Objectives,
    heads: Heads,
    recipe: Recipe,
    sequence: usize,
    pad: u32,
    rows: Vec<MaskedExample>,
    /// The rows of this epoch that are still to come, last first.
    order: Vec<usize>,
    epoch: u64,
}

impl FineTuning {
    /// A model at step 0. `rows` are those that have their labels; `sequence` is the length that all rows are padded to.
    ///
    /// # Errors
    /// The engine's.
    pub async fn new(
        beginning: &Beginning<'_>,
        task: Task,
        objectives: Objectives,
        rows: Vec<MaskedExample>,
        sequence: usize,
        recipe: Recipe,
        backend: impl Into<Backend>,
    ) -> Result<Self, EngineError> {
        let heads = Heads { causal: beginning.causal, frozen: recipe.frozen, ..Heads::of(&objectives) };
        let selected = if objectives.of_tokens().is_some() { recipe.batch_size * sequence } else { 0 };
        let shape = BatchShape { rows: recipe.batch_size, sequence, selected };
        let spec = EngineSpec { config: beginning.config.clone(), shape, heads: heads.clone() };
        let layout = spec.layout();
        let mut parameters = initial_parameters(&spec.config, &layout, recipe.seed);
        if let Some(pretrained) = beginning.pretrained {
            parameters[..pretrained.len()].copy_from_slice(pretrained);
        }
        let mut engine = Engine::new(backend.into(), &spec).await?;
        engine.take_parameters(parameters);
        Ok(Self { engine, layout, step: 0, task, objectives, heads, recipe, sequence, pad: beginning.pad, rows, order: vec![], epoch: 0 })
    }

    pub fn finished(&self) -> bool {
        self.step >= self.recipe.steps
    }

    /// One training step. Does not wait for the device.
    pub fn submit_step(&mut self) {
        let batch = self.next_batch();
        let Recipe { learning_rate: peak, warmup_steps, steps, .. } = self.recipe;
        let rate = fine_tuning_rate(self.step, peak, warmup_steps, steps) as f32;
        self.step += 1;
        self.engine.step(&batch, Some(&Update::new(OptimizerKind::Adamw, rate, self.step)), None);
    }

    /// Waits for the submitted steps, and returns their losses.
    ///
    /// # Errors
    /// The engine's.
    pub async fn collect(&mut self) -> Result<Vec<StepLosses>, EngineError> {
        self.engine.read_losses().await
    }

    /// Mean loss over the training rows, the first 512 of them at most.
    ///
    /// # Errors
    /// The engine's.
    pub async fn loss(&mut self) -> Result<f32, EngineError> {
        let mut sums = crate::engine::EvaluationSums::default();
        let measured = self.rows.len().min(MEASURED_ROWS);
        for start in (0..measured).step_by(self.recipe.batch_size) {
            let batch = self.batch(self.rows[start..measured.min(start + self.recipe.batch_size)].to_vec());
            sums += self.engine.evaluate(&batch).await?;
        }
        Ok(sums.means(&self.heads.losses).total())
    }

    /// The outputs of the head for each row: see [`Engine::task_logits`].
    ///
    /// # Errors
    /// The engine's.
    pub async fn predict(&mut self, rows: &[TaskRow]) -> Result<Vec<Vec<f32>>, EngineError> {
        let mut all = vec![];
        for rows in rows.chunks(self.recipe.batch_size) {
            let batch = self.batch(rows.iter().map(|row| row.asked(self.task)).collect());
            self.engine.evaluate(&batch).await?;
            let logits = self.engine.task_logits().await?;
            let mut rest = logits.as_slice();
            let outputs = self.heads.losses[0].head.task_outputs().unwrap_or(0);
            for row in rows {
                let count = match self.task {
                    Task::Sequence => outputs,
                    Task::Token => outputs * row.first_pieces.iter().flatten().count(),
                    Task::Question => outputs * self.sequence,
                };
                let (own, others) = rest.split_at(count);
                all.push(own.to_vec());
                rest = others;
            }
        }
        Ok(all)
    }

    /// Rows as a batch of this task.
    pub fn batch(&self, rows: Vec<MaskedExample>) -> Batch {
        self.objectives.batch(rows, self.sequence, self.pad)
    }

    /// Rows in a new order every epoch. A batch may reach into the next one.
    fn next_batch(&mut self) -> Batch {
        let mut rows = Vec::with_capacity(self.recipe.batch_size);
        while rows.len() < self.recipe.batch_size {
            if self.order.is_empty() {
                self.order = (0..self.rows.len()).collect();
                Stream::new(self.recipe.seed, Purpose::Tasks, self.epoch).shuffle(&mut self.order);
                self.epoch += 1;
            }
            rows.extend(self.order.pop().map(|row| self.rows[row].clone()));
        }
        self.batch(rows)
    }
}
