//! A run that has diverged: which of its numbers left the finite ones first, and at which step.

use serde::{Deserialize, Serialize};
use tsify::Tsify;

/// Why a run stopped. From `step` on its weights are of no use.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct Divergence {
    pub step: u32,
    pub quantity: Quantity,
    pub found: NotFinite,
    /// The peak of the run's learning rate, which is to blame more often than not.
    pub learning_rate: f64,
    pub warmup_steps: u32,
}

/// The number that was not finite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Tsify)]
#[serde(rename_all = "snake_case")]
pub enum Quantity {
    /// The loss of a training step.
    Loss,
    /// The global norm of its gradient.
    GradientNorm,
    HeldOutLoss,
    Weights,
    /// Something that the model says of a sentence.
    Predictions,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Tsify)]
#[serde(rename_all = "snake_case")]
pub enum NotFinite {
    Nan,
    Infinite,
}

impl NotFinite {
    fn of(value: f64) -> Option<Self> {
        match value {
            _ if value.is_finite() => None,
            _ if value.is_nan() => Some(Self::Nan),
            _ => Some(Self::Infinite),
        }
    }

    /// The first of these that is not finite.
    pub fn first_of<V: Into<f64>>(values: impl IntoIterator<Item = V>) -> Option<Self> {
        values.into_iter().find_map(|value| Self::of(value.into()))
    }
}

impl std::fmt::Display for NotFinite {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str(if *self == Self::Nan { "NaN" } else { "infinite" })
    }
}

impl std::fmt::Display for Divergence {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        let Self { step, quantity, found, learning_rate, warmup_steps } = self;
        let warmup = if *warmup_steps == 0 { " without warm-up" } else { "" };
        let number = match quantity {
            Quantity::Loss => "loss has",
            Quantity::GradientNorm => "gradient norm has",
            Quantity::HeldOutLoss => "held-out loss has",
            Quantity::Weights => "weights have",
            Quantity::Predictions => "predictions have",
        };
        write!(
            f,
            "learning rate {learning_rate}{warmup}: the {number} been {found} since step {step}; start again with a lower learning_rate"
        )
    }
}

impl std::error::Error for Divergence {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_divergence_names_its_cause_and_its_step() {
        let divergence = Divergence { step: 14, quantity: Quantity::Loss, found: NotFinite::Nan, learning_rate: 1.0, warmup_steps: 0 };
        assert!(
            divergence.to_string().starts_with("learning rate 1 without warm-up: the loss has been NaN since step 14;"),
            "{divergence}"
        );
        let later = Divergence { quantity: Quantity::Weights, found: NotFinite::Infinite, warmup_steps: 50, ..divergence };
        assert!(later.to_string().starts_with("learning rate 1: the weights have been infinite since step 14;"), "{later}");
    }

    #[test]
    fn the_first_number_that_is_not_finite_is_found() {
        assert_eq!(NotFinite::first_of([1.0f32, -f32::MAX, 0.0]), None);
        assert_eq!(NotFinite::first_of([1.0, f64::NEG_INFINITY, f64::NAN]), Some(NotFinite::Infinite));
        assert_eq!(NotFinite::first_of([f32::NAN, f32::INFINITY]), Some(NotFinite::Nan));
    }
}
