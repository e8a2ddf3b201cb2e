//! A run at the moments that are recorded: it keeps its weights, and says what it makes of the filmed sentences.

use super::error::RunError;
use super::look::{alone, scores};
use super::recording::{Film, Frame, Moments, NewFrame, Recording, Reel};
use super::run::Run;
use crate::engine::row_for_inspection;
use crate::examples::batch::Batch;
use crate::examples::masking::MaskedExample;
use crate::trace::Trace;

impl Run {
    /// Begins to record, here and now; a run that is recorded already goes on as it is.
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
            let sentence = self.see(&example).await?;
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
            recording.weights.push(self.step, self.engine.parameters().await?);
        }
        if let Some(reel) = recording.followed.as_mut().filter(|reel| reel.frames.due(self.step)) {
            let frame = Frame::from(&self.look_alone(&reel.example).await?);
            taken.push(reel.take(None, frame));
        }
        let step = self.step;
        for (index, reel) in (0..).zip(&mut recording.specimens).filter(|(_, reel)| reel.frames.due(step)) {
            let frame = Frame::from(&self.see(&reel.example).await?);
            taken.push(reel.take(Some(index), frame));
        }
        Ok(taken)
    }

    /// Follows the shown row of step `asked` from now on. Its past is computed from the recorded weights, on the CPU whatever
    /// trains.
    ///
    /// # Errors
    /// [`LookError`](super::error::LookError) where `asked` is not the step that was inspected last; the engine's.
    pub async fn follow(&mut self, asked: u32) -> Result<Film, RunError> {
        let (facts, batch) = self.held_step(asked)?;
        self.follow_example(batch.examples[facts.row].clone()).await
    }

    /// The same for a sentence that was followed before, by another engine.
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
        for (moment, weights) in recording.weights.iter() {
            let scored = scores(&row);
            let onlooker = self.onlooker(weights);
            let seen = onlooker.look(&row_for_inspection(&row, 0)).1;
            let own = scored.then(|| onlooker.probe(&row));
            frames.push(moment, Frame::from(&alone(moment, &row, seen, own, &self.data)));
        }
        let seen = self.look_alone(&example).await;
        let film = seen.map(|sentence| {
            let reel = Reel { example, sentence: Trace { attention: vec![], ..sentence }, frames };
            let mut film = recording.followed.insert(reel).film();
            let now = Frame::from(&film.sentence);
            if film.frames.last().is_none_or(|last| last.step < now.step) {
                film.frames.push(now);
            }
            film
        });
        self.recording = Some(recording);
        film
    }

    /// Lets the followed sentence go.
    pub fn unfollow(&mut self) {
        if let Some(recording) = &mut self.recording {
            recording.followed = None;
        }
    }

    /// What the model says of the followed sentence now, whether or not that is a moment to keep.
    ///
    /// # Errors
    /// The engine's.
    pub async fn followed_now(&mut self) -> Result<Option<Frame>, RunError> {
        let Some(example) = self.followed().cloned() else { return Ok(None) };
        Ok(Some(Frame::from(&self.look_alone(&example).await?)))
    }

    pub fn followed(&self) -> Option<&MaskedExample> {
        self.recording.as_ref()?.followed.as_ref().map(|reel| &reel.example)
    }

    /// The film of the followed sentence.
    pub fn followed_film(&self) -> Option<Film> {
        self.recording.as_ref()?.followed.as_ref().map(Reel::film)
    }

    /// The films of the held-out sentences.
    pub fn specimens(&self) -> Vec<Film> {
        self.recording.iter().flat_map(|recording| &recording.specimens).map(Reel::film).collect()
    }

    /// Null where the model is too large for its past to be kept.
    pub fn moments(&self) -> Option<Moments> {
        let weights = &self.recording.as_ref()?.weights;
        weights.iter().next().map(|(first, _)| Moments { first, stride: weights.stride() })
    }

    fn alone(&self, example: &MaskedExample) -> Batch {
        self.data.batch(vec![example.clone()])
    }

    /// What the engine's weights say to a row, and the gradients of this row's own loss.
    async fn look_alone(&mut self, example: &MaskedExample) -> Result<Trace, RunError> {
        let row = self.alone(example);
        let (_, seen) = self.engine.look(&row_for_inspection(&row, 0)).await?;
        let own = if scores(&row) { Some(self.engine.probe(&row).await?) } else { None };
        Ok(alone(self.step, &row, seen, own, &self.data))
    }

    /// The same without gradients and attention.
    async fn see(&mut self, example: &MaskedExample) -> Result<Trace, RunError> {
        let row = self.alone(example);
        let (_, seen) = self.engine.look(&row_for_inspection(&row, 0)).await?;
        Ok(Trace { attention: vec![], ..alone(self.step, &row, seen, None, &self.data) })
    }
}
