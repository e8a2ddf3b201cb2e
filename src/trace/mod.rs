//! What one step did to one example, position by position. Everything in a [`Trace`] is of one and the same step: the
//! predictions and gradients are those from which that step's update was computed.

mod build;

pub use build::{Model, StepFacts, build};

use serde::{Deserialize, Serialize};
use tsify::Tsify;

use crate::examples::masking::{CandidateFacts, SelectionFacts, Throw};
use crate::examples::pairs::Source;
use crate::examples::{NextSentence, TokenFate, TokenId};
use crate::objectives::Scores;

/// `window.cloze.trace()`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct Trace {
    /// Number of the step, from 1; 0: the batch that stands before the first step, not yet trained on.
    pub step: u32,
    /// Row of the batch that is shown.
    pub row: u32,
    pub tokens: Vec<TokenTrace>,
    /// How its tokens were selected; null where no dice were thrown.
    #[serde(default)]
    pub selection: Option<SelectionFacts>,
    pub example: ExampleTrace,
    pub next_sentence: Option<NextSentenceTrace>,
    /// The vector that is read at `[CLS]`, and what flows back into it.
    pub cls: ClsTrace,
    pub batch: BatchTrace,
    /// `[layers][heads]`, each `n * n` row-major over the real tokens: query by key.
    pub attention: Vec<Vec<Vec<f32>>>,
}

/// One position.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct TokenTrace {
    pub position: u32,
    /// The token of the text.
    pub original: String,
    /// What the model was given.
    pub input: String,
    pub fate: TokenFate,
    /// The token to predict; null where not selected.
    pub label: Option<String>,
    /// Whether the loss looks here.
    pub counted: bool,
    /// -log p(label), null where not counted.
    pub loss: Option<f32>,
    /// -log p of the token that is asked for here, or would be: the original, left to right the next. 0 where there is none.
    pub would_be_loss: f32,
    /// L2 norm of the batch loss's gradient at the output vector.
    pub gradient_norm: f32,
    /// The same at the looked-up word embedding.
    pub input_gradient_norm: f32,
    /// Share of the attention of the scored positions (of all, where none is scored) that falls here: a mean over layers, heads and
    /// those positions. The shares sum to 1. 0 on padding.
    pub read: f32,
    /// The five likeliest tokens, likeliest first. Empty on padding.
    pub top: Vec<Prediction>,
    /// Logit of that token and log of the sum of all exponentials: -log p = log_sum_exp - logit.
    pub original_logit: f32,
    pub log_sum_exp: f32,
    /// How it came into the selection, or did not; null for what is no candidate.
    #[serde(default)]
    pub candidacy: Option<CandidateFacts>,
    /// The throws that decided its fate, in the order in which they were made; none where not selected by dice.
    #[serde(default)]
    pub throws: Vec<Throw>,
    /// 0 for A, 1 for B.
    pub segment: u8,
}

/// A token and how likely the model holds it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct Prediction {
    pub id: TokenId,
    pub token: String,
    pub probability: f32,
    pub logit: f32,
}

/// The shown example on its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct ExampleTrace {
    /// Mean over its counted positions; 0 where none.
    pub loss: f32,
    pub counted: u32,
}

/// The answer at `[CLS]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct NextSentenceTrace {
    pub label: NextSentence,
    /// Of the true label.
    pub probability: f32,
    pub loss: f32,
    /// Of `is_next` and `not_next`.
    pub probabilities: [f32; 2],
    /// From which those were computed.
    pub logits: [f32; 2],
    /// Where A and B come from.
    pub source_a: Source,
    pub source_b: Source,
}

/// What next sentence prediction sees of a row, and the gradients at the encoder's output there. `H` values each, or null.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Tsify)]
pub struct ClsTrace {
    /// `tanh(dense([CLS]))`, which the two logits are made of. Null where next sentence prediction is not trained.
    pub pooled: Option<Vec<f32>>,
    /// By loss, as in [`BatchTrace::losses`]: its gradient; null where nothing went back. That of a loss over tokens is 0 throughout,
    /// unless `[CLS]` itself is scored.
    pub gradients: Vec<Option<Vec<f32>>>,
}

/// A loss and what it is called: `mlm` for every loss over tokens, `nsp`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct NamedLoss {
    pub name: String,
    pub scores: Scores,
    pub value: f32,
}

/// The whole batch of the step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct BatchTrace {
    /// Those that are trained, and nothing of the others.
    pub losses: Vec<NamedLoss>,
    pub total_loss: f32,
    /// Selected positions.
    pub counted: u32,
    /// Real tokens.
    pub tokens: u32,
    pub rows: u32,
    /// Global norm of the gradient before clipping.
    pub gradient_norm: f32,
    pub learning_rate: f32,
}
