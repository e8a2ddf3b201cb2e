//! `config.json`: the model that the weights belong to.
//!
//! Sizes are required. Everything else has the defaults of `transformers.BertConfig`, since older files leave it out.

use serde_json::{Map, Value};

use super::{CheckpointError, LONGEST_NAME};
use crate::excerpt::excerpt;
use crate::model::config::{Activation, BertConfig, Family};

/// Maximum number of parameters: they must fit a 32-bit address space, as the browser has.
const MAX_PARAMETERS: u64 = 500_000_000;

/// The contents of `config.json`.
#[derive(Clone, Debug, PartialEq)]
pub struct ConfigFile {
    pub bert: BertConfig,
    pub architecture: Architecture,
    /// Whether attention is left to right (`is_decoder`).
    pub causal: bool,
    /// Number of classes of a task head, if the file names them.
    pub labels: Option<usize>,
}

/// The class that wrote the checkpoint: first of `architectures`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Architecture {
    PreTraining,
    MaskedLanguage,
    NextSentence,
    Sequence,
    Token,
    Question,
    /// The encoder alone.
    Encoder,
    /// Another class with a BERT encoder.
    Other(String),
    /// The file does not name a class.
    Unknown,
}

impl Architecture {
    fn from_name(name: &str) -> Self {
        match name {
            "BertForPreTraining" => Self::PreTraining,
            "BertForMaskedLM" => Self::MaskedLanguage,
            "BertForNextSentencePrediction" => Self::NextSentence,
            "BertForSequenceClassification" => Self::Sequence,
            "BertForTokenClassification" => Self::Token,
            "BertForQuestionAnswering" => Self::Question,
            "BertModel" => Self::Encoder,
            other => Self::Other(other.into()),
        }
    }
}

/// Reads `config.json`. `file` is its name in messages.
///
/// # Errors
/// [`CheckpointError::Malformed`] if it isn't a JSON object; [`CheckpointError::Config`] names the key, what was found and
/// what was expected.
pub fn parse(file: &str, bytes: &[u8]) -> Result<ConfigFile, CheckpointError> {
    let malformed = |found: String| CheckpointError::Malformed { file: file.into(), found, expected: "a JSON object".into() };
    let keys = match serde_json::from_slice::<Value>(bytes) {
        Ok(Value::Object(keys)) => keys,
        Ok(other) => return Err(malformed(format!("found {}", kind(&other)))),
        Err(error) => return Err(malformed(format!("not JSON ({error})"))),
    };
    let keys = Keys { file, keys };
    keys.refuse_what_is_not_bert()?;
    let bert = keys.bert()?;
    keys.check_sizes(&bert)?;
    Ok(ConfigFile { bert, architecture: keys.architecture()?, causal: keys.flag("is_decoder")?, labels: keys.labels()? })
}

struct Keys<'a> {
    file: &'a str,
    keys: Map<String, Value>,
}

