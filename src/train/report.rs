//! What a run has measured so far, in bounded memory: points are thinned out.

use serde::{Deserialize, Serialize};
use tsify::Tsify;

use super::fit::Fit;
use super::tallies::{Tallies, TallyShares};
use crate::objectives::baseline::Baseline;
use crate::objectives::{Objective, Scores};

/// `window.cloze.report()`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Tsify)]
pub struct Report {
    pub points: Vec<Point>,
    pub held_out: Vec<HeldOut>,
    /// The trained losses. Points and evaluations list their losses in this order.
    pub losses: Vec<LossFacts>,
    pub tallies: Tallies,
    /// The tallies as shares, beside what was to be expected.
    pub shares: TallyShares,
}

/// A loss that is trained.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct LossFacts {
    /// As in [`NamedLoss`](crate::trace::NamedLoss).
    pub name: String,
    pub scores: Scores,
    /// The baseline on the held-out rows.
    pub baseline: Baseline,
}

impl LossFacts {
    pub fn of(objective: &dyn Objective, baseline: Baseline) -> Self {
        Self { name: objective.reported_as().into(), scores: objective.head().scores(), baseline }
    }
}

/// Losses of one training step, in the order of [`Report::losses`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct Point {
    pub step: u32,
    pub losses: Vec<f32>,
}

/// One evaluation on the held-out documents, in the order of [`Report::losses`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct HeldOut {
    pub step: u32,
    pub measures: Vec<Measure>,
}

/// Loss and accuracy on the held-out labels of one loss. Null without labels.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct Measure {
    pub loss: Option<f64>,
    pub accuracy: Option<f64>,
}

/// Points beyond this are thinned to every second one.
const MAX_POINTS: usize = 4000;

/// Points of a run, thinned out evenly: every `stride`-th step from the first on. The stride doubles as the run grows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct History {
    pub points: Vec<Point>,
    pub held_out: Vec<HeldOut>,
    stride: u32,
    /// How often points or evaluations were thinned out.
    #[serde(default)]
    thinnings: u32,
}

/// How much of a history somebody has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    points: usize,
    held_out: usize,
    thinnings: u32,
}

/// What a history has beyond what was seen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct NewPoints {
    /// Whether these are all that are kept: earlier ones were thinned out.
    pub thinned: bool,
    pub points: Vec<Point>,
    pub held_out: Vec<HeldOut>,
}

impl Default for History {
    fn default() -> Self {
        Self { points: vec![], held_out: vec![], stride: 1, thinnings: 0 }
    }
}

impl History {
    pub fn push(&mut self, point: Point) {
        if (point.step - 1).is_multiple_of(self.stride) {
            self.points.push(point);
        }
        if self.points.len() > MAX_POINTS {
            self.stride *= 2;
            self.thinnings += 1;
            self.points.retain(|point| (point.step - 1).is_multiple_of(self.stride));
        }
    }

    pub fn push_held_out(&mut self, evaluation: HeldOut) {
        self.held_out.push(evaluation);
        if self.held_out.len() > MAX_POINTS {
            self.thinnings += 1;
            let mut index = 0;
            self.held_out.retain(|_| {
                index += 1;
                (index - 1) % 2 == 0
            });
        }
    }

    /// Whether a run at this step can have it.
    pub(super) fn fits(&self, fit: &Fit) -> bool {
        let ascend = |steps: &[u32]| steps.is_sorted() && steps.last().is_none_or(|last| *last <= fit.step);
        let steps: Vec<u32> = self.points.iter().map(|point| point.step).collect();
        let evaluated: Vec<u32> = self.held_out.iter().map(|evaluation| evaluation.step).collect();
        (1..=fit.step.max(1)).contains(&self.stride)
            && self.thinnings <= fit.step
            && self.points.len().max(self.held_out.len()) <= MAX_POINTS
            && steps.first().is_none_or(|first| *first > 0)
            && ascend(&steps)
            && ascend(&evaluated)
            && self.points.iter().all(|point| point.losses.len() == fit.losses)
            && self.held_out.iter().all(|evaluation| evaluation.measures.len() == fit.losses)
    }

    /// All of it.
    pub fn seen(&self) -> Seen {
        Seen { points: self.points.len(), held_out: self.held_out.len(), thinnings: self.thinnings }
    }

    /// What came after `seen`. If points were thinned out meanwhile, everything.
    pub fn since(&self, seen: Seen) -> NewPoints {
        let thinned = seen.thinnings != self.thinnings;
        let Seen { points, held_out, .. } = if thinned { Seen::default() } else { seen };
        NewPoints { thinned, points: self.points[points..].to_vec(), held_out: self.held_out[held_out..].to_vec() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_history_is_thinned_evenly_and_stays_bounded() {
        let mut history = History::default();
        for step in 1..=100_000 {
            history.push(Point { step, losses: vec![1.0, 1.0] });
        }
        assert!(history.points.len() <= MAX_POINTS);
        let gaps: std::collections::BTreeSet<u32> = history.points.windows(2).map(|pair| pair[1].step - pair[0].step).collect();
        assert_eq!(gaps.len(), 1, "{gaps:?}");
        assert_eq!(history.points[0].step, 1);
    }

    /// Somebody who looks now and then, and goes by what is told, has what the history has.
    #[test]
    fn what_is_told_now_and_then_adds_up_to_the_history_however_often_it_is_thinned() {
        let mut history = History::default();
        let (mut points, mut held_out, mut seen, mut thinned) = (vec![], vec![], history.seen(), 0);
        for step in 1..=20_000 {
            history.push(Point { step, losses: vec![] });
            if step % 3 == 0 {
                history.push_held_out(HeldOut { step, measures: vec![] });
            }
            if step % 17 != 0 {
                continue;
            }
            let new = history.since(seen);
            seen = history.seen();
            thinned += u32::from(new.thinned);
            if new.thinned {
                points.clear();
                held_out.clear();
            }
            points.extend(new.points);
            held_out.extend(new.held_out);
            assert_eq!((&points, &held_out), (&history.points, &history.held_out), "at step {step}");
        }
        // After 4000, 8000 and 16000 steps, which double the stride, and after 4000 and 6000 evaluations.
        assert_eq!(thinned, 5);
    }
}
