use std::collections::BTreeSet;

use super::*;
use crate::tasks::columns::Columns;
use crate::tasks::metrics::OUTSIDE;
use crate::tasks::read::{Format, read};
use crate::tasks::rows::{Classes, encode};
use crate::text::{presets, vocabulary};

/// Particles that the Korean grammars put behind a word.
const PARTICLES: [&str; 15] = ["은", "는", "이", "가", "을", "를", "과", "와", "로", "으로", "에", "에서", "에게", "의", "마다"];

/// All that an example says.
fn text(example: &Example) -> String {
    match example {
        Example::Sequence { text, .. } => text.clone(),
        Example::Token { words, .. } => words.join(" "),
        Example::Question { context, question, .. } => format!("{context} {question}"),
    }
}

/// The words of a text in lower case, and those of Korean without their particles as well.
fn words(text: &str) -> BTreeSet<String> {
    let text = text.to_lowercase();
    let words = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    let stems = |word: &str| PARTICLES.iter().filter_map(|particle| word.strip_suffix(particle)).map(str::to_owned).collect::<Vec<_>>();
    words.flat_map(|word| [vec![word.to_owned()], stems(word)].concat()).collect()
}

fn words_of(examples: &[Example]) -> BTreeSet<String> {
    examples.iter().flat_map(|example| words(&text(example))).collect()
}

fn deciding(preset: &TaskPreset, part: Part) -> BTreeSet<String> {
    preset.deciding_words(part).into_iter().map(str::to_lowercase).collect()
}

fn corpus_text(preset: &TaskPreset) -> String {
    presets::corpus(preset.corpus).unwrap().to_text()
}

#[test]
fn a_task_has_512_different_examples_to_learn_from_and_200_to_be_tested_on() {
    for preset in &TASK_PRESETS {
        let (training, test) = (preset.training(), preset.test());
        assert_eq!((training.len(), test.len()), (512, 200));
        let all: BTreeSet<String> = training.iter().chain(&test).map(|example| format!("{example:?}")).collect();
        assert_eq!(all.len(), 712, "{} {}: examples repeat", preset.id, preset.language);
        assert!(training.iter().chain(&test).all(|example| !text(example).contains(['{', '}', '+'])));
        assert_eq!((training, test), (preset.training(), preset.test()), "generated again");
        let found = task_preset(preset.id, preset.language).unwrap();
        assert_eq!((found.task, found.corpus), (preset.task, preset.corpus));
    }
}

#[test]
fn what_decides_a_test_label_is_in_the_corpus_and_nowhere_in_the_training_part() {
    for preset in &TASK_PRESETS {
        let name = format!("{} {}", preset.id, preset.language);
        let (held_out, learned) = (deciding(preset, Part::Test), deciding(preset, Part::Training));
        let (in_training, in_test) = (words_of(&preset.training()), words_of(&preset.test()));
        assert_eq!(held_out.intersection(&in_training).collect::<Vec<_>>(), [""; 0], "{name}");
        assert_eq!(learned.intersection(&in_test).collect::<Vec<_>>(), [""; 0], "{name}");
        let in_corpus = words(&corpus_text(preset));
        for word in held_out.iter().chain(&learned) {
            assert!(in_corpus.contains(word), "{name}: {word} is not in the corpus");
        }
        // A random sample of two hundred examples need not have every word.
        let met = held_out.intersection(&in_test).count();
        assert!(10 * met >= 8 * held_out.len(), "{name}: {met} of {} words are met", held_out.len());
    }
}

#[test]
fn the_first_eight_examples_have_every_class() {
    for preset in &TASK_PRESETS {
        let training = preset.training();
        let all = Classes::of(training.iter().chain(&preset.test()).collect::<Vec<_>>());
        assert_eq!(Classes::of(&training[..8]), all, "{} {}", preset.id, preset.language);
    }
}

#[test]
fn guessing_one_label_is_seldom_right() {
    for preset in &TASK_PRESETS {
        for examples in [preset.training(), preset.training()[..64].to_vec(), preset.test()] {
            let labels: Vec<&str> = examples
                .iter()
                .flat_map(|example| match example {
                    Example::Sequence { label, .. } => vec![label.as_str()],
                    Example::Token { tags, .. } => tags.iter().map(String::as_str).collect(),
                    Example::Question { answer, .. } => vec![answer.as_str()],
                })
                .collect();
            let count = |label: &&str| labels.iter().filter(|other| *other == label).count();
            let most = labels.iter().map(count).max().unwrap() as f64 / labels.len() as f64;
            let limit = match preset.id {
                "sentiment" => 0.5,
                "topic" => 0.25,
                // Most words are outside.
                "ner" => 0.8,
                _ => 0.1,
            };
            assert!(most <= limit, "{} {}: {most}", preset.id, preset.language);
        }
    }
}

#[test]
fn tags_are_iob2_and_answers_are_where_they_are_said_to_be() {
    for preset in &TASK_PRESETS {
        for examples in [preset.training(), preset.test()] {
            let lines: Vec<String> = examples.iter().map(|example| serde_json::to_string(example).unwrap()).collect();
            // The reader checks both.
            let found = read(preset.task, Format::JsonLines, &Columns::default(), lines.join("\n").as_bytes()).unwrap();
            assert_eq!(found.faults, [], "{} {}", preset.id, preset.language);
            assert!(found.examples.iter().map(|row| &row.example).eq(&examples), "{} {}", preset.id, preset.language);
        }
    }
}

#[test]
fn entities_are_people_places_and_animals_of_the_corpus() {
    let preset = task_preset("ner", "en").unwrap();
    let of = |wanted: &str| {
        let mut found = BTreeSet::new();
        for example in preset.test() {
            let Example::Token { words, tags } = example else { panic!() };
            found.extend(words.into_iter().zip(tags).filter(|(_, tag)| tag == wanted).map(|(word, _)| word));
        }
        found
    };
    assert!(of("B-PER").is_superset(&["Sarah", "Paul", "waiter", "knight"].map(str::to_owned).into()));
    let names = task_preset("qa", "en").unwrap().deciding_words(Part::Test);
    assert!(of("I-PER").len() > 1 && of("I-PER").iter().all(|name| names.contains(&name.as_str())), "names behind a role");
    assert!(of("B-LOC").contains("palace") && of("B-ANI").contains("horse"));
    assert!(of(OUTSIDE).is_superset(&["shield", "throne"].map(str::to_owned).into()));
}

#[test]
fn every_example_fits_a_row_of_the_default_length_and_is_spelled_by_the_vocabulary_of_its_corpus() {
    let length = crate::settings::Settings::default().sequence_length as usize;
    for preset in &TASK_PRESETS {
        let (training, _) = presets::corpus(preset.corpus).unwrap().split_held_out();
        let tokenizer = vocabulary::train(&training, 1000, &mut |_| ()).unwrap();
        let unknown = tokenizer.special_ids().unk;
        let (training, test) = (preset.training(), preset.test());
        let classes = Classes::of(&training);
        for example in training.iter().chain(&test) {
            let row = encode(example, &classes, &tokenizer, length).unwrap();
            assert!(row.cut == 0 && row.has_label(), "{} tokens too long: {example:?}", row.cut);
            let marks = text(example).matches('?').count();
            assert_eq!(row.row.input_ids.iter().filter(|id| **id == unknown).count(), marks, "{example:?}");
        }
    }
}
