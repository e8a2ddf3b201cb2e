//! `cloze encode`

use serde_json::{Value, json};

use crate::support::{Folder, cloze_with, fixture, json_fixture};

fn encode(options: &[&str], stdin: &str) -> Vec<Value> {
    let model = fixture("tiny_bert");
    cloze_with(&[&["encode", "--model", &model][..], options].concat(), stdin.as_bytes()).lines()
}

fn vector(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

/// Text of the reference cases, with words of the checkpoint's vocabulary.
fn text() -> String {
    let vocabulary = String::from_utf8(crate::support::read_fixture("tiny_bert/vocab.txt")).unwrap();
    let words: Vec<&str> = vocabulary.lines().filter(|token| token.chars().all(|c| c.is_ascii_lowercase())).take(6).collect();
    words.join(" ")
}

#[test]
fn mean_and_cls_are_of_the_vectors_that_none_prints() {
    let text = text();
    let lines = format!("{text}\n{text}\t{text}\n\n");
    let (none, mean, cls) = (encode(&["--pooling", "none"], &lines), encode(&[], &lines), encode(&["--pooling", "cls"], &lines));
    assert_eq!(none.len(), 3);
    for ((none, mean), cls) in none.iter().zip(&mean).zip(&cls) {
        let hidden: Vec<Vec<f64>> = none["last_hidden"].as_array().unwrap().iter().map(vector).collect();
        assert_eq!(hidden.len(), none["ids"].as_array().unwrap().len());
        assert!(hidden.iter().all(|row| row.len() == 48));
        assert_eq!(vector(&cls["embedding"]), hidden[0]);
        for (column, found) in vector(&mean["embedding"]).into_iter().enumerate() {
            let expected = hidden.iter().map(|row| row[column]).sum::<f64>() / hidden.len() as f64;
            assert!((found - expected).abs() < 1e-6);
        }
        assert_eq!((&none["ids"], &none["ids"]), (&mean["ids"], &cls["ids"]));
    }
}

/// Checks only that the vectors are the model's.
#[test]
fn vectors_are_those_of_the_reference() {
    let (reference, checkpoint) = (json_fixture("tiny_bert/cases.json"), fixture("tiny_bert"));
    let vocabulary = String::from_utf8(crate::support::read_fixture("tiny_bert/vocab.txt")).unwrap();
    let tokens: Vec<&str> = vocabulary.lines().collect();
    let mut compared = 0;
    for case in reference["cases"].as_array().unwrap() {
        let length = case["length"].as_u64().unwrap() as usize;
        let ids: Vec<u64> = case["input_ids"].as_array().unwrap()[..length].iter().map(|id| id.as_u64().unwrap()).collect();
        let types = case["token_type_ids"].as_array().unwrap();
        // The ids as text, if that text has just these ids.
        let parts = |wanted: u64| -> String {
            let inner = ids.iter().zip(types).filter(|(id, kind)| **id != 2 && **id != 3 && kind.as_u64() == Some(wanted));
            inner.map(|(id, _)| tokens[*id as usize]).collect::<Vec<_>>().join(" ").replace(" ##", "")
        };
        let line = if types.iter().any(|kind| kind == 1) { format!("{}\t{}\n", parts(0), parts(1)) } else { format!("{}\n", parts(0)) };
        let found = cloze_with(&["encode", "--model", &checkpoint, "--pooling", "none"], line.as_bytes()).object();
        if found["ids"].as_array().unwrap().iter().map(|id| id.as_u64().unwrap()).eq(ids.iter().copied()) {
            let expected = &case["expected"]["hidden"].as_array().unwrap().last().unwrap()["position0_first6"];
            for (found, expected) in vector(&found["last_hidden"][0]).iter().zip(vector(expected)) {
                assert!((found - expected).abs() < 1e-5);
            }
            compared += 1;
        }
    }
    assert!(compared > 0, "no case could be written as text");
}

#[test]
fn a_text_is_cut_at_the_models_positions() {
    let long = vec![text(); 40].join(" ");
    let found = encode(&["--pooling", "none"], &format!("{long}\n{long}\t{long}\n"));
    for line in &found {
        assert_eq!((line["ids"].as_array().unwrap().len(), line["last_hidden"].as_array().unwrap().len()), (48, 48));
    }
}

/// As tests/checkpoint_tokenizers.rs, for the command's warning on stderr.
#[test]
fn files_that_contradict_each_other_are_read_as_transformers_reads_them_and_said_in_one_line() {
    let folder = Folder::with_checkpoint("encode-contradiction");
    let ids = |text: &str, words: &[&str]| {
        let outcome = cloze_with(&["encode", "--model", folder.as_argument()], text.as_bytes());
        let notes: Vec<_> = outcome.stderr.lines().filter(|line| line.contains("contradict")).collect();
        assert_eq!(notes.len(), usize::from(!words.is_empty()), "{}", outcome.stderr);
        assert!(words.iter().all(|word| notes[0].contains(word)), "{}", outcome.stderr);
        outcome.object()["ids"].clone()
    };
    let described = |key: &str, part: &str, value: Value| {
        let mut file = json_fixture("tiny_bert/tokenizer.json");
        file[key][part] = value;
        folder.write("tokenizer.json", file.to_string());
    };
    assert_eq!(ids("The the THE\n", &[]), json!([2, 52, 52, 52, 3]));
    described("normalizer", "lowercase", json!(false));
    assert_eq!(ids("The the THE\n", &["lowercase is false in tokenizer.json", "true by default", "followed"]), json!([2, 52, 52, 52, 3]));
    described("normalizer", "lowercase", json!(true));
    folder.write("tokenizer_config.json", r#"{"tokenizer_class": "BertTokenizer", "do_lower_case": false}"#);
    let words = ["lowercase is true in tokenizer.json", "false in tokenizer_config.json (do_lower_case)", "followed"];
    assert_eq!(ids("The the THE\n", &words), json!([2, 1, 52, 1, 3]));
    described("model", "max_input_chars_per_word", json!(5));
    folder.write("tokenizer_config.json", r#"{"tokenizer_class": "BertTokenizer"}"#);
    let expected: Vec<u32> = [vec![2, 52], vec![119; 10], vec![3]].concat();
    assert_eq!(ids("theeeeeeeeeee\n", &["max_input_chars_per_word is 5 in tokenizer.json", "100", "followed"]), json!(expected));
}

#[test]
fn a_folder_without_a_tokenizer_is_refused() {
    let folder = Folder::with_checkpoint("encode");
    for file in ["tokenizer.json", "vocab.txt"] {
        std::fs::remove_file(folder.path(file)).unwrap();
    }
    cloze_with(&["encode", "--model", folder.as_argument()], b"the\n").refused(1, &["tokenizer.json", "vocab.txt"]);
}
