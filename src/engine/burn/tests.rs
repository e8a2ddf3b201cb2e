//! Burn against the kernels: what automatic differentiation finds in the framework's model, the hand-written backward passes find too.

use pollster::block_on;
use proptest::prelude::*;

use super::*;
use crate::engine::cpu::CpuEngine;
use crate::engine::test_model::TestModel;
use crate::model::bert::Heads;
use crate::model::config::{Activation, Family};
use crate::model::graph::BatchShape;
use crate::model::layout::Component;
use crate::objectives::{Loss, Pooling};
use crate::settings::OptimizerKind;

fn engines(model: &TestModel) -> (CpuEngine, BurnEngine) {
    let mut cpu = CpuEngine::new(&model.spec);
    let mut burn = block_on(BurnEngine::new(&model.spec, Kind::Cpu)).unwrap();
    cpu.set_parameters(&model.parameters);
    burn.set_parameters(&model.parameters);
    (cpu, burn)
}

/// Largest difference over the largest value: both sum float32 values, in different orders.
fn difference(found: &[f32], expected: &[f32]) -> f32 {
    assert_eq!(found.len(), expected.len());
    let largest = expected.iter().fold(1e-3f32, |most, x| most.max(x.abs()));
    let all = found.iter().zip(expected).map(|(found, expected)| (found - expected).abs() / largest);
    // Not `max()`, which ignores NaN.
    all.fold(0.0, |most, one| if one.is_nan() || one > most { one } else { most })
}

#[track_caller]
fn assert_close(what: &str, found: &[f32], expected: &[f32], tolerance: f32) {
    let difference = difference(found, expected);
    assert!(difference <= tolerance, "{what}: off by {difference:e}, at most {tolerance:e}");
}

fn heads() -> impl Strategy<Value = (Heads, Family)> {
    let one = |head| vec![Loss { head, denominator_epsilon: 0.0 }];
    let both = || Heads::default().losses;
    let losses = prop_oneof![
        Just(both()),
        Just(both()[..1].to_vec()),
        Just(both()[1..].to_vec()),
        Just(one(Head::SequenceClass { classes: 3, pooling: Pooling::Cls })),
        Just(one(Head::SequenceClass { classes: 2, pooling: Pooling::Mean })),
        Just(one(Head::TokenClass { classes: 5 })),
        Just(one(Head::AnswerSpan)),
    ];
    let gpt = Just((Heads { losses: vec![Loss { head: Head::Vocabulary, denominator_epsilon: 0.0 }], ..Heads::none(true) }, Family::Gpt));
    let bert = (losses, any::<bool>(), any::<bool>()).prop_map(|(losses, causal, frozen)| {
        let task = losses[0].head.task_outputs().is_some();
        (Heads { losses, causal, frozen: frozen && task }, Family::Bert)
    });
    prop_oneof![6 => bert, 1 => gpt]
}

