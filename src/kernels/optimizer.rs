//! Gradient clipping and the two optimisers, in torch's order of operations.

use crate::engine::{Segment, Update};
use crate::settings::OptimizerKind;

/// L2 norm of the gradient over all segments together. Sums are `f64`, in a fixed order.
pub fn global_norm(gradient: &[f32], segments: &[Segment]) -> f32 {
    let total: f64 = segments.iter().map(|segment| sum_of_squares(&gradient[segment.start..segment.end])).sum();
    total.sqrt() as f32
}

/// What every gradient is multiplied by, so that the global norm is at most `max_norm` (`torch.nn.utils.clip_grad_norm_`).
/// NaN for a norm that is NaN: a broken step must show.
pub fn clip_coefficient(norm: f32, max_norm: f32) -> f32 {
    let coefficient = max_norm / (norm + 1e-6);
    if coefficient >= 1.0 { 1.0 } else { coefficient }
}

/// One update of the parameters and both moments, all flat vectors, from the gradient times `clip`.
pub fn update(
    update: &Update,
    segments: &[Segment],
    clip: f32,
    gradient: &[f32],
    parameters: &mut [f32],
    first_moments: &mut [f32],
    second_moments: &mut [f32],
) {
    for segment in segments {
        let range = segment.start..segment.end;
        let decay = if segment.decays { update.weight_decay } else { 0.0 };
        let (gradient, parameters) = (&gradient[range.clone()], &mut parameters[range.clone()]);
        let moments = (&mut first_moments[range.clone()], &mut second_moments[range]);
        match update.rule {
            OptimizerKind::Adamw => adamw(update, decay, clip, gradient, parameters, moments),
            OptimizerKind::Google => adam_weight_decay(update, decay, clip, gradient, parameters, moments),
        }
    }
}

/// `torch.optim.AdamW` (Loshchilov and Hutter 2019): decay first, then Adam with bias correction.
fn adamw(update: &Update, decay: f32, clip: f32, gradient: &[f32], parameters: &mut [f32], moments: (&mut [f32], &mut [f32])) {
    let rate = f64::from(update.learning_rate);
    let correction = |beta: f32| 1.0 - power(f64::from(beta), update.number);
    let keep = (1.0 - rate * f64::from(decay)) as f32;
    let step = (rate / correction(update.beta1)) as f32;
    let root = correction(update.beta2).sqrt() as f32;
    let epsilon = update.epsilon;
    walk(update, clip, gradient, parameters, moments, |parameter, m, v| parameter * keep - step * (m / (v.sqrt() / root + epsilon)));
}

/// `AdamWeightDecayOptimizer` of google-research/bert: no bias correction, and the decay is part of the update.
fn adam_weight_decay(update: &Update, decay: f32, clip: f32, gradient: &[f32], parameters: &mut [f32], moments: (&mut [f32], &mut [f32])) {
    let (rate, epsilon) = (update.learning_rate, update.epsilon);
    walk(update, clip, gradient, parameters, moments, |parameter, m, v| parameter - rate * (m / (v.sqrt() + epsilon) + decay * parameter));
}

/// Moves both moments and gives each parameter its new value.
#[inline(always)]
fn walk(
    update: &Update,
    clip: f32,
    gradient: &[f32],
    parameters: &mut [f32],
    (first, second): (&mut [f32], &mut [f32]),
    value: impl Fn(f32, f32, f32) -> f32,
) {
    let (beta2, share1, share2) = (update.beta2, 1.0 - update.beta1, 1.0 - update.beta2);
    for (((parameter, gradient), m), v) in parameters.iter_mut().zip(gradient).zip(first).zip(second) {
        let gradient = gradient * clip;
        *m += (gradient - *m) * share1;
        *v = *v * beta2 + share2 * gradient * gradient;
        *parameter = value(*parameter, *m, *v);
    }
}

/// Eight partial sums, so that the additions need not wait for one another.
fn sum_of_squares(values: &[f32]) -> f64 {
    let mut lanes = [0.0; 8];
    let (blocks, rest) = values.as_chunks::<8>();
    for block in blocks {
        for (lane, &value) in lanes.iter_mut().zip(block) {
            *lane += f64::from(value) * f64::from(value);
        }
    }
    for (lane, &value) in lanes.iter_mut().zip(rest) {
        *lane += f64::from(value) * f64::from(value);
    }
    lanes.iter().sum()
}

/// `base^exponent` by squaring. The standard library's `powi` promises no exact result.
fn power(base: f64, exponent: u32) -> f64 {
    let (mut result, mut square, mut rest) = (1.0, base, exponent);
    while rest > 0 {
        if rest & 1 == 1 {
            result *= square;
        }
        square *= square;
        rest >>= 1;
    }
    result
}
