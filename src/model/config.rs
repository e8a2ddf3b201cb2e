//! The shape of a model, under the names of Hugging Face's `config.json`.

use serde::{Deserialize, Serialize};

pub use crate::operations::Activation;

/// The settings that determine a model's parameters and arithmetic.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BertConfig {
    pub vocab_size: usize,
    pub hidden_size: usize,
    pub num_hidden_layers: usize,
    pub num_attention_heads: usize,
    pub intermediate_size: usize,
    pub max_position_embeddings: usize,
    pub type_vocab_size: usize,
    pub layer_norm_eps: f32,
    pub hidden_act: Activation,
    /// Standard deviation of the initial weights.
    pub initializer_range: f32,
}

impl BertConfig {
    /// Width of one attention head.
    pub fn head_size(&self) -> usize {
        self.hidden_size / self.num_attention_heads
    }
}
