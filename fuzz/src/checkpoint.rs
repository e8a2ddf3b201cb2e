//! A Hugging Face folder: config.json and model.safetensors.

use std::collections::BTreeMap;

use cloze::checkpoint::folder::{CONFIG, Folder, VOCABULARY, WEIGHTS};
use cloze::checkpoint::opened::Opened;

use super::memory::peak_of;
use super::parts::{parts, said_well};

/// Enough to read a sentence with.
const WORDS: &str = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nthe\ncat\n##s\n";

/// config.json, then either the whole weights, or their header and their data, whose length is put before them.
pub fn run(bytes: &[u8]) {
    let [config, header, data] = parts(bytes);
    let weights = match (header, data) {
        (Some(header), Some(data)) => [&(header.len() as u64).to_le_bytes(), header, data].concat(),
        (whole, _) => whole.unwrap_or_default().to_vec(),
    };
    let config = config.unwrap_or_default().to_vec();
    // As in tests/malformed.rs: f32 from f16 are twice the file, and parsed JSON is many times its text.
    let allowed = 3 * weights.len() + 80 * (weights.len().min(header.map_or(weights.len(), <[u8]>::len)) + config.len()) + (1 << 20);
    let files = [(CONFIG, config), (WEIGHTS, weights), (VOCABULARY, WORDS.as_bytes().to_vec())];
    let folder = Folder::Memory(BTreeMap::from(files.map(|(name, content)| (name.to_owned(), content))));
    let (checkpoint, peak) = peak_of(|| folder.checkpoint());
    assert!(peak <= allowed, "{peak} bytes were held, {allowed} are allowed");
    let checkpoint = match checkpoint {
        Err(error) => return said_well(&error.to_string()),
        Ok(checkpoint) => checkpoint,
    };
    assert_eq!(checkpoint.parameters.len(), checkpoint.layout.len);
    assert!(checkpoint.parameters.iter().all(|value| value.is_finite()));
    match Opened::open(&folder) {
        Err(error) => said_well(&error.to_string()),
        Ok(mut opened) => {
            for (text, pair) in [("The cats [MASK] \u{202e}!", None), ("[MASK]", Some("the cat"))] {
                match opened.inspect(text, pair) {
                    Ok(trace) => assert!(!trace.tokens.is_empty()),
                    Err(error) => said_well(&error.to_string()),
                }
            }
        }
    }
}