impl Keys<'_> {
    fn error(&self, key: &'static str, found: impl ToString, expected: impl ToString) -> CheckpointError {
        CheckpointError::Config {
            file: self.file.into(),
            key,
            found: excerpt(&found.to_string(), LONGEST_NAME),
            expected: expected.to_string(),
        }
    }

    /// The value of a key; `null` counts as absent.
    fn get(&self, key: &str) -> Option<&Value> {
        self.keys.get(key).filter(|value| !value.is_null())
    }

    fn string(&self, key: &'static str, expected: &str) -> Result<Option<&str>, CheckpointError> {
        match self.get(key) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(other) => Err(self.error(key, show(other), expected)),
        }
    }

    fn integer(&self, key: &'static str, default: Option<u64>, most: u64) -> Result<usize, CheckpointError> {
        let expected = format!("a whole number from 1 to {most}");
        let found = match (self.get(key), default) {
            (Some(value), _) => value.as_u64().ok_or_else(|| self.error(key, show(value), &expected))?,
            (None, Some(default)) => default,
            (None, None) => return Err(self.error(key, "missing", expected)),
        };
        match usize::try_from(found) {
            Ok(size) if (1..=most).contains(&found) => Ok(size),
            _ => Err(self.error(key, found, expected)),
        }
    }

    fn flag(&self, key: &'static str) -> Result<bool, CheckpointError> {
        match self.get(key) {
            None => Ok(false),
            Some(Value::Bool(value)) => Ok(*value),
            Some(other) => Err(self.error(key, show(other), "true or false")),
        }
    }

    /// A number above 0 and up to `most`, after rounding to f32.
    fn number(&self, key: &'static str, default: f32, most: f32) -> Result<f32, CheckpointError> {
        let Some(value) = self.get(key) else { return Ok(default) };
        value
            .as_f64()
            .map(|number| number as f32)
            .filter(|number| *number > 0.0 && *number <= most)
            .ok_or_else(|| self.error(key, show(value), format!("a number greater than 0 and at most {most}")))
    }

    fn refuse_what_is_not_bert(&self) -> Result<(), CheckpointError> {
        match self.string("model_type", "\"bert\"")? {
            None | Some("bert") => {}
            Some(other) => return Err(self.error("model_type", format!("{other:?}"), "\"bert\"")),
        }
        match self.string("position_embedding_type", "\"absolute\"")? {
            None | Some("absolute") => {}
            Some(other) => return Err(self.error("position_embedding_type", format!("{other:?}"), "\"absolute\"")),
        }
        if self.flag("add_cross_attention")? {
            return Err(self.error("add_cross_attention", "true", "false"));
        }
        match self.get("pruned_heads") {
            None => Ok(()),
            Some(Value::Object(heads)) if heads.is_empty() => Ok(()),
            Some(other) => Err(self.error("pruned_heads", show(other), "none")),
        }
    }

    fn bert(&self) -> Result<BertConfig, CheckpointError> {
        Ok(BertConfig {
            family: Family::Bert,
            vocab_size: self.integer("vocab_size", None, 1 << 20)?,
            hidden_size: self.integer("hidden_size", None, 1 << 14)?,
            num_hidden_layers: self.integer("num_hidden_layers", None, 256)?,
            num_attention_heads: self.integer("num_attention_heads", None, 256)?,
            intermediate_size: self.integer("intermediate_size", None, 1 << 16)?,
            max_position_embeddings: self.integer("max_position_embeddings", Some(512), 1 << 16)?,
            type_vocab_size: self.integer("type_vocab_size", Some(2), 1 << 10)?,
            layer_norm_eps: self.number("layer_norm_eps", 1e-12, 1.0)?,
            hidden_act: self.activation()?,
            initializer_range: self.number("initializer_range", 0.02, 10.0)?,
        })
    }

    fn activation(&self) -> Result<Activation, CheckpointError> {
        let expected = "\"gelu\", \"gelu_new\", \"gelu_pytorch_tanh\" or \"relu\"";
        match self.string("hidden_act", expected)? {
            None | Some("gelu") => Ok(Activation::Gelu),
            Some("gelu_new" | "gelu_pytorch_tanh") => Ok(Activation::GeluTanh),
            Some("relu") => Ok(Activation::Relu),
            Some(other) => Err(self.error("hidden_act", format!("{other:?}"), expected)),
        }
    }

    fn check_sizes(&self, bert: &BertConfig) -> Result<(), CheckpointError> {
        if !bert.hidden_size.is_multiple_of(bert.num_attention_heads) {
            let expected = format!("a divisor of hidden_size ({})", bert.hidden_size);
            return Err(self.error("num_attention_heads", bert.num_attention_heads, expected));
        }
        let [v, h, f, p, t, l] = [
            bert.vocab_size,
            bert.hidden_size,
            bert.intermediate_size,
            bert.max_position_embeddings,
            bert.type_vocab_size,
            bert.num_hidden_layers,
        ]
        .map(|size| size as u64);
        // Matrices only: with so wide a bound, biases and LayerNorms are below its rounding error.
        let parameters = (v + p + t) * h + l * (4 * h * h + 2 * h * f) + 2 * h * h;
        if parameters > MAX_PARAMETERS {
            let found = format!("{h} and the model so of {parameters} parameters");
            return Err(self.error("hidden_size", found, format!("sizes of at most {MAX_PARAMETERS} parameters together")));
        }
        Ok(())
    }

    fn architecture(&self) -> Result<Architecture, CheckpointError> {
        let expected = "a list of class names";
        match self.get("architectures") {
            None => Ok(Architecture::Unknown),
            Some(Value::Array(list)) => match list.first() {
                None => Ok(Architecture::Unknown),
                Some(Value::String(name)) => Ok(Architecture::from_name(name)),
                Some(other) => Err(self.error("architectures", show(other), expected)),
            },
            Some(other) => Err(self.error("architectures", show(other), expected)),
        }
    }

    fn labels(&self) -> Result<Option<usize>, CheckpointError> {
        match self.get("id2label") {
            Some(Value::Object(labels)) => return Ok(Some(labels.len())),
            Some(other) => return Err(self.error("id2label", show(other), "an object")),
            None => {}
        }
        self.get("num_labels").map(|_| self.integer("num_labels", None, 1 << 20)).transpose()
    }
}

