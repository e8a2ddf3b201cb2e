//! The loop of pre-training, whatever is trained: a line of output at each evaluation, and a bar between.

use std::path::Path;
use std::time::Instant;

use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use super::{Failure, Output};
use crate::checkpoint::export::File;
use crate::engine::EvaluationSums;
use crate::objectives::Objectives;
use crate::objectives::baseline::Baseline;
use crate::settings::Settings;
use crate::train::run::{Run, evaluate};

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
#[derive(Default, Serialize)]
pub struct Measures {
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
    /// ELMo's, of the next and of the previous token.
    #[serde(skip_serializing_if = "Option::is_none")]
    forward_loss: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    forward_accuracy: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    backward_loss: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    backward_accuracy: Option<f64>,
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
            ..Self::default()
        }
    }

    /// Those of an ELMo: forward, then backward.
    #[cfg(feature = "burn")]
    pub fn of_elmo(sums: &EvaluationSums) -> Self {
        let [forward, backward] = [0, 1].map(|direction| sums.losses.get(direction).copied().unwrap_or_default());
        Self {
            forward_loss: forward.mean_loss(),
            forward_accuracy: forward.accuracy(),
            backward_loss: backward.mean_loss(),
            backward_accuracy: backward.accuracy(),
            ..Self::default()
        }
    }

    /// What the progress bar shows.
    fn loss(&self) -> Option<f64> {
        self.mlm_loss.or(self.causal_loss).or(self.forward_loss)
    }
}

/// A run that this command can train.
pub trait Pretraining {
    fn step(&self) -> u32;
    fn settings(&self) -> &Settings;
    fn submit_step(&mut self);
    async fn collect(&mut self) -> Result<(), Failure>;
    /// Over training rows, and over held-out ones if there are any.
    async fn measure(&mut self) -> Result<(Measures, Option<Measures>), Failure>;
}

impl Pretraining for Run {
    fn step(&self) -> u32 {
        self.step
    }

    fn settings(&self) -> &Settings {
        self.settings()
    }

    fn submit_step(&mut self) {
        self.submit_step(false);
    }

    async fn collect(&mut self) -> Result<(), Failure> {
        self.collect().await?;
        Ok(())
    }

    async fn measure(&mut self) -> Result<(Measures, Option<Measures>), Failure> {
        let training = evaluate(&mut self.engine, &self.data.training_evaluation, |_, _| {}).await?;
        let held_out = evaluate(&mut self.engine, &self.data.evaluation, |_, _| {}).await?;
        let measures = |sums, baselines| Measures::new(&self.data.objectives, sums, baselines);
        let held_out = (!self.data.evaluation.is_empty()).then(|| measures(&held_out, &self.data.baselines));
        Ok((measures(&training, &self.data.training_baselines), held_out))
    }
}

/// Trains a run to its last step, a line of output at each evaluation.
pub async fn train(run: &mut impl Pretraining) -> Result<(), Failure> {
    let (steps, interval) = (run.settings().steps, run.settings().evaluation_interval);
    let bar = ProgressBar::new(steps.into());
    if let Ok(style) = ProgressStyle::with_template("{bar:30} step {pos} of {len}, {per_sec}, {eta} left  {msg}") {
        bar.set_style(style);
    }
    let mut output = Output::new();
    let (mut since, mut steps_before) = (Instant::now(), 0);
    loop {
        let (step, finished) = (run.step(), run.step() >= steps);
        if step.is_multiple_of(interval) || finished {
            run.collect().await?;
            let done = step - steps_before;
            let ms_per_step = if done == 0 { 0.0 } else { since.elapsed().as_secs_f64() * 1e3 / f64::from(done) };
            let (training, held_out) = run.measure().await?;
            let loss = held_out.as_ref().and_then(Measures::loss);
            if let Some(loss) = training.loss().into_iter().chain(loss).find(|loss| !loss.is_finite()) {
                return Err(Failure::Data(format!(
                    "the loss became {loss} at step {step}: training has diverged; try a lower --learning-rate"
                )));
            }
            bar.set_message(loss.map_or(String::new(), |loss| format!("held-out loss {loss:.3}")));
            output.line(&Line { step, training, held_out, ms_per_step })?;
            // A reader of the stream needs the line now.
            output.flush()?;
            (since, steps_before) = (Instant::now(), step);
        }
        if finished {
            break;
        }
        run.submit_step();
        // Bounds the number of steps that are in flight on a GPU.
        if run.step().is_multiple_of(16) {
            run.collect().await?;
        }
        bar.set_position(run.step().into());
    }
    bar.finish_and_clear();
    Ok(())
}

pub fn write_files(folder: &Path, files: impl IntoIterator<Item = File>) -> Result<(), Failure> {
    for (name, bytes) in files {
        let path = folder.join(name);
        std::fs::write(&path, bytes).map_err(|e| Failure::in_file(&path, e))?;
    }
    Ok(())
}