prop_compose! {
    fn model()(
        (heads, family) in heads(),
        seed in 0u64..1000,
        layers in 1usize..3,
        number in 1usize..4,
        // LayerNorm over a few values magnifies rounding errors.
        size in 8usize..13,
        intermediate in 3usize..20,
        vocabulary in 12usize..60,
        rows in 1usize..5,
        sequence in 3usize..14,
        activation in prop_oneof![Just(Activation::Gelu), Just(Activation::GeluTanh), Just(Activation::Relu)],
    ) -> TestModel {
        let shape = BatchShape { rows, sequence, selected: 20 };
        let TestModel { mut spec, .. } = TestModel::new(seed, layers, number * size, number, intermediate, vocabulary, shape);
        spec.heads = heads;
        spec.config.hidden_act = activation;
        spec.config = spec.config.in_family(family);
        TestModel::with_heads(seed, spec)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn the_kernels_gradients_are_those_of_automatic_differentiation(model in model()) {
        let (mut cpu, mut burn) = engines(&model);
        let batch = model.batch(0);
        let (losses, expected_gradient) = cpu.gradients(&batch);
        let (found, gradient) = block_on(burn.gradients(&batch)).unwrap();
        prop_assert!(difference(&found.losses, &losses.losses) < 5e-6, "losses {:?}, {:?}", found, losses);
        prop_assert!(difference(&[found.gradient_norm], &[losses.gradient_norm]) < 1e-4, "norms {:?}, {:?}", found, losses);
        for parameter in &cpu.layout().parameters {
            let (found, expected) = (&gradient[parameter.range()], &expected_gradient[parameter.range()]);
            // What is small in one parameter comes from sums of what is large in others.
            let size = expected.iter().fold(0.05 * losses.gradient_norm, |most, x| most.max(x.abs()));
            let off = found.iter().zip(expected).map(|(found, expected)| (found - expected).abs() / size).fold(0.0, f32::max);
            prop_assert!(off < 2e-4 && found.iter().all(|x| x.is_finite()), "{}: off by {off:e}", parameter.name);
        }
    }
}

fn usual() -> TestModel {
    TestModel::new(7, 2, 24, 2, 36, 51, BatchShape { rows: 3, sequence: 12, selected: 20 })
}

#[test]
fn ten_steps_train_alike_under_both_rules() {
    for rule in [OptimizerKind::Adamw, OptimizerKind::Google] {
        let model = usual();
        let (mut cpu, mut burn) = engines(&model);
        for number in 1..=10 {
            let (batch, update) = (model.batch(0), Update::new(rule, 1e-3, number));
            cpu.step(&batch, Some(&update), None);
            burn.step(&batch, Some(&update), None);
        }
        let (found, expected) = (block_on(burn.read_losses()).unwrap(), cpu.take_losses());
        assert_eq!(found.len(), 10);
        for (found, expected) in found.iter().zip(&expected) {
            assert_close("losses", &found.losses, &expected.losses, 2e-5);
            assert_close("norm", &[found.gradient_norm], &[expected.gradient_norm], 1e-4);
        }
        assert!(found[9].total() < found[0].total(), "{found:?}");
        assert_close("parameters", &block_on(burn.parameters()).unwrap(), cpu.parameters(), 1e-4);
        let ((first, second), [_, expected_first, expected_second]) = (block_on(burn.moments()).unwrap(), cpu.state());
        assert_close("first moments", &first, expected_first, 1e-4);
        assert_close("second moments", &second, expected_second, 1e-4);
        let (levels, rate) = block_on(burn.pixels()).unwrap();
        assert_eq!(rate, 1e-3);
        let expected = cpu.pixels().0;
        let mut weights = levels.iter().zip(&expected).take(cpu.parameters().len());
        assert!(weights.all(|(found, expected)| found.abs_diff(*expected) <= 1));
        let ((value, change), (expected, expected_change)) = (block_on(burn.weight(70)).unwrap(), cpu.weight(70));
        assert_close("a weight", &[value, change.unwrap()], &[expected, expected_change.unwrap()], 1e-3);
    }
}

#[test]
fn the_same_steps_have_the_same_bits_looked_at_or_not() {
    let model = usual();
    let run = |inspect: bool| {
        let (_, mut burn) = engines(&model);
        for number in 1..=4 {
            burn.step(&model.batch(number), Some(&Update::new(OptimizerKind::Adamw, 1e-3, number as u32)), inspect.then_some(1));
            block_on(burn.evaluate(&model.batch(9))).unwrap();
        }
        let parameters = block_on(burn.parameters()).unwrap();
        parameters.into_iter().map(f32::to_bits).collect::<Vec<_>>()
    };
    assert!(run(false) == run(false));
    assert!(run(true) == run(false));
}

#[test]
fn inspection_probe_and_evaluation_say_what_the_kernels_say() {
    let task = |head| vec![Loss { head, denominator_epsilon: 0.0 }];
    let both = Heads::default().losses;
    for losses in [both.clone(), both[..1].to_vec(), both[1..].to_vec(), task(Head::TokenClass { classes: 5 }), task(Head::AnswerSpan)] {
        let TestModel { mut spec, seed, .. } = usual();
        spec.heads.losses = losses;
        let model = TestModel::with_heads(seed, spec);
        let (mut cpu, mut burn) = engines(&model);
        let batch = model.batch(0);
        cpu.step(&batch, None, Some(1));
        burn.step(&batch, None, Some(1));
        let (found, expected) = (block_on(burn.read_inspection()).unwrap().unwrap(), cpu.take_inspection().unwrap());
        assert_same(&found, &expected);
        assert!(block_on(burn.read_inspection()).unwrap().is_none(), "it is handed out once");
        let row = row_for_inspection(&batch, 2);
        let ((losses, found), (expected_losses, expected)) = (block_on(burn.probe(&row)).unwrap(), cpu.probe(&row));
        assert_close("losses of a probe", &losses.losses, &expected_losses.losses, 1e-4);
        assert_same(&found, &expected);
        let (found, expected) = (block_on(burn.evaluate(&batch)).unwrap(), cpu.evaluate(&batch));
        for (found, expected) in found.losses.iter().zip(&expected.losses) {
            assert_eq!((found.correct, found.labels), (expected.correct, expected.labels));
            assert!(found.labels > 0 && (found.loss - expected.loss).abs() < 1e-3, "{found:?} {expected:?}");
        }
        assert_close("losses by position", burn.evaluated_losses(), cpu.evaluated_losses(), 1e-4);
        assert_close("logits of the task", &burn.task_logits(), &cpu.task_logits(), 1e-4);
    }
}

#[track_caller]
fn assert_same(found: &Inspection, expected: &Inspection) {
    for (what, found, expected) in [
        ("logits", &found.token_logits, &expected.token_logits),
        ("pair logits", &found.pair_logits, &expected.pair_logits),
        ("task logits", &found.task_logits, &expected.task_logits),
        ("hidden", &found.sequence_output, &expected.sequence_output),
        ("pooled", &found.pooled_output, &expected.pooled_output),
        ("gradient at [CLS]", &found.cls_gradient, &expected.cls_gradient),
        ("the pooler's part of it", &found.cls_gradient_pooled, &expected.cls_gradient_pooled),
        ("attention", &found.attention, &expected.attention),
        ("output gradient", &found.output_gradient_norm, &expected.output_gradient_norm),
        ("input gradient", &found.input_gradient_norm, &expected.input_gradient_norm),
    ] {
        assert_close(what, found, expected, 1e-4);
    }
    let zero = |norms: &[f32]| norms.iter().map(|&norm| norm == 0.0).collect::<Vec<_>>();
    assert_eq!(zero(&found.output_gradient_norm), zero(&expected.output_gradient_norm), "exact zeros");
}

/// The decisive property: what stands at positions that are not selected cannot be seen in the loss, so it has no gradient.
#[test]
fn the_gradient_is_exactly_0_where_no_loss_looks() {
    let TestModel { mut spec, seed, .. } = usual();
    spec.heads.losses.truncate(1);
    let model = TestModel::with_heads(seed, spec);
    let (_, mut burn) = engines(&model);
    let batch = model.batch(0);
    for row in 0..batch.rows {
        burn.step(&batch, None, Some(row));
        let norms = block_on(burn.read_inspection()).unwrap().unwrap().output_gradient_norm;
        for (position, norm) in norms.iter().enumerate() {
            let selected = batch.selected.contains(&((row * batch.sequence + position) as u32));
            assert_eq!(*norm != 0.0, selected, "row {row}, position {position}: {norm}");
        }
    }
}

#[test]
fn a_frozen_encoder_keeps_its_bits() {
    let TestModel { mut spec, seed, .. } = usual();
    spec.heads = Heads {
        losses: vec![Loss { head: Head::TokenClass { classes: 5 }, denominator_epsilon: 0.0 }],
        frozen: true,
        ..Heads::none(false)
    };
    let model = TestModel::with_heads(seed, spec);
    let (_, mut burn) = engines(&model);
    for number in 1..=3 {
        burn.step(&model.batch(0), Some(&Update { weight_decay: 0.1, ..Update::new(OptimizerKind::Adamw, 1e-2, number) }), None);
    }
    let head = model.spec.layout().parameters.iter().find(|parameter| parameter.component == Component::Task).unwrap().offset;
    let trained = block_on(burn.parameters()).unwrap();
    assert!(trained[..head] == model.parameters[..head]);
    assert!(trained[head..] != model.parameters[head..]);
}

#[test]
fn a_batch_in_which_nothing_is_selected_trains_nothing() {
    let TestModel { mut spec, seed, .. } = usual();
    spec.heads.losses.truncate(1);
    let model = TestModel::with_heads(seed, spec);
    let (_, mut burn) = engines(&model);
    let mut batch = model.batch(0);
    batch.selected.clear();
    batch.labels = vec![crate::examples::batch::BatchLabels::Selected(vec![])];
    burn.step(&batch, None, Some(0));
    let losses = block_on(burn.read_losses()).unwrap();
    assert_eq!((losses[0].total(), losses[0].gradient_norm), (0.0, 0.0));
    assert!(block_on(burn.read_inspection()).unwrap().unwrap().output_gradient_norm.iter().all(|&norm| norm == 0.0));
}
