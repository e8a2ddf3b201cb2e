//! What an experiment runs.

use serde::{Deserialize, Serialize};
use tsify::Tsify;

use crate::objectives::Pooling;
use crate::tasks::Task;

/// What all runs together may cost at most, in training steps.
const MOST_STEPS: u64 = 1_000_000;

/// Where a run begins, and what learns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Tsify)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Random weights; everything learns.
    Scratch,
    /// Pre-trained weights; only the head learns (feature-based).
    Frozen,
    /// Pre-trained weights; everything learns.
    Tuned,
}

/// What is to be run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct ExperimentPlan {
    pub task: Task,
    /// What the head of a sequence reads.
    pub pooling: Pooling,
    pub modes: Vec<Mode>,
    /// Numbers of training examples; of each the first.
    pub labels: Vec<u32>,
    pub seeds: Vec<u32>,
    pub steps: u32,
    pub batch_size: u32,
    /// Peak; it decays to 0.
    pub learning_rate: f64,
    /// The same where only the head learns, which needs a higher one to get anywhere in as many steps.
    pub frozen_learning_rate: f64,
    pub warmup_steps: u32,
}

impl ExperimentPlan {
    /// # Errors
    /// What cannot be run, with what was found and what was expected.
    pub(super) fn check(&self) -> Result<(), String> {
        let wrong = Err::<(), String>;
        if self.modes.is_empty() || self.labels.is_empty() || self.seeds.is_empty() {
            return wrong("modes, labels and seeds: found an empty list, expected at least one entry of each".into());
        }
        if let Some(mode) = (1..self.modes.len()).find(|at| self.modes[..*at].contains(&self.modes[*at])) {
            return wrong(format!("modes: found {:?} twice, expected each once", self.modes[mode]));
        }
        if self.labels.contains(&0) {
            return wrong("labels: found 0, expected a whole number from 1 on".into());
        }
        if self.steps == 0 || !(1..=256).contains(&self.batch_size) {
            let (steps, rows) = (self.steps, self.batch_size);
            return wrong(format!("found {steps} steps of {rows} rows, expected at least 1 step of 1 to 256 rows"));
        }
        let all = u64::from(self.steps) * (self.modes.len() * self.labels.len() * self.seeds.len()) as u64;
        if all > MOST_STEPS {
            return wrong(format!("found {all} steps in all, expected at most {MOST_STEPS}; take fewer steps, seeds or numbers of labels"));
        }
        for (name, rate) in [("learning_rate", self.learning_rate), ("frozen_learning_rate", self.frozen_learning_rate)] {
            if !(rate.is_finite() && rate > 0.0) {
                return wrong(format!("{name}: found {rate}, expected a number above 0"));
            }
        }
        Ok(())
    }
}
