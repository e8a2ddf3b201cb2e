//! A folder that `transformers` loads with no missing and no unexpected key.
//!
//! The matrix of the output layer is the word embeddings, so it is not written: `transformers` ties it again.

use std::borrow::Cow;
use std::collections::HashMap;

use safetensors::Dtype;
use safetensors::tensor::{TensorView, serialize};
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::{Task, TaskHead};
use crate::model::config::{Activation, Family};
use crate::model::layout::{Component, Parameter};
use crate::model::{BertConfig, Layout};
use crate::objectives::Objectives;
use crate::settings::Objective;

/// The number type of the weights.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Precision {
    /// f32: the model itself.
    #[default]
    Full,
    /// f16: half the size, rounded to 11 bits. Numbers beyond 65504 become infinite, which no trained weight comes near.
    Half,
}

/// The heads that are written with the encoder.
#[derive(Clone, Copy, Debug)]
pub enum Top<'a> {
    /// `BertForPreTraining`: both heads.
    PreTraining,
    /// The same with left-to-right attention (`is_decoder`). A GPT-1 has no other.
    LeftToRight,
    /// One of the task classes, with the names of its labels by id.
    Task { head: &'a TaskHead, labels: &'a [String] },
}

impl Top<'_> {
    /// The heads that a run with this objective trains.
    pub fn of(objective: Objective) -> Self {
        if Objectives::of(objective).left_to_right() { Self::LeftToRight } else { Self::PreTraining }
    }
}

/// A model to write.
#[derive(Clone, Copy, Debug)]
pub struct Model<'a> {
    pub config: &'a BertConfig,
    pub layout: &'a Layout,
    /// `[P]`
    pub parameters: &'a [f32],
    pub top: Top<'a>,
}

impl Model<'_> {
    fn class(&self) -> &'static str {
        match self.top {
            _ if self.config.family == Family::Gpt => "OpenAIGPTLMHeadModel",
            Top::PreTraining | Top::LeftToRight => "BertForPreTraining",
            Top::Task { head, .. } => match head.task {
                Task::Sequence => "BertForSequenceClassification",
                Task::Token => "BertForTokenClassification",
                Task::Question => "BertForQuestionAnswering",
            },
        }
    }

    /// Whether the class has this parameter.
    fn has(&self, name: &str, component: Component) -> bool {
        match self.top {
            Top::PreTraining | Top::LeftToRight => true,
            Top::Task { head, .. } => component == Component::Encoder || head.task == Task::Sequence && name.starts_with("bert.pooler."),
        }
    }
}

/// The text of `config.json`.
pub fn config_json(model: &Model, precision: Precision, pad: u32) -> String {
    let mut keys = match model.config.family {
        Family::Bert => bert_keys(model, pad),
        Family::Gpt => gpt_keys(model, pad),
    };
    keys["architectures"] = json!([model.class()]);
    keys["tie_word_embeddings"] = json!(true);
    keys["dtype"] = json!(if precision == Precision::Half { "float16" } else { "float32" });
    if let Top::Task { head, labels } = model.top
        && head.task != Task::Question
    {
        let names: Vec<String> = (0..head.classes).map(|i| labels.get(i).cloned().unwrap_or_else(|| format!("LABEL_{i}"))).collect();
        return pretty(&WithLabels {
            keys,
            id2label: InOrder(names.iter().enumerate().map(|(id, name)| (id.to_string(), name)).collect()),
            label2id: InOrder(names.iter().enumerate().map(|(id, name)| (name.clone(), id)).collect()),
        });
    }
    pretty(&keys)
}

fn pretty(value: &impl Serialize) -> String {
    // What `config_json` writes has string keys only, which is all that can fail.
    serde_json::to_string_pretty(value).map(|text| text + "\n").unwrap_or_default()
}

/// The configuration of a model with named classes.
#[derive(Serialize)]
struct WithLabels<'a> {
    #[serde(flatten)]
    keys: Value,
    id2label: InOrder<&'a String>,
    label2id: InOrder<usize>,
}

/// An object whose keys keep their order. In a [`Value`] they are sorted as text, and `10` would come before `2`.
struct InOrder<T>(Vec<(String, T)>);

impl<T: Serialize> Serialize for InOrder<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

