//! The optimisers: AdamW and Google's AdamWeightDecay, gradient clipping, and what an update did to each parameter.

pub mod optimizer;
pub mod pixels;

use crate::settings::OptimizerKind;

/// One update of the parameters by either optimiser. All but the learning rate and the step are constants of the
/// recipe.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Update {
    pub rule: OptimizerKind,
    pub learning_rate: f32,
    /// Number of this update, from 1 (bias correction).
    pub number: u32,
    /// In f64, because 1 - beta is used too: for 0.999 as an f32, its relative error would be 1e-5.
    pub beta1: f64,
    pub beta2: f64,
    pub epsilon: f32,
    pub weight_decay: f32,
    /// Greatest global norm of the gradient.
    pub max_norm: f32,
}

impl Update {
    /// The recipe's constants with this learning rate.
    pub fn new(rule: OptimizerKind, learning_rate: f32, number: u32) -> Self {
        Self { rule, learning_rate, number, beta1: 0.9, beta2: 0.999, epsilon: 1e-6, weight_decay: 0.01, max_norm: 1.0 }
    }
}

/// A range of the flat vector that an optimiser updates, with or without weight decay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    pub start: usize,
    pub end: usize,
    pub decays: bool,
}
