//! Gradient clipping and the two optimisers, in torch's order of operations.

use super::{Segment, Update};
use crate::settings::OptimizerKind;

/// L2 norm of the gradient over all segments together. Sums are `f64`, in a fixed order.
pub fn global_norm(gradient: &[f32], segments: &[Segment]) -> f32 {
    let total: f64 = segments.iter().map(|segment| sum_of_squares(&gradient[segment.start..segment.end])).sum();
    total.sqrt() as f32
}

/// The factor that limits the global norm of the gradient to `max_norm` (`torch.nn.utils.clip_grad_norm_`). NaN if the
/// norm is NaN: a broken step must be visible.
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
    let keep = (1.0 - f64::from(update.learning_rate) * f64::from(decay)) as f32;
    let ((step, root), epsilon) = (bias_corrected(update), update.epsilon);
    walk(update, clip, gradient, parameters, moments, |parameter, m, v| parameter * keep - step * (m / (v.sqrt() / root + epsilon)));
}

/// `AdamWeightDecayOptimizer` of google-research/bert: no bias correction, and weight decay is part of the update.
fn adam_weight_decay(update: &Update, decay: f32, clip: f32, gradient: &[f32], parameters: &mut [f32], moments: (&mut [f32], &mut [f32])) {
    let (rate, epsilon) = (update.learning_rate, update.epsilon);
    walk(update, clip, gradient, parameters, moments, |parameter, m, v| parameter - rate * (m / (v.sqrt() + epsilon) + decay * parameter));
}

/// The rate, and the factor of the second moment's root: with bias correction in AdamW, without in Google's rule.
pub fn bias_corrected(update: &Update) -> (f32, f32) {
    let correction = |beta: f64| 1.0 - power(beta, update.number);
    match update.rule {
        OptimizerKind::Adamw => {
            ((f64::from(update.learning_rate) / correction(update.beta1)) as f32, correction(update.beta2).sqrt() as f32)
        }
        OptimizerKind::Google => (update.learning_rate, 1.0),
    }
}

/// The update of one parameter, computed from parameter and moments after it: `(decay, parameter, m, v) -> change`.
pub fn last_change(update: &Update) -> impl Fn(f32, f32, f32, f32) -> f32 {
    let ((step, root), rate, epsilon) = (bias_corrected(update), update.learning_rate, update.epsilon);
    move |decay, parameter, m, v| {
        let moved = step * (m / (v.sqrt() / root + epsilon));
        // after = before * keep - moved
        let keep = 1.0 - rate * decay;
        let before = (parameter + moved) / keep;
        -moved - rate * decay * before
    }
}

/// The same for one parameter, by its index in the flat vector. 0 if that is not trained.
pub fn last_change_at(update: &Update, segments: &[Segment], index: usize, parameter: f32, m: f32, v: f32) -> f32 {
    let segment = segments.iter().find(|segment| (segment.start..segment.end).contains(&index));
    segment.map_or(0.0, |segment| last_change(update)(if segment.decays { update.weight_decay } else { 0.0 }, parameter, m, v))
}

/// Updates both moments and each parameter.
#[inline(always)]
fn walk(
    update: &Update,
    clip: f32,
    gradient: &[f32],
    parameters: &mut [f32],
    (first, second): (&mut [f32], &mut [f32]),
    value: impl Fn(f32, f32, f32) -> f32,
) {
    let (beta2, share1, share2) = (update.beta2 as f32, (1.0 - update.beta1) as f32, (1.0 - update.beta2) as f32);
    for (((parameter, gradient), m), v) in parameters.iter_mut().zip(gradient).zip(first).zip(second) {
        let gradient = gradient * clip;
        *m += (gradient - *m) * share1;
        *v = *v * beta2 + share2 * gradient * gradient;
        *parameter = value(*parameter, *m, *v);
    }
}

/// Eight partial sums, so that an addition need not wait for the one before.
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

