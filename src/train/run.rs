//! One run: its steps, its evaluations, its report.
//!
//! With equal settings a run takes the same steps in the page's worker and in the command.

use super::data::{Cursor, Data};
use super::divergence::{Divergence, NotFinite, Quantity};
use super::error::RunError;
use super::recording::Recording;
use super::report::{HeldOut, History, Measure, Point, Report};
use super::schedule::learning_rate;
use super::tallies::{Tallies, TallyShares};
use super::words::{Asked, WordStatistics};
use crate::engine::cpu::CpuEngine;
use crate::engine::device::Backend;
use crate::engine::{Engine, EngineError, EvaluationSums, LossSums, ParameterCopy, StepLosses, Update};
use crate::examples::TokenId;
use crate::examples::batch::Batch;
use crate::model::init::initial_parameters;
use crate::settings::Settings;
use crate::trace::{self, StepFacts, Trace};

/// A model being trained on its data by one engine.
pub struct Run {
    pub data: Data,
    pub engine: Engine,
    /// Steps done.
    pub step: u32,
    pub tallies: Tallies,
    pub history: History,
    /// The shown row of the batch.
    pub row: usize,
    /// Submitted steps whose losses are not read yet, oldest first.
    unread: Vec<StepFacts>,
    /// The inspected step whose inspection is not read yet, and its batch.
    pending_inspection: Option<(StepFacts, Batch)>,
    /// The step that was inspected last, and its batch. The engine has copies of the parameters before and after its update.
    pub(super) inspected: Option<(StepFacts, Batch)>,
    /// Answers questions about that step, whichever engine trains.
    pub(super) inspector: Option<CpuEngine>,
    trace: Option<Trace>,
    /// The recorded past, if the run is recorded.
    pub(super) recording: Option<Recording>,
    /// The batch of the next step, if it was drawn already, and its position in the data.
    next: Option<(Cursor, Batch)>,
    /// Losses of the last evaluation by token.
    pub(super) asked: Asked,
    diverged: Option<Divergence>,
}

impl Run {
    /// A run at step 0 with seeded weights.
    pub async fn new(data: Data, backend: impl Into<Backend>) -> Result<Self, RunError> {
        let spec = data.engine_spec();
        let mut engine = Engine::new(backend.into(), &spec).await?;
        engine.set_parameters(&initial_parameters(&spec.config, &data.layout, data.settings.seed.into()));
        Ok(Self::with_engine(data, engine))
    }

    pub(super) fn with_engine(data: Data, engine: Engine) -> Self {
        Self {
            data,
            engine,
            step: 0,
            tallies: Tallies::default(),
            history: History::default(),
            row: 0,
            unread: vec![],
            pending_inspection: None,
            inspected: None,
            inspector: None,
            trace: None,
            recording: None,
            next: None,
            asked: Asked::default(),
            diverged: None,
        }
    }

    pub fn settings(&self) -> &Settings {
        &self.data.settings
    }

    /// Whether the last step is done.
    pub fn finished(&self) -> bool {
        self.step >= self.settings().steps
    }

    /// Evaluates and traces the untrained model, before the first step.
    pub async fn begin(&mut self) -> Result<(), RunError> {
        self.evaluate().await?;
        self.inspect_next().await
    }

    /// Submits one training step without waiting for the device. With `inspect`, [`Run::collect`] also reads its trace.
    pub fn submit_step(&mut self, inspect: bool) {
        let (batch, update) = self.next_update();
        self.row = self.row.min(batch.rows - 1);
        if inspect {
            self.engine.copy_parameters(ParameterCopy::BeforeUpdate);
        }
        self.engine.step(&batch, Some(&update), inspect.then_some(self.row));
        let facts = self.step_was_submitted(&batch, &update);
        if inspect {
            self.engine.copy_parameters(ParameterCopy::AfterUpdate);
            self.pending_inspection = Some((facts, batch));
        }
    }

