//! Every setting of a run, declared once.
//!
//! The page's controls, its URL, the command's options and `window.cloze.configure` all read these names,
//! defaults and ranges; nothing else knows them.

mod change;
mod schema;

pub use change::{Lenient, lenient, nested};
pub use schema::{Kind, SCHEMA, SettingSpec};

use serde::{Deserialize, Serialize};
use tsify::Tsify;

/// What a run is made of. Two runs with equal settings are the same run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Identifier of a preset corpus (see [`crate::text::presets`]), or `"text"` for the text below.
    pub corpus: String,
    /// The user's own text, used when `corpus` is `"text"`.
    pub text: String,
    /// Most WordPieces the vocabulary may have, special tokens included. 32..=30000.
    pub vocabulary_size: u32,
    /// Positions of a row, `[CLS]` and `[SEP]` included. 8..=512.
    pub sequence_length: u32,
    /// Rows of a batch. 1..=256.
    pub batch_size: u32,
    /// Width of every hidden vector. Divisible by `heads`. 8..=1024.
    pub hidden_size: u32,
    /// Encoder layers. 1..=12.
    pub layers: u32,
    /// Attention heads. 1..=16.
    pub heads: u32,
    /// Width of the feed-forward layer. 8..=4096.
    pub intermediate_size: u32,
    /// Standard deviation of the initial weights. Over 0, at most 1.
    pub initializer_range: f64,
    pub objective: Objective,
    pub masking: MaskingSettings,
    pub optimizer: OptimizerKind,
    /// Peak learning rate, after the warm-up. Over 0, at most 1.
    pub learning_rate: f64,
    /// Steps of linear warm-up. 0..=1000000; a run shorter than its warm-up never reaches the peak.
    pub warmup_steps: u32,
    /// Steps of the whole run; the rate falls linearly to 0 at its end. 1..=1000000.
    pub steps: u32,
    /// Held-out documents are evaluated every so many steps. 1..=100000.
    pub evaluation_interval: u32,
    /// Decides vocabulary, weights, pairs, masks and order. 0..=4294967295.
    pub seed: u32,
    pub device: DeviceChoice,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            corpus: "stories".into(),
            text: String::new(),
            vocabulary_size: 1000,
            sequence_length: 32,
            batch_size: 32,
            hidden_size: 128,
            layers: 2,
            heads: 4,
            intermediate_size: 512,
            initializer_range: 0.06,
            objective: Objective::MlmNsp,
            masking: MaskingSettings::default(),
            optimizer: OptimizerKind::Adamw,
            learning_rate: 2e-3,
            warmup_steps: 50,
            steps: 1500,
            evaluation_interval: 50,
            seed: 1,
            device: DeviceChoice::Auto,
        }
    }
}

/// What the model is trained to do: [`crate::objectives::Objectives::of`] says what each of these means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Tsify)]
pub enum Objective {
    /// Both losses, summed.
    #[default]
    #[serde(rename = "mlm+nsp")]
    MlmNsp,
    #[serde(rename = "mlm")]
    Mlm,
    #[serde(rename = "nsp")]
    Nsp,
    /// Every next token from those before it, GPT-1's objective, for comparison. The command has it, the page not yet.
    #[serde(rename = "ltr")]
    Ltr,
}

/// How positions are selected and what becomes of them (SPEC: Masking).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
#[serde(deny_unknown_fields)]
pub struct MaskingSettings {
    pub rule: MaskingRule,
    /// Share of the tokens that is selected. Over 0, at most 1.
    pub probability: f64,
    /// Of the selected, per cent that become `[MASK]`. The three shares sum to 100 (fractions that sum to 1 are read too).
    pub mask: f64,
    /// Of the selected, per cent that become a random token.
    pub random: f64,
    /// Of the selected, per cent that stay as they are.
    pub keep: f64,
    /// Select all pieces of a word together.
    pub whole_word: bool,
    /// Most selected positions of a row. 1..=512.
    pub max_predictions: u32,
    /// Draw the masks anew in every epoch; otherwise each pair keeps its first ones.
    pub fresh: bool,
}

impl Default for MaskingSettings {
    fn default() -> Self {
        Self {
            rule: MaskingRule::Google,
            probability: 0.15,
            mask: 80.0,
            random: 10.0,
            keep: 10.0,
            whole_word: false,
            max_predictions: 20,
            fresh: true,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Tsify)]
#[serde(rename_all = "lowercase")]
pub enum MaskingRule {
    /// A fixed number of positions a row: `min(max_predictions, max(1, round(probability * n)))`.
    #[default]
    Google,
    /// Every candidate on its own, as Hugging Face's `DataCollatorForLanguageModeling` does.
    Hf,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Tsify)]
#[serde(rename_all = "lowercase")]
pub enum OptimizerKind {
    /// torch's AdamW, with bias correction.
    #[default]
    Adamw,
    /// Google's AdamWeightDecay, without.
    Google,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Tsify)]
#[serde(rename_all = "lowercase")]
pub enum DeviceChoice {
    #[default]
    Auto,
    Cpu,
    Webgpu,
}

/// A setting that cannot be used: which one, what was found, what was expected.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify, thiserror::Error)]
#[error("{setting}: found {found}, expected {expected}")]
pub struct SettingError {
    /// Name as in [`Settings`], nested ones with a dot: `masking.probability`.
    pub setting: String,
    pub found: String,
    pub expected: String,
}
