//! A saved run, restored and gone on with.

use std::sync::LazyLock;

use cloze::engine::device::Device;
use cloze::settings::{Objective, Settings};
use cloze::train::run::Run;
use cloze::train::snapshot::{restore, save_with_past};
use pollster::block_on;
use safetensors::SafeTensors;
use serde_json::Value;

use super::edits::apply;
use super::memory::peak_of;
use super::parts::said_well;
use super::small;

/// Where the header has the run.
const KEY: &str = "cloze_run";
/// The last version without a checksum, with which no change would come far.
const UNCHECKED: u32 = 3;

static SAVED: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut run = small::run(Objective::MlmNsp);
    block_on(run.follow(2)).expect("follows");
    block_on(save_with_past(&mut run)).expect("is saved")
});

/// Lines of edits to the run in a snapshot's header (see [`super::edits`]); or, behind a `!`, all bytes.
pub fn run(bytes: &[u8]) {
    let file = match bytes.strip_prefix(b"!") {
        Some(whole) => whole.to_vec(),
        None => edited(&String::from_utf8_lossy(bytes)),
    };
    if !is_small(&file) {
        return;
    }
    let (restored, peak) = peak_of(|| block_on(restore(&file, Device::Cpu)));
    assert!(peak <= 100 * file.len() + (48 << 20), "{peak} bytes were held for a snapshot of {}", file.len());
    match restored {
        Err(error) => said_well(&error.to_string()),
        Ok(mut run) => go_on(&mut run),
    }
}

/// What the page does with a run that it has opened: draws it, and trains.
fn go_on(run: &mut Run) {
    let shown = |run: &Run| {
        let report = serde_json::to_string(&run.report()).expect("a report");
        let words = serde_json::to_string(&run.words()).expect("statistics");
        let films: Vec<String> = run.specimens().iter().map(|film| serde_json::to_string(film).expect("a film")).collect();
        (report.len(), words.len(), films.len(), run.recorded_steps(), run.trace().is_some())
    };
    let saved = block_on(run.start_recording()).map(|()| shown(run));
    if let Err(error) = saved {
        return said_well(&error.to_string());
    }
    if let Err(error) = block_on(run.followed_film()) {
        said_well(&error.to_string());
    }
    while !run.finished() {
        if let Err(error) = small::go_on(run) {
            return said_well(&error.to_string());
        }
        shown(run);
    }
    // What diverged has no snapshot; everything else has one that can be read.
    if let Ok(again) = block_on(save_with_past(run)) {
        let step = block_on(restore(&again, Device::Cpu)).map(|run| run.step);
        assert_eq!(step.map_err(|error| error.to_string()), Ok(run.step));
    }
}

fn edited(lines: &str) -> Vec<u8> {
    let tensors = SafeTensors::deserialize(&SAVED).expect("a snapshot");
    let (_, metadata) = SafeTensors::read_metadata(&SAVED).expect("its header");
    let json = &metadata.metadata().as_ref().expect("the run in it")[KEY];
    let mut run: Value = serde_json::from_str(json).expect("JSON");
    run["version"] = UNCHECKED.into();
    apply(&mut run, lines);
    let views: Vec<_> = tensors.tensors();
    safetensors::serialize(views, Some([(KEY.to_owned(), run.to_string())].into())).expect("a snapshot")
}

/// The settings may ask for a model of gigabytes, which is refused or computed; here there is time for small ones only.
fn is_small(file: &[u8]) -> bool {
    let Ok((_, metadata)) = SafeTensors::read_metadata(file) else { return true };
    let json = metadata.metadata().as_ref().and_then(|map| map.get(KEY));
    let header = json.and_then(|json| serde_json::from_str::<Value>(json).ok()).unwrap_or_default();
    let Ok(settings) = serde_json::from_value::<Settings>(header["settings"].clone()) else { return true };
    let Settings { hidden_size, layers, intermediate_size, sequence_length, batch_size, steps, .. } = settings;
    let sizes = [(hidden_size, 16), (layers, 2), (intermediate_size, 32), (sequence_length, 32), (batch_size, 8), (steps, 8)];
    let out_of_range = settings.check_values().is_err();
    out_of_range || settings.corpus == "text" && settings.text.len() < 4096 && sizes.iter().all(|(size, most)| size <= most)
}
