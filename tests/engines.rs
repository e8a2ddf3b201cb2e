//! Both engines take the same run: same data, clipping, schedule and held-out evaluation. Losses differ by float32 rounding only.
#![cfg(feature = "gpu")]

use cloze::engine::device::Device;
use cloze::settings::Settings;
use cloze::text::Corpus;
use cloze::train::data::Data;
use cloze::train::run::Run;
use pollster::block_on;
use serde_json::json;

const STEPS: u32 = 100;

fn start(device: Device) -> Run {
    let settings = Settings::default().changed(&json!({
        "hidden_size": 16, "layers": 2, "heads": 2, "intermediate_size": 32, "sequence_length": 24, "batch_size": 8,
        "vocabulary_size": 200, "steps": STEPS, "warmup_steps": 10, "evaluation_interval": 20,
        "initializer_range": 0.2, "seed": 11
    }));
    // A tenth of the corpus is enough to compare engines.
    let mut corpus = Corpus::from_text(include_str!("fixtures/curve/corpus.txt")).expect("fixture");
    corpus.documents.truncate(100);
    let data = Data::from_corpus(settings.expect("settings"), corpus, None, &mut |_, _| {}).expect("data");
    block_on(Run::new(data, device)).expect("a Vulkan adapter, a software one will do")
}

fn train(run: &mut Run) {
    block_on(run.begin()).expect("begin");
    while !run.finished() {
        run.submit_step(run.step.is_multiple_of(10));
        block_on(run.collect()).expect("finite losses");
        if run.evaluation_due() {
            block_on(run.evaluate()).expect("evaluation");
        }
    }
}

/// The gradient's norm on the first held-out batch.
fn gradient_norm(run: &mut Run) -> f32 {
    let batch = run.data.evaluation[0].clone();
    block_on(run.engine.gradients(&batch)).expect("gradients").0.gradient_norm
}

/// The reference's tolerance for the first ten steps of one float32 engine, here for a hundred steps of two. Both sum the same
/// numbers in another order, and Adam's normalisation does not amplify such small relative differences.
const TOLERANCE: f64 = 2e-5;

#[test]
fn a_hundred_steps_of_one_seed_are_alike_on_both_engines() {
    let (mut cpu, mut gpu) = (start(Device::Cpu), start(Device::Webgpu));
    let (expected, found) = (gradient_norm(&mut cpu), gradient_norm(&mut gpu));
    assert!(expected > 1.0, "gradients that are not clipped say nothing about clipping: {expected}");
    assert!((found - expected).abs() < 1e-4 * expected, "gradient norm {found}, expected {expected}");
    train(&mut cpu);
    train(&mut gpu);
    let close = |what: &str, found: Option<f64>, expected: Option<f64>| {
        let (found, expected) = found.zip(expected).expect("both losses are trained");
        assert!((found - expected).abs() <= TOLERANCE, "{what}: {found}, expected {expected}");
    };
    assert_eq!(cpu.history.points.len(), STEPS as usize);
    for (found, expected) in gpu.history.points.iter().zip(&cpu.history.points) {
        assert_eq!(found.step, expected.step);
        assert_eq!((found.losses.len(), expected.losses.len()), (2, 2));
        for (index, (&found_loss, &expected_loss)) in found.losses.iter().zip(&expected.losses).enumerate() {
            close(&format!("loss {index} at step {}", found.step), Some(found_loss.into()), Some(expected_loss.into()));
        }
    }
    assert_eq!(cpu.history.held_out.len(), 6);
    for (found, expected) in gpu.history.held_out.iter().zip(&cpu.history.held_out) {
        assert_eq!((found.step, found.measures.len(), expected.measures.len()), (expected.step, 2, 2));
        for (index, (found_here, expected_here)) in found.measures.iter().zip(&expected.measures).enumerate() {
            assert_eq!(found_here.accuracy, expected_here.accuracy);
            close(&format!("held-out loss {index} at step {}", found.step), found_here.loss, expected_here.loss);
        }
    }
    assert_eq!(gpu.history.held_out.len(), cpu.history.held_out.len());
    assert_eq!(gpu.history.points.len(), cpu.history.points.len());
    assert_eq!(gpu.tallies, cpu.tallies);
    let (first, last) = (cpu.history.points[0].losses[0], cpu.history.points[99].losses[0]);
    assert!(first - last > 0.2, "nothing was learned: {first:?} to {last:?}");
}
