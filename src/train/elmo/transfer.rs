//! A task on top of a frozen ELMo: what it is worth as features, and which of its layers the task reads (Peters et al. 2018, section
//! 3.2 and 5.1). Nothing of the ELMo moves.

use serde::{Deserialize, Serialize};
use tsify::Tsify;

use super::ElmoRun;
use crate::engine::burn::elmo::ElmoTask;
use crate::examples::{TaskLabel, TokenId};
use crate::optim::Update;
use crate::random::{Purpose, Stream};
use crate::settings::OptimizerKind;
use crate::tasks::part::Part;
use crate::tasks::presets::TaskPreset;
use crate::tasks::rows::{Classes, TaskRow};
use crate::tasks::scores::{TaskPrediction, TaskScores};
use crate::tasks::{Example, Task};
use crate::train::error::RunError;
use crate::train::schedule::fine_tuning_rate;

/// As the frozen encoders of the fine-tuning room learn.
const STEPS: u32 = 200;
const WARMUP: u32 = 20;
const RATE: f64 = 1e-2;
const BATCH: usize = 64;

/// What a task made of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct ElmoTransfer {
    /// Training examples.
    pub labels: u32,
    /// The step that the ELMo had reached.
    pub step: u32,
    pub test: TaskScores,
    /// Of the commonest label.
    pub majority: TaskScores,
    /// The share of the word embeddings, of the lower layers, and of the upper ones. They sum to 1.
    pub shares: [f32; 3],
    pub scale: f32,
}

/// The positions that a row's labels belong to: all of a sequence together, or the first piece of each word.
fn units(part: &Part) -> Vec<(usize, Vec<usize>)> {
    let of = |(row, found): (usize, &TaskRow)| -> Vec<(usize, Vec<usize>)> {
        match &found.row.task {
            Some(TaskLabel::Tags(_)) => found.first_pieces.iter().flatten().map(|&position| (row, vec![position])).collect(),
            _ => vec![(row, (0..found.row.input_ids.len()).collect())],
        }
    };
    part.rows.iter().enumerate().flat_map(of).collect()
}

fn ids(part: &Part) -> Vec<Vec<TokenId>> {
    part.rows.iter().map(|row| row.row.input_ids.clone()).collect()
}

/// The label of each unit, by its place among the units.
fn labels(part: &Part, units: &[(usize, Vec<usize>)]) -> Vec<(u32, u32)> {
    let label = |(row, positions): &(usize, Vec<usize>)| match &part.rows[*row].row.task {
        Some(TaskLabel::Class(class)) => Some(*class),
        Some(TaskLabel::Tags(tags)) => tags[positions[0]],
        _ => None,
    };
    (0..).zip(units).filter_map(|(place, unit)| Some((place, label(unit)?))).collect()
}

impl ElmoRun {
    /// Learns a task of classes or tags from its first `count` examples.
    ///
    /// # Errors
    /// The tokenizer's and the engine's.
    pub async fn transfer(&self, preset: &TaskPreset, count: usize) -> Result<ElmoTransfer, RunError> {
        let (mut training, test): (Vec<Example>, Vec<Example>) = (preset.training(), preset.test());
        let classes = Classes::of(&training);
        training.truncate(count);
        let length = self.data.settings.sequence_length as usize;
        let part = |examples| Part::new(examples, &classes, &self.data.tokenizer, length).map_err(crate::train::data::DataError::Sentence);
        let (training, test) = (part(training)?, part(test)?);
        let task = self.learn(&training, classes.names().len());
        let predictions = self.predict(&task, &test, &classes).await?;
        let (learned, asked): (Vec<_>, Vec<_>) = (training.examples.iter().collect(), test.examples.iter().collect());
        let scores = |predictions: &[TaskPrediction]| TaskScores::of(&asked, predictions).expect("a preset has test examples");
        let (shares, scale) = task.mix().await?;
        Ok(ElmoTransfer {
            labels: training.examples.len() as u32,
            step: self.step,
            test: scores(&predictions),
            majority: scores(&TaskPrediction::majority(&learned, &asked)),
            shares,
            scale,
        })
    }

    fn learn(&self, training: &Part, classes: usize) -> ElmoTask {
        let seed = self.data.settings.seed.into();
        let units = units(training);
        let layers = self.engine.layers(&ids(training), &units);
        let labels = labels(training, &units);
        let mut task = self.engine.task(classes, seed);
        let (mut order, mut epoch) = (vec![], 0);
        for step in 0..STEPS {
            if order.len() < BATCH.min(labels.len()) {
                order = labels.clone();
                Stream::new(seed, Purpose::Tasks, epoch).shuffle(&mut order);
                epoch += 1;
            }
            let (units, labels): (Vec<u32>, Vec<u32>) = order.split_off(order.len().saturating_sub(BATCH)).into_iter().unzip();
            let rate = fine_tuning_rate(step, RATE, WARMUP, STEPS) as f32;
            task.step(&layers, &units, &labels, &Update::new(OptimizerKind::Adamw, rate, step + 1));
        }
        task
    }

    async fn predict(&self, task: &ElmoTask, test: &Part, classes: &Classes) -> Result<Vec<TaskPrediction>, RunError> {
        let units = units(test);
        let layers = self.engine.layers(&ids(test), &units);
        let logits = task.logits(&layers).await?;
        let mut rows = logits.chunks_exact(classes.names().len());
        let of = |(place, (example, row)): (usize, (&Example, &TaskRow))| {
            let own = units.iter().filter(|(of, _)| *of == place).count();
            let logits: Vec<f32> = rows.by_ref().take(own).flatten().copied().collect();
            TaskPrediction::of(example, row, classes, &logits)
        };
        Ok(test.examples.iter().zip(&test.rows).enumerate().map(of).collect())
    }
}

/// Whether an ELMo learns this task here: a question has two outputs a position, which it has no head for.
pub fn learns(task: Task) -> bool {
    task != Task::Question
}
