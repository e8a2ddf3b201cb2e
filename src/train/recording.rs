//! The past of a run, in bounded memory.
//!
//! There are two kinds of record, and both are thinned out evenly as the run grows. The *weights* are kept at some steps. The past
//! of any sentence is computed from them when the page asks for it. A *film* holds what the model says of one sentence, frame by
//! frame. One film follows the sentence on the stage, on request. The others show a few held-out sentences from the first step
//! on. Recording never changes the run: with and without it, a run takes the same steps.

use serde::{Deserialize, Serialize};
use tsify::Tsify;

use super::fit::Fit;
use crate::examples::masking::MaskedExample;
use crate::examples::{TokenFate, TokenId};
use crate::trace::{TokenTrace, Trace};

/// Frames of the followed sentence, and of each held-out one, at most.
const FRAMES: usize = 240;
const SPECIMEN_FRAMES: usize = 32;
/// Memory for recorded weights, in bytes.
pub const WEIGHTS_BYTES: usize = 96 << 20;
/// How often the weights are recorded, at most.
const MAX_WEIGHTS: usize = 48;
/// Strides at the beginning of a run: of the weights, and of the films of held-out sentences.
const FIRST_STRIDE: u32 = 4;
const FIRST_SPECIMEN_STRIDE: u32 = 8;

/// What the model said of a sentence at one step. Lists have one entry per real token, `n` in all.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Tsify)]
pub struct Frame {
    /// Updates that the weights had seen.
    pub step: u32,
    /// `[n]`: -log p(original), counted or not.
    pub losses: Vec<f32>,
    /// `[n]`: log of the sum of all exponentials of the logits.
    pub log_sum_exps: Vec<f32>,
    /// `[n * k]`: the most likely tokens in descending order, and their logits.
    pub top_ids: Vec<TokenId>,
    pub top_tokens: Vec<String>,
    pub top_logits: Vec<f32>,
    /// `[n]`: L2 norms of the gradient of this sentence's own loss, at output and input. 0 for held-out sentences.
    pub gradient_norms: Vec<f32>,
    pub input_gradient_norms: Vec<f32>,
    /// `[n]`: as in the trace.
    pub read: Vec<f32>,
    /// Probabilities of `is_next` and `not_next`.
    pub next_sentence: Option<[f32; 2]>,
    /// The logits of those probabilities.
    pub pair_logits: Option<[f32; 2]>,
    /// -log of the true label's probability.
    pub pair_loss: Option<f32>,
    /// The trained losses of this sentence alone, in the order of its own [`BatchTrace`](crate::trace::BatchTrace).
    pub trained: Vec<f32>,
    /// Their sum.
    pub total_loss: f32,
    /// Mean over the scored positions.
    pub mean_loss: f32,
}

impl Frame {
    /// Whether it is of a sentence of this many tokens at most.
    fn fits(&self, most: usize, fit: &Fit) -> bool {
        let (n, top) = (self.losses.len(), self.top_ids.len());
        let lists = [&self.log_sum_exps, &self.gradient_norms, &self.input_gradient_norms, &self.read];
        (1..=most).contains(&n)
            && lists.iter().all(|list| list.len() == n)
            && top.is_multiple_of(n)
            && [self.top_tokens.len(), self.top_logits.len()] == [top; 2]
            && self.top_ids.iter().all(|id| fit.knows(*id))
            && self.trained.len() <= fit.losses
    }
}

impl From<&Trace> for Frame {
    fn from(trace: &Trace) -> Self {
        let real: Vec<_> = trace.tokens.iter().filter(|token| token.fate != TokenFate::Padding).collect();
        let each = |number: fn(&TokenTrace) -> f32| real.iter().map(|token| number(token)).collect();
        let top = || real.iter().flat_map(|token| &token.top);
        Self {
            step: trace.step,
            losses: each(|token| token.would_be_loss),
            log_sum_exps: each(|token| token.log_sum_exp),
            top_ids: top().map(|prediction| prediction.id).collect(),
            top_tokens: top().map(|prediction| prediction.token.clone()).collect(),
            top_logits: top().map(|prediction| prediction.logit).collect(),
            gradient_norms: each(|token| token.gradient_norm),
            input_gradient_norms: each(|token| token.input_gradient_norm),
            read: each(|token| token.read),
            next_sentence: trace.next_sentence.as_ref().map(|answer| answer.probabilities),
            pair_logits: trace.next_sentence.as_ref().map(|answer| answer.logits),
            pair_loss: trace.next_sentence.as_ref().map(|answer| answer.loss),
            trained: trace.batch.losses.iter().map(|loss| loss.value).collect(),
            total_loss: trace.batch.total_loss,
            mean_loss: trace.example.loss,
        }
    }
}

