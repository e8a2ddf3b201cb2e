//! `cloze benchmark`: the step by which trainers are compared, and the time to train a vocabulary.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::Serialize;

use super::device::{BackendOptions, Device};
use super::input::read;
#[cfg(feature = "gpu")]
use super::kernel_times;
use super::{Failure, Output};
use crate::engine::device::Framework;
use crate::engine::{Engine, EngineSpec, Update};
use crate::examples::batch::Batch;
use crate::settings::{SettingSpec, Settings};
use crate::text::{Corpus, vocabulary};
use crate::train::benchmark::BenchmarkSize;
use crate::train::benchmark::{Changes, StepBudget, benchmark, fixed_step, parameters};

/// Time training steps on a fixed batch
///
/// A step is forward, backward, clipping and AdamW, and is done when its loss is known. Out comes one JSON object with the time of each
/// step and all losses. RAYON_NUM_THREADS=1 in the environment keeps the CPU to one thread.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  RAYON_NUM_THREADS=1 cloze benchmark
  cloze benchmark --size big --steps 10
  cloze benchmark --sequence-length 256 --seconds 5
  cloze benchmark --device wgpu --kernels
  cloze benchmark --write-case case    # the same step for another trainer
  cloze benchmark --train-tokenizer text.txt --vocabulary-size 8000")]
pub struct Arguments {
    /// small: hidden 128, 2 layers, sequence 64; big: hidden 256, 4 layers, sequence 128
    #[arg(long, value_enum, default_value = "small")]
    size: Size,
    #[command(flatten)]
    changes: ChangeOptions,
    #[command(flatten)]
    backend: BackendOptions,
    /// Steps that are timed
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    steps: u32,
    /// Steps before those
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(0..=1000))]
    warmup: u32,
    /// Begin no other step once those that are timed have taken so long
    #[arg(long, value_name = "S", value_parser = clap::value_parser!(u32).range(1..=86_400))]
    seconds: Option<u32>,
    /// Time instead each kernel of those steps, by the clock of the GPU (--device wgpu)
    #[arg(long, conflicts_with = "seconds")]
    kernels: bool,
    /// Train nothing, but write what another trainer needs: case.json (model, batch, optimiser) and parameters.f32 (initial weights)
    #[arg(long, value_name = "DIR", conflicts_with_all = ["device", "engine", "steps", "warmup", "seconds", "kernels"])]
    write_case: Option<PathBuf>,
    /// Time instead how a WordPiece vocabulary of --vocabulary-size is trained on this text
    #[arg(long, value_name = "FILE", conflicts_with_all = [
        "size", "sequence_length", "batch_size", "hidden_size", "device", "engine", "steps", "warmup", "seconds", "kernels", "write_case",
    ])]
    train_tokenizer: Option<PathBuf>,
}

/// Settings that a size's own are replaced by; they have the settings' ranges.
#[derive(clap::Args)]
#[command(next_help_heading = "Otherwise than the size has it")]
struct ChangeOptions {
    #[arg(long, value_name = "N", value_parser = setting("sequence_length"), help = ranged("sequence_length", "Positions of a row, of which 15 % are selected"))]
    sequence_length: Option<usize>,
    #[arg(long, value_name = "N", value_parser = setting("batch_size"), help = ranged("batch_size", "Rows"))]
    batch_size: Option<usize>,
    #[arg(long, value_name = "N", value_parser = setting("hidden_size"), help = ranged("hidden_size", "Width, with a head for every 64 (or more, where that does not divide it) and a feed-forward layer of 4 times that"))]
    hidden_size: Option<usize>,
    #[arg(long, value_name = "N", value_parser = setting("vocabulary_size"), help = ranged("vocabulary_size", "WordPieces"))]
    vocabulary_size: Option<usize>,
}

