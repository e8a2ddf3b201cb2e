//! The central claim, on the whole model: the loss depends on the selected positions and on no others.

use cloze::engine::cpu::CpuEngine;
use cloze::engine::{EngineSpec, StepLosses};
use cloze::examples::batch::{Batch, BatchLabels};
use cloze::model::BertConfig;
use cloze::model::bert::Heads;
use cloze::model::config::{Activation, Family};
use cloze::model::graph::BatchShape;
use cloze::model::init::initial_parameters;
use cloze::objectives::Objectives;
use cloze::random::{Purpose, Stream};
use cloze::settings::Objective;
use proptest::prelude::*;

const ROWS: usize = 3;
const SEQUENCE: usize = 12;
const VOCABULARY: usize = 30;

fn config() -> BertConfig {
    BertConfig {
        family: Family::Bert,
        vocab_size: VOCABULARY,
        hidden_size: 16,
        num_hidden_layers: 2,
        num_attention_heads: 4,
        intermediate_size: 24,
        max_position_embeddings: SEQUENCE,
        type_vocab_size: 2,
        layer_norm_eps: 1e-12,
        hidden_act: Activation::Gelu,
        initializer_range: 0.3,
    }
}

fn masked_tokens_alone() -> Heads {
    Heads::of(&Objectives::of(Objective::Mlm))
}

fn engine(heads: Heads, seed: u64) -> CpuEngine {
    let shape = BatchShape { rows: ROWS, sequence: SEQUENCE, selected: ROWS * SEQUENCE };
    let mut engine = CpuEngine::new(&EngineSpec { config: config(), shape, heads });
    let parameters = initial_parameters(&config(), engine.layout(), seed);
    engine.set_parameters(&parameters);
    engine
}

/// Rows of different lengths, with `selected_share` of the inner positions selected.
fn batch(seed: u64, selected_share: f64) -> Batch {
    let mut stream = Stream::new(seed, Purpose::Evaluation, 0);
    let mut batch = Batch { rows: ROWS, sequence: SEQUENCE, ..Batch::default() };
    let (mut tokens, mut pairs) = (vec![], vec![]);
    for row in 0..ROWS {
        let length = 5 + stream.below(SEQUENCE - 4);
        for position in 0..SEQUENCE {
            let real = position < length;
            batch.input_ids.push(if real { 5 + stream.below(VOCABULARY - 5) as u32 } else { 0 });
            batch.token_type_ids.push(u32::from(real && position > length / 2));
            batch.attention_mask.push(u32::from(real));
            if real && position > 0 && position + 1 < length && stream.uniform() < selected_share {
                batch.selected.push((row * SEQUENCE + position) as u32);
                tokens.push(5 + stream.below(VOCABULARY - 5) as u32);
            }
        }
        pairs.push(stream.below(2) as u32);
    }
    batch.labels = vec![BatchLabels::Selected(tokens), BatchLabels::Sequences(pairs)];
    batch
}

/// Selected positions and, for NSP, every `[CLS]`.
fn counts(batch: &Batch, flat: usize) -> bool {
    batch.selected.contains(&(flat as u32)) || flat.is_multiple_of(SEQUENCE)
}

