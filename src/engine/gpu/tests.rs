//! The GPU engine against the CPU engine, on whatever Vulkan adapter there is (llvmpipe counts).

use super::device::request_adapter;
use super::pipelines::{compile, kernels_of_adapter};
use super::self_test::{rows_of_twin, self_test};
use super::*;
use crate::engine::cpu::CpuEngine;
use crate::engine::test_model::TestModel;
use crate::engine::{StepLosses, trained_segments};
use crate::model::config::{Activation, Family};
use crate::model::graph::Rows;
use crate::model::layout::Component;
use crate::objectives::{Loss, Pooling};
use crate::optim::pixels;
use crate::settings::OptimizerKind;

impl TestModel {
    fn engines(&self, options: Options) -> (CpuEngine, GpuEngine) {
        let mut gpu = open(&self.spec, options);
        let mut cpu = CpuEngine::new(&self.spec);
        cpu.set_parameters(&self.parameters);
        gpu.set_parameters(&self.parameters);
        (cpu, gpu)
    }
}

fn open(spec: &EngineSpec, options: Options) -> GpuEngine {
    match pollster::block_on(GpuEngine::with_options(spec, options)) {
        Ok(engine) => engine,
        Err(EngineError::NoAdapter(why)) => panic!(
            "these tests need a Vulkan adapter, a software one will do: install the package mesa-vulkan-drivers (Debian, Ubuntu) ({why})"
        ),
        Err(error) => panic!("{error}"),
    }
}

fn shape(rows: usize, sequence: usize, selected: usize) -> BatchShape {
    BatchShape { rows, sequence, selected }
}

/// Shapes that are not multiples of any tile, and one that is.
fn models() -> Vec<TestModel> {
    let mut models = vec![
        TestModel::new(1, 2, 12, 2, 20, 37, shape(3, 9, 20)),
        TestModel::new(2, 2, 24, 3, 36, 101, shape(2, 21, 20)),
        TestModel::new(3, 2, 10, 5, 14, 30, shape(3, 7, 20)),
        TestModel::new(4, 2, 15, 3, 9, 33, shape(2, 5, 9)),
        TestModel::new(5, 2, 64, 4, 128, 200, shape(5, 32, 40)),
        TestModel::new(6, 2, 40, 1, 24, 67, shape(2, 18, 12)),
    ];
    models[1].spec.config.hidden_act = Activation::GeluTanh;
    models[2].spec.config.hidden_act = Activation::Relu;
    models[3].spec.heads.causal = true;
    models[0].spec.heads.losses[0].denominator_epsilon = 0.0;
    models.extend(task_models());
    models.extend([(40, 24), (41, 15)].map(|(seed, hidden)| gpt_model(seed, hidden)));
    models
}

/// No token types, no LayerNorm on the embeddings, an output layer without a bias.
fn gpt_model(seed: u64, hidden: usize) -> TestModel {
    let TestModel { spec, .. } = TestModel::new(seed, 2, hidden, 3, 4 * hidden, 51, shape(3, 13, 20));
    let heads = Heads { losses: vec![Loss { head: Head::Vocabulary, denominator_epsilon: 0.0 }], ..Heads::none(true) };
    TestModel::with_heads(seed, EngineSpec { heads, config: spec.config.in_family(Family::Gpt), ..spec })
}

/// A model for each task, and one whose encoder does not learn.
fn task_models() -> Vec<TestModel> {
    let heads = [
        Head::SequenceClass { classes: 3, pooling: Pooling::Cls },
        Head::SequenceClass { classes: 2, pooling: Pooling::Mean },
        Head::TokenClass { classes: 5 },
        Head::AnswerSpan,
    ];
    let case = |(seed, head): (u64, Head), frozen: bool| {
        let TestModel { spec, .. } = TestModel::new(seed, 2, 24, 3, 36, 51, shape(3, 13, 20));
        let heads = Heads { losses: vec![Loss { head, denominator_epsilon: 0.0 }], frozen, ..Heads::none(false) };
        TestModel::with_heads(seed, EngineSpec { heads, ..spec })
    };
    let frozen = (30..).zip(heads).map(|head| case(head, true));
    (20..).zip(heads).map(|head| case(head, false)).chain(frozen).collect()
}

fn all_options() -> [Options; 4] {
    [(true, false), (true, true), (false, false), (false, true)]
        .map(|(blocks, every_position)| Options { blocks: Some(blocks), every_position })
}

