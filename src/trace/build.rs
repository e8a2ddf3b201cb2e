//! Builds a trace from an engine's inspection.

use super::{BatchTrace, ClsTrace, ExampleTrace, NamedLoss, NextSentenceTrace, Prediction, TokenTrace, Trace};
use crate::engine::{Inspection, StepLosses};
use crate::examples::batch::Batch;
use crate::examples::masking::{candidate_facts, fate_throws, selection_facts};
use crate::examples::{NextSentence, TokenFate, TokenId};
use crate::objectives::{Objective, Objectives};
use crate::settings::MaskingSettings;
use crate::text::Tokenizer;

/// Number of predictions shown at a position.
const TOP: usize = 5;

/// Which step a trace is of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StepFacts {
    pub step: u32,
    pub row: usize,
    pub learning_rate: f32,
}

/// What a trace has to know of the model.
#[derive(Clone, Copy)]
pub struct Model<'a> {
    pub tokenizer: &'a Tokenizer,
    /// `V`: columns of the logits.
    pub vocabulary: usize,
    pub heads: usize,
    /// The masking that selected the tokens. `None` if none did.
    pub masking: Option<&'a MaskingSettings>,
    /// The objectives that it is trained on.
    pub objectives: &'a Objectives,
}

/// The trace of `facts.row`. The batch has to have its examples. Inputs, labels and scored positions come from the batch. The
/// example adds what an engine doesn't know, such as the original text and the random draws.
pub fn build(facts: &StepFacts, batch: &Batch, losses: &StepLosses, inspection: &Inspection, model: &Model) -> Trace {
    let example = &batch.examples[facts.row];
    let mut tokens: Vec<TokenTrace> = (0..batch.sequence)
        .map(|position| {
            let logits = inspection.token_logits.get(position * model.vocabulary..(position + 1) * model.vocabulary).unwrap_or_default();
            token(position, example.original_ids.get(position).map_or(&[], |_| logits), batch, facts.row, inspection, model)
        })
        .collect();
    let attention = attention(example.original_ids.len(), batch.sequence, model.heads, inspection);
    read_shares(&mut tokens[..example.original_ids.len()], &attention);
    let counted: Vec<f32> = tokens.iter().filter_map(|token| token.loss).collect();
    let mean = if counted.is_empty() { 0.0 } else { counted.iter().map(|&x| f64::from(x)).sum::<f64>() / counted.len() as f64 };
    Trace {
        step: facts.step,
        row: facts.row as u32,
        selection: model.masking.and_then(|masking| selection_facts(example, masking)),
        example: ExampleTrace { loss: mean as f32, counted: counted.len() as u32 },
        next_sentence: next_sentence(batch, facts.row, inspection),
        cls: cls(inspection, model),
        batch: BatchTrace {
            losses: named_losses(losses, model),
            total_loss: losses.total(),
            counted: if model.objectives.of_tokens().is_some() { batch.selected.len() as u32 } else { 0 },
            tokens: batch.attention_mask.iter().sum(),
            rows: batch.rows as u32,
            gradient_norm: losses.gradient_norm,
            learning_rate: facts.learning_rate,
        },
        attention,
        tokens,
    }
}

/// One position. `logits` is empty on padding.
fn token(position: usize, logits: &[f32], batch: &Batch, row: usize, inspection: &Inspection, model: &Model) -> TokenTrace {
    let example = &batch.examples[row];
    let pad = model.tokenizer.special_ids().pad;
    let original = example.original_ids.get(position).copied().unwrap_or(pad);
    let fate = example.fates.get(position).copied().unwrap_or(TokenFate::Padding);
    let dice = example.dice.get(position).copied().flatten();
    let name = |id: TokenId| model.tokenizer.token(id).unwrap_or_default().to_owned();
    let log_sum_exp = log_sum_exp(logits);
    let flat = row * batch.sequence + position;
    let place = batch.selected.binary_search(&(flat as u32)).ok();
    let scored = place.and_then(|place| batch.token_labels().get(place)).copied();
    let target = scored.or_else(|| model.objectives.target(example, position));
    let label = target.filter(|_| place.is_some());
    let target_logit = target.and_then(|id| logits.get(id as usize).copied());
    let would_be_loss = target_logit.map_or(0.0, |logit| log_sum_exp - logit);
    let counted = scored.is_some();
    let norm = |norms: &[f32]| norms.get(position).copied().unwrap_or(0.0);
    TokenTrace {
        position: position as u32,
        original: name(original),
        input: name(batch.input_ids[flat]),
        fate,
        label: label.map(name),
        counted,
        loss: counted.then_some(would_be_loss),
        would_be_loss,
        gradient_norm: norm(&inspection.output_gradient_norm),
        input_gradient_norm: norm(&inspection.input_gradient_norm),
        read: 0.0,
        top: predictions(logits, &name),
        original_logit: target_logit.unwrap_or(0.0),
        log_sum_exp,
        candidacy: model.masking.and_then(|masking| candidate_facts(example, position, masking)),
        throws: model.masking.zip(dice).map_or(vec![], |(masking, dice)| fate_throws(dice, masking)),
        segment: example.token_type_ids.get(position).copied().unwrap_or(0),
    }
}

