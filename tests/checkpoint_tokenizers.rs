//! Folders whose tokenizer files contradict each other, and unusual vocab.txt files. All are read as in transformers.

use std::collections::BTreeMap;

use cloze::checkpoint::CheckpointError;
use cloze::checkpoint::contradiction::{Authority, Contradiction, Said, Subject, in_a_sentence};
use cloze::checkpoint::folder::{ADDED_TOKENS, CONFIG, Folder, SPECIAL_TOKENS_MAP, TOKENIZER, TOKENIZER_CONFIG, VOCABULARY, WEIGHTS};
use cloze::checkpoint::opened::Opened;
use cloze::checkpoint::tokenizer::FolderTokenizer;
use serde_json::{Value, json};

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(format!("tests/fixtures/{name}")).unwrap()
}

fn json_fixture(name: &str) -> Value {
    serde_json::from_slice(&fixture(name)).unwrap()
}

/// The folder that a case describes. The fixtures' make.py has the format.
fn folder(case: &Value) -> Folder {
    let mut files = BTreeMap::from([(WEIGHTS.to_owned(), fixture("tiny_bert/model.safetensors"))]);
    let mut put = |name: &str, value: &Value| files.insert(name.to_owned(), value.to_string().into_bytes());
    let mut config = json_fixture("tiny_bert/config.json");
    for (key, value) in case["config"].as_object().into_iter().flatten() {
        config[key] = value.clone();
    }
    config.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    put(CONFIG, &config);
    if let Some(changes) = case["tokenizer"].as_object() {
        let mut file = json_fixture("tiny_bert/tokenizer.json");
        for (path, value) in changes {
            *file.pointer_mut(&format!("/{}", path.replace('.', "/"))).unwrap() = value.clone();
        }
        put(TOKENIZER, &file);
    }
    for name in [TOKENIZER_CONFIG, SPECIAL_TOKENS_MAP, ADDED_TOKENS] {
        if let Some(file) = case.get(name) {
            put(name, file);
        }
    }
    if let Some(changes) = case["lines"].as_array() {
        let mut lines = String::from_utf8(fixture("tiny_bert/vocab.txt")).unwrap();
        for change in changes {
            let [token, other] = [0, 1].map(|place| change[place].as_str().unwrap());
            lines = lines.replace(&format!("\n{token}\n"), &format!("\n{other}\n"));
        }
        files.insert(VOCABULARY.to_owned(), lines.into_bytes());
    }
    Folder::Memory(files)
}

#[test]
fn every_folder_is_read_as_transformers_reads_it_and_contradictions_are_told() {
    let cases = json_fixture("tokenizer_files/cases.json");
    let texts = cases["texts"].as_array().unwrap();
    let folders = cases["folders"].as_array().unwrap();
    assert_eq!(folders.len(), 47);
    for case in folders {
        let name = case["name"].as_str().unwrap();
        let FolderTokenizer { tokenizer, contradictions } = folder(case).tokenizer().unwrap_or_else(|error| panic!("{name}: {error}"));
        for (text, expected) in texts.iter().zip(case["ids"].as_array().unwrap()) {
            let found = tokenizer.encode(text[0].as_str().unwrap(), text[1].as_str(), None).unwrap();
            assert_eq!(&json!(found.ids), expected, "{name}: {text}");
        }
        assert_eq!(!contradictions.is_empty(), case["contradicts"] == true, "{name}: {contradictions:?}");
        let said = in_a_sentence(&contradictions).unwrap_or("which is followed".to_owned());
        assert!(said.contains("which is followed") && !said.contains('\n'), "{name}: {said}");
    }
}

#[test]
fn an_opened_checkpoint_has_the_same_tokenizer_and_tells_the_contradiction() {
    let case = json!({ "tokenizer": { "normalizer.lowercase": false }, "lines": null });
    let mut opened = Opened::open(&folder(&case)).unwrap();
    let contradiction = Contradiction {
        about: Subject::Part { name: "lowercase".into() },
        said: Said { value: Some("false".into()), by: Authority::TokenizerJson },
        followed: Said { value: Some("true".into()), by: Authority::Default { key: "do_lower_case".into(), as_key: None } },
    };
    assert_eq!(opened.info.contradictions, [contradiction]);
    let trace = opened.inspect("The the THE", None).unwrap();
    assert!(trace.tokens[1..4].iter().all(|token| token.original == "the"));
    let plain = Opened::open(&folder(&json!({ "tokenizer": {}, "lines": null }))).unwrap();
    assert_eq!(plain.info.contradictions, []);
}

/// transformers would give it an id without a row in the model, and fail at the first text with it.
#[test]
fn an_added_token_that_the_model_has_no_row_for_is_none() {
    let case = json!({ "tokenizer": {}, "lines": null, "tokenizer_config.json": { "extra_special_tokens": ["zz"] } });
    let tokenizer = folder(&case).tokenizer().unwrap().tokenizer;
    assert_eq!((tokenizer.vocabulary_size(), tokenizer.id("zz")), (160, None));
}

#[test]
fn options_that_cannot_be_followed_are_refused_by_file_and_key() {
    for (options, words) in [
        (json!({ "do_lower_case": "true" }), ["do_lower_case is \"true\"", "true or false"]),
        (json!({ "do_lower_case": null }), ["do_lower_case is null", "true or false"]),
        (json!({ "tokenize_chinese_chars": 1 }), ["tokenize_chinese_chars is 1", "true or false"]),
        (json!({ "cls_token": 7 }), ["cls_token is 7", "a token"]),
        (json!([]), ["tokenizer_config.json", "a JSON object"]),
    ] {
        for tokenizer in [json!({}), Value::Null] {
            let case = json!({ "tokenizer": tokenizer, "lines": [], "tokenizer_config.json": options });
            let error = folder(&case).tokenizer().unwrap_err();
            assert!(matches!(error, CheckpointError::Malformed { .. }), "{error}");
            assert!(words.iter().all(|word| error.to_string().contains(word)), "{error}");
        }
    }
    let case = json!({ "tokenizer": {}, "lines": [], "tokenizer_config.json": { "cls_token": "<s>" } });
    let error = folder(&case).tokenizer().unwrap_err().to_string();
    assert!(error.contains("lacks <s>: BERT's five special tokens [PAD] [UNK] <s> [SEP] [MASK]"), "{error}");
}
