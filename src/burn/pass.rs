//! One forward pass over a batch, and the backward pass with the gradients that the page shows.
//!
//! Burn keeps gradients of leaves only. So the backward pass goes in three stages: from the losses to the encoder output, from there to
//! the looked-up embeddings, from there to their rows. Each stage starts with the product of a tensor and its known gradient, whose
//! gradient is the latter, exactly.

use burn::tensor::{Device, Int, Tensor, TensorData};

use super::bert::Bert;
use super::ints;
use super::leaves::Leaves;
use super::losses::cross_entropy;
use crate::examples::batch::Batch;
use crate::model::bert::Heads;
use crate::model::{BertConfig, Layout};
use crate::objectives::{Head, Pooling};

/// Added to the attention score of a key that is hidden: the softmax then gives it exactly 0.
const HIDDEN: f32 = -1e30;

/// A batch as tensors.
pub struct Inputs {
    ids: Tensor<2, Int>,
    token_types: Tensor<2, Int>,
    /// `[B, 1, S or 1, S]`
    mask: Tensor<4>,
    /// `[B, S]`: 1 at real tokens, else 0.
    real: Tensor<2>,
    /// `[K]`: flat positions.
    selected: Option<Tensor<1, Int>>,
}

impl Inputs {
    pub fn new(batch: &Batch, causal: bool, device: &Device) -> Self {
        let (rows, sequence) = (batch.rows, batch.sequence);
        let queries = if causal { sequence } else { 1 };
        let mut mask = Vec::with_capacity(rows * queries * sequence);
        for real in batch.attention_mask.chunks_exact(sequence) {
            for query in 0..queries {
                mask.extend(real.iter().enumerate().map(|(key, &real)| if real == 0 || (causal && key > query) { HIDDEN } else { 0.0 }));
            }
        }
        let real: Vec<f32> = batch.attention_mask.iter().map(|&real| real as f32).collect();
        let selected = (!batch.selected.is_empty()).then(|| ints(&batch.selected, [batch.selected.len()], device));
        Self {
            ids: ints(&batch.input_ids, [rows, sequence], device),
            token_types: ints(&batch.token_type_ids, [rows, sequence], device),
            mask: Tensor::from_data(TensorData::new(mask, [rows, 1, queries, sequence]), device),
            real: Tensor::from_data(TensorData::new(real, [rows, sequence]), device),
            selected,
        }
    }
}

/// What the heads made of the encoder output.
#[derive(Default)]
pub struct Outputs {
    /// For each loss in the order of the heads, its logits `[R, C]` and `-log p(label)` `[R]`; `None` without labels.
    pub losses: Vec<Option<(Tensor<2>, Tensor<1>)>>,
    /// `[K, V]`, `[B, 2]` and those of the task, labelled or not.
    pub token_logits: Option<Tensor<2>>,
    pub pair_logits: Option<Tensor<2>>,
    pub task_logits: Option<Tensor<2>>,
    /// `[B, H]`
    pub pooled: Option<Tensor<2>>,
}

/// The heads over the encoder output `[B, S, H]`, and over its first position `[B, H]`, which is apart so that its gradient is too.
fn outputs(model: &Bert, heads: &Heads, inputs: &Inputs, batch: &Batch, hidden: &Tensor<3>, first: &Tensor<2>) -> Outputs {
    let device = hidden.device();
    let [rows, sequence, size] = hidden.dims();
    let gather = |selected: &Tensor<1, Int>| hidden.clone().reshape([rows * sequence, size]).select(0, selected.clone());
    let mut out = Outputs::default();
    for (index, loss) in heads.losses.iter().enumerate() {
        // A frozen pooler belongs to the encoder.
        let pool = || if heads.frozen { model.pool(first.clone()).detach() } else { model.pool(first.clone()) };
        let pooled = loss.head.reads_pooler().then(|| out.pooled.get_or_insert_with(pool).clone());
        let logits = match loss.head {
            Head::Vocabulary => inputs.selected.as_ref().map(|selected| model.vocabulary_logits(gather(selected))),
            Head::TokenClass { .. } => inputs.selected.as_ref().map(|selected| model.task_logits(gather(selected))),
            Head::SentencePair => pooled.map(|pooled| model.pair_logits(pooled)),
            Head::SequenceClass { pooling: Pooling::Cls, .. } => pooled.map(|pooled| model.task_logits(pooled)),
            Head::SequenceClass { pooling: Pooling::Mean, .. } => Some(model.task_logits(mean(hidden, &inputs.real))),
            Head::AnswerSpan => Some(model.task_logits(hidden.clone()).swap_dims(1, 2).reshape([2 * rows, sequence])),
        };
        let labels = batch.labels_of(index);
        let scored = logits.clone().filter(|_| !labels.is_empty());
        out.losses.push(scored.map(|logits| (logits.clone(), cross_entropy(logits, ints(labels, [labels.len()], &device)))));
        *match loss.head {
            Head::Vocabulary => &mut out.token_logits,
            Head::SentencePair => &mut out.pair_logits,
            _ => &mut out.task_logits,
        } = logits;
    }
    out
}

/// The mean over the real tokens of each row, `[B, H]`.
fn mean(hidden: &Tensor<3>, real: &Tensor<2>) -> Tensor<2> {
    let share = real.clone() / real.clone().sum_dim(1).clamp_min(1.0);
    share.unsqueeze_dim::<3>(1).matmul(hidden.clone()).squeeze_dim(1)
}

fn first_positions(hidden: &Tensor<3>) -> Tensor<2> {
    hidden.clone().narrow(1, 0, 1).squeeze_dim(1)
}

