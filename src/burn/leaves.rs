//! Parameters as leaves of Burn's autodiff graph, made from the flat vector that all engines share.

use burn::module::{Param, ParamId};
use burn::nn::{LayerNorm, LayerNormConfig, Linear};
use burn::tensor::{Device, Gradients, Tensor};

use crate::model::layout::WeightAndBias;
use crate::operations::Weights;

/// One parameter, as its module uses it.
enum Leaf {
    Vector(Tensor<1>),
    Matrix(Tensor<2>),
}

/// Hands out the parameters of a model one by one, and finds their gradients again.
pub struct Leaves {
    /// `[P]`, outside of any graph.
    flat: Tensor<1>,
    /// With autodiff where gradients are wanted.
    device: Device,
    /// Where each parameter begins in the flat vector, and the parameter.
    taken: Vec<(usize, Leaf)>,
}

impl Leaves {
    /// With `differentiable`, gradients of every parameter can be asked for.
    pub fn new(flat: Tensor<1>, differentiable: bool) -> Self {
        let device = flat.device();
        let device = if differentiable { device.autodiff() } else { device };
        Self { flat, device, taken: vec![] }
    }

    pub fn device(&self) -> &Device {
        &self.device
    }

    fn leaf<const D: usize>(&self, weights: Weights, shape: [usize; D]) -> Tensor<D> {
        let values = self.flat.clone().slice([weights.range()]).reshape(shape);
        if self.device.is_autodiff() { values.autodiff().require_grad() } else { values }
    }

    /// `[rows, columns]`, as a checkpoint has it.
    pub fn matrix(&mut self, weights: Weights) -> Tensor<2> {
        let leaf = self.leaf(weights, [weights.rows, weights.columns]);
        self.taken.push((weights.offset, Leaf::Matrix(leaf.clone())));
        leaf
    }

    /// `[columns]`
    pub fn vector(&mut self, weights: Weights) -> Tensor<1> {
        let leaf = self.leaf(weights, [weights.columns]);
        self.taken.push((weights.offset, Leaf::Vector(leaf.clone())));
        leaf
    }

    /// Checkpoints have `[out, in]`, Burn's module `[in, out]`.
    pub fn linear(&mut self, weights: WeightAndBias) -> Linear {
        Linear { weight: parameter(self.matrix(weights.weight).transpose()), bias: Some(parameter(self.vector(weights.bias))) }
    }

    pub fn layer_norm(&mut self, weights: WeightAndBias, epsilon: f32) -> LayerNorm {
        let mut module = LayerNormConfig::new(weights.weight.columns).with_epsilon(f64::from(epsilon)).init(&self.device);
        module.gamma = parameter(self.vector(weights.weight));
        module.beta = Some(parameter(self.vector(weights.bias)));
        module
    }

    /// Adds what one backward pass found to `sum`, which has a place for each parameter in the order in which they were taken.
    pub fn add_gradients(&self, gradients: &Gradients, sum: &mut Gathered) {
        for ((_, leaf), place) in self.taken.iter().zip(&mut sum.0) {
            let found = match leaf {
                Leaf::Vector(leaf) => leaf.grad(gradients),
                Leaf::Matrix(leaf) => leaf.grad(gradients).map(|gradient| gradient.flatten(0, 1)),
            };
            *place = match (place.take(), found) {
                (Some(sum), Some(found)) => Some(sum + found),
                (sum, found) => sum.or(found),
            };
        }
    }

    /// The gradient of a loss as a flat vector, `[P]`.
    pub fn gradient(&self, loss: &Tensor<1>) -> Tensor<1> {
        let mut found = self.nothing();
        self.add_gradients(&loss.backward(), &mut found);
        self.flatten(found)
    }

    /// Nothing found yet.
    pub fn nothing(&self) -> Gathered {
        Gathered(self.taken.iter().map(|_| None).collect())
    }

    /// The gradient as a flat vector, `[P]`: zeros where nothing reaches, and in the gaps.
    pub fn flatten(&self, sum: Gathered) -> Tensor<1> {
        let device = self.flat.device();
        let mut found: Vec<(usize, Tensor<1>)> =
            self.taken.iter().zip(sum.0).filter_map(|((offset, _), found)| Some((*offset, found?))).collect();
        found.sort_by_key(|(offset, _)| *offset);
        let (mut end, mut parts) = (0, vec![]);
        let fill = |parts: &mut Vec<Tensor<1>>, from: usize, to: usize| {
            if to > from {
                parts.push(Tensor::zeros([to - from], &device));
            }
        };
        for (offset, gradient) in found {
            fill(&mut parts, end, offset);
            end = offset + gradient.dims()[0];
            parts.push(gradient);
        }
        fill(&mut parts, end, self.flat.dims()[0]);
        Tensor::cat(parts, 0)
    }
}

/// The gradient of each parameter, as far as backward passes have reached it.
pub struct Gathered(Vec<Option<Tensor<1>>>);

/// A parameter whose tensor may be a view of its leaf.
pub fn parameter<const D: usize>(tensor: Tensor<D>) -> Param<Tensor<D>> {
    Param::initialized(ParamId::new(), tensor)
}