/// Adds noise to the output vectors at the positions of `at`. Returns losses and gradients.
fn perturbed(engine: &mut CpuEngine, batch: &Batch, at: impl Fn(usize) -> bool) -> (StepLosses, Vec<f32>) {
    let output = engine.graph().named.sequence_output;
    engine.gradients_with(batch, output, &mut |values| {
        for (flat, vector) in values.chunks_exact_mut(16).enumerate() {
            if at(flat) {
                vector.iter_mut().enumerate().for_each(|(i, x)| *x += 1.0 + i as f32);
            }
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn noise_at_unselected_outputs_moves_neither_the_loss_nor_any_gradient(seed in 0u64..1000) {
        let batch = batch(seed, 0.2);
        let mut engine = engine(Heads::default(), seed);
        let (loss, gradient) = engine.gradients(&batch);
        let (noisy_loss, noisy_gradient) = perturbed(&mut engine, &batch, |flat| !counts(&batch, flat));
        prop_assert_eq!(loss, noisy_loss);
        prop_assert!(gradient.iter().zip(&noisy_gradient).all(|(a, b)| a.to_bits() == b.to_bits()));
    }

    #[test]
    fn noise_at_selected_outputs_moves_both(seed in 0u64..1000) {
        let batch = batch(seed, 0.5);
        prop_assume!(!batch.selected.is_empty());
        let mut engine = engine(Heads::default(), seed);
        let (loss, gradient) = engine.gradients(&batch);
        let (noisy_loss, noisy_gradient) = perturbed(&mut engine, &batch, |flat| batch.selected.contains(&(flat as u32)));
        prop_assert_ne!(loss.losses[0], noisy_loss.losses[0]);
        prop_assert_eq!(loss.losses[1], noisy_loss.losses[1]);
        prop_assert_ne!(gradient, noisy_gradient);
    }

    #[test]
    fn an_unselected_position_gets_no_gradient_but_its_input_does(seed in 0u64..1000) {
        let batch = batch(seed, 0.3);
        prop_assume!(!batch.selected.is_empty());
        let mut engine = engine(Heads::default(), seed);
        engine.gradients(&batch);
        let named = engine.graph().named.clone();
        let norms = |slot| -> Vec<f32> { engine.slot_gradient(slot).chunks_exact(16).map(|v| v.iter().map(|x| x * x).sum()).collect() };
        let (output, lookup) = (norms(named.sequence_output), norms(named.lookup));
        for flat in 0..ROWS * SEQUENCE {
            prop_assert_eq!(output[flat] != 0.0, counts(&batch, flat), "output at {}", flat);
            prop_assert_eq!(lookup[flat] != 0.0, batch.attention_mask[flat] == 1, "look-up at {}", flat);
        }
    }
}

#[test]
fn when_every_position_counts_noise_anywhere_moves_loss_and_gradient() {
    let mut batch = batch(1, 1.0);
    batch.selected = (0..(ROWS * SEQUENCE) as u32).filter(|&flat| batch.attention_mask[flat as usize] == 1).collect();
    batch.labels[0] = BatchLabels::Selected(batch.selected.iter().map(|&flat| batch.input_ids[flat as usize]).collect());
    let mut engine = engine(Heads::default(), 1);
    let (loss, gradient) = engine.gradients(&batch);
    for &chosen in &batch.selected {
        let (noisy_loss, noisy_gradient) = perturbed(&mut engine, &batch, |flat| flat == chosen as usize);
        assert_ne!(loss, noisy_loss, "position {chosen}");
        assert_ne!(gradient, noisy_gradient, "position {chosen}");
    }
}

#[test]
fn without_next_sentence_prediction_not_even_cls_gets_a_gradient() {
    let batch = batch(2, 0.3);
    let mut engine = engine(masked_tokens_alone(), 2);
    engine.gradients(&batch);
    let slot = engine.graph().named.sequence_output;
    for (flat, vector) in engine.slot_gradient(slot).chunks_exact(16).enumerate() {
        assert_eq!(vector.iter().any(|&x| x != 0.0), batch.selected.contains(&(flat as u32)), "output at {flat}");
    }
}

#[test]
fn an_empty_selection_has_loss_zero_and_no_gradient() {
    let mut batch = batch(3, 0.3);
    (batch.selected, batch.labels[0]) = (vec![], BatchLabels::Selected(vec![]));
    let mut engine = engine(masked_tokens_alone(), 3);
    let (loss, gradient) = engine.gradients(&batch);
    assert_eq!(loss.total(), 0.0);
    assert!(gradient.iter().all(|&x| x == 0.0));
}

/// Along each parameter's gradient, the loss changes as the gradient predicts (central difference).
#[test]
fn finite_differences_agree_with_every_parameters_gradient() {
    let batch = batch(4, 0.4);
    let mut engine = engine(Heads::default(), 4);
    let (_, gradient) = engine.gradients(&batch);
    let parameters = engine.parameters().to_vec();
    for parameter in engine.layout().parameters.clone() {
        let direction = &gradient[parameter.range()];
        let norm = direction.iter().map(|&x| f64::from(x).powi(2)).sum::<f64>().sqrt();
        // A key's bias adds the same value to all scores of a query, so its exact gradient is 0.
        if parameter.name.ends_with("key.bias") {
            assert!(norm < 1e-5, "{}: {norm}", parameter.name);
            continue;
        }
        assert!(norm > 0.0, "{} has no gradient", parameter.name);
        let mut loss_at = |distance: f64| {
            let mut moved = parameters.clone();
            for (value, slope) in moved[parameter.range()].iter_mut().zip(direction) {
                *value += (distance * f64::from(*slope) / norm) as f32;
            }
            engine.set_parameters(&moved);
            let (losses, _) = engine.gradients(&batch);
            assert_eq!(losses.losses.len(), 2);
            losses.losses.iter().copied().map(f64::from).sum::<f64>()
        };
        let h = 4e-3;
        // Fourth-order central difference: its error is mostly the rounding of a float32 loss (about 1e-7) over h.
        let slope = (8.0 * (loss_at(h) - loss_at(-h)) - (loss_at(2.0 * h) - loss_at(-2.0 * h))) / (12.0 * h);
        assert!((slope - norm).abs() < 2e-2 * norm + 3e-4, "{}: slope {slope}, gradient {norm}", parameter.name);
    }
}