fn next_sentence(batch: &Batch, row: usize, inspection: &Inspection) -> Option<NextSentenceTrace> {
    let example = &batch.examples[row];
    let label = example.next_sentence?;
    let &[is_next, not_next] = inspection.pair_logits.as_slice() else { return None };
    let log_sum_exp = log_sum_exp(&inspection.pair_logits);
    let probabilities = [is_next, not_next].map(|logit| libm::expf(logit - log_sum_exp));
    let truth = if label == NextSentence::IsNext { 0 } else { 1 };
    let [source_a, source_b] = example.sources.unwrap_or_default();
    Some(NextSentenceTrace {
        label,
        probability: probabilities[truth],
        loss: log_sum_exp - inspection.pair_logits[truth],
        probabilities,
        logits: [is_next, not_next],
        source_a,
        source_b,
    })
}

/// Heads without a trained loss have no output here, and losses without a gradient have `None`.
fn cls(inspection: &Inspection, model: &Model) -> ClsTrace {
    let Inspection { pooled_output, cls_gradient, cls_gradient_pooled, .. } = inspection;
    let (went_back, through_pooler) = (!cls_gradient.is_empty(), !cls_gradient_pooled.is_empty());
    let rest = || match through_pooler {
        true => cls_gradient.iter().zip(cls_gradient_pooled).map(|(all, pooled)| all - pooled).collect(),
        false => cls_gradient.clone(),
    };
    let gradient = |objective: &dyn Objective| match objective.head() {
        head if head.reads_pooler() => through_pooler.then(|| cls_gradient_pooled.clone()),
        _ => went_back.then(rest),
    };
    let reads_pooled = model.objectives.iter().any(|objective| objective.head().reads_pooler());
    ClsTrace {
        pooled: (reads_pooled && !pooled_output.is_empty()).then(|| pooled_output.clone()),
        gradients: model.objectives.iter().map(gradient).collect(),
    }
}

/// Losses by name. A loss is 0 if the batch has no label for it.
fn named_losses(losses: &StepLosses, model: &Model) -> Vec<NamedLoss> {
    let named = |(index, objective): (usize, &dyn Objective)| NamedLoss {
        name: objective.reported_as().into(),
        scores: objective.head().scores(),
        value: losses.losses.get(index).copied().unwrap_or(0.0),
    };
    model.objectives.iter().enumerate().map(named).collect()
}

/// `[layers][heads]`, cut to the real tokens.
fn attention(n: usize, s: usize, heads: usize, inspection: &Inspection) -> Vec<Vec<Vec<f32>>> {
    let one = |matrix: &[f32]| matrix.chunks_exact(s).take(n).flat_map(|query| query[..n].iter().copied()).collect();
    inspection.attention.chunks_exact(heads * s * s).map(|layer| layer.chunks_exact(s * s).map(one).collect()).collect()
}

/// Sets for each real token the share of the scored positions' attention that falls on it.
fn read_shares(tokens: &mut [TokenTrace], attention: &[Vec<Vec<f32>>]) {
    let n = tokens.len();
    let scored: Vec<usize> = (0..n).filter(|&position| tokens[position].counted).collect();
    let queries = if scored.is_empty() { (0..n).collect() } else { scored };
    let heads = attention.iter().flatten().count();
    let share = 1.0 / (heads * queries.len()).max(1) as f32;
    for (head, &query) in attention.iter().flatten().flat_map(|head| queries.iter().map(move |query| (head, query))) {
        for (token, weight) in tokens.iter_mut().zip(&head[query * n..(query + 1) * n]) {
            token.read += weight * share;
        }
    }
}

/// The likeliest tokens in descending order. `name` has the names of tokens.
pub fn predictions(logits: &[f32], name: &impl Fn(TokenId) -> String) -> Vec<Prediction> {
    let log_sum_exp = log_sum_exp(logits);
    let prediction = |id: TokenId| {
        let logit = logits[id as usize];
        Prediction { id, token: name(id), probability: libm::expf(logit - log_sum_exp), logit }
    };
    top(logits).into_iter().map(prediction).collect()
}

/// log-sum-exp in double precision. 0 without logits.
pub fn log_sum_exp(logits: &[f32]) -> f32 {
    let greatest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    if logits.is_empty() {
        return 0.0;
    }
    let sum: f64 = logits.iter().map(|&x| libm::exp(f64::from(x) - f64::from(greatest))).sum();
    (f64::from(greatest) + libm::log(sum)) as f32
}

/// Ids of the greatest logits in descending order. Ties go to the smaller id.
fn top(logits: &[f32]) -> Vec<TokenId> {
    let mut best: Vec<TokenId> = vec![];
    for (id, &logit) in logits.iter().enumerate() {
        let place = best.partition_point(|&other| logits[other as usize] >= logit);
        if place < TOP {
            best.insert(place, id as TokenId);
            best.truncate(TOP);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_greatest_logits_come_first_and_equals_by_id() {
        assert_eq!(top(&[0.0, 3.0, 1.0, 3.0, -1.0, 2.0, 9.0]), [6, 1, 3, 5, 2]);
        assert_eq!(top(&[1.0]), [0]);
        assert!(top(&[]).is_empty());
    }

    #[test]
    fn the_log_of_sums_does_not_overflow() {
        assert!((log_sum_exp(&[1000.0, 1000.0]) - 1000.6931).abs() < 1e-3);
        assert_eq!(log_sum_exp(&[]), 0.0);
    }
}