/// Largest difference over the largest value. The engines sum float32 values in different orders.
#[track_caller]
fn assert_close(what: &str, found: &[f32], expected: &[f32], tolerance: f32) {
    assert_eq!(found.len(), expected.len(), "{what}: length");
    let largest = expected.iter().fold(1e-3f32, |most, x| most.max(x.abs()));
    for (i, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert!((found - expected).abs() <= tolerance * largest, "{what}[{i}]: {found}, expected {expected} (largest {largest})");
    }
}

#[track_caller]
fn assert_same_losses(found: &StepLosses, expected: &StepLosses) {
    assert!(!found.losses.is_empty());
    assert_close("losses", &found.losses, &expected.losses, 5e-6);
    assert_close("norm", &[found.gradient_norm], &[expected.gradient_norm], 1e-4);
}

#[test]
fn every_slot_has_the_values_and_gradients_of_the_cpu_engine() {
    let mut some_left_out = false;
    for model in models() {
        for options in all_options() {
            let (mut cpu, mut gpu) = model.engines(options);
            let batch = model.batch(0);
            let (expected, expected_gradient) = cpu.gradients(&batch);
            let (found, gradient) = pollster::block_on(gpu.gradients(&batch)).unwrap();
            let graph = cpu.graph().clone();
            let mut left_out = false;
            for operation in &graph.operations {
                for slot in operation.output().into_iter().chain(operation.inputs()) {
                    let rows = rows_of_twin(gpu.graph(), slot, &batch);
                    left_out |= gpu.graph().slot(slot).rows == Rows::Scored;
                    let (columns, name, seed) = (graph.slot(slot).columns, &graph.slot(slot).name, model.seed);
                    let expected: Vec<f32> =
                        rows.iter().flat_map(|&row| &cpu.values(slot)[row as usize * columns..][..columns]).copied().collect();
                    let values = pollster::block_on(gpu.read_slot(slot, false)).unwrap();
                    assert_close(&format!("model {seed}, {options:?}: {name}"), &values[..expected.len()], &expected, 2e-5);
                }
            }
            assert!(!(left_out && options.every_position));
            assert_eq!(left_out, gpu.graph().slots.len() > graph.slots.len());
            some_left_out |= left_out;
            assert_same_losses(&found, &expected);
            for parameter in &gpu.layout().parameters.clone() {
                let what = format!("model {}, {options:?}: gradient of {}", model.seed, parameter.name);
                assert_close(&what, &gradient[parameter.range()], &expected_gradient[parameter.range()], 1e-4);
            }
        }
    }
    assert!(some_left_out);
}

#[test]
fn ten_steps_train_alike_under_both_rules() {
    for rule in [OptimizerKind::Adamw, OptimizerKind::Google] {
        let model = TestModel::new(7, 2, 24, 2, 36, 51, shape(3, 12, 20));
        let (mut cpu, mut gpu) = model.engines(Options::default());
        for number in 1..=10 {
            let (batch, update) = (model.batch(0), Update::new(rule, 1e-3, number));
            cpu.step(&batch, Some(&update), None);
            gpu.step(&batch, Some(&update), None);
        }
        let (found, expected) = (pollster::block_on(gpu.read_losses()).unwrap(), cpu.take_losses());
        assert_eq!(found.len(), 10);
        for (found, expected) in found.iter().zip(&expected) {
            assert_close("losses", &found.losses, &expected.losses, 2e-5);
            assert_close("norm", &[found.gradient_norm], &[expected.gradient_norm], 1e-4);
        }
        assert!(found[9].total() < found[0].total(), "{found:?}");
    }
}

/// Feature-based fine-tuning: weight decay would move the encoder's matrices even without a gradient.
#[test]
fn a_frozen_encoder_keeps_its_bits_and_the_norm_is_that_of_the_head() {
    for case in task_models().into_iter().filter(|case| case.spec.heads.frozen) {
        let (mut cpu, mut gpu) = case.engines(Options::default());
        for number in 1..=3 {
            let update = Update { weight_decay: 0.1, ..Update::new(OptimizerKind::Adamw, 1e-2, number) };
            cpu.step(&case.batch(0), Some(&update), None);
            gpu.step(&case.batch(0), Some(&update), None);
        }
        let head = cpu.layout().parameters.iter().find(|parameter| parameter.component == Component::Task).unwrap().offset;
        let (losses, gradient) = cpu.gradients(&case.batch(0));
        let norm = gradient[head..].iter().map(|value| value * value).sum::<f32>().sqrt();
        assert_close("norm", &[losses.gradient_norm], &[norm], 1e-5);
        let trained = pollster::block_on(gpu.parameters()).unwrap();
        for found in [cpu.parameters(), &trained] {
            assert!(found[..head] == case.parameters[..head], "seed {}", case.seed);
            assert!(found[head..] != case.parameters[head..], "seed {}", case.seed);
        }
        let (found, expected) = (pollster::block_on(gpu.read_losses()).unwrap(), cpu.take_losses());
        for (found, expected) in found.iter().zip(&expected) {
            assert_same_losses(found, expected);
        }
    }
}

