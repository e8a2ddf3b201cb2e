//! `cloze task`

use serde_json::Value;

use crate::support::{Folder, cloze, fixture};

#[test]
fn every_task_is_listed_and_is_what_finetune_reads() {
    let folder = Folder::new("task");
    let listed = cloze(&["task"]).lines();
    assert_eq!(listed.len(), 8);
    let vocab = fixture("curve/vocab.txt");
    for row in &listed {
        let [id, language, task] = ["id", "language", "task"].map(|name| row[name].as_str().unwrap());
        let part = |name: &str| cloze(&["task", id, "--language", language, "--part", name]).stdout;
        let files = ["train", "test"].map(|name| folder.write(&format!("{id}-{language}-{name}.jsonl"), part(name)));
        let arguments = ["finetune", "--model", "none", "--vocab", &vocab, "--task", task, "--train", &files[0], "--test", &files[1]];
        let lines = cloze(&[&arguments[..], &["--steps", "1", "--labels", "16"]].concat()).lines();
        // Another corpus' vocabulary spells some words in many pieces, so that the answer of a few rows is cut off.
        assert!((8..=16).contains(&lines.last().unwrap()["labels"].as_u64().unwrap()), "{id} {language}: {lines:?}");
    }
    let english = cloze(&["task", "topic"]).stdout;
    assert_eq!(english, cloze(&["task", "topic", "--language", "en", "--part", "train"]).stdout, "the defaults");
    let first: Value = serde_json::from_slice(english.split(|byte| *byte == b'\n').next().unwrap()).unwrap();
    assert_eq!(first.as_object().unwrap().keys().collect::<Vec<_>>(), ["label", "text"]);
}

#[test]
fn a_task_that_is_not_there_is_named_with_those_that_are() {
    cloze(&["task", "nli"]).refused(2, &["nli", "sentiment (en)", "qa (ko)"]);
    cloze(&["task", "ner", "--language", "fr"]).refused(2, &["\"fr\"", "ner (en)"]);
}
