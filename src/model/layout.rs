//! The parameters of a model, and the place of each in the one flat vector that engines, optimisers, snapshots and
//! checkpoints share.
//!
//! Names, shapes and the row-major `[out, in]` order are Hugging Face's. A layer's query, key and value matrices are
//! adjacent, so that all three are also one `[3H, H]` matrix.

use super::config::{BertConfig, Family};
use crate::objectives::{Head, Loss};
use crate::operations::Weights;

/// Blocks start at multiples of this many values (256 bytes, WebGPU's alignment of buffer bindings). The gaps stay 0.
pub const ALIGNMENT: usize = 64;

/// The part of the model that a parameter belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Component {
    Encoder,
    /// The dense layer over `[CLS]` that next sentence prediction and the class of a sequence read.
    Pooler,
    /// NSP head.
    NextSentence,
    /// Transform and output bias of the masked language model.
    MaskedLanguage,
    /// The head of a task that the model is fine-tuned on.
    Task,
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
    /// Its name in `BertForPreTraining`, or in `OpenAIGPTLMHeadModel`.
    pub name: String,
    /// `[out, in]` for matrices, `[out]` for vectors. GPT-1's class has its dense layers as `[in, out]`.
    pub shape: Vec<usize>,
    /// Index of its first value in the flat vector.
    pub offset: usize,
    pub component: Component,
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
    /// Whether files have this matrix as `[in, out]`: the dense layers of `OpenAIGPTLMHeadModel` do (`Conv1D`).
    pub fn is_transposed_in_files(&self) -> bool {
        self.decays() && self.name.starts_with("transformer.h.")
    }
    /// Weight decay applies to matrices only, never to biases and LayerNorm.
    pub fn decays(&self) -> bool {
        self.shape.len() == 2
    }
}

/// Weight and bias of one dense layer or one LayerNorm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WeightAndBias {
    pub weight: Weights,
    pub bias: Weights,
}

/// The places of one encoder layer's parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LayerWeights {
    /// Query, key, value as one: `[3H, H]`.
    pub qkv: WeightAndBias,
    pub attention_output: WeightAndBias,
    pub attention_layer_norm: WeightAndBias,
    pub intermediate: WeightAndBias,
    pub output: WeightAndBias,
    pub output_layer_norm: WeightAndBias,
}

/// What BERT has and GPT-1 has not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BertWeights {
    pub token_type_embeddings: Weights,
    pub embedding_layer_norm: WeightAndBias,
    pub pooler: WeightAndBias,
    pub transform: WeightAndBias,
    pub transform_layer_norm: WeightAndBias,
    /// Bias of the output layer, `[V]`; its matrix is [`Layout::word_embeddings`].
    pub decoder_bias: Weights,
    pub seq_relationship: WeightAndBias,
}

/// All parameters of one model.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    pub parameters: Vec<Parameter>,
    /// Length of the flat vector, gaps included.
    pub len: usize,
    pub word_embeddings: Weights,
    pub position_embeddings: Weights,
    pub layers: Vec<LayerWeights>,
    /// `None` for GPT-1.
    pub bert: Option<BertWeights>,
    /// The dense layer of a task's head, if the model has one.
    pub task: Option<WeightAndBias>,
}

impl Layout {
    /// The parameters of pre-training, and behind them those of the task's head, if one of these losses has such a head. So the vector of a pre-trained model is
    /// the beginning of a fine-tuned one's.
    pub fn for_losses(config: &BertConfig, losses: &[Loss]) -> Self {
        let task = losses.iter().find_map(|loss| Some((loss.head, loss.head.task_outputs()?)));
        Self::with_task(config, task)
    }

    /// The parameters of pre-training.
    pub fn new(config: &BertConfig) -> Self {
        Self::with_task(config, None)
    }

    fn with_task(config: &BertConfig, task: Option<(Head, usize)>) -> Self {
        let mut list = Builder::default();
        let mut layout = match config.family {
            Family::Bert => list.bert(config),
            Family::Gpt => list.gpt(config),
        };
        layout.task = task.map(|(head, outputs)| {
            let name = if head == Head::AnswerSpan { "qa_outputs" } else { "classifier" };
            list.dense(name, outputs, config.hidden_size, Component::Task)
        });
        Self { len: list.end.next_multiple_of(ALIGNMENT), parameters: list.parameters, ..layout }
    }

    /// What only BERT has.
    ///
    /// # Panics
    /// For the layout of a GPT-1.
    pub fn bert(&self) -> BertWeights {
        self.bert.expect("a layout of BERT")
    }

