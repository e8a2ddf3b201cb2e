//! Trains a small BERT for 100 steps: `cargo run --profile checked --example train`.

use cloze::engine::device::Device;
use cloze::settings::Settings;
use cloze::train::data::Data;
use cloze::train::run::Run;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // The schedule ends with the run, so the number of steps is a setting.
    let data = Data::prepare(Settings { steps: 100, ..Settings::default() }, &mut |_, _| {})?;
    // Only a GPU makes anything here wait.
    pollster::block_on(train(data))
}

async fn train(data: Data) -> Result<(), Box<dyn std::error::Error>> {
    let mut run = Run::new(data, Device::Cpu).await?;
    while !run.finished() {
        run.submit_step(false);
        run.collect().await?;
        if run.evaluation_due() {
            run.evaluate().await?;
            println!("{}", serde_json::to_string(&run.report().held_out.last())?);
        }
    }
    Ok(())
}
