//! BERT, from token ids to logits: Devlin et al. 2019, post-LayerNorm, and the heads of pre-training and of tasks. GPT-1 (Radford et
//! al. 2018) is the same encoder without token types, without a LayerNorm over the embeddings, and with the embedding matrix alone
//! as its output layer.
//!
//! `B` rows of `S` tokens, hidden size `H`, vocabulary `V`, `N` heads of size `D`.

use burn::module::{Module, Param};
use burn::nn::{Embedding, LayerNorm, Linear};
use burn::tensor::activation::{gelu_approximate, relu, softmax, tanh};
use burn::tensor::module::linear;
use burn::tensor::{Int, Tensor};

use super::leaves::{Leaves, parameter};
use crate::model::config::Activation;
use crate::model::layout::LayerWeights;
use crate::model::{BertConfig, Layout};

#[derive(Module, Debug)]
pub struct Bert {
    pub embeddings: Embeddings,
    pub encoder: Vec<Layer>,
    /// `None` for GPT-1.
    pub heads: Option<PretrainingHeads>,
    /// The head of a task, if the model has one.
    pub task: Option<Linear>,
}

impl Bert {
    /// The model with these parameters.
    pub fn new(config: &BertConfig, layout: &Layout, leaves: &mut Leaves) -> Self {
        let epsilon = config.layer_norm_eps;
        Self {
            embeddings: Embeddings {
                word: embedding(leaves.matrix(layout.word_embeddings)),
                position: embedding(leaves.matrix(layout.position_embeddings)),
                token_type: layout.bert.map(|bert| embedding(leaves.matrix(bert.token_type_embeddings))),
                layer_norm: layout.bert.map(|bert| leaves.layer_norm(bert.embedding_layer_norm, epsilon)),
            },
            encoder: layout.layers.iter().map(|weights| Layer::new(config, weights, leaves)).collect(),
            heads: layout.bert.map(|bert| PretrainingHeads {
                pooler: leaves.linear(bert.pooler),
                transform: leaves.linear(bert.transform),
                transform_layer_norm: leaves.layer_norm(bert.transform_layer_norm, epsilon),
                activation: config.hidden_act,
                decoder_bias: parameter(leaves.vector(bert.decoder_bias)),
                seq_relationship: leaves.linear(bert.seq_relationship),
            }),
            task: layout.task.map(|weights| leaves.linear(weights)),
        }
    }

    /// Encoder output `[B, S, H]`, from the sum of the looked-up rows, and the attention of every layer, `[B, N, S, S]`.
    /// `mask` `[B, 1, 1 or S, S]` is added to the attention scores.
    pub fn encode(&self, lookup: Tensor<3>, mask: &Tensor<4>) -> (Tensor<3>, Vec<Tensor<4>>) {
        let mut hidden = self.embeddings.layer_norm.as_ref().map_or(lookup.clone(), |norm| norm.forward(lookup));
        let mut attentions = vec![];
        for layer in &self.encoder {
            let (output, attention) = layer.forward(hidden, mask);
            hidden = output;
            attentions.push(attention);
        }
        (hidden, attentions)
    }

    /// Logits over the vocabulary `[K, V]` for rows `[K, H]` of the encoder output. The output matrix is the word embedding.
    pub fn vocabulary_logits(&self, hidden: Tensor<2>) -> Tensor<2> {
        let words = self.embeddings.word.weight.val().transpose();
        match &self.heads {
            Some(heads) => {
                let transformed = activate(heads.activation, heads.transform.forward(hidden));
                heads.transform_layer_norm.forward(transformed).matmul(words) + heads.decoder_bias.val().unsqueeze()
            }
            None => hidden.matmul(words),
        }
    }

    /// Pooled output `[B, H]` from the encoder output at `[CLS]`, `[B, H]`.
    ///
    /// # Panics
    /// For GPT-1, which has no pooler.
    pub fn pool(&self, first: Tensor<2>) -> Tensor<2> {
        tanh(self.heads.as_ref().expect("a BERT").pooler.forward(first))
    }

    /// Logits of "B follows A" and "B does not", `[B, 2]`.
    ///
    /// # Panics
    /// For GPT-1, which has no such head.
    pub fn pair_logits(&self, pooled: Tensor<2>) -> Tensor<2> {
        self.heads.as_ref().expect("a BERT").seq_relationship.forward(pooled)
    }

    /// Logits of the task's head.
    ///
    /// # Panics
    /// For a model without such a head.
    pub fn task_logits<const D: usize>(&self, input: Tensor<D>) -> Tensor<D> {
        self.task.as_ref().expect("a model with the head of a task").forward(input)
    }
}