/// `base^exponent` by squaring. The standard library's `powi` does not guarantee the same bits everywhere.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::testing::{Numbers, assert_close, wide};

    const SEGMENTS: [Segment; 2] = [Segment { start: 0, end: 37, decays: true }, Segment { start: 40, end: 51, decays: false }];

    /// Parameter, first and second moment of one value in double precision, as defined in the papers.
    fn textbook(rule: OptimizerKind, decay: f64, number: i32, gradient: f64, [parameter, m, v]: [f64; 3]) -> [f64; 3] {
        let (rate, beta1, beta2, epsilon) = (1e-2, 0.9, 0.999, 1e-6);
        let m = beta1 * m + (1.0 - beta1) * gradient;
        let v = beta2 * v + (1.0 - beta2) * gradient * gradient;
        let direction = match rule {
            OptimizerKind::Adamw => m / (1.0 - f64::powi(beta1, number)) / ((v / (1.0 - f64::powi(beta2, number))).sqrt() + epsilon),
            OptimizerKind::Google => m / (v.sqrt() + epsilon),
        };
        [parameter - rate * (direction + decay * parameter), m, v]
    }

    #[test]
    fn ten_updates_follow_the_papers() {
        for rule in [OptimizerKind::Adamw, OptimizerKind::Google] {
            let mut numbers = Numbers::new(9);
            let (mut parameters, mut m, mut v) = (numbers.normal(60), vec![0.0; 60], vec![0.0; 60]);
            let before = parameters.clone();
            let mut exact: Vec<[f64; 3]> = wide(&parameters).into_iter().map(|parameter| [parameter, 0.0, 0.0]).collect();
            for number in 1..=10 {
                let gradient = numbers.normal(60);
                update(&Update::new(rule, 1e-2, number), &SEGMENTS, 0.5, &gradient, &mut parameters, &mut m, &mut v);
                for segment in SEGMENTS {
                    let decay = if segment.decays { 0.01 } else { 0.0 };
                    for i in segment.start..segment.end {
                        exact[i] = textbook(rule, decay, number as i32, 0.5 * f64::from(gradient[i]), exact[i]);
                    }
                }
            }
            for (name, ours, part) in [("parameters", &parameters, 0), ("first moments", &m, 1), ("second moments", &v, 2)] {
                assert_close(name, ours, &exact.iter().map(|values| values[part]).collect::<Vec<_>>(), 2e-6);
            }
            for outside in [37..40, 51..60] {
                assert_eq!(parameters[outside.clone()], before[outside], "values outside the segments stay");
            }
        }
    }

    #[test]
    fn the_first_update_moves_by_the_rate_with_bias_correction_and_by_root_ten_of_it_without() {
        for (rule, factor) in [(OptimizerKind::Adamw, 1.0), (OptimizerKind::Google, 10f32.sqrt())] {
            let mut parameters = vec![0.0; 60];
            let gradient: Vec<f32> = (0..60).map(|i| if i % 2 == 0 { 5.0 } else { -5.0 }).collect();
            update(&Update::new(rule, 1e-3, 1), &SEGMENTS, 1.0, &gradient, &mut parameters, &mut [0.0; 60], &mut [0.0; 60]);
            for i in SEGMENTS[0].start..SEGMENTS[0].end {
                let expected = -1e-3 * factor * gradient[i].signum();
                assert!((parameters[i] - expected).abs() < 1e-7, "found {}, expected {expected}", parameters[i]);
            }
        }
    }

    #[test]
    fn the_norm_is_of_all_segments_together_and_of_nothing_else() {
        let mut gradient = vec![f32::NAN; 60];
        gradient[..37].fill(2.0);
        gradient[40..51].fill(-3.0);
        assert_eq!(global_norm(&gradient, &SEGMENTS), (37.0f32 * 4.0 + 11.0 * 9.0).sqrt());
        assert_eq!(global_norm(&gradient, &[]), 0.0);
        gradient[5] = 1e30;
        assert!((global_norm(&gradient, &SEGMENTS) - 1e30).abs() < 1e24, "squares do not overflow");
        gradient[5] = f32::NAN;
        assert!(global_norm(&gradient, &SEGMENTS).is_nan());
    }

    #[test]
    fn only_a_long_gradient_is_clipped() {
        assert_eq!(clip_coefficient(0.0, 1.0), 1.0);
        assert_eq!(clip_coefficient(0.99, 1.0), 1.0);
        assert_eq!(clip_coefficient(4.0, 1.0), 1.0 / 4.000_001);
        assert_eq!(clip_coefficient(f32::INFINITY, 1.0), 0.0);
        assert!(clip_coefficient(f32::NAN, 1.0).is_nan());
    }

    #[test]
    fn powers_are_exact_where_they_can_be() {
        assert_eq!([power(2.0, 0), power(2.0, 1), power(2.0, 10), power(0.5, 40)], [1.0, 2.0, 1024.0, 0.5f64.powi(40)]);
        assert!((power(0.999, 100_000) / libm::pow(0.999, 1e5) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn the_last_change_can_be_told_from_what_it_left_behind() {
        for rule in [OptimizerKind::Adamw, OptimizerKind::Google] {
            let mut numbers = Numbers::new(31);
            let (mut parameters, gradient) = (numbers.normal(51), numbers.normal(51));
            let (mut first, mut second) = (vec![0.0; 51], vec![0.0; 51]);
            for number in 1..=3 {
                let before = parameters.clone();
                let one = Update { weight_decay: 0.1, ..Update::new(rule, 0.01, number) };
                update(&one, &SEGMENTS, 0.7, &gradient, &mut parameters, &mut first, &mut second);
                let change = last_change(&one);
                for segment in SEGMENTS {
                    let decay = if segment.decays { 0.1 } else { 0.0 };
                    for i in segment.start..segment.end {
                        let found = change(decay, parameters[i], first[i], second[i]);
                        assert!((found - (parameters[i] - before[i])).abs() < 1e-6, "{rule:?}, step {number}, {i}: {found}");
                        assert_eq!(last_change_at(&one, &SEGMENTS, i, parameters[i], first[i], second[i]), found);
                    }
                }
            }
        }
    }
}
