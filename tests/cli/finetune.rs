//! `cloze finetune`

use std::fmt::Write;

use serde_json::{Value, json};

use crate::support::{Folder, cloze, fixture};

/// Sentences of the fixture's corpus world, told apart by one word that both files have.
fn sentences(count: usize) -> String {
    let line = |i: usize| {
        let (word, label) = [("castle", "place"), ("king", "person")][i % 2];
        format!("{}\n", json!({ "text": format!("the {word} was {}.", ["old", "new", "near", "there"][i / 2 % 4]), "label": label }))
    };
    (0..count).map(line).collect()
}

fn tags(count: usize) -> String {
    (0..count).fold(String::new(), |mut text, i| {
        let king = if i % 2 == 0 { "king B-PER" } else { "castle B-LOC" };
        write!(text, "the O\n{king}\nwas O\nold O\n\n").unwrap();
        text
    })
}

fn questions(count: usize) -> String {
    let line = |i: usize| {
        let word = ["castle", "king", "river"][i % 3];
        let context = format!("it was old and then the {word} was there.");
        format!("{}\n", json!({ "context": context, "question": "what was there?", "answer": word, "start": 24 }))
    };
    (0..count).map(line).collect()
}

/// A run on the fixture's vocabulary from random weights.
fn tune(task: &str, train: &str, test: &str, options: &[&str]) -> crate::support::Outcome {
    let vocab = fixture("curve/vocab.txt");
    let arguments = [
        "finetune",
        "--model",
        "none",
        "--vocab",
        &vocab,
        "--task",
        task,
        "--train",
        train,
        "--test",
        test,
        "--steps",
        "60",
        "--batch-size",
        "4",
    ];
    cloze(&[&arguments[..], options].concat())
}

fn without_times(mut lines: Vec<Value>) -> Vec<Value> {
    lines.iter_mut().for_each(|line| drop(line.as_object_mut().unwrap().remove("ms_per_step")));
    lines
}

#[test]
fn each_task_is_learned_and_its_scores_are_told() {
    let folder = Folder::new("finetune");
    for (task, name, text, scores) in [
        ("sequence", "rows.jsonl", sentences(16), &["accuracy", "macro_f1"][..]),
        ("token", "rows.conll", tags(12), &["word_accuracy", "micro_f1", "entity_f1"]),
        ("question", "rows.jsonl", questions(12), &["exact_match", "f1"]),
    ] {
        let file = folder.write(name, text);
        let lines = tune(task, &file, &file, &["--seed", "3"]).lines();
        let steps: Vec<u64> = lines[..3].iter().map(|line| line["step"].as_u64().unwrap()).collect();
        assert_eq!(steps, [0, 50, 60], "{task}");
        assert!(lines[2]["loss"].as_f64().unwrap() < 0.5 * lines[0]["loss"].as_f64().unwrap(), "{task}: {lines:?}");
        let summary = &lines[3];
        let expected = json!({ "task": task, "mode": "scratch", "steps": 60, "seed": 3 });
        expected.as_object().unwrap().iter().for_each(|(key, value)| assert_eq!(&summary[key], value, "{task}"));
        for part in ["test", "majority"] {
            let found: Vec<&String> = summary[part].as_object().unwrap().keys().collect();
            assert_eq!(found.len(), scores.len());
            assert!(scores.iter().all(|score| (0.0..=1.0).contains(&summary[part][score].as_f64().unwrap())), "{summary}");
        }
        assert!(summary["test"][scores[0]].as_f64() > summary["majority"][scores[0]].as_f64(), "{summary}");
        let again = tune(task, &file, &file, &["--seed", "3"]).lines();
        assert_eq!(without_times(lines), without_times(again), "the same seed");
    }
}

