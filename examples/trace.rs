//! Takes one step and shows what it did to one example: `cargo run --profile checked --example trace`.

use cloze::engine::device::Device;
use cloze::settings::Settings;
use cloze::train::data::Data;
use cloze::train::run::Run;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let data = Data::prepare(Settings::default(), &mut |_, _| {})?;
    pollster::block_on(show(data))
}

async fn show(data: Data) -> Result<(), Box<dyn std::error::Error>> {
    let mut run = Run::new(data, Device::Cpu).await?;
    // An inspected step leaves a trace once its losses have been read.
    run.submit_step(true);
    run.collect().await?;
    let trace = run.trace().ok_or("the step left no trace")?;
    println!("{:<12} {:<12} {:<12} {:>8} {:>10}", "original", "input", "fate", "loss", "gradient");
    for token in &trace.tokens {
        let loss = token.loss.map_or("-".to_owned(), |loss| format!("{loss:.3}"));
        let fate = format!("{:?}", token.fate);
        println!("{:<12} {:<12} {fate:<12} {loss:>8} {:>10.1e}", token.original, token.input, token.gradient_norm);
    }
    Ok(())
}
