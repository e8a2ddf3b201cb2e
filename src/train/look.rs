//! Looking at a run without changing it: other rules for the step that was inspected, the same sentence after its update, and
//! sentences that somebody typed.
//!
//! A trace speaks of the weights *before* its step's update, and the run goes on while people look at it. So the engine keeps a
//! copy of the parameters around the update of each inspected step ([`Engine::hold`](crate::engine::Engine::hold)), and
//! everything that is asked about that step later is computed from those, whatever the run has come to since. The arithmetic
//! is done by a CPU engine of its own with room for one row, whichever engine trains: nothing of the run is touched.

use crate::engine::cpu::CpuEngine;
use crate::engine::{EngineSpec, Held, Inspection, StepLosses, row_for_inspection};
use crate::examples::TokenId;
use crate::examples::batch::Batch;
use crate::examples::typed::Edit;
use crate::examples::what_if::WhatIf;
use crate::model::graph::BatchShape;
use crate::model::layout::Parameter;
use crate::objectives::Head;
use crate::optim::pixels::WEIGHT_SCALE;
use crate::trace::{self, StepFacts, Trace};

use super::data::Data;
use super::error::{LookError, RunError};
use super::facts::{ParameterInfo, TypedFacts};
use super::run::Run;

impl Run {
    /// The step that was inspected last, as it would have been under another rule: same text, same weights, no update.
    ///
    /// # Errors
    /// [`LookError`] where `step` is not that step, or nothing is masked in this run.
    pub async fn what_if(&mut self, rule: WhatIf, step: u32) -> Result<Trace, RunError> {
        let (facts, batch) = self.held_step(step)?;
        if !self.data.objectives.score_masks() {
            return Err(LookError::NothingMasked.into());
        }
        let seed = u64::from(self.settings().seed);
        let rows = rule.of(&batch.examples, &self.settings().masking, self.data.tokenizer.facts(), seed, step);
        let other = self.data.batch(rows);
        let parameters = self.engine.held(Held::BeforeUpdate).await?;
        let (found, inspection) = self.onlooker(&parameters).examine(&other, facts.row);
        Ok(trace::build(&facts, &other, &found, &inspection, &self.data.shown()))
    }

    /// The shown row of the step that was inspected last, at the weights that its update made. Predictions and losses only: the
    /// gradients of a step that was not taken would mean nothing.
    ///
    /// # Errors
    /// [`LookError`] where `step` is not that step, or had no update.
    pub async fn after_update(&mut self, step: u32) -> Result<Trace, RunError> {
        if step == 0 {
            return Err(LookError::NoUpdate.into());
        }
        let (facts, batch) = self.held_step(step)?;
        let alone = batch.row(facts.row);
        let parameters = self.engine.held(Held::AfterUpdate).await?;
        let onlooker = self.onlooker(&parameters);
        let (_, inspection) = onlooker.look(&row_for_inspection(&alone, 0));
        let found = onlooker.evaluate(&alone).means(&onlooker.heads().losses);
        let mut trace = trace::build(&StepFacts { row: 0, ..facts }, &alone, &found, &inspection, &self.data.shown());
        trace.row = facts.row as u32;
        Ok(trace)
    }

    /// `[rows][selected of the row]`: the losses whose mean was the step's loss over tokens.
    ///
    /// # Errors
    /// [`LookError::NotHeld`] where `step` is not the step that was inspected last.
    pub async fn losses_by_row(&mut self, step: u32) -> Result<Vec<Vec<f32>>, RunError> {
        let (_, batch) = self.held_step(step)?;
        let parameters = self.engine.held(Held::BeforeUpdate).await?;
        Ok(self.onlooker(&parameters).losses_by_row(&batch))
    }

    /// What the current weights say to a text of the user's. Losses and gradients are those of its edits alone, as if the row
    /// were the batch; without any, nothing is scored and no gradient flows.
    pub async fn probe(&mut self, text: &str, pair: Option<&str>, edits: &[Edit]) -> Result<(Trace, TypedFacts), RunError> {
        let typed = self.data.typed_row(text, pair, edits)?;
        let batch = self.data.batch(vec![typed.example]);
        let (_, seen) = self.engine.look(&row_for_inspection(&batch, 0)).await?;
        let own = if scores(&batch) { Some(self.engine.probe(&batch).await?) } else { None };
        let is_next = (pair.is_some() && self.trains_next_sentence()).then(|| probability_of_first(&seen.pair_logits)).flatten();
        let trace = alone(self.step, &batch, seen, own, &self.data);
        let offsets = typed.char_offsets.iter().map(|&(start, end)| [start as u32, end as u32]).collect();
        let not_replaced = typed.not_replaced.iter().map(|&index| index as u32).collect();
        Ok((trace, TypedFacts { cut: typed.cut as u32, unknown: typed.unknown as u32, offsets, not_replaced, is_next }))
    }