/// A sentence and its predictions over the run, for the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct Film {
    /// Identifies the sentence. Only engines read it; the page passes it on.
    #[tsify(type = "unknown")]
    pub example: MaskedExample,
    /// The trace of the sentence as a batch of its own at the step when filming began, without attention.
    pub sentence: Trace,
    /// Frames are kept at multiples of this many steps.
    pub stride: u32,
    /// Ascending by step. The last step need not be a multiple of `stride`.
    pub frames: Vec<Frame>,
}

impl Film {
    /// The film with the frame of the current step at its end, unless that one is recorded.
    pub(super) fn until(mut self, now: Frame) -> Self {
        if self.frames.last().is_none_or(|last| last.step < now.step) {
            self.frames.push(now);
        }
        self
    }
}

/// A frame that was just recorded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct NewFrame {
    /// Index of the held-out sentence; null for the followed one.
    pub specimen: Option<u32>,
    /// The film's stride from now on. Frames at other steps have been dropped.
    pub stride: u32,
    pub frame: Frame,
}

/// The steps with recorded weights: from `first` on, every `stride` steps. Any sentence can be shown as of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Tsify)]
pub struct RecordedSteps {
    pub first: u32,
    pub stride: u32,
}

/// RecordedSteps of a run, ascending by step, at multiples of a stride that doubles whenever there are too many.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Thinned<T> {
    stride: u32,
    capacity: usize,
    /// Snapshot files call these `moments`.
    #[serde(rename = "moments")]
    entries: Vec<(u32, T)>,
}

impl<T> Thinned<T> {
    /// `stride` is at least 1. With a `capacity` below 2 nothing is kept.
    pub fn new(stride: u32, capacity: usize) -> Self {
        Self { stride, capacity, entries: vec![] }
    }

    /// Whether this step is to be kept and is not recorded yet.
    pub fn due(&self, step: u32) -> bool {
        self.capacity > 1 && step.is_multiple_of(self.stride) && self.entries.last().is_none_or(|(last, _)| *last < step)
    }

    /// Adds a value if its step is [`Thinned::due`], else does nothing.
    pub fn push(&mut self, step: u32, value: T) {
        if !self.due(step) {
            return;
        }
        self.entries.push((step, value));
        while self.entries.len() > self.capacity {
            self.stride = self.stride.saturating_mul(2);
            self.entries.retain(|(step, _)| step.is_multiple_of(self.stride));
        }
    }

    fn map<U, E>(&self, mut of: impl FnMut(u32, &T) -> Result<U, E>) -> Result<Thinned<U>, E> {
        let entries = self.iter().map(|(step, value)| Ok((step, of(step, value)?))).collect::<Result<_, _>>()?;
        Ok(Thinned { stride: self.stride, capacity: self.capacity, entries })
    }

    /// Whether pushes up to this step can have left it. Without ascending steps that the stride divides, [`Thinned::push`] may never end.
    fn fits(&self, step: u32, capacity: usize) -> bool {
        let steps: Vec<u32> = self.iter().map(|(step, _)| step).collect();
        self.stride > 0
            && self.capacity <= capacity
            && steps.len() <= self.capacity
            && steps.is_sorted_by(|a, b| a < b)
            && steps.iter().all(|at| *at <= step && at.is_multiple_of(self.stride))
    }

    /// Steps between two entries.
    pub fn stride(&self) -> u32 {
        self.stride
    }

    pub fn iter(&self) -> impl Iterator<Item = (u32, &T)> {
        self.entries.iter().map(|(step, value)| (*step, value))
    }
}

/// A filmed sentence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reel {
    pub(super) example: MaskedExample,
    pub(super) sentence: Trace,
    pub(super) frames: Thinned<Frame>,
}

