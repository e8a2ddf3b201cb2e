//! Text from the current weights: word by word from the left, or from a row of masks. The run is never touched.
//!
//! [`Run::continue_text`] is the use of a left-to-right model (Radford et al. 2018). [`Run::fill`] is mask-predict with its linear
//! schedule (Ghazvininejad et al. 2019, section 3.2).

use serde::{Deserialize, Serialize};
use tsify::Tsify;

use super::divergence::NotFinite;
use super::error::{QuestionError, RunError};
use super::run::Run;
use crate::engine::row_for_inspection;
use crate::examples::masking::unmasked;
use crate::examples::{TokenFate, TokenId};
use crate::random::{Purpose, Stream};
use crate::trace::{Prediction, log_sum_exp, predictions};

/// Steps of filling, at most: one for each blank of the longest row.
const MOST_STEPS: u32 = 512;

/// How a token is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct Sampling {
    /// Logits are divided by it before a token is drawn. At 0 or less the likeliest token is taken.
    pub temperature: f32,
    /// Equal seeds draw equal tokens.
    pub seed: u32,
}

/// A continued beginning.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct Continuation {
    /// The beginning as tokens, `[CLS]` included.
    pub beginning: Vec<String>,
    pub steps: Vec<NextToken>,
    pub stopped_by: StoppedBy,
}

/// One step of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct NextToken {
    pub chosen: Prediction,
    /// The likeliest tokens, with the model's probabilities at temperature 1.
    pub top: Vec<Prediction>,
}

/// Why a continuation ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Tsify)]
#[serde(rename_all = "snake_case")]
pub enum StoppedBy {
    /// The model chose `[SEP]`, the last step.
    Separator,
    /// The model has no further position.
    RowEnd,
    /// It is as long as was asked for.
    Count,
}

/// A row whose masks were filled.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct Filling {
    /// The row before the first step.
    pub tokens: Vec<String>,
    pub steps: Vec<FillStep>,
}

/// The state after one step, by blank.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct FillStep {
    pub blanks: Vec<FilledBlank>,
}

/// What a blank holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct FilledBlank {
    pub position: u32,
    pub token: String,
    /// The model's at temperature 1, when the token was predicted.
    pub probability: f32,
    /// Whether it was predicted in this step. Otherwise it is left from an earlier one.
    pub predicted: bool,
    /// Whether the next step reads it. The least certain blanks are masked again. After the last step none is.
    pub kept: bool,
}

impl Run {
    /// Continues a text by at most `count` tokens.
    ///
    /// # Errors
    /// [`QuestionError::NotLeftToRight`] for a model that reads both sides.
    pub async fn continue_text(&mut self, text: &str, count: u32, sampling: Sampling) -> Result<Continuation, RunError> {
        if !self.data.objectives.left_to_right() {
            return Err(QuestionError::NotLeftToRight.into());
        }
        let (special, positions) = (self.data.tokenizer.special_ids(), self.settings().sequence_length as usize);
        let mut ids = vec![special.cls];
        ids.extend(self.data.tokenizer.encode_sentence(text).map_err(super::data::DataError::Sentence)?);
        ids.truncate(positions);
        let beginning = ids.iter().map(|&id| self.name(id)).collect();
        let (mut steps, mut stopped_by) = (vec![], StoppedBy::Count);
        for step in 0..count {
            if ids.len() >= positions {
                stopped_by = StoppedBy::RowEnd;
                break;
            }
            let logits = self.logits(&ids).await?;
            let last = &logits[(ids.len() - 1) * self.data.config.vocab_size..];
            let mut stream = Stream::new(sampling.seed.into(), Purpose::Generation, step.into());
            let id = choose(last, sampling.temperature, &mut stream);
            let name = |id| self.name(id);
            steps.push(NextToken { chosen: prediction(last, id, &name), top: predictions(last, &name) });
            ids.push(id);
            if id == special.sep {
                stopped_by = StoppedBy::Separator;
                break;
            }
        }
        Ok(Continuation { beginning, steps, stopped_by })
    }

