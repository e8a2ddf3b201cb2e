//! The shape of a model, under the names of Hugging Face's `config.json`.

use serde::{Deserialize, Serialize};

use crate::objectives::Head;
pub use crate::operations::Activation;
use crate::settings::Objective;

/// Whose model it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Family {
    /// Devlin et al. 2019: token types, a LayerNorm over the embeddings, heads with layers of their own.
    #[default]
    Bert,
    /// Radford et al. 2018: neither of these, and the embedding matrix alone as the output layer.
    Gpt,
}

impl Family {
    /// The model that this objective trains.
    pub fn of(objective: Objective) -> Self {
        if objective == Objective::Causal { Self::Gpt } else { Self::Bert }
    }

    /// The heads of its pre-training.
    pub fn heads(self) -> &'static [Head] {
        match self {
            Self::Bert => &Head::ALL,
            Self::Gpt => &[Head::Vocabulary],
        }
    }
}

/// The settings that determine a model's parameters and arithmetic.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BertConfig {
    pub family: Family,
    pub vocab_size: usize,
    pub hidden_size: usize,
    pub num_hidden_layers: usize,
    pub num_attention_heads: usize,
    pub intermediate_size: usize,
    pub max_position_embeddings: usize,
    /// Not used by GPT-1.
    pub type_vocab_size: usize,
    pub layer_norm_eps: f32,
    pub hidden_act: Activation,
    /// Standard deviation of the initial weights.
    pub initializer_range: f32,
}

impl BertConfig {
    /// The same sizes as a model of this family. Radford et al. use the tanh form of GELU and a wider LayerNorm epsilon.
    #[must_use]
    pub fn in_family(self, family: Family) -> Self {
        match family {
            Family::Bert => Self { family, ..self },
            Family::Gpt => Self { family, hidden_act: Activation::GeluTanh, layer_norm_eps: 1e-5, ..self },
        }
    }

    /// Width of one attention head.
    pub fn head_size(&self) -> usize {
        self.hidden_size / self.num_attention_heads
    }
}
