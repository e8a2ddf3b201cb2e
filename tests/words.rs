//! Which words are learned, compared with a direct count of the text and direct losses from the logits.

use std::collections::BTreeMap;

use cloze::engine::device::Device;
use cloze::engine::row_for_inspection;
use cloze::settings::{Objective, Settings};
use cloze::text::Corpus;
use cloze::train::data::Data;
use cloze::train::run::Run;
use cloze::train::snapshot;
use pollster::block_on;
use serde_json::json;

fn corpus() -> Corpus {
    let whole = Corpus::from_text(include_str!("fixtures/curve/corpus.txt")).expect("fixture");
    Corpus { documents: whole.documents.into_iter().take(100).collect() }
}

fn begin(objective: Objective) -> Run {
    let text: Vec<String> = corpus().documents.iter().map(|document| document.join("\n")).collect();
    let settings = json!({"hidden_size": 16, "layers": 1, "heads": 2, "intermediate_size": 32, "sequence_length": 24, "batch_size": 8,
                          "vocabulary_size": 200, "steps": 40, "evaluation_interval": 10,
                          "corpus": "text", "text": text.join("\n\n")});
    let settings = Settings { objective, ..Settings::default().changed(&settings).expect("settings") };
    let data = Data::prepare(settings, &mut |_, _| {}).expect("data");
    let mut run = block_on(Run::new(data, Device::Cpu)).expect("run");
    block_on(run.begin()).expect("begin");
    run
}

fn train(run: &mut Run, steps: u32) {
    (0..steps).for_each(|_| run.submit_step(false));
    block_on(run.collect()).expect("finite losses");
    block_on(run.evaluate()).expect("evaluation");
}

fn close(found: f64, expected: f64) -> bool {
    (found - expected).abs() < 1e-4 * expected.abs().max(1.0)
}

#[test]
fn statistics_are_what_the_logits_of_each_held_out_row_give() {
    let mut run = begin(Objective::MlmNsp);
    train(&mut run, 10);
    let mut expected: BTreeMap<u32, Vec<f64>> = BTreeMap::new();
    for batch in run.data.evaluation.clone() {
        for row in 0..batch.rows {
            // The row has logits at all positions, but only the selected ones are counted.
            let (_, seen) = block_on(run.engine.probe(&row_for_inspection(&batch, row))).expect("probe");
            let size = run.data.config.vocab_size;
            for (position, label) in batch.examples[row].labels.iter().enumerate() {
                let Some(label) = label else { continue };
                let logits = &seen.token_logits[position * size..(position + 1) * size];
                let sum: f64 = logits.iter().map(|&logit| f64::from(logit).exp()).sum();
                expected.entry(*label).or_default().push(sum.ln() - f64::from(logits[*label as usize]));
            }
        }
    }
    let found = run.words();
    assert_eq!(found.step, 10);
    assert_eq!(found.words.len(), expected.len());
    for word in &found.words {
        let losses = &expected[&word.id];
        assert_eq!(word.asked as usize, losses.len(), "{}", word.token);
        assert!(close(word.loss, losses.iter().sum::<f64>() / losses.len() as f64), "{word:?}");
        let best_guess = word.frequency_loss.min(found.uniform_loss);
        assert_eq!(word.learned, (-word.loss).exp() >= 2.0 * (-best_guess).exp(), "{word:?}");
    }
    let sum: f64 = found.words.iter().map(|word| word.loss * f64::from(word.asked)).sum();
    let held_out = run.history.held_out.last().expect("an evaluation");
    assert!(close(sum / f64::from(found.positions), held_out.measures[0].loss.expect("trained")));
    assert_eq!(found.learned as usize, found.words.iter().filter(|word| word.learned).count());
}

#[test]
fn frequencies_are_those_of_the_training_documents() {
    let run = begin(Objective::Mlm);
    let (training, _) = corpus().split_held_out();
    let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
    let mut tokens = 0;
    for sentence in training.sentences() {
        for id in run.data.tokenizer.encode_sentence(sentence).expect("encoded") {
            *counts.entry(id).or_default() += 1;
            tokens += 1;
        }
    }
    let found = run.words();
    let total = f64::from(tokens) + run.data.tokenizer.vocabulary_size() as f64;
    for word in &found.words {
        let count = counts.get(&word.id).copied().unwrap_or(0);
        assert_eq!(word.count, count, "{}", word.token);
        assert!(close(word.frequency_loss, -((f64::from(count) + 1.0) / total).ln()), "{word:?}");
    }
    assert!(found.words.windows(2).all(|pair| pair[0].count >= pair[1].count), "most frequent first");
    assert_eq!(found.unasked as usize, counts.keys().filter(|id| found.words.iter().all(|word| word.id != **id)).count());
    let told = run.report().losses[0].baseline.loss.expect("something is held out");
    assert!(close(told, found.frequency_loss) && told < found.uniform_loss, "guessing by frequency beats guessing at all");
}

#[test]
fn a_restored_run_still_knows_which_words_are_learned() {
    let mut run = begin(Objective::MlmNsp);
    train(&mut run, 5);
    let before = run.words();
    assert!(before.positions > 0);
    let bytes = block_on(snapshot::save(&mut run)).expect("saved");
    let restored = block_on(snapshot::restore(&bytes, Device::Cpu)).expect("restored").words();
    assert!(restored == before, "{} of {} words", restored.words.len(), before.words.len());
}

#[test]
fn a_run_without_masked_words_asks_for_none_and_left_to_right_asks_for_ends_too() {
    let run = begin(Objective::Nsp);
    assert_eq!(run.words().positions, 0);
    assert!(run.report().losses.iter().all(|loss| loss.baseline.loss.is_none()));
    let run = begin(Objective::Ltr);
    let separator = run.data.tokenizer.special_ids().sep;
    let words = run.words();
    let end = words.words.iter().find(|word| word.id == separator).expect("each row has an end to predict");
    assert!(end.count > 0 && end.frequency_loss < words.uniform_loss, "{end:?}");
}
