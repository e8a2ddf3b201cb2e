//! Initial weights: truncated normal, zeros, ones, as in modeling.py of google-research/bert.

use super::config::BertConfig;
use super::layout::{Initial, Layout};
use crate::random::{Purpose, Stream};

/// The flat parameters of an untrained model, `[P]`; equal on every machine for equal seeds.
pub fn initial_parameters(config: &BertConfig, layout: &Layout, seed: u64) -> Vec<f32> {
    let mut flat = vec![0.0; layout.len];
    for (index, parameter) in layout.parameters.iter().enumerate() {
        let values = &mut flat[parameter.range()];
        match parameter.initial {
            Initial::Zeros => {}
            Initial::Ones => values.fill(1.0),
            Initial::TruncatedNormal => {
                let mut stream = Stream::new(seed, Purpose::Weights, index as u64);
                values.fill_with(|| config.initializer_range * stream.truncated_normal());
            }
        }
    }
    flat
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_have_the_moments_of_a_normal_cut_at_two() {
        let mut stream = Stream::new(3, Purpose::Weights, 0);
        let draws: Vec<f64> = (0..200_000).map(|_| f64::from(stream.truncated_normal())).collect();
        let mean = draws.iter().sum::<f64>() / draws.len() as f64;
        let variance = draws.iter().map(|x| x * x).sum::<f64>() / draws.len() as f64;
        // Variance of a standard normal truncated at +-2: 1 - 4 phi(2) / (2 Phi(2) - 1) = 0.7737. The tolerance is five
        // standard errors.
        assert!(mean.abs() < 0.01, "{mean}");
        assert!((variance - 0.7737).abs() < 0.012, "{variance}");
        assert!(draws.iter().all(|x| x.abs() <= 2.0));
    }
}
