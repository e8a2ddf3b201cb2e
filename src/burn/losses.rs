//! Cross-entropy, which looks at rows with a label and at no other.

use burn::tensor::activation::log_softmax;
use burn::tensor::{Int, Tensor};

/// `[R]`: -log softmax(logits `[R, C]`) at the labels `[R]`.
pub fn cross_entropy(logits: Tensor<2>, labels: Tensor<1, Int>) -> Tensor<1> {
    let places = labels.unsqueeze_dim(1);
    log_softmax(logits, 1).gather(1, places).squeeze_dim::<1>(1).neg()
}
