//! A run that is small enough to be had for every input.

use cloze::engine::device::Device;
use cloze::settings::{Objective, Settings};
use cloze::train::data::Data;
use cloze::train::run::Run;
use pollster::block_on;
use serde_json::json;

const TEXT: &str =
    "The cat sat on the mat. It slept.\n\nA dog ran to the cat. The cat ran.\n\nMina read a book. It was old.\n\nThe dog sat. A cat slept.";

/// A run of two steps, the second of which was inspected.
pub fn run(objective: Objective) -> Run {
    let changes = json!({
        "corpus": "text", "text": TEXT, "hidden_size": 8, "layers": 1, "heads": 2, "intermediate_size": 8, "batch_size": 2,
        "vocabulary_size": 48, "sequence_length": 12, "steps": 4, "warmup_steps": 1, "evaluation_interval": 4,
    });
    let settings = Settings { objective, ..Settings::default().changed(&changes).expect("settings") };
    let data = Data::prepare(settings, &mut |_, _| {}).expect("data");
    let mut run = block_on(Run::new(data, Device::Cpu)).expect("run");
    block_on(run.begin()).expect("begins");
    block_on(run.start_recording()).expect("records");
    for _ in 0..2 {
        go_on(&mut run).expect("trains");
    }
    run
}

/// One more step with all that the page's worker does beside it.
pub fn go_on(run: &mut Run) -> Result<(), cloze::train::error::RunError> {
    run.submit_step(true);
    block_on(run.collect())?;
    if run.evaluation_due() {
        block_on(run.evaluate())?;
    }
    if run.recording_due() {
        block_on(run.record())?;
    }
    Ok(())
}
