//! The parameters of a model, and the place of each in the one flat vector that engines, optimisers, snapshots and
//! checkpoints share.
//!
//! Names, shapes and the row-major `[out, in]` order are Hugging Face's. A layer's query, key and value matrices are
//! adjacent, so that all three are also one `[3H, H]` matrix.

use super::config::BertConfig;
use crate::operations::Weights;

/// Blocks start at multiples of this many values (256 bytes, WebGPU's alignment of buffer bindings). The gaps stay 0.
pub const ALIGNMENT: usize = 64;

/// The part of the model that a parameter belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Encoder,
    /// Pooler and NSP head.
    NextSentence,
    /// Transform and output bias of the masked language model.
    MaskedLanguage,
}

/// How a parameter is initialised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Initial {
    /// Normal with the config's standard deviation, truncated at two of them.
    TruncatedNormal,
    Zeros,
    Ones,
}

/// One tensor of a checkpoint.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Its name in `BertForPreTraining`.
    pub name: String,
    /// `[out, in]` for matrices, `[out]` for vectors.
    pub shape: Vec<usize>,
    /// Index of its first value in the flat vector.
    pub offset: usize,
    pub part: Part,
    pub initial: Initial,
}

impl Parameter {
    pub fn len(&self) -> usize {
        self.shape.iter().product()
    }
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    pub fn range(&self) -> std::ops::Range<usize> {
        self.offset..self.offset + self.len()
    }
    /// Weight decay applies to matrices only, never to biases and LayerNorm.
    pub fn decays(&self) -> bool {
        self.shape.len() == 2
    }
}

/// Weight and bias of one dense layer or one LayerNorm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    pub weight: Weights,
    pub bias: Weights,
}

/// The places of one encoder layer's parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LayerWeights {
    /// Query, key, value as one: `[3H, H]`.
    pub qkv: Pair,
    pub attention_output: Pair,
    pub attention_layer_norm: Pair,
    pub intermediate: Pair,
    pub output: Pair,
    pub output_layer_norm: Pair,
}

/// All parameters of one model.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    pub parameters: Vec<Parameter>,
    /// Length of the flat vector, gaps included.
    pub len: usize,
    pub word_embeddings: Weights,
    pub position_embeddings: Weights,
    pub token_type_embeddings: Weights,
    pub embedding_layer_norm: Pair,
    pub layers: Vec<LayerWeights>,
    pub pooler: Pair,
    pub transform: Pair,
    pub transform_layer_norm: Pair,
    /// Bias of the output layer, `[V]`; its matrix is `word_embeddings`.
    pub decoder_bias: Weights,
    pub seq_relationship: Pair,
}

impl Layout {
    pub fn new(config: &BertConfig) -> Self {
        let (h, f, v) = (config.hidden_size, config.intermediate_size, config.vocab_size);
        let mut list = Builder::default();
        let word_embeddings = list.matrix("bert.embeddings.word_embeddings.weight", v, h, Part::Encoder);
        let position_embeddings =
            list.matrix("bert.embeddings.position_embeddings.weight", config.max_position_embeddings, h, Part::Encoder);
        let token_type_embeddings = list.matrix("bert.embeddings.token_type_embeddings.weight", config.type_vocab_size, h, Part::Encoder);
        let embedding_layer_norm = list.layer_norm("bert.embeddings.LayerNorm", h, Part::Encoder);
        let layers = (0..config.num_hidden_layers)
            .map(|i| {
                let name = |rest: &str| format!("bert.encoder.layer.{i}.{rest}");
                LayerWeights {
                    qkv: list.fused(&["query", "key", "value"].map(|which| name(&format!("attention.self.{which}"))), h, h, Part::Encoder),
                    attention_output: list.dense(&name("attention.output.dense"), h, h, Part::Encoder),
                    attention_layer_norm: list.layer_norm(&name("attention.output.LayerNorm"), h, Part::Encoder),
                    intermediate: list.dense(&name("intermediate.dense"), f, h, Part::Encoder),
                    output: list.dense(&name("output.dense"), h, f, Part::Encoder),
                    output_layer_norm: list.layer_norm(&name("output.LayerNorm"), h, Part::Encoder),
                }
            })
            .collect();
        let pooler = list.dense("bert.pooler.dense", h, h, Part::NextSentence);
        let transform = list.dense("cls.predictions.transform.dense", h, h, Part::MaskedLanguage);
        let transform_layer_norm = list.layer_norm("cls.predictions.transform.LayerNorm", h, Part::MaskedLanguage);
        let decoder_bias = list.vector("cls.predictions.bias", v, Part::MaskedLanguage, Initial::Zeros);
        let seq_relationship = list.dense("cls.seq_relationship", 2, h, Part::NextSentence);
        Self {
            len: list.end.next_multiple_of(ALIGNMENT),
            parameters: list.parameters,
            word_embeddings,
            position_embeddings,
            token_type_embeddings,
            embedding_layer_norm,
            layers,
            pooler,
            transform,
            transform_layer_norm,
            decoder_bias,
            seq_relationship,
        }
    }

    /// The parameter with this name, if there is one.
    pub fn find(&self, name: &str) -> Option<&Parameter> {
        self.parameters.iter().find(|parameter| parameter.name == name)
    }

    /// Number of parameters, gaps not counted.
    pub fn count(&self) -> usize {
        self.parameters.iter().map(Parameter::len).sum()
    }
}

#[derive(Default)]
struct Builder {
    parameters: Vec<Parameter>,
    end: usize,
}

impl Builder {
    fn align(&mut self) {
        self.end = self.end.next_multiple_of(ALIGNMENT);
    }

    fn push(&mut self, name: String, shape: Vec<usize>, part: Part, initial: Initial) -> usize {
        let offset = self.end;
        self.end += shape.iter().product::<usize>();
        self.parameters.push(Parameter { name, shape, offset, part, initial });
        offset
    }

    fn matrix(&mut self, name: &str, rows: usize, columns: usize, part: Part) -> Weights {
        self.align();
        let offset = self.push(name.into(), vec![rows, columns], part, Initial::TruncatedNormal);
        Weights { offset, rows, columns }
    }

    fn vector(&mut self, name: &str, columns: usize, part: Part, initial: Initial) -> Weights {
        self.align();
        let offset = self.push(name.into(), vec![columns], part, initial);
        Weights { offset, rows: 1, columns }
    }

    fn dense(&mut self, name: &str, out: usize, r#in: usize, part: Part) -> Pair {
        self.fused(&[name.to_owned()], out, r#in, part)
    }

    /// Several dense layers with the same input, stored as one.
    fn fused(&mut self, names: &[String], out: usize, r#in: usize, part: Part) -> Pair {
        let rows = names.len() * out;
        self.align();
        let weight = Weights { offset: self.end, rows, columns: r#in };
        for name in names {
            self.push(format!("{name}.weight"), vec![out, r#in], part, Initial::TruncatedNormal);
        }
        self.align();
        let bias = Weights { offset: self.end, rows: 1, columns: rows };
        for name in names {
            self.push(format!("{name}.bias"), vec![out], part, Initial::Zeros);
        }
        Pair { weight, bias }
    }

    fn layer_norm(&mut self, name: &str, size: usize, part: Part) -> Pair {
        Pair {
            weight: self.vector(&format!("{name}.weight"), size, part, Initial::Ones),
            bias: self.vector(&format!("{name}.bias"), size, part, Initial::Zeros),
        }
    }
}