/// As in `transformers.BertConfig`.
fn bert_keys(model: &Model, pad: u32) -> Value {
    let config = model.config;
    let activation = match config.hidden_act {
        Activation::GeluTanh => "gelu_new",
        Activation::Relu => "relu",
        _ => "gelu",
    };
    json!({
        "model_type": "bert",
        "vocab_size": config.vocab_size,
        "hidden_size": config.hidden_size,
        "num_hidden_layers": config.num_hidden_layers,
        "num_attention_heads": config.num_attention_heads,
        "intermediate_size": config.intermediate_size,
        "hidden_act": activation,
        "max_position_embeddings": config.max_position_embeddings,
        "position_embedding_type": "absolute",
        "type_vocab_size": config.type_vocab_size,
        "layer_norm_eps": decimal(config.layer_norm_eps),
        "initializer_range": decimal(config.initializer_range),
        "hidden_dropout_prob": 0.0,
        "attention_probs_dropout_prob": 0.0,
        "is_decoder": matches!(model.top, Top::LeftToRight),
        "pad_token_id": pad,
    })
}

/// As in `transformers.OpenAIGPTConfig`, whose `gelu` is the tanh form. It has no key for the feed-forward part: that is four times as
/// wide as the rest ([`super::export::check`]).
fn gpt_keys(model: &Model, pad: u32) -> Value {
    let config = model.config;
    json!({
        "model_type": "openai-gpt",
        "vocab_size": config.vocab_size,
        "n_positions": config.max_position_embeddings,
        "n_embd": config.hidden_size,
        "n_layer": config.num_hidden_layers,
        "n_head": config.num_attention_heads,
        "afn": "gelu",
        "layer_norm_epsilon": decimal(config.layer_norm_eps),
        "initializer_range": decimal(config.initializer_range),
        "embd_pdrop": 0.0,
        "attn_pdrop": 0.0,
        "resid_pdrop": 0.0,
        "pad_token_id": pad,
    })
}

/// The shortest decimal that parses to this f32: 1e-12, not 9.999999960041972e-13.
fn decimal(value: f32) -> Value {
    value.to_string().parse::<f64>().map_or(Value::Null, Value::from)
}

/// The bytes of `model.safetensors`.
///
/// # Errors
/// The error of the `safetensors` crate, if `parameters` does not have the length of the layout.
pub fn safetensors(model: &Model, precision: Precision) -> Result<Vec<u8>, safetensors::SafeTensorError> {
    let mut tensors: Vec<InFile> = model
        .layout
        .parameters
        .iter()
        .filter(|parameter| model.has(&parameter.name, parameter.component))
        .map(|parameter| in_file(parameter, model.parameters.get(parameter.range()).unwrap_or_default()))
        .collect();
    if let Top::Task { head, .. } = model.top {
        let (weight, bias) = match head.task {
            Task::Question => ("qa_outputs.weight", "qa_outputs.bias"),
            _ => ("classifier.weight", "classifier.bias"),
        };
        tensors.push((weight, vec![head.classes, model.config.hidden_size], Cow::from(&head.weight)));
        tensors.push((bias, vec![head.classes], Cow::from(&head.bias)));
    }
    serialized(&tensors, precision)
}

/// Tensors as the bytes of `model.safetensors`.
///
/// # Errors
/// The error of the `safetensors` crate, if values do not have the length of their shape.
pub fn serialized(tensors: &[InFile], precision: Precision) -> Result<Vec<u8>, safetensors::SafeTensorError> {
    let bytes: Vec<Vec<u8>> = tensors.iter().map(|(_, _, values)| little_endian(values, precision)).collect();
    let dtype = if precision == Precision::Half { Dtype::F16 } else { Dtype::F32 };
    let views = tensors
        .iter()
        .zip(&bytes)
        .map(|((name, shape, _), bytes)| Ok((*name, TensorView::new(dtype, shape.clone(), bytes)?)))
        .collect::<Result<Vec<_>, safetensors::SafeTensorError>>()?;
    // `transformers` requires the name of the library that wrote the tensors; "pt" is its own.
    serialize(views, Some(HashMap::from([("format".to_owned(), "pt".to_owned())])))
}

/// Name, shape and values as the class has them.
pub type InFile<'a> = (&'a str, Vec<usize>, Cow<'a, [f32]>);

