//! The run as it was: what can be gone back to, in bounded memory.
//!
//! Two kinds of record, both thinned out evenly as the run grows. The *weights* are kept at some steps; from them the past of
//! any sentence is computed as soon as somebody wants to see it. A *film* goes on from there: what the model says of one
//! sentence, frame by frame. One film follows the sentence on the stage, if that is asked for; the others watch a few held-out
//! sentences from the first step on. Nothing of the run is touched: with and without a recording it takes the same steps.

use serde::{Deserialize, Serialize};
use tsify::Tsify;

use crate::examples::masking::MaskedExample;
use crate::examples::{TokenFate, TokenId};
use crate::trace::{TokenTrace, Trace};

/// Frames of the followed sentence, and of each held-out one, at most.
const FRAMES: usize = 240;
const SPECIMEN_FRAMES: usize = 32;
/// Memory for recorded weights, in bytes, and how many moments that may come to.
pub const WEIGHTS_BYTES: usize = 96 << 20;
const MOMENTS: usize = 48;
/// Steps between two moments of a young run, and between two looks at the held-out sentences.
const FIRST_STRIDE: u32 = 4;
const FIRST_SPECIMEN_STRIDE: u32 = 8;

/// What the model said of a sentence at one moment. Lists have one entry a real token, `n` in all.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Tsify)]
pub struct Frame {
    /// Updates that the weights had seen.
    pub step: u32,
    /// `[n]`: -log p(original), counted or not.
    pub losses: Vec<f32>,
    /// `[n]`: log of the sum of all exponentials of the logits.
    pub log_sum_exps: Vec<f32>,
    /// `[n * k]`: the likeliest tokens, likeliest first, and their logits.
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
    /// The logits that they come from.
    pub pair_logits: Option<[f32; 2]>,
    /// -log of the true label's probability.
    pub pair_loss: Option<f32>,
    /// What is trained, of this sentence alone: in the order of the sentence's own [`BatchTrace`](crate::trace::BatchTrace).
    pub trained: Vec<f32>,
    /// Their sum.
    pub total_loss: f32,
    /// Mean over the scored positions.
    pub mean_loss: f32,
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

/// A sentence and what became of its predictions, for the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct Film {
    /// Names the sentence to an engine, which alone reads it.
    #[tsify(type = "unknown")]
    pub example: MaskedExample,
    /// The sentence as a batch of its own, at the moment when filming began. Without attention.
    pub sentence: Trace,
    /// Frames are kept at multiples of so many steps.
    pub stride: u32,
    /// Ascending. The last one may be of a step between.
    pub frames: Vec<Frame>,
}

/// A frame as it is taken.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct NewFrame {
    /// Index of the held-out sentence; null: of the followed one.
    pub specimen: Option<u32>,
    /// Stride of its film from now on: older frames at other steps are gone.
    pub stride: u32,
    pub frame: Frame,
}

/// The moments that any sentence can be taken back to: from `first` on, every `stride` steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Tsify)]
pub struct Moments {
    pub first: u32,
    pub stride: u32,
}

/// Moments of a run, ascending by step, at multiples of a stride that doubles whenever there are too many.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Thinned<T> {
    stride: u32,
    capacity: usize,
    moments: Vec<(u32, T)>,
}

impl<T> Thinned<T> {
    /// `stride` is at least 1, `capacity` at least 2; with less, nothing is kept.
    pub fn new(stride: u32, capacity: usize) -> Self {
        Self { stride, capacity, moments: vec![] }
    }

    /// Whether this step is one of those that are kept, and not there yet.
    pub fn due(&self, step: u32) -> bool {
        self.capacity > 1 && step.is_multiple_of(self.stride) && self.moments.last().is_none_or(|(last, _)| *last < step)
    }

