//! Numbers that break: a run that diverges stops, says since when, and leaves nothing behind that is not finite. Settings at the border
//! of what is allowed do not diverge.

use cloze::checkpoint::export;
use cloze::checkpoint::write::{Model, Precision, Top};
use cloze::engine::device::Device;
use cloze::settings::{Settings, lenient};
use cloze::text::{Corpus, presets};
use cloze::train::data::Data;
use cloze::train::divergence::{NotFinite, Quantity};
use cloze::train::error::RunError;
use cloze::train::run::Run;
use cloze::train::snapshot;
use pollster::block_on;
use proptest::prelude::*;
use serde_json::{Value, json};

fn settings(changes: &Value) -> Settings {
    let small = json!({"hidden_size": 16, "layers": 1, "heads": 2, "intermediate_size": 32, "sequence_length": 16, "batch_size": 4,
                       "vocabulary_size": 200, "steps": 40, "warmup_steps": 0, "evaluation_interval": 5});
    let documents = presets::corpus("stories").expect("a preset").documents.into_iter().take(40).collect();
    let small = Settings::default().changed(&small).and_then(|settings| settings.changed(changes)).expect("settings");
    small.changed(&json!({"corpus": "text", "text": Corpus { documents }.to_text()})).expect("settings")
}

fn start(changes: &Value) -> Run {
    let data = Data::prepare(settings(changes), &mut |_, _| {}).expect("data");
    let mut run = block_on(Run::new(data, Device::Cpu)).expect("run");
    block_on(run.begin()).expect("begin");
    block_on(run.start_recording()).expect("recording");
    run
}

fn train(run: &mut Run, steps: u32) -> Result<(), RunError> {
    for _ in 0..steps {
        run.submit_step(true);
        block_on(run.collect())?;
        if run.evaluation_due() {
            block_on(run.evaluate())?;
        }
        block_on(run.record())?;
    }
    Ok(())
}

/// Every weight times `factor`.
fn scale(run: &mut Run, factor: f32) {
    let mut parameters = block_on(run.engine.parameters()).expect("parameters");
    parameters.iter_mut().for_each(|value| *value *= factor);
    run.engine.set_parameters(&parameters);
}

/// Whether JSON says null for a number: what serde makes of NaN and infinities.
fn has_null_numbers(run: &Run) -> bool {
    let trace = run.trace().expect("a trace");
    let points = run.history.points.iter().flat_map(|point| point.losses.iter().copied());
    let films = run.specimens();
    let frames = films.iter().flat_map(|film| &film.frames).flat_map(|frame| frame.losses.iter().chain(&frame.top_logits).copied());
    NotFinite::first_of(trace.numbers().chain(points).chain(frames)).is_some()
}

#[test]
fn a_run_that_diverges_names_the_rate_and_the_first_step_that_is_not_finite() {
    let mut run = start(&json!({"learning_rate": 1.0}));
    train(&mut run, 3).expect("finite losses");
    scale(&mut run, f32::NAN);
    // As many as the page has in flight.
    (0..8).for_each(|_| run.submit_step(false));
    let error = block_on(run.collect()).expect_err("a NaN").to_string();
    assert!(error.starts_with("learning rate 1 without warm-up: the loss has been NaN since step 4"), "{error}");
    assert_eq!(run.step, 4);
    assert_eq!(run.history.points.last().expect("points").step, 3);
}

#[test]
fn a_run_that_has_diverged_keeps_what_was_finite_and_is_never_saved() {
    let mut run = start(&json!({}));
    train(&mut run, 8).expect("finite losses");
    let before = run.report();
    scale(&mut run, 1e30);
    let divergence = match train(&mut run, 1) {
        Err(RunError::Diverged(divergence)) => divergence,
        other => panic!("{other:?}"),
    };
    assert_eq!(run.diverged(), Some(&divergence));
    assert_eq!(divergence.step, 9);
    assert_eq!((run.report().points, run.report().held_out), (before.points, before.held_out));
    assert_eq!(run.trace().expect("a trace").step, 8);
    assert!(!has_null_numbers(&run));
    assert!(matches!(block_on(snapshot::save(&mut run)), Err(RunError::Diverged(_))));
    assert!(matches!(block_on(snapshot::save_with_past(&mut run)), Err(RunError::Diverged(_))));
    // The engine's copies of the parameters are those of the step that broke.
    assert!(matches!(block_on(run.after_update(8)), Err(RunError::Question(_))));
}

#[test]
fn a_run_that_diverged_goes_on_from_its_last_snapshot_as_one_that_never_did() {
    let mut run = start(&json!({}));
    train(&mut run, 6).expect("finite losses");
    let good = block_on(snapshot::save_with_past(&mut run)).expect("a snapshot");
    let mut undisturbed = block_on(snapshot::restore(&good, Device::Cpu)).expect("a run");
    scale(&mut run, f32::INFINITY);
    train(&mut run, 2).expect_err("infinite weights");
    let mut back = block_on(snapshot::restore(&good, Device::Cpu)).expect("a run");
    train(&mut back, 6).expect("finite losses");
    train(&mut undisturbed, 6).expect("finite losses");
    assert_eq!(back.history, undisturbed.history);
    assert_eq!(block_on(back.engine.parameters()), block_on(undisturbed.engine.parameters()));
}

