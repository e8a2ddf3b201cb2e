//! What a run has measured so far. Bounded: old points are thinned out.

use serde::{Deserialize, Serialize};
use tsify::Tsify;

/// `window.cloze.report()`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Tsify)]
pub struct Report {
    pub points: Vec<Point>,
    pub held_out: Vec<HeldOut>,
    /// Share of NotNext (or of IsNext, if that is larger) among the held-out pairs.
    pub nsp_majority: f64,
    pub tallies: Tallies,
    /// Held-out MLM loss of who guesses by the training text's frequencies; null where nothing is held out or masked.
    pub frequency_loss: Option<f64>,
}

/// Losses of one training step.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct Point {
    pub step: u32,
    pub mlm_loss: f32,
    pub nsp_loss: f32,
}

/// One evaluation on the held-out documents.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct HeldOut {
    pub step: u32,
    pub mlm_loss: f64,
    pub mlm_accuracy: f64,
    pub nsp_loss: f64,
    pub nsp_accuracy: f64,
}

/// What masking did since the run began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Tsify)]
pub struct Tallies {
    pub selected: u64,
    pub masked: u64,
    pub randomized: u64,
    pub kept: u64,
    /// Real tokens, special ones included.
    pub tokens: u64,
}

/// Points beyond this are thinned to every second one.
const MAX_POINTS: usize = 4000;

/// Points of a run, thinned out evenly as they grow: always every `stride`-th step, from the first on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct History {
    pub points: Vec<Point>,
    pub held_out: Vec<HeldOut>,
    stride: u32,
}

impl Default for History {
    fn default() -> Self {
        Self { points: vec![], held_out: vec![], stride: 1 }
    }
}

impl History {
    pub fn push(&mut self, point: Point) {
        if (point.step - 1).is_multiple_of(self.stride) {
            self.points.push(point);
        }
        if self.points.len() > MAX_POINTS {
            self.stride *= 2;
            self.points.retain(|point| (point.step - 1).is_multiple_of(self.stride));
        }
    }

    pub fn push_held_out(&mut self, evaluation: HeldOut) {
        self.held_out.push(evaluation);
        if self.held_out.len() > MAX_POINTS {
            let mut index = 0;
            self.held_out.retain(|_| {
                index += 1;
                (index - 1) % 2 == 0
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_history_is_thinned_evenly_and_stays_bounded() {
        let mut history = History::default();
        for step in 1..=100_000 {
            history.push(Point { step, mlm_loss: 1.0, nsp_loss: 1.0 });
        }
        assert!(history.points.len() <= MAX_POINTS);
        let gaps: std::collections::BTreeSet<u32> = history.points.windows(2).map(|pair| pair[1].step - pair[0].step).collect();
        assert_eq!(gaps.len(), 1, "{gaps:?}");
        assert_eq!(history.points[0].step, 1);
    }
}
