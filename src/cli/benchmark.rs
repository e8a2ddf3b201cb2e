//! `cloze benchmark`: the step that trainers are compared by.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::device::Device;
use super::{Failure, Output};
use crate::engine::{Engine, EngineSpec, Update};
use crate::examples::batch::Batch;
use crate::protocol::BenchmarkSize;
use crate::train::benchmark::{benchmark, case, parameters, spec};

/// Time training steps on a fixed batch
///
/// A step is forward, backward, clipping and AdamW, and is done when its loss is known. Out comes one JSON object with the time of each
/// step and all losses. RAYON_NUM_THREADS=1 in the environment keeps the CPU to one thread.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  RAYON_NUM_THREADS=1 cloze benchmark
  cloze benchmark --size big --steps 10
  cloze benchmark --write-case case    # the same step for another trainer")]
pub struct Arguments {
    /// small: hidden 128, 2 layers, sequence 64; big: hidden 256, 4 layers, sequence 128
    #[arg(long, value_enum, default_value = "small")]
    size: Size,
    /// What trains
    #[arg(long, value_enum, default_value = "cpu")]
    device: Device,
    /// Steps that are timed
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    steps: u32,
    /// Steps before those
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(0..=1000))]
    warmup: u32,
    /// Train nothing, but write what another trainer needs: case.json (model, batch, optimiser) and parameters.f32 (initial weights)
    #[arg(long, value_name = "DIR", conflicts_with_all = ["device", "steps", "warmup"])]
    write_case: Option<PathBuf>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Size {
    Small,
    Big,
}

pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let size = match arguments.size {
        Size::Small => BenchmarkSize::Small,
        Size::Big => BenchmarkSize::Big,
    };
    if let Some(folder) = &arguments.write_case {
        return write_case(size, folder);
    }
    let device = arguments.device.of_run()?;
    let begun = Instant::now();
    let now = || begun.elapsed().as_secs_f64() * 1e3;
    let take = async |engine: &mut Engine, _: &EngineSpec, batch: &Batch, update: &Update| engine.step(batch, Some(update), None);
    let result = pollster::block_on(benchmark(size, device, arguments.steps, arguments.warmup, now, take))?;
    let mut output = Output::new();
    output.line(&result)?;
    output.flush()
}

fn write_case(size: BenchmarkSize, folder: &Path) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(|e| Failure::in_file(folder, e))?;
    let write = |name: &str, bytes: &[u8]| {
        let file = folder.join(name);
        fs::write(&file, bytes).map_err(|e| Failure::in_file(&file, e))
    };
    write("case.json", &serde_json::to_vec(&case(size))?)?;
    let values = parameters(&spec(size).config);
    write("parameters.f32", &values.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>())
}
