//! Every setting of a run, declared once: name, default, range, unit, group and description.
//!
//! The page's controls, its URL, the command's options and `window.cloze.configure` follow from this table. How to add a setting:
//! `docs/how-to/setting.md`.

mod change;
mod declare;
mod draft;

pub use change::{Lenient, SHARES, lenient, nested};
pub use declare::{Kind, SCHEMA, SettingGroup, SettingSpec};
pub use draft::{DraftCheck, check_draft};

use serde::{Deserialize, Serialize};
use tsify::Tsify;

use declare::{FRACTION, PERCENT, choices, settings, whole};

settings! {
    /// The settings of a run. Runs with equal settings take equal steps.
    pub struct Settings, named "" {
        in Corpus {
            /// The text to learn from: the name of a preset, or `text` for one's own.
            corpus: String = "stories".to_owned(), Kind::Text;
            /// One's own text, used where `corpus` is `text`.
            text: String = String::new(), Kind::Text;
            /// The most WordPieces that the vocabulary may have, special tokens included.
            vocabulary_size: u32 = 1000, whole(32, 30_000), tokens;
        }
        /// How tokens are selected and what becomes of them.
        with masking: MaskingSettings;
        in Model {
            /// Width of every hidden vector; the number of heads has to divide it.
            hidden_size: u32 = 128, whole(8, 1024);
            /// Encoder layers.
            layers: u32 = 2, whole(1, 12);
            /// Attention heads of a layer.
            heads: u32 = 4, whole(1, 16);
            /// Width of the feed-forward part of a layer.
            intermediate_size: u32 = 512, whole(8, 4096);
            /// Positions of a row, `[CLS]` and `[SEP]` included.
            sequence_length: u32 = 32, whole(8, 512), tokens;
            /// Standard deviation of the initial weights.
            initializer_range: f64 = 0.06, FRACTION;
        }
        in Training {
            /// Rows of a batch.
            batch_size: u32 = 32, whole(1, 256), rows;
            /// What the model is trained to do.
            objective: Objective = Objective::MlmNsp, Objective::CHOICES;
            /// Which rule updates the parameters.
            optimizer: OptimizerKind = OptimizerKind::Adamw, OptimizerKind::CHOICES;
            /// Peak of the learning rate, reached at the end of the warm-up.
            learning_rate: f64 = 2e-3, FRACTION;
            /// Steps of linear warm-up; a run that is shorter never reaches the peak.
            warmup_steps: u32 = 50, whole(0, 1_000_000), steps;
            /// Steps of the whole run; the learning rate falls linearly to 0 at its end.
            steps: u32 = 1500, whole(1, 1_000_000), steps;
            /// Steps from one evaluation on the held-out documents to the next.
            evaluation_interval: u32 = 50, whole(1, 100_000), steps;
            /// Decides the initial weights, the pairs, the masks and the order of the rows.
            seed: u32 = 1, whole(0, u32::MAX);
            /// What trains.
            device: DeviceChoice = DeviceChoice::Auto, DeviceChoice::CHOICES;
            /// By whose kernels.
            engine: EngineChoice = EngineChoice::Auto, EngineChoice::CHOICES;
        }
    }
}

settings! {
    /// How positions are selected and what becomes of them (Devlin et al. 2019, section 3.1). The three shares sum to 100.
    pub struct MaskingSettings, named "masking." {
        in Masking {
            /// Share of the tokens that is selected.
            probability: f64 = 0.15, FRACTION;
            /// Of the selected tokens, the per cent that become `[MASK]`.
            mask: f64 = 80.0, PERCENT, percent;
            /// Of the selected tokens, the per cent that become a random token.
            random: f64 = 10.0, PERCENT, percent;
            /// Of the selected tokens, the per cent that stay as they are.
            keep: f64 = 10.0, PERCENT, percent;
            /// How tokens are selected.
            rule: MaskingRule = MaskingRule::Google, MaskingRule::CHOICES;
            /// The most selected tokens of a row, where the rule fixes their number.
            max_predictions: u32 = 20, whole(1, 100_000), tokens;
            /// Select all pieces of a word together.
            whole_word: bool = false, Kind::Flag;
            /// Draw new masks in every epoch; otherwise each pair keeps its first ones.
            fresh: bool = true, Kind::Flag;
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
    /// Every next token from those before it, by BERT's model (Devlin et al. 2019, section 5.1). Only the command has it.
    #[serde(rename = "ltr")]
    Ltr,
    /// The same by GPT-1 (Radford et al. 2018).
    #[serde(rename = "causal")]
    Causal,
}

impl Objective {
    /// What the page and the URL offer.
    pub const CHOICES: Kind = Kind::Choice { choices: &["mlm+nsp", "mlm", "nsp", "causal"], about: &[] };
}

choices! {
    /// How the positions of a row are selected. Each rule is a file of [`crate::examples::masking`].
    pub enum MaskingRule {
        /// a fixed number a row, min(max_predictions, max(1, round(probability * n))), as in Google's BERT
        Google = "google",
        /// every candidate on its own, as in Hugging Face's DataCollatorForLanguageModeling
        Hf = "hf",
        /// as many as google, in runs of whole words that share one fate, as in SpanBERT
        Span = "span",
    }
}

choices! {
    /// The rule that updates the parameters.
    pub enum OptimizerKind {
        /// torch's AdamW, with bias correction
        Adamw = "adamw",
        /// Google's AdamWeightDecay, without
        Google = "google",
    }
}

choices! {
    /// Whose kernels compute a step.
    pub enum EngineChoice {
        /// the faster one: Cloze's own
        Auto = "auto",
        /// the kernels of this project
        Cloze = "cloze",
        /// the same model in Burn, a deep learning framework; slower, and fetched when it is chosen
        Burn = "burn",
    }
}

choices! {
    /// The device that trains.
    pub enum DeviceChoice {
        /// the faster one
        Auto = "auto",
        /// the CPU
        Cpu = "cpu",
        /// the GPU, through WebGPU
        Webgpu = "webgpu",
    }
}

/// A setting that cannot be used: which one, what was found, what was expected.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify, thiserror::Error)]
#[error("{setting}: found {found}, expected {expected}")]
pub struct SettingError {
    /// Name as in [`Settings`], nested ones with a dot: `masking.probability`.
    pub setting: String,
    pub found: String,
    pub expected: String,
    pub problem: Problem,
}

/// What is wrong with a setting, with the numbers for a message. The page translates it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, Tsify)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Problem {
    NotANumber,
    NotWhole,
    OutOfRange {
        minimum: f64,
        maximum: f64,
    },
    /// `heads` does not divide `hidden_size`.
    HeadsDoNotDivide {
        hidden_size: u32,
        heads: u32,
    },
    /// The three masking shares do not sum to 100.
    SharesDoNotSum {
        sum: f64,
    },
    /// `corpus` is `text`, but the text is empty.
    NoText,
    /// An unknown name, or a value that is not a choice.
    NotOffered,
}
