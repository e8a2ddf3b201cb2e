//! Questions about a run that do not change it. What would another rule have done in the step that was inspected last? What does
//! the model predict after that step's update? What does it predict for a sentence that the user typed?
//!
//! A trace shows the weights *before* its step's update, and the run goes on meanwhile. So the engine copies the parameters before
//! and after the update of each inspected step ([`Engine::copy_parameters`](crate::engine::Engine::copy_parameters)). Questions
//! about that step are answered from these copies. A CPU engine with memory for one row computes the answers, whichever engine
//! trains, so the run is never touched.

use crate::engine::cpu::CpuEngine;
use crate::engine::{EngineSpec, Inspection, ParameterCopy, StepLosses, row_for_inspection};
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
use super::divergence::NotFinite;
use super::error::{QuestionError, RunError};
use super::facts::{ParameterInfo, TypedFacts};
use super::run::Run;

impl Run {
    /// The step that was inspected last under another rule, with the same text and weights, and no update.
    ///
    /// # Errors
    /// [`QuestionError`] if `step` is not that step, or if nothing is masked in this run.
    pub async fn what_if(&mut self, rule: WhatIf, step: u32) -> Result<Trace, RunError> {
        let (facts, batch) = self.inspected_step(step)?;
        if !self.data.objectives.score_masks() {
            return Err(QuestionError::NothingMasked.into());
        }
        let seed = u64::from(self.settings().seed);
        let rows = rule.of(&batch.examples, &self.settings().masking, self.data.tokenizer.facts(), seed, step);
        let other = self.data.batch(rows);
        let parameters = self.engine.copied_parameters(ParameterCopy::BeforeUpdate).await?;
        let (found, inspection) = self.inspector(&parameters).examine(&other, facts.row);
        Ok(finite(trace::build(&facts, &other, &found, &inspection, &self.data.shown()))?)
    }

    /// The shown row of the step that was inspected last, with the weights after its update. Predictions and losses only: no step
    /// was taken from these weights, so there are no gradients to show.
    ///
    /// # Errors
    /// [`QuestionError`] if `step` is not that step, or had no update.
    pub async fn after_update(&mut self, step: u32) -> Result<Trace, RunError> {
        if step == 0 {
            return Err(QuestionError::NoUpdate.into());
        }
        let (facts, batch) = self.inspected_step(step)?;
        let alone = batch.row(facts.row);
        let parameters = self.engine.copied_parameters(ParameterCopy::AfterUpdate).await?;
        let inspector = self.inspector(&parameters);
        let (_, inspection) = inspector.inspect(&row_for_inspection(&alone, 0));
        let found = inspector.evaluate(&alone).means(&inspector.heads().losses);
        let mut trace = trace::build(&StepFacts { row: 0, ..facts }, &alone, &found, &inspection, &self.data.shown());
        trace.row = facts.row as u32;
        Ok(finite(trace)?)
    }

    /// Another row of the step that was inspected last, computed again from the weights of that step. It is the shown row from now
    /// on. What the trace says of the batch stays as it was trained.
    ///
    /// # Errors
    /// [`QuestionError::NotInspected`] if `step` is not the step that was inspected last.
    pub async fn show_row(&mut self, row: u32, step: u32) -> Result<Trace, RunError> {
        let (facts, batch) = self.inspected_step(step)?;
        let facts = StepFacts { row: (row as usize).min(batch.rows - 1), ..facts };
        let parameters = self.engine.copied_parameters(ParameterCopy::BeforeUpdate).await?;
        let (found, inspection) = self.inspector(&parameters).examine(&batch, facts.row);
        let mut trace = finite(trace::build(&facts, &batch, &found, &inspection, &self.data.shown()))?;
        if let Some(shown) = self.trace().filter(|shown| shown.step == step) {
            trace.batch = shown.batch.clone();
        }
        self.show(facts, batch, trace.clone());
        Ok(trace)
    }

    /// `[rows][selected of the row]`: the losses whose mean is the step's token loss.
    ///
    /// # Errors
    /// [`QuestionError::NotInspected`] if `step` is not the step that was inspected last.
    pub async fn losses_by_row(&mut self, step: u32) -> Result<Vec<Vec<f32>>, RunError> {
        let (_, batch) = self.inspected_step(step)?;
        let parameters = self.engine.copied_parameters(ParameterCopy::BeforeUpdate).await?;
        Ok(self.inspector(&parameters).losses_by_row(&batch))
    }