#[test]
fn weights_that_broke_in_the_last_update_reach_no_evaluation_no_film_and_no_file() {
    // At step 4 weights are recorded, at step 5 the held-out rows are evaluated.
    for (steps, quantity) in [(4, Quantity::Weights), (5, Quantity::HeldOutLoss)] {
        let mut run = start(&json!({}));
        train(&mut run, steps - 1).expect("finite losses");
        let held_out = run.history.held_out.clone();
        run.submit_step(true);
        block_on(run.collect()).expect("finite losses");
        scale(&mut run, f32::NAN);
        let error = match quantity {
            Quantity::Weights => block_on(run.record()).expect_err("NaN"),
            _ => block_on(run.evaluate()).expect_err("NaN"),
        };
        let RunError::Diverged(found) = error else { panic!("{error}") };
        assert_eq!((found.step, found.quantity, found.found), (steps, quantity, NotFinite::Nan));
        assert_eq!(run.history.held_out, held_out);
        assert!(!has_null_numbers(&run));
        let parameters = block_on(run.engine.parameters()).expect("parameters");
        let model = Model { config: &run.data.config, layout: &run.data.layout, parameters: &parameters, top: Top::PreTraining };
        let refused = export::files(&model, &run.data.tokenizer, Precision::Full).expect_err("NaN").to_string();
        assert!(refused.contains("one is NaN"), "{refused}");
    }
}

#[test]
fn questions_to_weights_too_large_to_compute_with_are_refused_in_words() {
    let mut run = start(&json!({}));
    train(&mut run, 2).expect("finite losses");
    scale(&mut run, 1e30);
    let refused = block_on(run.probe("The cat sat on the mat.", None, &[])).expect_err("not finite").to_string();
    assert!(refused.contains("too large to compute with"), "{refused}");
    assert_eq!(run.diverged(), None, "a question changes nothing of the run");
}

/// Weights a thousand times too large give wild losses, but finite ones.
#[test]
fn weights_times_a_thousand_train_on_with_finite_numbers() {
    let mut run = start(&json!({}));
    scale(&mut run, 1000.0);
    train(&mut run, 20).expect("finite losses");
    assert!(!has_null_numbers(&run));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    /// Each setting at an end of its range, in any combination.
    #[test]
    fn settings_at_the_border_train_with_finite_numbers_and_can_be_saved(
        shares in prop_oneof![Just([0, 0, 100]), Just([0, 100, 0]), Just([100, 0, 0])],
        probability in prop_oneof![Just(1e-9), Just(1.0)],
        rule in prop_oneof![Just("google"), Just("hf"), Just("span")],
        max_predictions in prop_oneof![Just(1), Just(100_000)],
        sequence_length in prop_oneof![Just(8), Just(16)],
        batch_size in prop_oneof![Just(1), Just(4)],
        learning_rate in prop_oneof![Just(1e-300), Just(1.0)],
        initializer_range in prop_oneof![Just(1e-300), Just(1.0)],
        optimizer in prop_oneof![Just("adamw"), Just("google")],
        objective in prop_oneof![Just("mlm+nsp"), Just("mlm"), Just("nsp"), Just("causal")],
    ) {
        let [mask, random, keep] = shares;
        let masking = json!({"mask": mask, "random": random, "keep": keep, "probability": probability, "rule": rule,
                             "max_predictions": max_predictions});
        let mut run = start(&json!({"masking": masking, "sequence_length": sequence_length, "batch_size": batch_size, "objective": objective,
                                    "learning_rate": learning_rate, "initializer_range": initializer_range, "optimizer": optimizer}));
        train(&mut run, 12).map_err(|e| TestCaseError::fail(e.to_string()))?;
        prop_assert!(!has_null_numbers(&run));
        let saved = block_on(snapshot::save_with_past(&mut run)).map_err(|e| TestCaseError::fail(e.to_string()))?;
        let restored = block_on(snapshot::restore(&saved, Device::Cpu)).map_err(|e| TestCaseError::fail(e.to_string()))?;
        prop_assert_eq!(restored.history, run.history);
    }
}

#[test]
fn a_number_that_is_not_finite_is_no_setting() {
    for (name, text) in
        [("learning_rate", "NaN"), ("learning_rate", "inf"), ("initializer_range", "1e999"), ("probability", "-inf"), ("mask", "nan")]
    {
        let read = lenient(&[(name.to_owned(), text.to_owned())]);
        assert_eq!((read.settings, read.ignored.len()), (Settings::default(), 1), "{name}={text}");
    }
}
