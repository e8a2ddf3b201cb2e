//! Takes one step and shows what it did to one example: `cargo run --profile checked --example trace`.

use cloze::engine::device::Device;
use cloze::examples::TokenFate;
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
    println!("{:<12} {:<12} {:<10} {:>6} {:>9}", "original", "input", "fate", "loss", "gradient");
    for token in trace.tokens.iter().filter(|token| token.fate != TokenFate::Padding) {
        let fate = format!("{:?}", token.fate).to_lowercase();
        let loss = token.loss.map_or("-".to_owned(), |loss| format!("{loss:.3}"));
        // An exact zero is told from a small number.
        let gradient = if token.gradient_norm == 0.0 { "0".to_owned() } else { format!("{:.5}", token.gradient_norm) };
        println!("{:<12} {:<12} {fate:<10} {loss:>6} {gradient:>9}", token.original, token.input);
    }
    println!("Next sentence prediction reads [CLS]: that is where its gradient comes from.");
    Ok(())
}