    /// Predictions of the current weights for the user's text. The row is a batch of its own: losses and gradients are those of its
    /// edits alone. Without edits nothing is scored and all gradients are 0.
    pub async fn probe(&mut self, text: &str, pair: Option<&str>, edits: &[Edit]) -> Result<(Trace, TypedFacts), RunError> {
        let typed = self.data.typed_row(text, pair, edits)?;
        let batch = self.data.batch(vec![typed.example]);
        let (_, seen) = self.engine.inspect(&row_for_inspection(&batch, 0)).await?;
        let own = if scores(&batch) { Some(self.engine.probe(&batch).await?) } else { None };
        let is_next = (pair.is_some() && self.trains_next_sentence()).then(|| probability_of_first(&seen.pair_logits)).flatten();
        let trace = finite(alone(self.step, &batch, seen, own, &self.data))?;
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

    /// Levels of all parameters and of their last updates, and the weight and the update that have the highest level.
    pub async fn pixels(&mut self) -> Result<(Vec<u8>, [f32; 2]), RunError> {
        let (levels, rate) = self.engine.pixels().await?;
        Ok((levels, [WEIGHT_SCALE, rate]))
    }

    /// One parameter by its index in the flat vector: its value and its last update. For a word embedding or a bias of the
    /// vocabulary logits, also the token.
    ///
    /// # Errors
    /// [`QuestionError::NoParameter`] for an index beyond the last.
    pub async fn weight(&mut self, index: u32) -> Result<(f32, Option<f32>, Option<String>), RunError> {
        let (count, place) = (self.data.layout.len, index as usize);
        if place >= count {
            return Err(QuestionError::NoParameter { asked: index, count }.into());
        }
        let (value, update) = self.engine.weight(place).await?;
        if let Some(found) = NotFinite::first_of([value].into_iter().chain(update)) {
            return Err(QuestionError::NotFinite(found).into());
        }
        Ok((value, update, self.token_of(place)))
    }

    /// The token that a parameter belongs to, if it belongs to one alone.
    fn token_of(&self, place: usize) -> Option<String> {
        let layout = &self.data.layout;
        let bias = layout.bert.map(|bert| (bert.decoder_bias.range(), 1));
        let by_token = std::iter::once((layout.word_embeddings.range(), layout.word_embeddings.columns)).chain(bias);
        let (range, width) = by_token.into_iter().find(|(range, _)| range.contains(&place))?;
        self.data.tokenizer.token(((place - range.start) / width) as TokenId).map(str::to_owned)
    }

    /// The step that was inspected last, and its batch.
    ///
    /// # Errors
    /// [`QuestionError::NotInspected`] if that was another step, or if none was inspected yet.
    pub fn inspected_step(&self, asked: u32) -> Result<(StepFacts, Batch), QuestionError> {
        match &self.inspected {
            Some((facts, batch)) if facts.step == asked => Ok((*facts, batch.clone())),
            inspected => Err(QuestionError::NotInspected { asked, inspected: inspected.as_ref().map(|(facts, _)| facts.step) }),
        }
    }

    fn trains_next_sentence(&self) -> bool {
        self.data.engine_spec().heads.has(Head::SentencePair)
    }

    /// The engine that answers questions, with these parameters. Created at the first question.
    pub(super) fn inspector(&mut self, parameters: &[f32]) -> &mut CpuEngine {
        let spec = self.data.engine_spec();
        let sequence = spec.shape.sequence;
        let spec = EngineSpec { shape: BatchShape { rows: 1, sequence, selected: sequence }, ..spec };
        let engine = self.inspector.get_or_insert_with(|| CpuEngine::new(&spec));
        engine.set_parameters(parameters);
        engine
    }
}

/// The trace, if all its numbers can be shown.
fn finite(trace: Trace) -> Result<Trace, QuestionError> {
    NotFinite::first_of(trace.numbers()).map_or(Ok(trace), |found| Err(QuestionError::NotFinite(found)))
}

/// Whether this batch of one row has a label.
pub(super) fn scores(row: &Batch) -> bool {
    row.labels.iter().any(|labels| !labels.is_empty())
}

/// The trace of a batch of one row. `seen` has its logits at all positions, `own` its loss and gradients if it has a label.
pub(super) fn alone(step: u32, row: &Batch, mut seen: Inspection, own: Option<(StepLosses, Inspection)>, data: &Data) -> Trace {
    let (losses, own) = own.unwrap_or_default();
    (seen.output_gradient_norm, seen.input_gradient_norm) = (own.output_gradient_norm, own.input_gradient_norm);
    (seen.cls_gradient, seen.cls_gradient_pooled) = (own.cls_gradient, own.cls_gradient_pooled);
    trace::build(&StepFacts { step, row: 0, learning_rate: 0.0 }, row, &losses, &seen, &data.shown())
}

/// The first probability of a softmax over two logits.
fn probability_of_first(logits: &[f32]) -> Option<f32> {
    let &[first, second] = logits else { return None };
    Some(1.0 / (1.0 + libm::expf(second - first)))
}
