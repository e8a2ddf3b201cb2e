//! Trains a small BERT for 100 steps: `cargo run --profile checked --example train`.

use cloze::engine::device::Device;
use cloze::settings::Settings;
use cloze::train::data::Data;
use cloze::train::report::HeldOut;
use cloze::train::run::Run;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // The learning rate falls to zero at the last step, so the number of steps is a setting.
    let settings = Settings { steps: 100, evaluation_interval: 20, ..Settings::default() };
    let data = Data::prepare(settings, &mut |_, _| {})?;
    // Only a GPU makes anything here wait.
    pollster::block_on(train(data))
}

async fn train(data: Data) -> Result<(), Box<dyn std::error::Error>> {
    let mut run = Run::new(data, Device::Cpu).await?;
    println!("On held-out text:");
    let losses = run.report().losses;
    let heading = losses.iter().map(|loss| columns(&format!("{} loss", loss.name), "accuracy"));
    println!("step{}", heading.collect::<String>());
    loop {
        if run.evaluation_due()
            && let Some(found) = run.evaluate().await?
        {
            print(&found);
        }
        if run.finished() {
            return Ok(());
        }
        run.submit_step(false);
        run.collect().await?;
    }
}

fn print(found: &HeldOut) {
    let number = |value: Option<f64>| value.map_or("-".to_owned(), |value| format!("{value:.3}"));
    let measures = found.measures.iter().map(|measure| columns(&number(measure.loss), &number(measure.accuracy)));
    println!("{:>4}{}", found.step, measures.collect::<String>());
}

fn columns(loss: &str, accuracy: &str) -> String {
    format!("{loss:>12}{accuracy:>10}")
}