/// A forward pass.
pub struct Forward {
    pub outputs: Outputs,
    /// `[B, S, H]`
    pub hidden: Tensor<3>,
    /// `[B, N, S, S]` of every layer.
    pub attentions: Vec<Tensor<4>>,
}

/// Forward only, outside of any graph.
pub fn forward(config: &BertConfig, layout: &Layout, heads: &Heads, flat: &Tensor<1>, batch: &Batch) -> Forward {
    let mut leaves = Leaves::new(flat.clone(), false);
    let model = Bert::new(config, layout, &mut leaves);
    let inputs = Inputs::new(batch, heads.causal, leaves.device());
    let lookup = model.embeddings.words(inputs.ids.clone()) + model.embeddings.places(inputs.token_types.clone());
    let (hidden, attentions) = model.encode(lookup, &inputs.mask);
    let outputs = outputs(&model, heads, &inputs, batch, &hidden, &first_positions(&hidden));
    Forward { outputs, hidden, attentions }
}

/// A forward and a backward pass.
pub struct Trained {
    pub forward: Forward,
    /// The mean of each loss, `[1]`; 0 without labels.
    pub losses: Vec<Tensor<1>>,
    /// `[P]`, not clipped.
    pub gradient: Tensor<1>,
    /// Gradients at the encoder output and at the looked-up embeddings, `[B, S, H]`. `None` for a frozen encoder.
    pub hidden_gradient: Option<Tensor<3>>,
    pub lookup_gradient: Option<Tensor<3>>,
    /// The part of the former that comes through the pooler, `[B, H]`; `None` without one.
    pub pooled_gradient: Option<Tensor<2>>,
}

/// Forward and backward.
pub fn forward_and_backward(config: &BertConfig, layout: &Layout, heads: &Heads, flat: &Tensor<1>, batch: &Batch) -> Trained {
    let mut leaves = Leaves::new(flat.clone(), true);
    let model = Bert::new(config, layout, &mut leaves);
    let device = leaves.device().clone();
    let inputs = Inputs::new(batch, heads.causal, &device);
    let (words, places) = (model.embeddings.words(inputs.ids.clone()), model.embeddings.places(inputs.token_types.clone()));
    let lookup_leaf = (words.clone() + places.clone()).detach().require_grad();
    let (hidden, attentions) = model.encode(lookup_leaf.clone(), &inputs.mask);
    let hidden_leaf = hidden.clone().detach().require_grad();
    let first_leaf = first_positions(&hidden).detach().require_grad();
    let outputs = outputs(&model, heads, &inputs, batch, &hidden_leaf, &first_leaf);

    let mean = |(found, loss): (&Option<(Tensor<2>, Tensor<1>)>, &crate::objectives::Loss)| {
        let (_, losses) = found.as_ref()?;
        let labels = losses.dims()[0] as f32;
        Some(losses.clone().sum().div_scalar(labels + loss.denominator_epsilon))
    };
    let means: Vec<Option<Tensor<1>>> = outputs.losses.iter().zip(&heads.losses).map(mean).collect();
    let mut sum = leaves.nothing();
    let (mut hidden_gradient, mut lookup_gradient, mut pooled_gradient) = (None, None, None);
    if let Some(total) = means.iter().flatten().cloned().reduce(|sum, loss| sum + loss) {
        let gradients = total.backward();
        leaves.add_gradients(&gradients, &mut sum);
        let at_first = first_leaf.grad(&gradients);
        let at_hidden = with_first(hidden_leaf.grad(&gradients), at_first.clone(), &hidden.clone().inner());
        pooled_gradient = at_first;
        if !heads.frozen {
            let gradients = (hidden.clone() * at_hidden.clone()).sum().backward();
            leaves.add_gradients(&gradients, &mut sum);
            let at_lookup = lookup_leaf.grad(&gradients).unwrap_or_else(|| lookup_leaf.clone().inner().zeros_like());
            // Padding's word learns nothing, as with `padding_idx` in torch, even where a loss looks at it.
            let at_words = at_lookup.clone() * inputs.real.clone().inner().unsqueeze_dim(2);
            let rows = (words * at_words).sum() + (places * at_lookup.clone()).sum();
            leaves.add_gradients(&rows.backward(), &mut sum);
            (hidden_gradient, lookup_gradient) = (Some(at_hidden), Some(at_lookup));
        }
    }
    let zero = || Tensor::zeros([1], &device.clone().inner());
    if !heads.frozen {
        let zeros = || hidden.clone().inner().zeros_like();
        hidden_gradient.get_or_insert_with(zeros);
        lookup_gradient.get_or_insert_with(zeros);
    }
    if outputs.pooled.is_some() && !heads.frozen {
        pooled_gradient.get_or_insert_with(|| first_leaf.clone().inner().zeros_like());
    }
    Trained {
        losses: means.into_iter().map(|mean| mean.map_or_else(zero, Tensor::inner)).collect(),
        gradient: leaves.flatten(sum),
        hidden_gradient,
        lookup_gradient,
        pooled_gradient,
        forward: Forward { outputs, hidden: hidden.inner(), attentions: attentions.into_iter().map(Tensor::inner).collect() },
    }
}

/// The gradient at the encoder output: what comes from single positions, and at the first one what comes through the pooler.
fn with_first(positions: Option<Tensor<3>>, first: Option<Tensor<2>>, hidden: &Tensor<3>) -> Tensor<3> {
    let positions = positions.unwrap_or_else(|| hidden.zeros_like());
    let Some(first) = first else { return positions };
    let [_, sequence, _] = hidden.dims();
    let at_first = positions.clone().narrow(1, 0, 1) + first.unsqueeze_dim(1);
    if sequence == 1 { at_first } else { Tensor::cat(vec![at_first, positions.narrow(1, 1, sequence - 1)], 1) }
}
