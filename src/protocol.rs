//! What the page and its worker say to each other. TypeScript types are generated from these.
//!
//! This is the roof: it names what every other module makes, and only the worker (`web`) looks at it.

use serde::{Deserialize, Serialize};
use tsify::Tsify;

use crate::checkpoint::opened::CheckpointInfo;
use crate::engine::device::{Device, KernelVerdict};
use crate::examples::masking::MaskedExample;
use crate::examples::typed::Edit;
use crate::examples::what_if::WhatIf;
use crate::settings::{DraftCheck, Settings};
use crate::text::presets::PresetInfo;
use crate::trace::Trace;
use crate::train::benchmark::{BenchmarkResult, BenchmarkSize};
use crate::train::facts::{DataFacts, ParameterInfo, PreparingStage, TypedFacts, Warning};
use crate::train::recording::{Film, Frame, Moments, NewFrame};
use crate::train::report::{LossFacts, NewPoints};
use crate::train::tallies::{Tallies, TallyShares};

/// Page to worker. Each is answered by exactly one [`Reply`] or an error.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Command {
    /// Start a new run; `changes` is laid over the current settings (over the defaults if there is no run yet). Reply: `begun`.
    Configure {
        #[tsify(type = "PartialSettings")]
        changes: serde_json::Value,
        playback: Playback,
    },
    /// As `configure`, from the pairs of a URL's query. Unknown names are reported in `state.warnings`. Reply: `begun`.
    ConfigureFromQuery {
        query: Vec<(String, String)>,
        playback: Playback,
    },
    /// What is wrong with changes that are not started yet: names and values as typed, laid over the current settings. Reply: `draft`.
    CheckDraft {
        values: Vec<(String, String)>,
    },
    Run,
    /// Reply when the step in flight is done: `state`.
    Pause,
    /// Train this many steps, then stay paused. Reply when done: `state`.
    Step {
        count: u32,
    },
    /// What the page wants of the run from now on. Reply: `state`.
    SetPlayback {
        playback: Playback,
    },
    State,
    Trace,
    Report,
    /// The run as bytes, with what was recorded of it if `past`. Reply: `bytes`.
    Snapshot {
        past: bool,
    },
    /// Go on from such bytes. Reply: `begun`.
    Restore {
        #[serde(with = "serde_bytes")]
        #[tsify(type = "Uint8Array")]
        bytes: Vec<u8>,
        playback: Playback,
    },
    Benchmark {
        size: BenchmarkSize,
        steps: u32,
        warmup: u32,
    },
    /// Milliseconds of a few training steps of the current settings, trained on nothing that stays. Reply: `timing`.
    TimeSteps {
        steps: u32,
    },
    /// Step `step`, if it is the one that was traced last, as another rule would have had it: same text, same weights. Reply: `trace`.
    WhatIf {
        rule: WhatIf,
        step: u32,
    },
    /// The shown row of that step at the weights that its update made; no gradients. Reply: `trace`.
    AfterUpdate {
        step: u32,
    },
    /// The losses of that step, row by row: the terms of its sum. Reply: `losses`.
    LossesByRow {
        step: u32,
    },
    /// Keep the shown row of step `step`, if it is the one that was traced last, in view from now on. Reply: `film`, with all its past.
    Follow {
        step: u32,
    },
    /// The words that the last evaluation asked for. Reply: `words`.
    Words,
    /// Predictions for typed text with the current weights, words selected by hand; `[MASK]` in it stands for itself. Reply: `typed`.
    Probe {
        text: String,
        pair: Option<String>,
        edits: Vec<Edit>,
    },
    /// Which parameters the model has, and where each lies among the pixels. Reply: `parameters`.
    Parameters,
    /// Every parameter and its last update as a level. Reply: `pixels`.
    Pixels,
    /// One parameter exactly, by its place in the flat vector. Reply: `weight`.
    Weight {
        index: u32,
    },
    /// Reply: `presets`.
    Presets,
    /// The model as a zip of a Hugging Face folder. Reply: `bytes`.
    ExportWeights,
    /// Open somebody's checkpoint beside the run: the files of its folder, or one zip. Reply: `checkpoint`.
    OpenCheckpoint {
        files: Vec<NamedFile>,
    },
    /// What the open checkpoint predicts. Reply: `trace`.
    ProbeCheckpoint {
        text: String,
        pair: Option<String>,
    },
    CloseCheckpoint,
}

/// What the page wants of the engine that trains. It is sent whole whenever it changes, and with each command by which an engine
/// takes a run: an engine never has a run without knowing this.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct Playback {
    /// Whether anybody looks: without, no traces are made.
    pub watching: bool,
    /// At most so many steps a second; null: as fast as it goes.
    #[tsify(optional)]
    pub steps_per_second: Option<f64>,
    /// The row of the batch to show; the next trace follows it.
    pub row: u32,
    /// The sentence to keep in view, as a film names it.
    #[tsify(optional, type = "Film['example']")]
    pub followed: Option<MaskedExample>,
}