    /// Fills every `[MASK]` of a text in `steps` steps (512 at most). Each step predicts the masked blanks at once. After step t of T, the
    /// `n * (T - t) / T` least certain of all n blanks are masked again.
    ///
    /// # Errors
    /// [`QuestionError::NothingMasked`] for a model without masks, [`QuestionError::NoBlank`] for a text without `[MASK]`.
    pub async fn fill(&mut self, text: &str, steps: u32, sampling: Sampling) -> Result<Filling, RunError> {
        if !self.data.objectives.score_masks() {
            return Err(QuestionError::NothingMasked.into());
        }
        let row = self.data.typed_row(text, None, &[])?.example;
        let mask = self.data.tokenizer.special_ids().mask;
        let mut ids = row.input_ids;
        let blanks: Vec<usize> = (0..ids.len()).filter(|&place| row.fates[place] == TokenFate::Masked).collect();
        if blanks.is_empty() {
            return Err(QuestionError::NoBlank.into());
        }
        let tokens = ids.iter().map(|&id| self.name(id)).collect();
        let (mut found, total) = (vec![(mask, 0.0f32); blanks.len()], steps.clamp(1, MOST_STEPS));
        let mut told = vec![];
        for step in 1..=total {
            let logits = self.logits(&ids).await?;
            let masked: Vec<bool> = blanks.iter().map(|&position| ids[position] == mask).collect();
            let mut stream = Stream::new(sampling.seed.into(), Purpose::Generation, step.into());
            for (blank, &position) in blanks.iter().enumerate().filter(|(blank, _)| masked[*blank]) {
                let logits = &logits[position * self.data.config.vocab_size..][..self.data.config.vocab_size];
                let id = choose(logits, sampling.temperature, &mut stream);
                found[blank] = (id, prediction(logits, id, &|id| self.name(id)).probability);
            }
            let again = blanks.len() * (total - step) as usize / total as usize;
            // Stable, so that of equals the first are masked again.
            let mut by_certainty: Vec<usize> = (0..blanks.len()).collect();
            by_certainty.sort_by(|&one, &other| found[one].1.total_cmp(&found[other].1));
            for (rank, &blank) in by_certainty.iter().enumerate() {
                ids[blanks[blank]] = if rank < again { mask } else { found[blank].0 };
            }
            let blank = |(blank, &position): (usize, &usize)| FilledBlank {
                position: position as u32,
                token: self.name(found[blank].0),
                probability: found[blank].1,
                predicted: masked[blank],
                kept: !by_certainty[..again].contains(&blank),
            };
            told.push(FillStep { blanks: blanks.iter().enumerate().map(blank).collect() });
        }
        Ok(Filling { tokens, steps: told })
    }

    /// `[n, V]`: the vocabulary's logits at each of these tokens.
    async fn logits(&mut self, ids: &[TokenId]) -> Result<Vec<f32>, RunError> {
        let row = unmasked(ids.to_vec(), vec![0; ids.len()], self.data.tokenizer.facts());
        let batch = self.data.batch(vec![row]);
        let (_, seen) = self.engine.inspect(&row_for_inspection(&batch, 0)).await?;
        match NotFinite::first_of(seen.token_logits.iter().copied()) {
            Some(found) => Err(QuestionError::NotFinite(found).into()),
            None => Ok(seen.token_logits),
        }
    }

    fn name(&self, id: TokenId) -> String {
        self.data.tokenizer.token(id).unwrap_or_default().to_owned()
    }
}

/// The likeliest token, or one drawn from `softmax(logits / temperature)`.
fn choose(logits: &[f32], temperature: f32, stream: &mut Stream) -> TokenId {
    // The last of equals by max_by; the page's tops name the first.
    let likeliest = (0..logits.len()).rev().max_by(|&one, &other| logits[one].total_cmp(&logits[other])).unwrap_or(0);
    if temperature <= 0.0 {
        return likeliest as TokenId;
    }
    let weight = |logit: f32| libm::exp(f64::from(logit - logits[likeliest]) / f64::from(temperature));
    let mut left = stream.uniform() * logits.iter().map(|&logit| weight(logit)).sum::<f64>();
    for (id, &logit) in logits.iter().enumerate() {
        left -= weight(logit);
        if left < 0.0 {
            return id as TokenId;
        }
    }
    // Rounding can leave a rest.
    likeliest as TokenId
}

fn prediction(logits: &[f32], id: TokenId, name: &impl Fn(TokenId) -> String) -> Prediction {
    let logit = logits[id as usize];
    let probability = libm::expf(logit - log_sum_exp(logits));
    Prediction { id, token: name(id), probability, logit }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draws(logits: &[f32], temperature: f32) -> Vec<f64> {
        let mut counts = vec![0u32; logits.len()];
        let mut stream = Stream::new(1, Purpose::Generation, 0);
        for _ in 0..40_000 {
            counts[choose(logits, temperature, &mut stream) as usize] += 1;
        }
        counts.into_iter().map(|count| f64::from(count) / 40_000.0).collect()
    }

    #[test]
    fn tokens_are_drawn_as_often_as_the_softmax_at_that_temperature_says() {
        let logits = [0.0f32, 1.0, -1.0, 2.0];
        for temperature in [0.5, 1.0, 3.0] {
            let weights = logits.map(|logit| (f64::from(logit) / f64::from(temperature)).exp());
            let sum: f64 = weights.iter().sum();
            for (found, weight) in draws(&logits, temperature).iter().zip(weights) {
                // Five standard errors of a share are at most 0.0125.
                assert!((found - weight / sum).abs() < 0.0125, "{found} at {temperature}, expected {}", weight / sum);
            }
        }
        assert_eq!(draws(&[0.0, 2.0, 2.0], 0.0)[1], 1.0);
    }
}