#[derive(Module, Debug)]
pub struct Embeddings {
    pub word: Embedding,
    pub position: Embedding,
    /// `None` for GPT-1.
    pub token_type: Option<Embedding>,
    pub layer_norm: Option<LayerNorm>,
}

impl Embeddings {
    /// The looked-up rows of the words, `[B, S, H]`.
    pub fn words(&self, ids: Tensor<2, Int>) -> Tensor<3> {
        self.word.forward(ids)
    }

    /// What is added to them: the rows of position and token type, `[B or 1, S, H]`.
    pub fn places(&self, token_types: Tensor<2, Int>) -> Tensor<3> {
        let [_, sequence] = token_types.dims();
        let positions = self.position.forward(Tensor::arange(0..sequence as i64, &token_types.device()).unsqueeze());
        match &self.token_type {
            Some(types) => types.forward(token_types) + positions,
            None => positions,
        }
    }
}

/// Self-attention and a feed-forward network, each followed by its residual connection and a LayerNorm.
#[derive(Module, Debug)]
pub struct Layer {
    /// Query, key and value as one matrix.
    pub qkv: Linear,
    pub attention_output: Linear,
    pub attention_layer_norm: LayerNorm,
    pub intermediate: Linear,
    pub output: Linear,
    pub output_layer_norm: LayerNorm,
    #[module(skip)]
    pub activation: Activation,
    #[module(skip)]
    pub heads: usize,
}

impl Layer {
    fn new(config: &BertConfig, weights: &LayerWeights, leaves: &mut Leaves) -> Self {
        Self {
            qkv: leaves.linear(weights.qkv),
            attention_output: leaves.linear(weights.attention_output),
            attention_layer_norm: leaves.layer_norm(weights.attention_layer_norm, config.layer_norm_eps),
            intermediate: leaves.linear(weights.intermediate),
            output: leaves.linear(weights.output),
            output_layer_norm: leaves.layer_norm(weights.output_layer_norm, config.layer_norm_eps),
            activation: config.hidden_act,
            heads: config.num_attention_heads,
        }
    }

    fn forward(&self, hidden: Tensor<3>, mask: &Tensor<4>) -> (Tensor<3>, Tensor<4>) {
        let (context, attention) = self.attend(hidden.clone(), mask);
        let hidden = self.attention_layer_norm.forward(self.attention_output.forward(context) + hidden);
        let intermediate = activate(self.activation, self.intermediate.forward(hidden.clone()));
        (self.output_layer_norm.forward(self.output.forward(intermediate) + hidden), attention)
    }

    /// `softmax(q k^T / sqrt(D) + mask) v`, and the softmax.
    fn attend(&self, hidden: Tensor<3>, mask: &Tensor<4>) -> (Tensor<3>, Tensor<4>) {
        let [rows, sequence, size] = hidden.dims();
        let head_size = size / self.heads;
        // The weights are sliced, not the product, whose gradient would be put together from three as large as it.
        let (weight, bias) = (self.qkv.weight.val(), self.qkv.bias.as_ref().map(Param::val));
        let [query, key, value] = [0, 1, 2].map(|which| {
            let slice = which * size;
            let bias = bias.clone().map(|bias| bias.narrow(0, slice, size));
            let found = linear(hidden.clone(), weight.clone().narrow(1, slice, size), bias);
            found.reshape([rows, sequence, self.heads, head_size]).swap_dims(1, 2)
        });
        let scores = query.matmul(key.swap_dims(2, 3)) / (head_size as f32).sqrt();
        let attention = softmax(scores + mask.clone(), 3);
        let context = attention.clone().matmul(value).swap_dims(1, 2).reshape([rows, sequence, size]);
        (context, attention)
    }
}

/// What `BertForPreTraining` has on top of the encoder.
#[derive(Module, Debug)]
pub struct PretrainingHeads {
    pub pooler: Linear,
    pub transform: Linear,
    pub transform_layer_norm: LayerNorm,
    #[module(skip)]
    pub activation: Activation,
    pub decoder_bias: Param<Tensor<1>>,
    pub seq_relationship: Linear,
}

fn activate<const D: usize>(activation: Activation, x: Tensor<D>) -> Tensor<D> {
    match activation {
        Activation::None => x,
        Activation::Gelu => gelu(x),
        Activation::GeluTanh => gelu_approximate(x),
        Activation::Relu => relu(x),
        Activation::Tanh => tanh(x),
    }
}

/// `x Φ(x)` by the error function. The derivative of Burn's own is that of an approximation by tanh on some backends.
fn gelu<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    let share = (x.clone() / std::f32::consts::SQRT_2).erf().add_scalar(1.0).mul_scalar(0.5);
    x * share
}

fn embedding(weight: Tensor<2>) -> Embedding {
    Embedding { weight: parameter(weight) }
}