#[test]
fn inspection_probe_and_evaluation_say_what_the_cpu_engine_says() {
    let both = Heads::default().losses;
    let pre_training = [both.clone(), both[..1].to_vec(), both[1..].to_vec()].map(|losses| {
        let mut model = TestModel::new(8, 2, 24, 2, 36, 51, shape(3, 13, 20));
        model.spec.heads.losses = losses;
        model
    });
    for model in pre_training.into_iter().chain(task_models()) {
        let tokens = model.spec.heads.has(Head::Vocabulary);
        let (mut cpu, mut gpu) = model.engines(Options::default());
        let batch = model.batch(0);
        let update = Update::new(OptimizerKind::Adamw, 1e-3, 1);
        cpu.step(&batch, Some(&update), Some(1));
        gpu.step(&batch, Some(&update), Some(1));
        let expected = cpu.take_inspection().unwrap();
        let found = pollster::block_on(gpu.read_inspection()).unwrap().unwrap();
        assert_same_inspection(&found, &expected);
        assert!(pollster::block_on(gpu.read_inspection()).unwrap().is_none(), "it is handed out once");

        let row = row_for_inspection(&batch, 2);
        let before = pollster::block_on(gpu.parameters()).unwrap();
        gpu.copy_parameters(ParameterCopy::BeforeUpdate);
        gpu.step(&batch, Some(&update), None);
        cpu.step(&batch, Some(&update), None);
        gpu.copy_parameters(ParameterCopy::AfterUpdate);
        assert!(pollster::block_on(gpu.copied_parameters(ParameterCopy::BeforeUpdate)).unwrap() == before, "a copy that moved");
        assert!(pollster::block_on(gpu.copied_parameters(ParameterCopy::AfterUpdate)).unwrap() != before, "an update that did not tell");
        let expected = cpu.probe(&row);
        let found = pollster::block_on(gpu.probe(&row)).unwrap();
        assert_close("probe", &found.0.losses, &expected.0.losses, 1e-4);
        assert_same_inspection(&found.1, &expected.1);

        let (found, expected) = (pollster::block_on(gpu.evaluate(&batch)).unwrap(), cpu.evaluate(&batch));
        assert_eq!(found.losses.len(), model.spec.heads.losses.len());
        for (found, expected) in found.losses.iter().zip(&expected.losses) {
            assert_eq!((found.correct, found.labels), (expected.correct, expected.labels));
            assert!(found.labels > 0 && (found.loss - expected.loss).abs() < 1e-3, "{found:?} {expected:?}");
        }
        assert_eq!(gpu.evaluated_losses().len(), if tokens { batch.selected.len() } else { 0 });
        assert_close("losses by position", gpu.evaluated_losses(), cpu.evaluated_losses(), 1e-4);
        let sum: f64 = gpu.evaluated_losses().iter().map(|&loss| f64::from(loss)).sum();
        assert!(!tokens || (sum - found.losses[0].loss).abs() < 1e-9, "the sum's terms");
        let (levels, rate) = pollster::block_on(gpu.pixels()).unwrap();
        assert_eq!(rate, 1e-3);
        let (parameters, moments) = (pollster::block_on(gpu.parameters()).unwrap(), pollster::block_on(gpu.moments()).unwrap());
        let segments = trained_segments(gpu.layout(), &model.spec.heads);
        let expected = pixels::levels(Some(&update), &segments, &parameters, &moments.0, &moments.1);
        assert_eq!(levels.len(), expected.len());
        let (weight, change) = pollster::block_on(gpu.weight(70)).unwrap();
        assert_eq!(weight, parameters[70]);
        let expected_change = cpu.weight(70).1.unwrap();
        assert!((change.unwrap() - expected_change).abs() < 1e-5, "{change:?} {expected_change}");
        assert!(expected[parameters.len()..].iter().any(|&level| level != 128), "something was updated");
        assert_eq!(change.unwrap() == 0.0, model.spec.heads.frozen, "a weight of the encoder");
        for (i, (found, expected)) in levels.iter().zip(&expected).enumerate() {
            assert!(found.abs_diff(*expected) <= 1, "level {i}: {found}, {expected}");
        }
        // Inspecting a row changes nothing: the next steps are the same.
        cpu.step(&batch, Some(&update), None);
        gpu.step(&batch, Some(&update), None);
        let (found, expected) = (pollster::block_on(gpu.read_losses()).unwrap(), cpu.take_losses());
        assert_close("norm", &[found[2].gradient_norm], &[expected[2].gradient_norm], 1e-3);
    }
}

