//! What the tests of the kernels share.

use crate::random::{Purpose, Stream};

/// Reproducible inputs.
pub struct Numbers(Stream);

impl Numbers {
    pub fn new(seed: u64) -> Self {
        Self(Stream::new(seed, Purpose::WhatIf, 0))
    }

    /// Roughly standard normal: a sum of twelve uniform numbers.
    pub fn normal(&mut self, count: usize) -> Vec<f32> {
        (0..count).map(|_| ((0..12).map(|_| self.0.uniform()).sum::<f64>() - 6.0) as f32).collect()
    }

    /// Clears about half of the rows, or, equally often, none.
    pub fn clear_rows(&mut self, matrix: &mut [f32], columns: usize) {
        if self.0.coin() {
            for row in matrix.chunks_exact_mut(columns) {
                if self.0.coin() {
                    row.fill(0.0);
                }
            }
        }
    }

    /// Integers below `bound`.
    pub fn indices(&mut self, count: usize, bound: usize) -> Vec<u32> {
        (0..count).map(|_| self.0.below(bound) as u32).collect()
    }
}

/// Panics unless all values are within `tolerance` of the exact ones, relative to the greatest of them (or 1).
#[track_caller]
pub fn assert_close(name: &str, ours: &[f32], exact: &[f64], tolerance: f64) {
    assert_eq!(ours.len(), exact.len(), "{name}: length");
    let size = exact.iter().fold(1.0f64, |a, b| a.max(b.abs()));
    for (i, (&ours, &exact)) in ours.iter().zip(exact).enumerate() {
        let difference = (f64::from(ours) - exact).abs();
        assert!(difference <= tolerance * size, "{name}[{i}]: found {ours}, expected {exact}");
    }
}

/// The same numbers in double precision.
pub fn wide(values: &[f32]) -> Vec<f64> {
    values.iter().map(|&value| f64::from(value)).collect()
}

/// The gradient of `loss` at `point` by central differences, which needs `loss` in double precision.
pub fn slope(point: &[f64], loss: impl Fn(&[f64]) -> f64) -> Vec<f64> {
    let mut moved = point.to_vec();
    let step = 1e-5;
    (0..point.len())
        .map(|i| {
            moved[i] = point[i] + step;
            let above = loss(&moved);
            moved[i] = point[i] - step;
            let below = loss(&moved);
            moved[i] = point[i];
            (above - below) / (2.0 * step)
        })
        .collect()
}

/// A loss whose gradient at `output` is `weights`.
pub fn weighted(output: &[f64], weights: &[f32]) -> f64 {
    output.iter().zip(weights).map(|(output, &weight)| output * f64::from(weight)).sum()
}
