//! Recording does not change a run, and a recording shows the past correctly.

use cloze::engine::device::Device;
use cloze::examples::TokenFate;
use cloze::settings::Settings;
use cloze::text::{Corpus, presets};
use cloze::trace::{TokenTrace, Trace};
use cloze::train::data::Data;
use cloze::train::error::RunError;
use cloze::train::recording::{Film, Frame};
use cloze::train::run::Run;
use cloze::train::snapshot;
use pollster::block_on;
use proptest::prelude::*;
use serde_json::json;

fn start(changes: serde_json::Value) -> Run {
    let small = json!({"hidden_size": 16, "layers": 1, "heads": 2, "intermediate_size": 32, "batch_size": 4, "steps": 1000});
    let settings = Settings::default().changed(&small).and_then(|settings| settings.changed(&changes)).expect("settings");
    let documents = presets::corpus("stories").expect("a preset").documents.into_iter().take(100).collect();
    let text = Corpus { documents }.to_text();
    let settings = settings.changed(&json!({"corpus": "text", "text": text})).expect("settings");
    let data = Data::prepare(settings, &mut |_, _| {}).expect("data");
    let mut run = block_on(Run::new(data, Device::Cpu)).expect("run");
    block_on(run.begin()).expect("begin");
    run
}

fn recorded(changes: serde_json::Value) -> Run {
    let mut run = start(changes);
    block_on(run.start_recording()).expect("recording");
    run
}

/// Takes steps without inspecting them, so that the last inspected step stays. Returns the recorded frames.
fn train(run: &mut Run, steps: u32) -> Vec<Frame> {
    let mut frames = vec![];
    for _ in 0..steps {
        run.submit_step(false);
        block_on(run.collect()).expect("finite losses");
        let taken = block_on(run.record()).expect("frames");
        frames.extend(taken.into_iter().filter(|new| new.specimen.is_none()).map(|new| new.frame));
    }
    frames
}

fn follow(run: &mut Run, step: u32) -> Film {
    block_on(run.follow(step)).expect("a step that is held")
}

fn real(trace: &Trace) -> impl Iterator<Item = &TokenTrace> {
    trace.tokens.iter().filter(|token| token.fate != TokenFate::Padding)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]
    #[test]
    fn recording_and_following_change_nothing_of_the_run(
        objective in prop_oneof![Just("mlm+nsp"), Just("mlm"), Just("nsp")],
        seed in 0u32..1000,
        before in 0u32..12,
        after in 1u32..12,
    ) {
        let settings = json!({"objective": objective, "seed": seed});
        let (mut alone, mut watched) = (start(settings.clone()), recorded(settings));
        for run in [&mut alone, &mut watched] {
            train(run, before);
        }
        follow(&mut watched, 0);
        for run in [&mut alone, &mut watched] {
            train(run, after);
        }
        block_on(watched.followed_now()).expect("a frame").expect("a followed sentence");
        watched.unfollow();
        for run in [&mut alone, &mut watched] {
            train(run, 3);
        }
        let saved = |run: &mut Run| block_on(snapshot::save(run)).expect("save");
        prop_assert!(saved(&mut watched) == saved(&mut alone), "the snapshots differ");
    }
}

#[test]
fn the_past_from_recorded_weights_is_what_was_seen_live() {
    let mut run = recorded(json!({}));
    let mut live: Vec<Frame> = follow(&mut run, 0).frames;
    live.extend(train(&mut run, 41));
    let mut past = follow(&mut run, 0);
    assert_eq!(past.frames.pop(), block_on(run.followed_now()).expect("a frame"), "the last frame is of now");
    assert_eq!(past.frames.iter().map(|frame| frame.step).collect::<Vec<_>>(), (0..=40).step_by(4).collect::<Vec<_>>());
    assert_eq!(past.frames, live);
    let recorded = run.recorded_steps().expect("a model that is not large");
    assert_eq!((recorded.first, recorded.stride), (0, past.stride));
    // The model has changed, so equal frames are no accident.
    assert!(past.frames.windows(2).all(|pair| pair[0].losses != pair[1].losses));
    assert_eq!(past.sentence.step, 41);
}

/// A run that comes back from a snapshot without its past, at a step that is not recorded: what is followed then has one frame.
#[test]
fn a_film_goes_on_from_the_step_at_which_a_run_is_taken_up_again() {
    let mut run = recorded(json!({}));
    let before = follow(&mut run, 0);
    train(&mut run, 9);
    let saved = block_on(snapshot::save(&mut run)).expect("save");
    let mut again = block_on(snapshot::restore(&saved, Device::Cpu)).expect("restore");
    block_on(again.start_recording()).expect("recording");
    let film = block_on(again.follow_example(before.example)).expect("a film");
    assert_eq!(film.frames.iter().map(|frame| frame.step).collect::<Vec<_>>(), [9]);
    assert_eq!(block_on(again.followed_film()).expect("a film").expect("a followed sentence"), film);
    assert_eq!(film.frames.first(), block_on(run.followed_now()).expect("a frame").as_ref());
}

