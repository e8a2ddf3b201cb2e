//! The messages between the page and its worker. TypeScript types are generated from these.
//!
//! This module may import every module below `web`. Only `web` imports it.

#[cfg(feature = "burn")]
mod elmo;
#[cfg(feature = "tuning")]
mod tuning;

use serde::{Deserialize, Serialize};
use tsify::Tsify;

use crate::checkpoint::opened::CheckpointInfo;
use crate::engine::device::{Device, Framework, KernelVerdict};
use crate::examples::masking::MaskedExample;
use crate::examples::typed::Edit;
use crate::examples::what_if::WhatIf;
use crate::settings::{DraftCheck, Settings};
use crate::text::presets::PresetInfo;
use crate::trace::Trace;
use crate::train::benchmark::{BenchmarkResult, BenchmarkSize};
use crate::train::facts::{DataFacts, ParameterInfo, PreparingStage, TypedFacts, Warning};
use crate::train::generation::{Continuation, Filling, Sampling};
use crate::train::recording::{Film, Frame, NewFrame, RecordedSteps};
use crate::train::report::{LossFacts, NewPoints};
use crate::train::tallies::{Tallies, TallyShares};

#[cfg(feature = "burn")]
pub use elmo::{ElmoCommand, ElmoReply};
#[cfg(feature = "tuning")]
pub use tuning::{ClassCount, ExperimentData, FilePreview, RunGuesses, TaskPresetInfo, TuningCommand, TuningEvent, TuningReply};

/// Page to worker. Each is answered by exactly one [`Reply`] or an error.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Command {
    /// Start a new run. `changes` overrides the current settings, or the defaults if there is no run yet. Reply: `begun`.
    Configure {
        #[tsify(type = "PartialSettings")]
        changes: serde_json::Value,
        playback: Playback,
    },
    /// As `configure`, from the names and values of a URL's query. Unknown names are reported in `state.warnings`. Reply: `begun`.
    ConfigureFromQuery {
        query: Vec<(String, String)>,
        playback: Playback,
    },
    /// Check changes to the current settings without starting a run. Names and values are text. Reply: `draft`.
    CheckDraft {
        values: Vec<(String, String)>,
    },
    Run,
    /// Pause after the step in flight. Reply when it is done: `state`.
    Pause,
    /// Train this many steps, then stay paused. Reply when done: `state`.
    Step {
        count: u32,
    },
    /// Change the playback. Reply: `state`.
    SetPlayback {
        playback: Playback,
    },
    State,
    Trace,
    Report,
    /// The run as bytes, with its recording if `past`. Reply: `snapshot`.
    Snapshot {
        past: bool,
    },
    /// Continue the run of a snapshot. Reply: `begun`.
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
    /// Time a few training steps with the current settings, without changing the run. Reply: `timing`.
    TimeSteps {
        steps: u32,
    },
    /// Step `step` under another rule, with the same text and weights. It has to be the step that was traced last. Reply: `trace`.
    WhatIf {
        rule: WhatIf,
        step: u32,
    },
    /// The shown row of that step with the weights after its update, without gradients. Reply: `trace`.
    AfterUpdate {
        step: u32,
    },
    /// Another row of that step, as it was: same weights, no update. It is the shown row from now on. Reply: `trace`.
    ShowRow {
        row: u32,
        step: u32,
    },
    /// The losses of that step's scored positions, row by row. Reply: `losses`.
    LossesByRow {
        step: u32,
    },
    /// Follow the shown row of step `step`, which has to be the step that was traced last. Reply: `film`, with its past.
    Follow {
        step: u32,
    },
    /// Held-out losses by word at the last evaluation. Reply: `words`.
    Words,
    /// Predictions of the current weights for typed text. `edits` select words by hand; a typed `[MASK]` is a masked position.
    /// Reply: `typed`.
    Probe {
        text: String,
        pair: Option<String>,
        edits: Vec<Edit>,
    },
    /// A text continued word by word by a left-to-right run, `count` tokens at most. Reply: `continued`.
    Continue {
        text: String,
        count: u32,
        sampling: Sampling,
    },
    /// Every `[MASK]` of a text filled by a masked run in `steps` steps, the surest first. Reply: `filled`.
    Fill {
        text: String,
        steps: u32,
        sampling: Sampling,
    },
    /// The model's parameters and their offsets in the flat vector. Reply: `parameters`.
    Parameters,
    /// The level of every parameter and of its last update. Reply: `pixels`.
    Pixels,
    /// The value of one parameter, by its index in the flat vector. Reply: `weight`.
    Weight {
        index: u32,
    },
    /// The preset corpora. Reply: `presets`.
    Presets,
    /// The model as a zip of a Hugging Face folder. Reply: `bytes`.
    ExportWeights,
    /// Open the user's checkpoint beside the run: the files of its folder, or one zip. Reply: `checkpoint`.
    OpenCheckpoint {
        files: Vec<NamedFile>,
    },
    /// Predictions of the open checkpoint for a text. Reply: `trace`.
    ProbeCheckpoint {
        text: String,
        pair: Option<String>,
    },
    CloseCheckpoint,
    /// Step `step` as a Jupyter notebook, which computes it again in PyTorch. It has to be the step that was traced last. Reply: `bytes`.
    Notebook {
        step: u32,
    },
    /// A command of fine-tuning, in the engine that can. Reply: `tuning`.
    #[cfg(feature = "tuning")]
    Tuning {
        command: TuningCommand,
    },
    /// A command of an ELMo, in an engine of Burn. Reply: `elmo`.
    #[cfg(feature = "burn")]
    Elmo {
        command: ElmoCommand,
    },
}