fn in_file<'a>(parameter: &'a Parameter, values: &'a [f32]) -> InFile<'a> {
    let name = parameter.name.as_str();
    match parameter.shape[..] {
        [out, r#in] if parameter.is_transposed_in_files() => {
            let transposed = (0..r#in).flat_map(|column| values.iter().skip(column).step_by(r#in)).copied().collect();
            (name, vec![r#in, out], Cow::Owned(transposed))
        }
        _ => (name, parameter.shape.clone(), Cow::Borrowed(values)),
    }
}

fn little_endian(values: &[f32], precision: Precision) -> Vec<u8> {
    match precision {
        Precision::Full => values.iter().flat_map(|value| value.to_le_bytes()).collect(),
        Precision::Half => values.iter().flat_map(|&value| half::f16::from_f32(value).to_le_bytes()).collect(),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use safetensors::SafeTensors;

    use super::*;
    use crate::checkpoint::{config, weights};

    fn toy() -> (BertConfig, Layout, Vec<f32>) {
        let config = BertConfig {
            family: Family::Bert,
            vocab_size: 11,
            hidden_size: 6,
            num_hidden_layers: 2,
            num_attention_heads: 3,
            intermediate_size: 10,
            max_position_embeddings: 9,
            type_vocab_size: 2,
            layer_norm_eps: 1e-12,
            hidden_act: Activation::GeluTanh,
            initializer_range: 0.06,
        };
        let layout = Layout::new(&config);
        let mut parameters = vec![0.0; layout.len];
        for parameter in &layout.parameters {
            for i in parameter.range() {
                parameters[i] = (i as f32 * 0.37).sin();
            }
        }
        (config, layout, parameters)
    }

    fn read_back(model: &Model) -> crate::checkpoint::Checkpoint {
        let config = config::parse("config.json", config_json(model, Precision::Full, 0).as_bytes()).unwrap();
        weights::read("model.safetensors", &mut Cursor::new(safetensors(model, Precision::Full).unwrap()), config).unwrap()
    }

    #[test]
    fn what_is_written_reads_back_the_same() {
        let (config, layout, parameters) = toy();
        let back = read_back(&Model { config: &config, layout: &layout, parameters: &parameters, top: Top::PreTraining });
        assert_eq!((back.config, back.parameters), (config, parameters));
        assert!(back.ignored.is_empty());
    }

    #[test]
    fn a_task_class_has_a_pooler_only_where_it_uses_one() {
        let (config, layout, parameters) = toy();
        for (task, classes) in [(Task::Sequence, 3), (Task::Token, 4), (Task::Question, 2)] {
            let head = TaskHead { task, classes, weight: vec![0.5; classes * 6], bias: vec![0.25; classes] };
            let top = Top::Task { head: &head, labels: &[] };
            let back = read_back(&Model { config: &config, layout: &layout, parameters: &parameters, top });
            assert_eq!(back.parts.pooler, task == Task::Sequence);
            assert!(!back.parts.masked_language && !back.parts.next_sentence);
            assert_eq!(back.task_head, Some(head));
        }
    }

    /// `Conv1D` multiplies by `[in, out]`.
    #[test]
    fn a_gpt_is_written_as_its_class_has_it() {
        let (config, ..) = toy();
        let config = config.in_family(Family::Gpt);
        let layout = Layout::new(&config);
        let parameters: Vec<f32> = (0..layout.len).map(|i| i as f32).collect();
        let bytes =
            safetensors(&Model { config: &config, layout: &layout, parameters: &parameters, top: Top::LeftToRight }, Precision::Full)
                .unwrap();
        let file = SafeTensors::deserialize(&bytes).unwrap();
        assert_eq!(file.len(), layout.parameters.len());
        let name = "transformer.h.1.mlp.c_fc.weight";
        let (tensor, ours) = (file.tensor(name).unwrap(), layout.find(name).unwrap());
        assert_eq!((tensor.shape(), &ours.shape[..]), (&[6, 10][..], &[10, 6][..]));
        let value = |i: usize| f32::from_le_bytes(tensor.data()[4 * i..4 * i + 4].try_into().unwrap());
        for (r#in, out) in [(0, 0), (0, 9), (5, 3)] {
            assert_eq!(value(r#in * 10 + out), parameters[ours.offset + out * 6 + r#in]);
        }
    }

    #[test]
    fn epsilon_is_written_as_people_write_it() {
        let (config, layout, parameters) = toy();
        let model = Model { config: &config, layout: &layout, parameters: &parameters, top: Top::PreTraining };
        assert!(config_json(&model, Precision::Full, 0).contains("\"layer_norm_eps\": 1e-12"));
    }
}