    /// Adds a moment that is [`Thinned::due`]; others are left out.
    pub fn push(&mut self, step: u32, moment: T) {
        if !self.due(step) {
            return;
        }
        self.moments.push((step, moment));
        while self.moments.len() > self.capacity {
            self.stride = self.stride.saturating_mul(2);
            self.moments.retain(|(step, _)| step.is_multiple_of(self.stride));
        }
    }

    fn map<U, E>(&self, mut of: impl FnMut(u32, &T) -> Result<U, E>) -> Result<Thinned<U>, E> {
        let moments = self.iter().map(|(step, moment)| Ok((step, of(step, moment)?))).collect::<Result<_, _>>()?;
        Ok(Thinned { stride: self.stride, capacity: self.capacity, moments })
    }

    /// Moments are kept at multiples of so many steps.
    pub fn stride(&self) -> u32 {
        self.stride
    }

    pub fn iter(&self) -> impl Iterator<Item = (u32, &T)> {
        self.moments.iter().map(|(step, moment)| (*step, moment))
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

    pub(super) fn film(&self) -> Film {
        let frames = self.frames.iter().map(|(_, frame)| frame.clone()).collect();
        Film { example: self.example.clone(), sentence: self.sentence.clone(), stride: self.frames.stride, frames }
    }

    pub(super) fn take(&mut self, specimen: Option<u32>, frame: Frame) -> NewFrame {
        self.frames.push(frame.step, frame.clone());
        NewFrame { specimen, stride: self.frames.stride, frame }
    }
}

/// Everything that is recorded of one run. In a snapshot the weights are tensors beside it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recording<W = Vec<f32>> {
    pub(super) weights: Thinned<W>,
    pub(super) followed: Option<Reel>,
    pub(super) specimens: Vec<Reel>,
}

impl Recording {
    /// Nothing yet, of a run of so many steps with so many parameters.
    pub(super) fn new(steps: u32, parameters: usize, specimens: Vec<Reel>) -> Self {
        let stride = (steps / FRAMES as u32).clamp(1, FIRST_STRIDE);
        let moments = (WEIGHTS_BYTES / (4 * parameters.max(1))).min(MOMENTS);
        Self { weights: Thinned::new(stride, moments), followed: None, specimens }
    }

    /// Frames for a sentence that is followed from now on: the moments of the weights, as long as there is room.
    pub(super) fn frames(&self) -> Thinned<Frame> {
        Thinned::new(self.weights.stride, FRAMES)
    }
}

impl<W> Recording<W> {
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
        fn moments_stay_bounded_even_and_begin_with_the_first(steps in 1u32..3000, stride in 1u32..9, capacity in 2usize..70) {
            let mut record = Thinned::new(stride, capacity);
            for step in 0..=steps {
                let due = record.due(step);
                record.push(step, step);
                let kept: Vec<u32> = record.iter().map(|(step, _)| step).collect();
                prop_assert!(kept.len() <= capacity);
                prop_assert_eq!(kept[0], 0);
                prop_assert!(kept.windows(2).all(|pair| pair[1] - pair[0] == record.stride), "{:?}", kept);
                prop_assert!(step - kept[kept.len() - 1] < record.stride, "the newest moment is less than a stride old");
                prop_assert!(!due || kept.contains(&step) || !step.is_multiple_of(record.stride));
            }
            prop_assert!(record.iter().all(|(step, moment)| step == *moment));
        }
    }

    #[test]
    fn a_step_is_recorded_once() {
        let mut record = Thinned::new(2, 10);
        for (step, moment) in [(0, "first"), (0, "again"), (1, "off the stride"), (2, "second")] {
            record.push(step, moment);
        }
        assert_eq!(record.iter().collect::<Vec<_>>(), [(0, &"first"), (2, &"second")]);
    }

    #[test]
    fn without_room_for_two_moments_nothing_is_kept() {
        let mut record = Thinned::new(1, 1);
        record.push(0, ());
        assert_eq!(record.iter().count(), 0);
        assert!(!record.due(0));
    }
}