/// A file that the user chose.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct NamedFile {
    /// Without folders.
    pub name: String,
    #[serde(with = "serde_bytes")]
    #[tsify(type = "Uint8Array")]
    pub bytes: Vec<u8>,
}

/// Worker to page, in answer.
#[derive(Clone, Debug, Serialize, Deserialize, Tsify)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Reply {
    State {
        state: State,
    },
    Begun {
        begun: Box<Begun>,
    },
    Draft {
        check: DraftCheck,
    },
    Trace {
        trace: Box<Trace>,
    },
    Losses {
        /// `[rows][selected of the row]`
        rows: Vec<Vec<f32>>,
    },
    Film {
        film: Box<Film>,
    },
    Typed {
        trace: Box<Trace>,
        facts: TypedFacts,
    },
    Report {
        report: crate::train::report::Report,
    },
    Words {
        words: crate::train::words::WordStatistics,
    },
    Bytes {
        #[serde(with = "serde_bytes")]
        #[tsify(type = "Uint8Array")]
        bytes: Vec<u8>,
    },
    Benchmark {
        result: BenchmarkResult,
    },
    Timing {
        ms_per_step: f64,
    },
    Parameters {
        parameters: Vec<ParameterInfo>,
    },
    Pixels {
        step: u32,
        /// `[2 * P]`: a byte for each value of the flat vector, 128 for 0, 1 and 255 for the scale or beyond, by the square root in
        /// between; then the same for the last updates.
        #[serde(with = "serde_bytes")]
        #[tsify(type = "Uint8Array")]
        levels: Vec<u8>,
        /// The weight and the update that get the strongest colour.
        scales: [f32; 2],
    },
    Weight {
        value: f32,
        /// What the last update did to it; none before the first.
        #[tsify(optional)]
        update: Option<f32>,
        /// The token whose embedding this is a part of.
        #[tsify(optional)]
        token: Option<String>,
    },
    Presets {
        presets: Vec<PresetInfo>,
    },
    Checkpoint {
        info: CheckpointInfo,
    },
}

/// A run that an engine has taken, all of it that the page draws.
#[derive(Clone, Debug, Serialize, Deserialize, Tsify)]
pub struct Begun {
    pub state: State,
    pub report: crate::train::report::Report,
    #[tsify(optional)]
    pub trace: Option<Trace>,
    /// What became of the held-out sentences.
    pub films: Vec<Film>,
    /// The film of the followed sentence.
    #[tsify(optional)]
    pub followed: Option<Film>,
}

/// Worker to page, unasked.
#[derive(Clone, Debug, Serialize, Deserialize, Tsify)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// At the display's rhythm while training, and once after each pause or step.
    Progress {
        state: State,
        /// Since the last event.
        curves: NewPoints,
        tallies: Tallies,
        shares: Box<TallyShares>,
        trace: Option<Box<Trace>>,
        /// What was recorded since the last event, oldest first.
        frames: Vec<NewFrame>,
        /// The followed sentence as it stands now.
        followed: Option<Box<Frame>>,
    },
    /// While a run is being prepared.
    Preparing { stage: PreparingStage, done: f64 },
    /// While the WebGPU engine is: `done` of its `kernels` are compiled.
    Compiling { done: u32, kernels: u32 },
    /// What the WebGPU engine's test of itself found, before it takes any run.
    SelfTested { kernels: Vec<KernelVerdict> },
    /// The run has reached its last step.
    Finished { state: State },
    /// Training stopped; the state is the last good one.
    Failed { message: String, details: String },
}

/// `window.cloze.state()`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct State {
    pub step: u32,
    pub running: bool,
    /// Which engine this worker is.
    pub device: Device,
    pub device_reason: String,
    pub steps_per_second: f64,
    pub settings: Settings,
    pub finished: bool,
    /// Whether a sentence is followed.
    pub follows: bool,
    /// Where the run can be taken back to; null where the model is too large for that.
    pub moments: Option<Moments>,
    /// What is trained, in the order of the losses of points and evaluations.
    pub losses: Vec<LossFacts>,
    /// Facts about the data of this run.
    pub data: DataFacts,
    /// Things the user should know: NSP off for want of documents, a vocabulary smaller than asked, ignored URL parameters.
    pub warnings: Vec<Warning>,
    /// Bytes of this engine's memory, where known.
    pub memory_bytes: u64,
    /// How many workers shared the last step that was not looked at.
    pub workers: u32,
}
