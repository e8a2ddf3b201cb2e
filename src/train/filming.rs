//! Records a run: which steps are due, and the weights and predictions that are kept of them.

use super::divergence::{NotFinite, Quantity};
use super::error::RunError;
use super::questions::{alone, scores};
use super::recording::{Film, Frame, NewFrame, RecordedSteps, Recording, Reel};
use super::run::Run;
use crate::engine::row_for_inspection;
use crate::examples::batch::Batch;
use crate::examples::masking::MaskedExample;
use crate::trace::Trace;

impl Run {
    /// Begins to record at the current step. Does nothing if the run is recorded already.
    ///
    /// # Errors
    /// The engine's.
    pub async fn start_recording(&mut self) -> Result<(), RunError> {
        if self.recording.is_none() {
            self.recording = Some(self.new_recording().await?);
            self.record().await?;
        }
        Ok(())
    }

    async fn new_recording(&mut self) -> Result<Recording, RunError> {
        let mut specimens = vec![];
        for example in self.data.specimens.clone() {
            let sentence = self.trace_without_gradients(&example).await?;
            specimens.push(Reel::of_specimen(example, sentence));
        }
        Ok(Recording::new(self.settings().steps, self.data.layout.len, specimens))
    }

    /// Whether [`Run::record`] has something to do at this step.
    pub fn recording_due(&self) -> bool {
        self.recording.as_ref().is_some_and(|recording| {
            let due = |reel: &Reel| reel.frames.due(self.step);
            recording.weights.due(self.step) || recording.followed.iter().chain(&recording.specimens).any(due)
        })
    }

    /// Records what is due at this step.
    ///
    /// # Errors
    /// The engine's.
    pub async fn record(&mut self) -> Result<Vec<NewFrame>, RunError> {
        let Some(mut recording) = self.recording.take() else { return Ok(vec![]) };
        let taken = self.record_into(&mut recording).await;
        self.recording = Some(recording);
        taken
    }

    async fn record_into(&mut self, recording: &mut Recording) -> Result<Vec<NewFrame>, RunError> {
        let mut taken = vec![];
        if recording.weights.due(self.step) {
            let weights = self.engine.parameters().await?;
            if let Some(found) = NotFinite::first_of(weights.iter().copied()) {
                return Err(self.diverges(self.step, Quantity::Weights, found));
            }
            recording.weights.push(self.step, weights);
        }
        if let Some(reel) = recording.followed.as_mut().filter(|reel| reel.frames.due(self.step)) {
            let frame = Frame::from(&self.trace_with_gradients(&reel.example).await?);
            taken.push(reel.take(None, frame));
        }
        let step = self.step;
        for (index, reel) in (0..).zip(&mut recording.specimens).filter(|(_, reel)| reel.frames.due(step)) {
            let frame = Frame::from(&self.trace_without_gradients(&reel.example).await?);
            taken.push(reel.take(Some(index), frame));
        }
        Ok(taken)
    }

    /// Follows the shown row of step `asked` from now on. Its past is computed from the recorded weights, always on the CPU.
    ///
    /// # Errors
    /// [`QuestionError`](super::error::QuestionError) if `asked` is not the step that was inspected last, and the engine's errors.
    pub async fn follow(&mut self, asked: u32) -> Result<Film, RunError> {
        let (facts, batch) = self.inspected_step(asked)?;
        self.follow_example(batch.examples[facts.row].clone()).await
    }

    /// As [`Run::follow`], for a sentence that another engine followed before.
    ///
    /// # Errors
    /// The engine's.
    pub async fn follow_example(&mut self, example: MaskedExample) -> Result<Film, RunError> {
        let mut recording = match self.recording.take() {
            Some(recording) => recording,
            None => self.new_recording().await?,
        };
        let mut frames = recording.frames();
        let row = self.alone(&example);
        for (step, weights) in recording.weights.iter() {
            let scored = scores(&row);
            let inspector = self.inspector(weights);
            let seen = inspector.inspect(&row_for_inspection(&row, 0)).1;
            let own = scored.then(|| inspector.probe(&row));
            let trace = alone(step, &row, seen, own, &self.data);
            // The last weights of a run that diverges may be too large to compute with.
            if NotFinite::first_of(trace.numbers()).is_none() {
                frames.push(step, Frame::from(&trace));
            }
        }
        let seen = self.trace_with_gradients(&example).await;
        let film = seen.map(|sentence| {
            let reel = Reel { example, sentence: Trace { attention: vec![], ..sentence }, frames };
            let now = Frame::from(&reel.sentence);
            recording.followed.insert(reel).film().until(now)
        });
        self.recording = Some(recording);
        film
    }

    /// Stops following the sentence.
    pub fn unfollow(&mut self) {
        if let Some(recording) = &mut self.recording {
            recording.followed = None;
        }
    }

    /// What the model says of the followed sentence at the current step, whether or not that step is recorded.
    ///
    /// # Errors
    /// The engine's.
    pub async fn followed_now(&mut self) -> Result<Option<Frame>, RunError> {
        let Some(example) = self.followed().cloned() else { return Ok(None) };
        Ok(Some(Frame::from(&self.trace_with_gradients(&example).await?)))
    }

    pub fn followed(&self) -> Option<&MaskedExample> {
        self.recording.as_ref()?.followed.as_ref().map(|reel| &reel.example)
    }

    /// The film of the followed sentence. As that of [`Run::follow`], it ends at the current step, recorded or not.
    ///
    /// # Errors
    /// The engine's.
    pub async fn followed_film(&mut self) -> Result<Option<Film>, RunError> {
        let now = self.followed_now().await?;
        let reel = self.recording.as_ref().and_then(|recording| recording.followed.as_ref());
        Ok(reel.zip(now).map(|(reel, now)| reel.film().until(now)))
    }

    /// The films of the held-out sentences.
    pub fn specimens(&self) -> Vec<Film> {
        self.recording.iter().flat_map(|recording| &recording.specimens).map(Reel::film).collect()
    }

    /// The steps with recorded weights. `None` if the model is too large to keep any.
    pub fn recorded_steps(&self) -> Option<RecordedSteps> {
        let weights = &self.recording.as_ref()?.weights;
        weights.iter().next().map(|(first, _)| RecordedSteps { first, stride: weights.stride() })
    }

    fn alone(&self, example: &MaskedExample) -> Batch {
        self.data.batch(vec![example.clone()])
    }

    /// The trace of a row under the engine's weights, with the gradients of this row's own loss.
    async fn trace_with_gradients(&mut self, example: &MaskedExample) -> Result<Trace, RunError> {
        let row = self.alone(example);
        let (_, seen) = self.engine.inspect(&row_for_inspection(&row, 0)).await?;
        let own = if scores(&row) { Some(self.engine.probe(&row).await?) } else { None };
        let trace = alone(self.step, &row, seen, own, &self.data);
        self.finite(trace)
    }

    /// The trace of a row under the engine's weights, without gradients and attention.
    async fn trace_without_gradients(&mut self, example: &MaskedExample) -> Result<Trace, RunError> {
        let row = self.alone(example);
        let (_, seen) = self.engine.inspect(&row_for_inspection(&row, 0)).await?;
        let trace = alone(self.step, &row, seen, None, &self.data);
        self.finite(Trace { attention: vec![], ..trace })
    }

    fn finite(&mut self, trace: Trace) -> Result<Trace, RunError> {
        match NotFinite::first_of(trace.numbers()) {
            Some(found) => Err(self.diverges(self.step, Quantity::Predictions, found)),
            None => Ok(trace),
        }
    }
}