/// What the page wants of the engine that trains. It is sent whole whenever it changes, and with each command that gives an engine a
/// run. So an engine never has a run without it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct Playback {
    /// Whether the page shows traces. If not, none are made.
    pub watching: bool,
    /// Maximum steps per second. Null for no limit.
    #[tsify(optional)]
    pub steps_per_second: Option<f64>,
    /// The row of the batch to show, from the next trace on.
    pub row: u32,
    /// The sentence to follow, from its film.
    #[tsify(optional, type = "Film['example']")]
    pub followed: Option<MaskedExample>,
}

/// A file that the user chose.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct NamedFile {
    /// Its name without folders.
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
    Continued {
        continuation: Continuation,
    },
    Filled {
        filling: Filling,
    },
    Report {
        report: crate::train::report::Report,
    },
    Words {
        words: crate::train::words::WordStatistics,
    },
    Snapshot {
        step: u32,
        #[serde(with = "serde_bytes")]
        #[tsify(type = "Uint8Array")]
        bytes: Vec<u8>,
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
        /// `[2 * P]`: one byte for each value of the flat vector, then one for each last update. 128 is 0; 1 and 255 are the
        /// scale or beyond; between them the level grows with the square root.
        #[serde(with = "serde_bytes")]
        #[tsify(type = "Uint8Array")]
        levels: Vec<u8>,
        /// The weight and the update that have the highest level.
        scales: [f32; 2],
    },
    Weight {
        value: f32,
        /// Its last update. None before the first.
        #[tsify(optional)]
        update: Option<f32>,
        /// The token that it belongs to, if it belongs to one alone.
        #[tsify(optional)]
        token: Option<String>,
    },
    Presets {
        presets: Vec<PresetInfo>,
    },
    Checkpoint {
        info: CheckpointInfo,
    },
    #[cfg(feature = "tuning")]
    Tuning {
        reply: TuningReply,
    },
    #[cfg(feature = "burn")]
    Elmo {
        reply: ElmoReply,
    },
    Done,
}

/// Everything that the page draws of a run that an engine has taken.
#[derive(Clone, Debug, Serialize, Deserialize, Tsify)]
pub struct Begun {
    pub state: State,
    pub report: crate::train::report::Report,
    #[tsify(optional)]
    pub trace: Option<Trace>,
    /// The films of the held-out sentences.
    pub films: Vec<Film>,
    /// The film of the followed sentence.
    #[tsify(optional)]
    pub followed: Option<Film>,
}

/// Worker to page, without a command.
#[derive(Clone, Debug, Serialize, Deserialize, Tsify)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// Sent at the display's rate during training, and once after each pause or step.
    Progress {
        state: State,
        /// Since the last event.
        curves: NewPoints,
        tallies: Tallies,
        shares: Box<TallyShares>,
        trace: Option<Box<Trace>>,
        /// Frames recorded since the last event, oldest first.
        frames: Vec<NewFrame>,
        /// The followed sentence at the current step.
        followed: Option<Box<Frame>>,
    },
    /// Progress while a run is prepared.
    Preparing { stage: PreparingStage, done: f64 },
    /// Progress while the WebGPU engine is prepared: `done` of its `kernels` are compiled.
    Compiling { done: u32, kernels: u32 },
    /// The result of the WebGPU engine's self-test, before it takes a run.
    SelfTested { kernels: Vec<KernelVerdict> },
    /// The run has reached its last step.
    Finished { state: State },
    #[cfg(feature = "tuning")]
    Tuning { event: TuningEvent },
    /// Training stopped with an error.
    Failed { message: String, details: String },
}

/// `window.cloze.state()`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct State {
    pub step: u32,
    pub running: bool,
    /// Which engine this worker is: the device, and whose kernels.
    pub device: Device,
    pub engine: Framework,
    pub device_reason: String,
    pub steps_per_second: f64,
    pub settings: Settings,
    pub finished: bool,
    /// Whether a sentence is followed.
    pub follows: bool,
    /// The steps with recorded weights. Null if the model is too large to record any.
    pub moments: Option<RecordedSteps>,
    /// The trained losses, in the order of points and evaluations.
    pub losses: Vec<LossFacts>,
    /// Facts about the data of this run.
    pub data: DataFacts,
    /// Warnings, such as: NSP is off because there are too few documents, the vocabulary is smaller than requested, a URL parameter was
    /// ignored.
    pub warnings: Vec<Warning>,
    /// Bytes of this engine's memory, if known.
    pub memory_bytes: u64,
    /// How many workers shared the last step that was not inspected.
    pub workers: u32,
}
