//! Clipping and both update rules of [`crate::optim`], on flat tensors. Burn's own optimisers clip each tensor by itself, let weight
//! decay act on all of them, and know no AdamW without bias correction.

use burn::tensor::Tensor;

use crate::optim::optimizer::bias_corrected;
use crate::optim::{Segment, Update};

/// Parameters and moments, `[P]` each.
#[derive(Clone, Debug)]
pub struct Weights {
    pub parameters: Tensor<1>,
    pub first_moment: Tensor<1>,
    pub second_moment: Tensor<1>,
}

impl Weights {
    /// Before the first update: both moments are 0.
    pub fn new(parameters: Tensor<1>) -> Self {
        Self { first_moment: parameters.zeros_like(), second_moment: parameters.zeros_like(), parameters }
    }
}

/// `[P]`: 1 where a parameter decays, else 0.
pub fn decaying(segments: &[Segment], len: usize) -> Vec<f32> {
    let mut decays = vec![0.0; len];
    for segment in segments.iter().filter(|segment| segment.decays) {
        decays[segment.start..segment.end].fill(1.0);
    }
    decays
}

/// The global L2 norm of a gradient, `[1]`.
pub fn global_norm(gradient: &Tensor<1>) -> Tensor<1> {
    gradient.clone().square().sum().sqrt()
}

/// One update from a gradient that is not clipped yet. Where nothing is trained, the gradient and both moments are 0, and so is the update.
pub fn update(weights: Weights, gradient: Tensor<1>, norm: &Tensor<1>, decays: &Tensor<1>, update: &Update) -> Weights {
    let Weights { parameters, first_moment, second_moment } = weights;
    let clip = (norm.clone() + 1e-6).recip().mul_scalar(update.max_norm).clamp_max(1.0);
    let gradient = gradient * clip;
    let (share1, share2) = ((1.0 - update.beta1) as f32, (1.0 - update.beta2) as f32);
    let first = first_moment.mul_scalar(update.beta1 as f32) + gradient.clone().mul_scalar(share1);
    let second = second_moment.mul_scalar(update.beta2 as f32) + gradient.square().mul_scalar(share2);
    let (rate, decay) = (update.learning_rate, update.weight_decay);
    let (step, root) = bias_corrected(update);
    let direction = first.clone() / second.clone().sqrt().div_scalar(root).add_scalar(update.epsilon);
    let decayed = decays.clone().mul_scalar(rate * decay).mul(parameters.clone());
    let parameters = parameters - decayed - direction.mul_scalar(step);
    Weights { parameters, first_moment: first, second_moment: second }
}
