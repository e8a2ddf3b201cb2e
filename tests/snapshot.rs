//! Saved runs: what comes back is the run that was saved, in every bit, and nothing else comes back.

use cloze::engine::device::Device;
use cloze::settings::Settings;
use cloze::text::Corpus;
use cloze::train::data::Data;
use cloze::train::error::RunError;
use cloze::train::report::Point;
use cloze::train::run::Run;
use cloze::train::snapshot;
use pollster::block_on;
use serde_json::json;

/// A saved run has the settings and the user's text, but no preset's: these runs are on a text.
fn start(changes: serde_json::Value) -> Run {
    let corpus = Corpus::from_text(include_str!("fixtures/curve/corpus.txt")).expect("fixture");
    let text = Corpus { documents: corpus.documents.into_iter().take(100).collect() }.to_text();
    let small = json!({"hidden_size": 16, "layers": 1, "heads": 2, "intermediate_size": 32, "sequence_length": 24, "batch_size": 8,
                       "vocabulary_size": 200, "steps": 40, "warmup_steps": 4, "evaluation_interval": 10, "text": text});
    let settings = Settings::default().changed(&small).and_then(|settings| settings.changed(&changes)).expect("settings");
    let data = Data::prepare(settings, &mut |_, _| {}).expect("data");
    let mut run = block_on(Run::new(data, Device::Cpu)).expect("run");
    block_on(run.begin()).expect("begin");
    run
}

fn train(run: &mut Run, steps: u32) -> Vec<Point> {
    for _ in 0..steps {
        run.submit_step(true);
        block_on(run.collect()).expect("finite losses");
    }
    run.history.points.clone()
}

fn save(run: &mut Run) -> Vec<u8> {
    block_on(snapshot::save(run)).expect("save")
}

fn restore(bytes: &[u8]) -> Run {
    block_on(snapshot::restore(bytes, Device::Cpu)).expect("restore")
}

fn refusal(bytes: &[u8]) -> String {
    match block_on(snapshot::restore(bytes, Device::Cpu)) {
        Err(error @ RunError::Snapshot(_)) => error.to_string(),
        Err(other) => panic!("another error: {other}"),
        Ok(_) => panic!("was read"),
    }
}

fn parameters(run: &mut Run) -> Vec<f32> {
    block_on(run.engine.parameters()).expect("parameters")
}

#[test]
fn a_restored_run_goes_on_as_if_it_had_never_stopped() {
    for objective in ["mlm+nsp", "causal"] {
        let mut parted = start(json!({ "objective": objective }));
        train(&mut parted, 7);
        let mut restored = restore(&save(&mut parted));
        assert!(restored.trace() == parted.trace(), "the traces differ");
        assert_eq!(train(&mut restored, 20), train(&mut parted, 20));
        assert!(parameters(&mut restored) == parameters(&mut parted), "the parameters differ");
        assert!(save(&mut restored) == save(&mut parted), "the snapshots differ");
    }
}

#[test]
fn a_snapshot_before_the_first_step_keeps_the_batch_that_stands() {
    let mut run = start(json!({}));
    let mut restored = restore(&save(&mut run));
    assert_eq!(train(&mut restored, 3), train(&mut run, 3));
}

#[test]
fn what_is_cut_short_is_refused() {
    let bytes = save(&mut start(json!({})));
    for length in [0, 7, 8, 100, bytes.len() / 2, bytes.len() - 1] {
        assert!(refusal(&bytes[..length]).contains("cut short"), "{length} bytes");
    }
}

#[test]
fn another_version_is_named() {
    let bytes = save(&mut start(json!({})));
    let newer = replaced(&bytes, r#"\"version\":4"#, r#"\"version\":9"#);
    assert!(refusal(&newer).contains("has version 9, this Cloze reads versions 3 to 4"), "{}", refusal(&newer));
}

/// A bit that a disk has turned would otherwise train on, and nobody would see why the run is another one.
#[test]
fn a_single_bit_is_enough_to_be_refused() {
    let bytes = save(&mut start(json!({})));
    let vocabulary = position(&bytes, "[MASK]");
    for place in [vocabulary + 1, bytes.len() - 1, bytes.len() - 40_000] {
        let mut turned = bytes.clone();
        turned[place] ^= 1;
        assert!(refusal(&turned).contains("damaged"), "byte {place}: {}", refusal(&turned));
    }
    let without = replaced(&bytes, "crc32", "crc31");
    assert!(refusal(&without).contains("no checksum"));
}

#[test]
fn what_could_not_go_on_is_not_saved() {
    let mut run = start(json!({}));
    let mut weights = parameters(&mut run);
    weights[5] = f32::NAN;
    run.engine.set_parameters(&weights);
    let error = block_on(snapshot::save(&mut run)).expect_err("a NaN").to_string();
    assert!(error.contains("parameters") && error.contains("not finite"), "{error}");
}

/// Saved at step 6 by the Cloze that wrote version 3. It then trained on to step 12, whose losses are kept beside it.
#[test]
fn a_run_of_version_3_goes_on_with_the_same_bits() {
    let mut run = restore(include_bytes!("fixtures/snapshots/version-3.safetensors"));
    let expected: Vec<Point> = serde_json::from_str(include_str!("fixtures/snapshots/version-3.json")).expect("points");
    assert_eq!(run.step, 6);
    assert_eq!(train(&mut run, 6), expected);
    let renewed = save(&mut run);
    position(&renewed, r#"\"version\":4"#);
}

fn position(bytes: &[u8], wanted: &str) -> usize {
    bytes.windows(wanted.len()).position(|window| window == wanted.as_bytes()).expect("is there")
}

fn replaced(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    let at = position(bytes, from);
    [&bytes[..at], to.as_bytes(), &bytes[at + from.len()..]].concat()
}