    /// Submits one training step through `take`, which may share it with other workers. It is not inspected.
    pub async fn submit_step_by(&mut self, take: impl AsyncFnOnce(&mut Engine, &Batch, &Update)) {
        let (batch, update) = self.next_update();
        take(&mut self.engine, &batch, &update).await;
        self.step_was_submitted(&batch, &update);
    }

    fn next_update(&mut self) -> (Batch, Update) {
        let batch = self.next.take().map_or_else(|| self.data.next_batch(), |(_, batch)| batch);
        let rate = learning_rate(self.step, self.settings().learning_rate, self.settings().warmup_steps, self.settings().steps) as f32;
        (batch, Update::new(self.settings().optimizer, rate, self.step + 1))
    }

    fn step_was_submitted(&mut self, batch: &Batch, update: &Update) -> StepFacts {
        self.step += 1;
        self.tally(batch);
        let facts = StepFacts { step: self.step, row: self.row, learning_rate: update.learning_rate };
        self.unread.push(facts);
        facts
    }

    /// Waits for the submitted steps, and returns their losses.
    ///
    /// # Errors
    /// The engine's, and [`RunError::Diverged`] from the first step on whose loss or gradient is not finite.
    pub async fn collect(&mut self) -> Result<Vec<Point>, RunError> {
        let losses = self.engine.read_losses().await?;
        self.check_finite()?;
        let mut points = vec![];
        let read: Vec<StepFacts> = self.unread.drain(..losses.len()).collect();
        for (facts, found) in read.into_iter().zip(&losses) {
            if let Some(loss) = NotFinite::first_of(found.losses.iter().copied().chain([found.total()])) {
                return Err(self.diverges(facts.step, Quantity::Loss, loss));
            }
            if let Some(norm) = NotFinite::first_of([found.gradient_norm]) {
                return Err(self.diverges(facts.step, Quantity::GradientNorm, norm));
            }
            let point = Point { step: facts.step, losses: found.losses.clone() };
            self.history.push(point.clone());
            points.push(point);
            if self.pending_inspection.as_ref().is_some_and(|(waiting, _)| waiting.step == facts.step) {
                self.trace = self.read_trace(found).await?.or(self.trace.take());
            }
        }
        Ok(points)
    }

    /// What stopped the run, if a number of it was not finite.
    pub fn diverged(&self) -> Option<&Divergence> {
        self.diverged.as_ref()
    }

    /// # Errors
    /// [`RunError::Diverged`] if the run has.
    pub fn check_finite(&self) -> Result<(), RunError> {
        self.diverged.clone().map_or(Ok(()), |divergence| Err(divergence.into()))
    }

    /// The run ends here. What was submitted after `step` is forgotten; what was recorded and traced before it stays.
    pub(super) fn diverges(&mut self, step: u32, quantity: Quantity, found: NotFinite) -> RunError {
        let &Settings { learning_rate, warmup_steps, .. } = self.settings();
        let divergence = Divergence { step, quantity, found, learning_rate, warmup_steps };
        self.step = step;
        self.unread.clear();
        // The engine's copies of the parameters are those of a step that is never shown.
        if self.pending_inspection.take().is_some() {
            self.inspected = None;
        }
        self.diverged = Some(divergence.clone());
        divergence.into()
    }

    /// Whether the held-out documents are due: at step 0, on the rhythm, at the end.
    pub fn evaluation_due(&self) -> bool {
        let due = self.step.is_multiple_of(self.settings().evaluation_interval) || self.finished();
        due && self.history.held_out.last().is_none_or(|last| last.step != self.step)
    }

    /// Losses and accuracies on the held-out pairs. `None` where nothing is held out.
    ///
    /// # Errors
    /// The engine's, and [`RunError::Diverged`] for a loss that is not finite.
    pub async fn evaluate(&mut self) -> Result<Option<HeldOut>, RunError> {
        let mut asked = Asked::new(self.step);
        let sums = evaluate(&mut self.engine, &self.data.evaluation, |labels, losses| asked.add(labels, losses)).await?;
        if let Some(found) = NotFinite::first_of(sums.losses.iter().map(|sums| sums.loss)) {
            return Err(self.diverges(self.step, Quantity::HeldOutLoss, found));
        }
        self.asked = asked;
        if self.data.evaluation.is_empty() {
            return Ok(None);
        }
        let measure = |sums: &LossSums| Measure { loss: sums.mean_loss(), accuracy: sums.accuracy() };
        let found = HeldOut { step: self.step, measures: sums.losses.iter().map(measure).collect() };
        self.history.push_held_out(found.clone());
        Ok(Some(found))
    }

