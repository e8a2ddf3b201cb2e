//! ELMo, pre-trained beside a run of BERT or GPT-1: the same text, vocabulary, rows, width, schedule and optimiser, and another
//! model. It lives in Burn alone, and has a run of its own kind because it shares neither masks nor selected positions with the others.

pub mod transfer;

use serde::{Deserialize, Serialize};
use tsify::Tsify;

use super::data::Data;
use super::divergence::{Divergence, NotFinite, Quantity};
use super::error::{QuestionError, RunError};
use super::schedule::learning_rate;
use crate::engine::EvaluationSums;
use crate::engine::burn::elmo::{ElmoEngine, ElmoLosses, Seen};
use crate::engine::device::Device;
use crate::examples::TokenId;
use crate::examples::batch::Batch;
use crate::optim::Update;
use crate::settings::{Objective, Settings};
use crate::trace::{Prediction, predictions};

pub struct ElmoRun {
    pub data: Data,
    pub engine: ElmoEngine,
    pub step: u32,
    /// Of the last step that was read.
    pub losses: Option<ElmoLosses>,
}

/// How it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct ElmoState {
    pub step: u32,
    pub steps: u32,
    pub parameters: u32,
    /// Of the last step: the next token, and the previous one.
    #[tsify(optional)]
    pub losses: Option<[f32; 2]>,
}

/// A sentence as it reads it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct ElmoTrace {
    pub step: u32,
    pub tokens: Vec<ElmoToken>,
    /// The position that both directions were asked for.
    pub asked: u32,
    /// What each expects there: from the left, from the right.
    pub top: [Vec<Prediction>; 2],
}

/// One position, from the left and from the right.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct ElmoToken {
    pub token: String,
    /// `-log p` of this token. Null where that direction has nothing to predict it from, and at the blank, whose word nobody knows.
    #[tsify(type = "[number | null, number | null]")]
    pub losses: [Option<f32>; 2],
    /// The gradient of the likeliest answer's log-probability at this input embedding, as an L2 norm. Exactly 0 where that direction
    /// does not read.
    pub reach: [f32; 2],
}

/// Its rows, without padding.
fn rows(batch: &Batch) -> Vec<Vec<TokenId>> {
    batch.examples.iter().map(|row| row.input_ids.clone()).collect()
}

impl ElmoRun {
    /// The settings of such a run: those of a left-to-right one, whose rows are whole.
    pub fn settings(settings: &Settings) -> Settings {
        Settings { objective: Objective::Causal, ..settings.clone() }
    }

    /// Step 0. `data` was prepared from [`ElmoRun::settings`].
    ///
    /// # Errors
    /// The engine's.
    pub async fn new(data: Data, device: Device) -> Result<Self, RunError> {
        let (size, range) = (data.config.hidden_size, data.config.initializer_range);
        let engine = ElmoEngine::new(data.config.vocab_size, size, range, data.settings.seed.into(), device).await?;
        Ok(Self { data, engine, step: 0, losses: None })
    }

    pub fn finished(&self) -> bool {
        self.step >= self.data.settings.steps
    }

    /// Submits one step.
    pub fn submit_step(&mut self) {
        let batch = self.data.next_batch();
        let settings = &self.data.settings;
        let rate = learning_rate(self.step, settings.learning_rate, settings.warmup_steps, settings.steps) as f32;
        self.step += 1;
        self.engine.step(&rows(&batch), &Update::new(settings.optimizer, rate, self.step));
    }

    /// Waits for the submitted steps.
    ///
    /// # Errors
    /// The engine's, and [`RunError::Diverged`] for a loss that is not finite.
    pub async fn collect(&mut self) -> Result<(), RunError> {
        let found = self.engine.read_losses().await?;
        let first = self.step + 1 - found.len() as u32;
        for (step, losses) in (first..).zip(&found) {
            if let Some(found) = NotFinite::first_of([losses.forward, losses.backward]) {
                let &Settings { learning_rate, warmup_steps, .. } = &self.data.settings;
                return Err(Divergence { step, quantity: Quantity::Loss, found, learning_rate, warmup_steps }.into());
            }
        }
        self.losses = found.last().copied().or(self.losses);
        Ok(())
    }

    /// Losses over the rows of these batches: forward, then backward.
    ///
    /// # Errors
    /// The engine's.
    pub async fn evaluate(&self, batches: &[Batch]) -> Result<EvaluationSums, RunError> {
        let mut sums = EvaluationSums::default();
        for batch in batches {
            sums += self.engine.evaluate(&rows(batch)).await?;
        }
        Ok(sums)
    }

    pub fn state(&self) -> ElmoState {
        ElmoState {
            step: self.step,
            steps: self.data.settings.steps,
            parameters: self.engine.count() as u32,
            losses: self.losses.map(|losses| [losses.forward, losses.backward]),
        }
    }

    /// What it makes of a text with a `[MASK]`, and expects there.
    ///
    /// # Errors
    /// [`QuestionError::NoBlank`] without one, the tokenizer's and the engine's.
    pub async fn read(&self, text: &str) -> Result<ElmoTrace, RunError> {
        let ids = self.data.typed_row(text, None, &[])?.example.input_ids;
        let mask = self.data.tokenizer.special_ids().mask;
        let asked = ids.iter().position(|id| *id == mask).ok_or(QuestionError::NoBlank)?;
        let seen = self.engine.inspect(&ids, asked).await?;
        let name = |id: TokenId| self.data.tokenizer.token(id).unwrap_or_default().to_owned();
        let token = |place: usize| ElmoToken {
            token: name(ids[place]),
            losses: [0, 1].map(|direction| seen[direction].losses[place].filter(|_| place != asked)),
            reach: [0, 1].map(|direction| seen[direction].reach.get(place).copied().unwrap_or(0.0)),
        };
        let tokens = (0..ids.len()).map(token).collect();
        let top = |seen: &Seen| if seen.logits.is_empty() { vec![] } else { predictions(&seen.logits, &name) };
        Ok(ElmoTrace { step: self.step, tokens, asked: asked as u32, top: [top(&seen[0]), top(&seen[1])] })
    }
}
