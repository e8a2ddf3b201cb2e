//! ELMo beside a run.
#![cfg(feature = "burn")]

use cloze::engine::device::Device;
use cloze::settings::Settings;
use cloze::tasks::presets::task_preset;
use cloze::text::{Corpus, presets};
use cloze::train::data::Data;
use cloze::train::elmo::ElmoRun;
use cloze::train::error::{QuestionError, RunError};
use pollster::block_on;
use serde_json::json;

fn elmo(seed: u32) -> ElmoRun {
    let documents = presets::corpus("stories").expect("a preset").documents.into_iter().take(60).collect();
    let text = Corpus { documents }.to_text();
    let changes = json!({"hidden_size": 16, "batch_size": 8, "steps": 100, "warmup_steps": 5, "learning_rate": 0.01, "seed": seed, "corpus": "text", "text": text});
    let settings = Settings::default().changed(&changes).expect("settings");
    let data = Data::prepare(ElmoRun::settings(&settings), &mut |_, _| {}).expect("data");
    block_on(ElmoRun::new(data, Device::Cpu)).expect("an ELMo")
}

/// The losses of each step, as bits.
fn train(run: &mut ElmoRun, steps: u32) -> Vec<[u32; 3]> {
    let mut found = vec![];
    for _ in 0..steps {
        run.submit_step();
        block_on(run.collect()).expect("finite losses");
        let losses = run.losses.expect("a step was read");
        found.push([losses.forward, losses.backward, losses.gradient_norm].map(f32::to_bits));
    }
    found
}

#[test]
fn one_seed_gives_one_run_whose_losses_fall() {
    let [mut one, mut same, mut other] = [elmo(3), elmo(3), elmo(4)];
    let losses = train(&mut one, 60);
    assert_eq!(losses, train(&mut same, 60));
    assert_ne!(losses[0], train(&mut other, 1)[0]);
    for direction in [0, 1] {
        let [first, last] = [0, 59].map(|step| f32::from_bits(losses[step][direction]));
        assert!(last < first - 1.0, "direction {direction}: from {first} to {last}");
    }
    let held_out = block_on(one.evaluate(&one.data.evaluation)).expect("sums");
    assert_eq!(held_out.losses.len(), 2);
    // Each has as many neighbours on the one side as on the other.
    assert_eq!(held_out.losses[0].labels, held_out.losses[1].labels);
}

/// The decisive property of this model: a direction has read what stands on its side of the blank, and exactly nothing else.
#[test]
fn only_the_words_of_its_own_side_reach_a_direction() {
    let mut run = elmo(1);
    train(&mut run, 5);
    let read = |text: &str| block_on(run.read(text)).expect("a trace");
    let trace = read("the king went to the [MASK] with anna .");
    let asked = trace.asked as usize;
    assert_eq!(trace.tokens[asked].token, "[MASK]");
    let last = trace.tokens.len() - 1;
    for (position, token) in trace.tokens.iter().enumerate() {
        for (direction, read) in [position < asked, position > asked].into_iter().enumerate() {
            assert_eq!(token.reach[direction] > 0.0, read, "{direction}: {}", token.token);
        }
        // Every position counts in both directions, but where nothing stands before or after it; the blank's word is not known.
        let scored = token.losses.map(|loss| loss.is_some());
        assert_eq!(scored, [position > 0 && position != asked, position < last && position != asked]);
    }
    let other = read("the king went to the [MASK] and slept .");
    assert_eq!(trace.top[0], other.top[0], "from the left");
    assert_ne!(trace.top[1], other.top[1], "from the right");
    assert!(matches!(block_on(run.read("no blank")), Err(RunError::Question(QuestionError::NoBlank))));
}

#[test]
fn a_task_is_learned_from_its_layers_and_nothing_of_it_moves() {
    let mut run = elmo(1);
    train(&mut run, 2);
    let before = block_on(run.engine.parameters()).expect("parameters");
    for (id, count) in [("topic", 64), ("ner", 16)] {
        let preset = task_preset(id, "en").expect("a preset");
        let found = block_on(run.transfer(preset, count)).expect("a task");
        assert_eq!((found.labels, found.step), (count as u32, 2));
        assert!((found.shares.iter().sum::<f32>() - 1.0).abs() < 1e-6);
        assert!(found.shares.iter().all(|share| (share - 1.0 / 3.0).abs() > 1e-4), "{:?}: nothing was learned", found.shares);
        assert_eq!(found, block_on(run.transfer(preset, count)).expect("a task"));
    }
    assert_eq!(before, block_on(run.engine.parameters()).expect("parameters"));
}
