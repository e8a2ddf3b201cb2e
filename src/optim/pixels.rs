//! Every parameter and its last update as a level that a display can show. GPU counterpart: shaders/pixels.wgsl.
//!
//! A level is a byte: 128 is 0; 1 and 255 are minus and plus the scale, or beyond. In between it follows the square
//! root, so that small weights are visible beside large ones. The update is not stored: it is computed from the
//! moments, which determine it.

use super::optimizer::last_change;
use super::{Segment, Update};

/// The weight with the strongest colour.
pub const WEIGHT_SCALE: f32 = 1.0;

/// The update with the strongest colour: the learning rate, since Adam's steps are about as large.
pub fn update_scale(update: &Update) -> f32 {
    update.learning_rate
}

/// The level of a value; 128 where the scale is 0.
pub fn level(value: f32, scale: f32) -> u8 {
    let share = if scale > 0.0 { (value / scale).clamp(-1.0, 1.0) } else { 0.0 };
    (128.0 + (127.0 * share.signum() * share.abs().sqrt()).round()) as u8
}

/// `[2 * P]`: the levels of all parameters, then those of their last updates. `update` is the last update, `None`
/// before the first.
pub fn levels(update: Option<&Update>, segments: &[Segment], parameters: &[f32], first: &[f32], second: &[f32]) -> Vec<u8> {
    let mut out: Vec<u8> = parameters.iter().map(|&value| level(value, WEIGHT_SCALE)).collect();
    out.resize(2 * parameters.len(), 128);
    let Some(update) = update else { return out };
    let scale = update_scale(update);
    let change = last_change(update);
    for segment in segments {
        let decay = if segment.decays { update.weight_decay } else { 0.0 };
        for i in segment.start..segment.end {
            out[parameters.len() + i] = level(change(decay, parameters[i], first[i], second[i]), scale);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_in_the_middle_and_both_ends_are_reached() {
        assert_eq!([level(0.0, 1.0), level(1.0, 1.0), level(-1.0, 1.0)], [128, 255, 1]);
        assert_eq!([level(40.0, 1.0), level(-40.0, 1.0), level(5.0, 0.0)], [255, 1, 128]);
        assert!(level(0.01, 1.0) > 138, "a hundredth of the scale can be seen");
    }

    #[test]
    fn levels_rise_with_values() {
        let levels: Vec<u8> = (-100..=100).map(|i| level(i as f32 / 100.0, 1.0)).collect();
        assert!(levels.is_sorted());
        assert!(levels.iter().zip(levels.iter().rev()).all(|(&a, &b)| u32::from(a) + u32::from(b) == 256), "odd around 0");
    }
}