    /// The dense layer of the task's head.
    ///
    /// # Panics
    /// For a layout without one.
    pub fn task_head(&self) -> WeightAndBias {
        self.task.expect("a layout for the head of a task")
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
    /// As `BertForPreTraining`; its parameters are this builder's.
    fn bert(&mut self, config: &BertConfig) -> Layout {
        let (h, f, v) = (config.hidden_size, config.intermediate_size, config.vocab_size);
        let word_embeddings = self.matrix("bert.embeddings.word_embeddings.weight", v, h, Component::Encoder);
        let position_embeddings =
            self.matrix("bert.embeddings.position_embeddings.weight", config.max_position_embeddings, h, Component::Encoder);
        let token_type_embeddings =
            self.matrix("bert.embeddings.token_type_embeddings.weight", config.type_vocab_size, h, Component::Encoder);
        let embedding_layer_norm = self.layer_norm("bert.embeddings.LayerNorm", h, Component::Encoder);
        let layers = (0..config.num_hidden_layers)
            .map(|i| {
                let name = |rest: &str| format!("bert.encoder.layer.{i}.{rest}");
                LayerWeights {
                    qkv: self.fused(
                        &["query", "key", "value"].map(|which| name(&format!("attention.self.{which}"))),
                        h,
                        h,
                        Component::Encoder,
                    ),
                    attention_output: self.dense(&name("attention.output.dense"), h, h, Component::Encoder),
                    attention_layer_norm: self.layer_norm(&name("attention.output.LayerNorm"), h, Component::Encoder),
                    intermediate: self.dense(&name("intermediate.dense"), f, h, Component::Encoder),
                    output: self.dense(&name("output.dense"), h, f, Component::Encoder),
                    output_layer_norm: self.layer_norm(&name("output.LayerNorm"), h, Component::Encoder),
                }
            })
            .collect();
        let bert = BertWeights {
            token_type_embeddings,
            embedding_layer_norm,
            pooler: self.dense("bert.pooler.dense", h, h, Component::Pooler),
            transform: self.dense("cls.predictions.transform.dense", h, h, Component::MaskedLanguage),
            transform_layer_norm: self.layer_norm("cls.predictions.transform.LayerNorm", h, Component::MaskedLanguage),
            decoder_bias: self.vector("cls.predictions.bias", v, Component::MaskedLanguage, Initial::Zeros),
            seq_relationship: self.dense("cls.seq_relationship", 2, h, Component::NextSentence),
        };
        Layout { parameters: vec![], len: 0, word_embeddings, position_embeddings, layers, bert: Some(bert), task: None }
    }

    /// As `OpenAIGPTLMHeadModel`; its parameters are this builder's.
    fn gpt(&mut self, config: &BertConfig) -> Layout {
        let (h, f) = (config.hidden_size, config.intermediate_size);
        let word_embeddings = self.matrix("transformer.tokens_embed.weight", config.vocab_size, h, Component::Encoder);
        let position_embeddings = self.matrix("transformer.positions_embed.weight", config.max_position_embeddings, h, Component::Encoder);
        let layers = (0..config.num_hidden_layers)
            .map(|i| {
                let name = |rest: &str| format!("transformer.h.{i}.{rest}");
                LayerWeights {
                    qkv: self.dense(&name("attn.c_attn"), 3 * h, h, Component::Encoder),
                    attention_output: self.dense(&name("attn.c_proj"), h, h, Component::Encoder),
                    attention_layer_norm: self.layer_norm(&name("ln_1"), h, Component::Encoder),
                    intermediate: self.dense(&name("mlp.c_fc"), f, h, Component::Encoder),
                    output: self.dense(&name("mlp.c_proj"), h, f, Component::Encoder),
                    output_layer_norm: self.layer_norm(&name("ln_2"), h, Component::Encoder),
                }
            })
            .collect();
        Layout { parameters: vec![], len: 0, word_embeddings, position_embeddings, layers, bert: None, task: None }
    }

    fn align(&mut self) {
        self.end = self.end.next_multiple_of(ALIGNMENT);
    }

    fn push(&mut self, name: String, shape: Vec<usize>, component: Component, initial: Initial) -> usize {
        let offset = self.end;
        self.end += shape.iter().product::<usize>();
        self.parameters.push(Parameter { name, shape, offset, component, initial });
        offset
    }

    fn matrix(&mut self, name: &str, rows: usize, columns: usize, component: Component) -> Weights {
        self.align();
        let offset = self.push(name.into(), vec![rows, columns], component, Initial::TruncatedNormal);
        Weights { offset, rows, columns }
    }

    fn vector(&mut self, name: &str, columns: usize, component: Component, initial: Initial) -> Weights {
        self.align();
        let offset = self.push(name.into(), vec![columns], component, initial);
        Weights { offset, rows: 1, columns }
    }

    fn dense(&mut self, name: &str, out: usize, r#in: usize, component: Component) -> WeightAndBias {
        self.fused(&[name.to_owned()], out, r#in, component)
    }

    /// Several dense layers with the same input, stored as one.
    fn fused(&mut self, names: &[String], out: usize, r#in: usize, component: Component) -> WeightAndBias {
        let rows = names.len() * out;
        self.align();
        let weight = Weights { offset: self.end, rows, columns: r#in };
        for name in names {
            self.push(format!("{name}.weight"), vec![out, r#in], component, Initial::TruncatedNormal);
        }
        self.align();
        let bias = Weights { offset: self.end, rows: 1, columns: rows };
        for name in names {
            self.push(format!("{name}.bias"), vec![out], component, Initial::Zeros);
        }
        WeightAndBias { weight, bias }
    }

    fn layer_norm(&mut self, name: &str, size: usize, component: Component) -> WeightAndBias {
        WeightAndBias {
            weight: self.vector(&format!("{name}.weight"), size, component, Initial::Ones),
            bias: self.vector(&format!("{name}.bias"), size, component, Initial::Zeros),
        }
    }
}