#[track_caller]
fn assert_same_inspection(found: &Inspection, expected: &Inspection) {
    assert_close("logits", &found.token_logits, &expected.token_logits[..found.token_logits.len()], 1e-4);
    assert_close("task logits", &found.task_logits, &expected.task_logits, 1e-4);
    assert_close("pair logits", &found.pair_logits, &expected.pair_logits, 1e-4);
    assert_close("pooled", &found.pooled_output, &expected.pooled_output, 1e-4);
    assert_close("gradient at [CLS]", &found.cls_gradient, &expected.cls_gradient, 1e-4);
    assert_close("the pooler's part of it", &found.cls_gradient_pooled, &expected.cls_gradient_pooled, 1e-4);
    assert_close("attention", &found.attention, &expected.attention, 1e-4);
    assert_close("output gradient", &found.output_gradient_norm, &expected.output_gradient_norm, 1e-4);
    assert_close("input gradient", &found.input_gradient_norm, &expected.input_gradient_norm, 1e-4);
    let zero = |norms: &[f32]| norms.iter().map(|&norm| norm == 0.0).collect::<Vec<_>>();
    assert_eq!(zero(&found.output_gradient_norm), zero(&expected.output_gradient_norm), "exact zeros");
}

#[test]
fn the_self_test_has_a_verdict_on_every_kernel_and_they_hold() {
    let gpu = pollster::block_on(Gpu::shared()).unwrap();
    let mut heard = vec![];
    pollster::block_on(gpu.compile(&mut |done, of| heard.push((done, of)))).unwrap();
    let kernels = kernels_of_adapter(gpu.report.software);
    assert_eq!(heard, (0..=kernels.len()).map(|done| (done, kernels.len())).collect::<Vec<_>>());
    let verdicts = pollster::block_on(self_test(&gpu)).unwrap();
    let (mut judged, mut names): (Vec<_>, Vec<_>) =
        (verdicts.iter().map(|verdict| verdict.kernel).collect(), kernels.iter().map(|kernel| kernel.name).collect());
    let before = |first: &str, second: &str| judged.iter().position(|name| *name == first) < judged.iter().position(|name| *name == second);
    assert!(before("embed", "layer_norm") && before("cross_entropy", "gather_backward") && before("squares", "update"), "{judged:?}");
    judged.sort_unstable();
    names.sort_unstable();
    assert_eq!(judged, names);
    for verdict in verdicts {
        assert!(verdict.holds(), "{verdict:?}");
    }
}

#[test]
fn the_self_test_finds_each_kernel_that_does_nothing() {
    let mut gpu = Rc::new(pollster::block_on(Gpu::open(pollster::block_on(request_adapter()).unwrap())).unwrap());
    for kernel in kernels_of_adapter(gpu.report.software) {
        let source = kernel.whole_source();
        let (head, main) = source.split_at(source.find("fn main(").unwrap());
        let idle = format!("{head}{}", main.replacen(") {", ") { if (true) { return; }", 1));
        let broken = compile(&gpu.device, kernel, &idle);
        let whole = Rc::get_mut(&mut gpu).unwrap().pipelines.replace(kernel, broken.into());
        let verdicts = pollster::block_on(self_test(&gpu)).unwrap();
        let found = verdicts.iter().find(|verdict| verdict.kernel == kernel.name).unwrap();
        assert!(!found.holds(), "{found:?}");
        Rc::get_mut(&mut gpu).unwrap().pipelines.replace(kernel, whole);
    }
}

/// An encoder without a loss has no backward pass, but rows can be inspected.
#[test]
fn a_model_without_a_loss_can_be_inspected() {
    let mut model = TestModel::new(9, 2, 24, 2, 36, 51, shape(1, 13, 13));
    model.spec.heads.losses.clear();
    let (mut cpu, mut gpu) = model.engines(Options::default());
    let batch = model.batch(0);
    let (expected, (losses, found)) = (cpu.inspect(&batch).1, pollster::block_on(gpu.probe(&batch)).unwrap());
    assert!(losses.losses.is_empty());
    assert_close("hidden", &found.sequence_output, &expected.sequence_output, 1e-4);
    assert_close("pooled", &found.pooled_output, &expected.pooled_output, 1e-4);
}
