//! The activation after a dense layer.

use serde::{Deserialize, Serialize};

/// The nonlinearity of a dense layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Activation {
    None,
    /// `x * Phi(x)`, by the error function: config `gelu`.
    Gelu,
    /// The tanh approximation: config `gelu_new` and `gelu_pytorch_tanh`.
    GeluTanh,
    Relu,
    Tanh,
}

impl Activation {
    /// Whether the backward pass needs the argument. The derivative of tanh needs the output only.
    pub fn keeps_argument(self) -> bool {
        !matches!(self, Self::None | Self::Tanh)
    }
}