    /// Losses by word at the last evaluation. Held-out positions only: losses at training positions would also reward memorised
    /// text, and on the GPU they would need a readback after every step.
    pub fn words(&self) -> WordStatistics {
        self.asked.statistics(&self.data.frequencies, &self.data.tokenizer)
    }

    /// The newest trace that was collected.
    pub fn trace(&self) -> Option<&Trace> {
        self.trace.as_ref()
    }

    /// Replaces the newest trace by one of another row of the same step.
    pub(super) fn show(&mut self, facts: StepFacts, batch: Batch, trace: Trace) {
        self.row = facts.row;
        self.inspected = Some((facts, batch));
        self.trace = Some(trace);
    }

    pub(super) fn set_trace(&mut self, trace: Option<Trace>) {
        self.trace = trace;
    }

    /// Where the batch of the next step begins.
    pub fn next_cursor(&self) -> Cursor {
        self.next.as_ref().map_or_else(|| self.data.cursor(), |(cursor, _)| *cursor)
    }

    pub fn report(&self) -> Report {
        Report {
            points: self.history.points.clone(),
            held_out: self.history.held_out.clone(),
            losses: self.data.losses(),
            tallies: self.tallies,
            shares: self.tally_shares(),
        }
    }

    /// The tallies as shares, with their expected values. Empty without masks.
    pub fn tally_shares(&self) -> TallyShares {
        self.data.masking().map(|masking| self.tallies.shares(masking)).unwrap_or_default()
    }

    /// Inspects the batch of the next step without training on it.
    async fn inspect_next(&mut self) -> Result<(), RunError> {
        let cursor = self.data.cursor();
        let batch = self.data.next_batch();
        self.engine.copy_parameters(ParameterCopy::BeforeUpdate);
        self.engine.step(&batch, None, Some(self.row.min(batch.rows - 1)));
        let found = self.engine.read_losses().await?.pop().unwrap_or_default();
        let facts = StepFacts { step: self.step, row: self.row.min(batch.rows - 1), learning_rate: 0.0 };
        self.pending_inspection = Some((facts, batch.clone()));
        self.trace = self.read_trace(&found).await?;
        self.next = Some((cursor, batch));
        Ok(())
    }

    async fn read_trace(&mut self, found: &StepLosses) -> Result<Option<Trace>, RunError> {
        let inspection = self.engine.read_inspection().await?;
        let Some(((facts, batch), inspection)) = self.pending_inspection.take().zip(inspection) else { return Ok(None) };
        let trace = trace::build(&facts, &batch, found, &inspection, &self.data.shown());
        if let Some(found) = NotFinite::first_of(trace.numbers()) {
            self.inspected = None;
            return Err(self.diverges(facts.step, Quantity::Predictions, found));
        }
        self.inspected = Some((facts, batch));
        Ok(Some(trace))
    }

    fn tally(&mut self, batch: &Batch) {
        let masking = self.data.masking();
        for example in &batch.examples {
            self.tallies.add(example, self.data.tokenizer.facts(), masking);
        }
    }
}

/// Sums over several batches. `each` gets the token labels of each batch and their losses.
pub async fn evaluate(
    engine: &mut Engine,
    batches: &[Batch],
    mut each: impl FnMut(&[TokenId], &[f32]),
) -> Result<EvaluationSums, EngineError> {
    let mut total = EvaluationSums::default();
    for batch in batches {
        total += engine.evaluate(batch).await?;
        each(batch.token_labels(), engine.evaluated_losses());
    }
    Ok(total)
}