/// Parses an option with the name and the range of a setting.
fn setting(name: &'static str) -> impl Fn(&str) -> Result<usize, String> + Clone {
    move |text| {
        let spec = SettingSpec::find(name).ok_or_else(|| format!("{name} is no setting"))?;
        let value = spec.parse(text).map_err(|error| format!("found {}, expected {}", error.found, error.expected))?;
        value.as_u64().map(|value| value as usize).ok_or_else(|| format!("{name} is no whole number"))
    }
}

fn ranged(name: &'static str, what: &str) -> String {
    SettingSpec::find(name).map_or_else(String::new, |spec| format!("{what}: {}", spec.kind))
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Size {
    Small,
    Big,
}

pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let ChangeOptions { sequence_length, batch_size, hidden_size, vocabulary_size } = arguments.changes;
    if let Some(file) = &arguments.train_tokenizer {
        return train_tokenizer(file, vocabulary_size.unwrap_or(Settings::default().vocabulary_size as usize));
    }
    let size = match arguments.size {
        Size::Small => BenchmarkSize::Small,
        Size::Big => BenchmarkSize::Big,
    };
    let spec = Changes { sequence_length, batch_size, hidden_size, vocabulary_size }.of(size);
    if let Some(folder) = &arguments.write_case {
        return write_fixed_step(&spec, folder);
    }
    let backend = arguments.backend.backend()?;
    let mut output = Output::new();
    if arguments.kernels {
        if arguments.backend.device != Device::Wgpu || backend.framework == Framework::Burn {
            return Err(Failure::Usage("--kernels: expected --device wgpu beside it, and no --engine burn".into()));
        }
        #[cfg(feature = "gpu")]
        output.line(&kernel_times::kernel_times(&spec, arguments.warmup, arguments.steps)?)?;
        return output.flush();
    }
    let limit_ms = arguments.seconds.map_or(f64::INFINITY, |seconds| f64::from(seconds) * 1e3);
    let budget = StepBudget { warmup: arguments.warmup, steps: arguments.steps, limit_ms };
    let begun = Instant::now();
    let now = || ms(begun.elapsed());
    let take = async |engine: &mut Engine, _: &EngineSpec, batch: &Batch, update: &Update| engine.step(batch, Some(update), None);
    let result = pollster::block_on(benchmark(&spec, backend, budget, now, take))?;
    output.line(&result)?;
    output.flush()
}

fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

fn write_fixed_step(spec: &EngineSpec, folder: &Path) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(|e| Failure::in_file(folder, e))?;
    let write = |name: &str, bytes: &[u8]| {
        let file = folder.join(name);
        fs::write(&file, bytes).map_err(|e| Failure::in_file(&file, e))
    };
    write("case.json", &serde_json::to_vec(&fixed_step(spec))?)?;
    let values = parameters(&spec.config);
    write("parameters.f32", &values.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>())
}

/// The cost of training a vocabulary.
#[derive(Serialize)]
struct TokenizerResult {
    /// Length of the text.
    bytes: usize,
    /// Size of the trained vocabulary.
    tokens: usize,
    /// Time from the file to documents and sentences.
    read_ms: f64,
    /// Time from the sentences to the tokenizer.
    train_ms: f64,
    /// Peak resident memory in bytes, and its value before the text was read. Null if /proc does not say.
    peak_memory: Option<u64>,
    memory_before: Option<u64>,
}

fn train_tokenizer(file: &Path, size: usize) -> Result<(), Failure> {
    let memory_before = peak_memory();
    let begun = Instant::now();
    let text = read(file)?;
    let corpus = Corpus::from_bytes(&text).map_err(|error| Failure::in_file(file, error))?;
    let bytes = text.len();
    drop(text);
    let read_ms = ms(begun.elapsed());
    let tokenizer = vocabulary::train(&corpus, size, &mut |_| ())?;
    let train_ms = ms(begun.elapsed()) - read_ms;
    let tokens = tokenizer.vocabulary_size();
    let mut output = Output::new();
    output.line(&TokenizerResult { bytes, tokens, read_ms, train_ms, peak_memory: peak_memory(), memory_before })?;
    output.flush()
}

/// Peak resident memory of this process in bytes, as Linux counts it.
fn peak_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? * 1024)
}