impl Reel {
    /// One of a held-out sentence.
    pub(super) fn of_specimen(example: MaskedExample, sentence: Trace) -> Self {
        Self { example, sentence, frames: Thinned::new(FIRST_SPECIMEN_STRIDE, SPECIMEN_FRAMES) }
    }

    fn fits(&self, fit: &Fit, frames: usize) -> bool {
        fit.row(&self.example)
            && fit.trace(&self.sentence)
            && self.frames.fits(fit.step, frames)
            && self.frames.iter().all(|(step, frame)| frame.step == step && frame.fits(self.sentence.tokens.len(), fit))
    }

    pub(super) fn film(&self) -> Film {
        let frames = self.frames.iter().map(|(_, frame)| frame.clone()).collect();
        Film { example: self.example.clone(), sentence: self.sentence.clone(), stride: self.frames.stride, frames }
    }

    pub(super) fn take(&mut self, specimen: Option<u32>, frame: Frame) -> NewFrame {
        self.frames.push(frame.step, frame.clone());
        NewFrame { specimen, stride: self.frames.stride, frame }
    }
}

/// Everything recorded of one run. In a snapshot the weights are stored as tensors.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recording<W = Vec<f32>> {
    pub(super) weights: Thinned<W>,
    pub(super) followed: Option<Reel>,
    pub(super) specimens: Vec<Reel>,
}

impl Recording {
    /// An empty recording of a run with this number of steps and of parameters.
    pub(super) fn new(steps: u32, parameters: usize, specimens: Vec<Reel>) -> Self {
        let stride = (steps / FRAMES as u32).clamp(1, FIRST_STRIDE);
        let capacity = (WEIGHTS_BYTES / (4 * parameters.max(1))).min(MAX_WEIGHTS);
        Self { weights: Thinned::new(stride, capacity), followed: None, specimens }
    }

    /// Room for the frames of a followed sentence: one for each recorded step.
    pub(super) fn frames(&self) -> Thinned<Frame> {
        Thinned::new(self.weights.stride, FRAMES)
    }
}

impl<W> Recording<W> {
    /// Whether a run at this step can have it.
    pub(super) fn fits(&self, fit: &Fit) -> bool {
        self.weights.fits(fit.step, MAX_WEIGHTS)
            && self.followed.as_ref().is_none_or(|reel| reel.fits(fit, FRAMES))
            && self.specimens.iter().all(|reel| reel.fits(fit, SPECIMEN_FRAMES))
    }

    /// The same with other weights.
    pub(super) fn with<V, E>(&self, weights: impl FnMut(u32, &W) -> Result<V, E>) -> Result<Recording<V>, E> {
        Ok(Recording { weights: self.weights.map(weights)?, followed: self.followed.clone(), specimens: self.specimens.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn recorded_steps_are_bounded_evenly_spaced_and_begin_with_the_first(steps in 1u32..3000, stride in 1u32..9, capacity in 2usize..70) {
            let mut record = Thinned::new(stride, capacity);
            for step in 0..=steps {
                let due = record.due(step);
                record.push(step, step);
                let kept: Vec<u32> = record.iter().map(|(step, _)| step).collect();
                prop_assert!(kept.len() <= capacity);
                prop_assert_eq!(kept[0], 0);
                prop_assert!(kept.windows(2).all(|pair| pair[1] - pair[0] == record.stride), "{:?}", kept);
                prop_assert!(step - kept[kept.len() - 1] < record.stride, "the newest entry is less than a stride old");
                prop_assert!(!due || kept.contains(&step) || !step.is_multiple_of(record.stride));
            }
            prop_assert!(record.iter().all(|(step, value)| step == *value));
        }
    }

    #[test]
    fn a_step_is_recorded_once() {
        let mut record = Thinned::new(2, 10);
        for (step, value) in [(0, "first"), (0, "again"), (1, "off the stride"), (2, "second")] {
            record.push(step, value);
        }
        assert_eq!(record.iter().collect::<Vec<_>>(), [(0, &"first"), (2, &"second")]);
    }

    #[test]
    fn without_room_for_two_entries_nothing_is_kept() {
        let mut record = Thinned::new(1, 1);
        record.push(0, ());
        assert_eq!(record.iter().count(), 0);
        assert!(!record.due(0));
    }
}
