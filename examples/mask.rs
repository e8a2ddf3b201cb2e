//! Masks one sentence as BERT's pre-training does: `cargo run --profile checked --example mask`.

use cloze::examples::masking::mask;
use cloze::random::{Purpose, Stream};
use cloze::settings::Settings;
use cloze::train::data::Data;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // A vocabulary, trained on the preset corpus that the default settings name.
    let data = Data::prepare(Settings::default(), &mut |_, _| {})?;
    let encoding = data.tokenizer.encode("The cat sat by the window and looked at the rain.", None, None)?;
    let types = vec![0; encoding.ids.len()];

    // The same stream throws the same dice.
    let mut stream = Stream::new(1, Purpose::Masks, 0);
    let example = mask(encoding.ids, types, data.tokenizer.facts(), &data.settings.masking, &mut stream);

    let word = |id| data.tokenizer.token(id).unwrap_or("?");
    println!("{:<12} {:<12} label", "original", "input");
    for ((&original, &input), label) in example.original_ids.iter().zip(&example.input_ids).zip(&example.labels) {
        // No label: not scored.
        println!("{:<12} {:<12} {}", word(original), word(input), label.map_or("-", word));
    }
    Ok(())
}
