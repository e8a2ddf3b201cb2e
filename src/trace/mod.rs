//! What one step did to one example, position by position. Everything in a [`Trace`] belongs to one step: that step's update was
//! computed from these predictions and gradients.

mod build;

pub use build::{Model, StepFacts, build, log_sum_exp, predictions};

use serde::{Deserialize, Serialize};
use tsify::Tsify;

use crate::examples::masking::{CandidateFacts, SelectionFacts, Throw};
use crate::examples::pairs::Source;
use crate::examples::{NextSentence, TokenFate, TokenId};
use crate::objectives::Scores;

/// `window.cloze.trace()`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct Trace {
    /// Number of the step, from 1. 0 for the first batch before the model has trained on it.
    pub step: u32,
    /// Row of the batch that is shown.
    pub row: u32,
    pub tokens: Vec<TokenTrace>,
    /// How its tokens were selected. Null if no masking rule selected them.
    #[serde(default)]
    pub selection: Option<SelectionFacts>,
    pub example: ExampleTrace,
    pub next_sentence: Option<NextSentenceTrace>,
    /// The output at `[CLS]` and its gradients.
    pub cls: ClsTrace,
    pub batch: BatchTrace,
    /// `[layers][heads]`, each `n * n` row-major over the real tokens: query by key.
    pub attention: Vec<Vec<Vec<f32>>>,
}

impl Trace {
    /// All that was computed, number by number.
    pub fn numbers(&self) -> impl Iterator<Item = f32> {
        let of_token = |token: &TokenTrace| {
            let losses = [token.would_be_loss, token.original_logit, token.log_sum_exp];
            losses.into_iter().chain(token.loss).chain([token.gradient_norm, token.input_gradient_norm, token.read])
        };
        let tops = self.tokens.iter().flat_map(|token| &token.top).flat_map(|guess| [guess.probability, guess.logit]);
        let of_answer = |answer: &NextSentenceTrace| [answer.probability, answer.loss].into_iter().chain(answer.logits);
        let vectors = self.cls.pooled.iter().chain(self.cls.gradients.iter().flatten()).flatten();
        let batch = self.batch.losses.iter().map(|loss| loss.value).chain([self.batch.total_loss, self.batch.gradient_norm]);
        self.tokens
            .iter()
            .flat_map(of_token)
            .chain(tops)
            .chain(self.next_sentence.iter().flat_map(of_answer))
            .chain(batch)
            .chain([self.example.loss])
            .chain(vectors.chain(self.attention.iter().flatten().flatten()).copied())
    }
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
    /// The token to predict. Null if not selected.
    pub label: Option<String>,
    /// Whether the loss counts this position.
    pub counted: bool,
    /// -log p(label). Null if not counted.
    pub loss: Option<f32>,
    /// -log p of the token that would be the label here: the original, or the next token for left-to-right models. 0 if there is none.
    pub would_be_loss: f32,
    /// L2 norm of the batch loss's gradient at the output vector.
    pub gradient_norm: f32,
    /// The same at the word embedding.
    pub input_gradient_norm: f32,
    /// Mean attention that falls here, over layers, heads and the scored positions (all real positions if none is scored). The
    /// shares sum to 1. 0 on padding.
    pub read: f32,
    /// The five most likely tokens in descending order. Empty on padding.
    pub top: Vec<Prediction>,
    /// The logit of the would-be label, and the log-sum-exp of all logits: -log p = log_sum_exp - logit.
    pub original_logit: f32,
    pub log_sum_exp: f32,
    /// How it was selected or not. Null if it is no candidate.
    #[serde(default)]
    pub candidacy: Option<CandidateFacts>,
    /// The random draws that decided its fate, in their order. Empty if no draw did.
    #[serde(default)]
    pub throws: Vec<Throw>,
    /// 0 for A, 1 for B.
    pub segment: u8,
}

/// A token and its probability.
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
    /// Mean over its counted positions, 0 without any.
    pub loss: f32,
    pub counted: u32,
}

/// The answer at `[CLS]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct NextSentenceTrace {
    pub label: NextSentence,
    /// Probability of the true label.
    pub probability: f32,
    pub loss: f32,
    /// Probabilities of `is_next` and `not_next`.
    pub probabilities: [f32; 2],
    /// Logits of `is_next` and `not_next`.
    pub logits: [f32; 2],
    /// Where A and B come from.
    pub source_a: Source,
    pub source_b: Source,
}

/// The pooled output of a row, and the gradients at its encoder output at `[CLS]`. `H` values each, or null.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Tsify)]
pub struct ClsTrace {
    /// `tanh(dense([CLS]))`, the input of the pair logits. Null if next sentence prediction is not trained.
    pub pooled: Option<Vec<f32>>,
    /// The gradient of each loss, in the order of [`BatchTrace::losses`]. Null without a backward pass. That of a token loss is 0
    /// unless `[CLS]` itself is scored.
    pub gradients: Vec<Option<Vec<f32>>>,
}

/// A loss by name: `mlm` for every token loss, `nsp` for next sentence prediction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct NamedLoss {
    pub name: String,
    pub scores: Scores,
    pub value: f32,
}

/// The whole batch of the step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct BatchTrace {
    /// The trained losses only.
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
