//! Writes a training step as a Jupyter notebook, which computes it again in PyTorch:
//! `cargo run --profile checked --example notebook > step.ipynb`. Options: the objective and the number of the step.

use std::io::Write;

use cloze::checkpoint::notebook;
use cloze::engine::device::Device;
use cloze::settings::{Objective, Settings};
use cloze::train::data::Data;
use cloze::train::run::Run;
use serde_json::json;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut options = std::env::args().skip(1);
    let objective: Objective = serde_json::from_value(json!(options.next().as_deref().unwrap_or("mlm+nsp")))?;
    let step: u32 = options.next().as_deref().unwrap_or("20").parse()?;
    let data = Data::prepare(Settings { objective, ..Settings::default() }, &mut |_, _| {})?;
    let bytes = pollster::block_on(train(data, step))?;
    Ok(std::io::stdout().write_all(&bytes)?)
}

async fn train(data: Data, step: u32) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let mut run = Run::new(data, Device::Cpu).await?;
    // Only the step that is asked about is inspected. Step 0 is the first batch, before any training.
    if step == 0 {
        run.begin().await?;
    }
    for number in 1..=step {
        run.submit_step(number == step);
        run.collect().await?;
    }
    Ok(notebook::of_step(&mut run, step).await?)
}