#[test]
fn a_frozen_encoder_is_written_with_the_weights_that_were_read() {
    let (folder, checkpoint) = (Folder::new("frozen"), fixture("tiny_bert"));
    let file = folder.write("rows.jsonl", sentences(12));
    let tuned = |out: &str, options: &[&str]| {
        let out = folder.path(out);
        let arguments =
            ["finetune", "--model", &checkpoint, "--task", "sequence", "--train", &file, "--test", &file, "--steps", "8", "--out", &out];
        let lines = cloze(&[&arguments[..], options].concat()).lines();
        let bytes = std::fs::read(format!("{out}/model.safetensors")).unwrap();
        (lines.last().unwrap()["mode"].clone(), bytes)
    };
    let read = std::fs::read(fixture("tiny_bert/model.safetensors")).unwrap();
    let read = safetensors::SafeTensors::deserialize(&read).unwrap();
    for (out, options, mode, moved) in [("a", &["--freeze"][..], "frozen", false), ("b", &[], "tuned", true)] {
        let (found, bytes) = tuned(out, options);
        assert_eq!(found, mode);
        let written = safetensors::SafeTensors::deserialize(&bytes).unwrap();
        assert!(written.names().contains(&"classifier.weight") && !written.names().iter().any(|name| name.starts_with("cls.")));
        for name in written.names().into_iter().filter(|name| name.starts_with("bert.encoder") && name.ends_with("value.weight")) {
            assert_eq!(written.tensor(name).unwrap().data() != read.tensor(name).unwrap().data(), moved, "{name}");
        }
        let config: Value = serde_json::from_slice(&std::fs::read(folder.path(&format!("{out}/config.json"))).unwrap()).unwrap();
        assert_eq!(config["id2label"], json!({ "0": "person", "1": "place" }));
        assert_eq!(config["label2id"], json!({ "person": 0, "place": 1 }));
    }
}

#[test]
fn what_cannot_be_used_is_named() {
    let folder = Folder::new("finetune-bad");
    let rows = folder.write("rows.jsonl", sentences(4));
    let none = ["finetune", "--model", "none", "--task", "sequence", "--train", &rows, "--test", &rows];
    cloze(&none).refused(2, &["--model none", "--vocab FILE"]);
    let tasks = |name: &str, text: &str, task: &str| {
        let file = folder.write(name, text);
        tune(task, &file, &file, &[])
    };
    tasks("a.csv", "text,label\na,b\n,b\n", "sequence").refused(1, &["a.csv: line 3: text is empty"]);
    tasks("b.csv", "sentence,label\na,b\n", "sequence").refused(1, &["b.csv: the column text is not there", "expected text, label"]);
    tasks("c.conll", "a B-X\nb I-Y\n\nc I-X\n", "token").refused(1, &["c.conll: line 1: tag 2 breaks IOB2", "1 more lines", "4"]);
    tasks("d.jsonl", "", "sequence").refused(1, &["d.jsonl: the file has no rows"]);
    let rate = tune("sequence", &rows, &rows, &["--learning-rate", "nan"]);
    rate.refused(2, &["--learning-rate: found NaN, expected a number above 0"]);
    tune("token", &rows, &rows, &["--pool", "mean"]).refused(2, &["--pool", "sequence"]);
    let no_pooler = fixture("heads/question_answering");
    let missing = cloze(&["finetune", "--model", &no_pooler, "--task", "sequence", "--train", &rows, "--test", &rows]);
    assert_eq!(missing.code, 1);
}

#[test]
fn odd_examples_are_learned_from_and_told() {
    let folder = Folder::new("finetune-odd");
    let one = folder.write("one.jsonl", "{\"text\":\"the king\",\"label\":\"<b>&\\\"x\\\"\"}\n");
    let other = folder.write("other.jsonl", "{\"text\":\"the king\",\"label\":\"never\"}\n");
    let found = tune("sequence", &one, &other, &[]);
    assert_eq!(found.lines().last().unwrap()["test"], json!({ "accuracy": 0.0, "macro_f1": 0.0 }));
    assert!(
        found.stderr.contains("have one class, <b>&\"x\"") && found.stderr.contains("never, which no training example has"),
        "{}",
        found.stderr
    );
    let few = tune("sequence", &folder.write("rows.jsonl", sentences(6)), &one, &["--labels", "1"]);
    assert_eq!(few.lines().last().unwrap()["labels"], 1);
    assert!(few.stderr.contains("no example to learn from has the class person"), "{}", few.stderr);
}