/// With one row per batch, the batch's loss is the sentence's own. Then a frame has all the trace's numbers of the tokens.
#[test]
fn a_frame_says_of_a_step_what_its_trace_says() {
    for objective in ["mlm+nsp", "mlm", "nsp"] {
        let mut run = recorded(json!({"batch_size": 1, "objective": objective}));
        let trace = run.trace().expect("the batch that stands").clone();
        let film = follow(&mut run, 0);
        let frame = &film.frames[0];
        assert_eq!(frame.step, 0);
        let each = |number: fn(&TokenTrace) -> f32| real(&trace).map(number).collect::<Vec<_>>();
        assert_eq!(frame.losses, each(|token| token.would_be_loss));
        assert_eq!(frame.log_sum_exps, each(|token| token.log_sum_exp));
        assert_eq!(frame.gradient_norms, each(|token| token.gradient_norm));
        assert_eq!(frame.input_gradient_norms, each(|token| token.input_gradient_norm));
        assert_eq!(frame.read, each(|token| token.read));
        assert!((frame.read.iter().sum::<f32>() - 1.0).abs() < 1e-4);
        let top = || real(&trace).flat_map(|token| &token.top);
        assert!(frame.top_ids.iter().eq(top().map(|prediction| &prediction.id)));
        assert!(frame.top_tokens.iter().eq(top().map(|prediction| &prediction.token)));
        assert!(frame.top_logits.iter().eq(top().map(|prediction| &prediction.logit)));
        assert_eq!(frame.next_sentence, trace.next_sentence.as_ref().map(|answer| answer.probabilities));
        assert_eq!(frame.pair_logits, trace.next_sentence.as_ref().map(|answer| answer.logits));
        assert_eq!(frame.pair_loss, trace.next_sentence.as_ref().map(|answer| answer.loss));
        assert_eq!(frame.trained, trace.batch.losses.iter().map(|loss| loss.value).collect::<Vec<_>>());
        assert_eq!((frame.total_loss, frame.mean_loss), (trace.batch.total_loss, trace.example.loss));
        assert!(
            real(&trace)
                .zip(real(&film.sentence))
                .all(|(was, is)| (&was.original, &was.input, was.fate) == (&is.original, &is.input, is.fate))
        );
    }
}

#[test]
fn held_out_sentences_are_watched_from_the_first_step_on() {
    let mut run = recorded(json!({}));
    train(&mut run, 23);
    let films = run.specimens();
    assert_eq!(films.len(), 5);
    for film in &films {
        assert_eq!(film.frames.iter().map(|frame| frame.step).collect::<Vec<_>>(), [0, 8, 16]);
        let blanks: Vec<_> = film.sentence.tokens.iter().filter(|token| token.fate == TokenFate::Masked).collect();
        assert!(!blanks.is_empty() && blanks.iter().all(|token| token.input == "[MASK]" && token.label.as_ref() == Some(&token.original)));
    }
    assert!(start_and_count(json!({"objective": "nsp"})) == 0, "without blanks to fill there is nothing to watch");
}

fn start_and_count(changes: serde_json::Value) -> usize {
    recorded(changes).specimens().len()
}

#[test]
fn a_recording_crosses_to_another_engine_with_its_run() {
    let mut run = recorded(json!({}));
    follow(&mut run, 0);
    train(&mut run, 13);
    let bytes = block_on(snapshot::save_with_past(&mut run)).expect("save");
    let mut restored = block_on(snapshot::restore(&bytes, Device::Cpu)).expect("restore");
    assert!(restored.followed() == run.followed() && run.followed().is_some());
    assert_eq!(train(&mut restored, 20), train(&mut run, 20));
    assert_eq!(restored.specimens(), run.specimens());
    assert_eq!(restored.recorded_steps(), run.recorded_steps());
    let saved = |run: &mut Run| block_on(snapshot::save_with_past(run)).expect("save");
    assert!(saved(&mut restored) == saved(&mut run), "the recordings differ");
    // Without its past, the recording begins at the current step.
    let bytes = block_on(snapshot::save(&mut run)).expect("save");
    let mut restored = block_on(snapshot::restore(&bytes, Device::Cpu)).expect("restore");
    assert_eq!((restored.followed(), restored.recorded_steps()), (None, None));
    block_on(restored.start_recording()).expect("recording");
    train(&mut restored, 7);
    assert_eq!(restored.recorded_steps().map(|recorded| recorded.first), Some(36));
}

#[test]
fn a_step_that_is_not_held_cannot_be_followed() {
    let mut run = recorded(json!({}));
    let refused = block_on(run.follow(7)).expect_err("no such step");
    assert!(matches!(refused, RunError::Question(_)) && refused.to_string().contains("step 7"), "{refused}");
}