    /// The model's tensors, in the order of the flat vector.
    pub fn parameters(&self) -> Vec<ParameterInfo> {
        let size = |length: Option<&usize>| length.map_or(1, |&length| length as u32);
        let info = |parameter: &Parameter| ParameterInfo {
            name: parameter.name.clone(),
            rows: if parameter.shape.len() == 2 { size(parameter.shape.first()) } else { 1 },
            columns: size(parameter.shape.last()),
            offset: parameter.offset as u32,
        };
        self.data.layout.parameters.iter().map(info).collect()
    }

    /// Levels of all parameters and of their last updates, and the weight and the update that get the strongest colour.
    pub async fn pixels(&mut self) -> Result<(Vec<u8>, [f32; 2]), RunError> {
        let (levels, rate) = self.engine.pixels().await?;
        Ok((levels, [WEIGHT_SCALE, rate]))
    }

    /// One parameter, by its place in the flat vector: its value, what the last update did to it, and of a word embedding (or the
    /// bias of a token's logit) the token.
    ///
    /// # Errors
    /// [`LookError::NoParameter`] for a place beyond the last.
    pub async fn weight(&mut self, index: u32) -> Result<(f32, Option<f32>, Option<String>), RunError> {
        let (count, place) = (self.data.layout.len, index as usize);
        if place >= count {
            return Err(LookError::NoParameter { asked: index, count }.into());
        }
        let (value, update) = self.engine.weight(place).await?;
        Ok((value, update, self.token_of(place)))
    }

    /// The token to which a parameter belongs alone.
    fn token_of(&self, place: usize) -> Option<String> {
        let layout = &self.data.layout;
        let by_token = [(layout.word_embeddings.range(), layout.word_embeddings.columns), (layout.decoder_bias.range(), 1)];
        let (range, width) = by_token.into_iter().find(|(range, _)| range.contains(&place))?;
        self.data.tokenizer.token(((place - range.start) / width) as TokenId).map(str::to_owned)
    }

    /// The step that was inspected last, and its batch.
    ///
    /// # Errors
    /// [`LookError::NotHeld`] where that was another step, or none yet.
    pub fn held_step(&self, asked: u32) -> Result<(StepFacts, Batch), LookError> {
        match &self.held {
            Some((facts, batch)) if facts.step == asked => Ok((*facts, batch.clone())),
            held => Err(LookError::NotHeld { asked, held: held.as_ref().map(|(facts, _)| facts.step) }),
        }
    }

    fn trains_next_sentence(&self) -> bool {
        self.data.engine_spec().heads.has(Head::SentencePair)
    }

    /// The engine that only looks, at these parameters; made when it is first needed.
    pub(super) fn onlooker(&mut self, parameters: &[f32]) -> &mut CpuEngine {
        let spec = self.data.engine_spec();
        let sequence = spec.shape.sequence;
        let spec = EngineSpec { shape: BatchShape { rows: 1, sequence, selected: sequence }, ..spec };
        let engine = self.onlooker.get_or_insert_with(|| CpuEngine::new(&spec));
        engine.set_parameters(parameters);
        engine
    }
}

/// Whether a row that is a batch of its own has a loss.
pub(super) fn scores(row: &Batch) -> bool {
    row.labels.iter().any(|labels| !labels.is_empty())
}

/// The trace of such a row: `seen` has its logits at all positions, `own` its loss and the gradients of that, if it has a loss.
pub(super) fn alone(step: u32, row: &Batch, mut seen: Inspection, own: Option<(StepLosses, Inspection)>, data: &Data) -> Trace {
    let (losses, own) = own.unwrap_or_default();
    (seen.output_gradient_norm, seen.input_gradient_norm) = (own.output_gradient_norm, own.input_gradient_norm);
    (seen.cls_gradient, seen.cls_gradient_pooled) = (own.cls_gradient, own.cls_gradient_pooled);
    trace::build(&StepFacts { step, row: 0, learning_rate: 0.0 }, row, &losses, &seen, &data.shown())
}

/// Softmax over two.
fn probability_of_first(logits: &[f32]) -> Option<f32> {
    let &[first, second] = logits else { return None };
    Some(1.0 / (1.0 + libm::expf(second - first)))
}