/// A value for a message: scalars in full, all others by their kind.
fn show(value: &Value) -> String {
    match value {
        Value::Array(_) | Value::Object(_) => kind(value).into(),
        Value::String(text) => format!("{text:?}"),
        other => other.to_string(),
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn with(changes: Value) -> Result<ConfigFile, CheckpointError> {
        let mut config = json!({
            "model_type": "bert", "architectures": ["BertForPreTraining"], "vocab_size": 160, "hidden_size": 48,
            "num_hidden_layers": 3, "num_attention_heads": 4, "intermediate_size": 96, "max_position_embeddings": 48,
        });
        let object = config.as_object_mut().unwrap();
        for (key, value) in changes.as_object().unwrap() {
            object.insert(key.clone(), value.clone());
        }
        parse("config.json", config.to_string().as_bytes())
    }

    fn refused(changes: Value) -> (&'static str, String) {
        match with(changes).unwrap_err() {
            CheckpointError::Config { key, found, .. } => (key, found),
            other => panic!("{other}"),
        }
    }

    #[test]
    fn what_a_file_leaves_out_is_bert_s_default() {
        let config = with(json!({ "model_type": null })).unwrap();
        assert_eq!(config.bert.layer_norm_eps, 1e-12);
        assert_eq!(config.bert.type_vocab_size, 2);
        assert_eq!(config.bert.hidden_act, Activation::Gelu);
        assert_eq!(config.architecture, Architecture::PreTraining);
        assert_eq!(config.labels, None);
    }

    #[test]
    fn a_value_of_any_length_is_said_in_few_words() {
        let long = "bert[".repeat(2000);
        for key in ["model_type", "hidden_act", "position_embedding_type", "hidden_size", "vocab_size"] {
            let (named, found) = refused(json!({ key: long }));
            assert_eq!(named, key);
            assert!(found.starts_with("\"bert[bert[") && found.len() < 200, "{found}");
        }
    }

    #[test]
    fn both_names_of_the_tanh_gelu_are_one_function() {
        for name in ["gelu_new", "gelu_pytorch_tanh"] {
            assert_eq!(with(json!({ "hidden_act": name })).unwrap().bert.hidden_act, Activation::GeluTanh);
        }
    }

    #[test]
    fn a_wrong_value_is_named_by_its_key() {
        let cases = [
            (json!({ "model_type": "roberta" }), "model_type"),
            (json!({ "hidden_act": "silu" }), "hidden_act"),
            (json!({ "position_embedding_type": "relative_key" }), "position_embedding_type"),
            (json!({ "num_attention_heads": 5 }), "num_attention_heads"),
            (json!({ "hidden_size": 0 }), "hidden_size"),
            (json!({ "hidden_size": -48 }), "hidden_size"),
            (json!({ "hidden_size": "48" }), "hidden_size"),
            (json!({ "hidden_size": 48.5 }), "hidden_size"),
            (json!({ "hidden_size": 1u64 << 60 }), "hidden_size"),
            (json!({ "vocab_size": 1 << 20, "hidden_size": 1 << 14 }), "hidden_size"),
            (json!({ "num_hidden_layers": null }), "num_hidden_layers"),
            (json!({ "layer_norm_eps": 0 }), "layer_norm_eps"),
            (json!({ "layer_norm_eps": 1e-60 }), "layer_norm_eps"),
            (json!({ "is_decoder": "yes" }), "is_decoder"),
            (json!({ "add_cross_attention": true }), "add_cross_attention"),
            (json!({ "architectures": "BertModel" }), "architectures"),
            (json!({ "id2label": 3 }), "id2label"),
        ];
        for (changes, key) in cases {
            assert_eq!(refused(changes.clone()).0, key, "{changes}");
        }
    }

    #[test]
    fn the_message_says_what_was_found_and_expected() {
        let error = with(json!({ "hidden_act": "silu" })).unwrap_err().to_string();
        assert!(error.contains("config.json: hidden_act is \"silu\", expected \"gelu\""), "{error}");
        let error = parse("config.json", b"[1]").unwrap_err().to_string();
        assert_eq!(error, "config.json: found a list, expected a JSON object");
        assert!(parse("config.json", b"{").unwrap_err().to_string().contains("not JSON"));
    }
}
