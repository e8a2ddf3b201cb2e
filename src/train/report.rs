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
