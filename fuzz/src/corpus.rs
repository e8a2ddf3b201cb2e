//! A text to train on: documents, sentences, vocabulary, pairs, masks, batches.

use cloze::settings::{Objective, Settings};
use cloze::text::Corpus;
use cloze::train::data::Data;
use serde_json::json;

use super::memory::peak_of;
use super::parts::said_well;

/// Longer texts only take longer.
const LONGEST: usize = 8 << 10;
const BATCHES: usize = 3;

/// The first byte chooses objective, rule and length of a row; the rest is the text.
pub fn run(bytes: &[u8]) {
    let Some((&choice, text)) = bytes.split_first() else { return };
    let text = &text[..text.len().min(LONGEST)];
    let corpus = match Corpus::from_bytes(text) {
        Err(error) => return said_well(&error.to_string()),
        Ok(corpus) => corpus,
    };
    assert!(!corpus.documents.is_empty());
    assert!(corpus.documents.iter().all(|sentences| !sentences.is_empty() && sentences.iter().all(|sentence| sentence.trim() == sentence)));
    let settings = settings(choice);
    let (length, rows) = (settings.sequence_length as usize, settings.batch_size as usize);
    let (data, peak) = peak_of(|| Data::from_corpus(settings, corpus, None, &mut |_, _| {}));
    assert!(peak <= 4000 * text.len() + (24 << 20), "{peak} bytes were held for a text of {}", text.len());
    let mut data = match data {
        Err(error) => return said_well(&error.to_string()),
        Ok(data) => data,
    };
    for _ in 0..BATCHES {
        let batch = data.next_batch();
        assert_eq!((batch.rows, batch.sequence, batch.input_ids.len()), (rows, length, rows * length));
        assert!(batch.input_ids.iter().all(|&id| (id as usize) < data.config.vocab_size));
        assert!(batch.selected.is_sorted_by(|a, b| a < b) && batch.selected.iter().all(|&at| (at as usize) < rows * length));
    }
    if let Ok(typed) = data.typed_row(&String::from_utf8_lossy(text), Some("[MASK] the"), &[]) {
        assert!(typed.example.input_ids.len() <= length);
    }
}

fn settings(choice: u8) -> Settings {
    let pick = |shift: u32, among: usize| (usize::from(choice) >> shift) % among;
    let objective = [Objective::MlmNsp, Objective::Mlm, Objective::Nsp, Objective::Causal][pick(0, 4)];
    let (length, rule, probability) = ([8, 24][pick(2, 2)], ["google", "hf", "span"][pick(3, 3)], [0.15, 1.0][pick(7, 2)]);
    let (whole_word, fresh) = (pick(5, 2) == 1, pick(6, 2) == 0);
    let changes = json!({
        "hidden_size": 8, "layers": 1, "heads": 2, "intermediate_size": 8, "batch_size": 4, "vocabulary_size": 64,
        "sequence_length": length,
        "masking": {"rule": rule, "whole_word": whole_word, "fresh": fresh, "probability": probability},
    });
    Settings { objective, ..Settings::default().changed(&changes).expect("settings") }
}
