//! `cloze tokenize`

use serde_json::{Value, json};

use crate::support::{Folder, cloze_with, fixture, json_fixture};

fn sources() -> [[String; 2]; 2] {
    [["--vocab".into(), fixture("tokenization/vocab.txt")], ["--tokenizer".into(), fixture("tokenization/tokenizer.json")]]
}

#[test]
fn every_reference_case_comes_out_exactly() {
    let cases = json_fixture("tokenization/cases.json");
    for [option, file] in &sources() {
        for case in cases["cases"].as_array().unwrap() {
            let (text, pair) = (case["text"].as_str().unwrap(), case["pair"].as_str());
            // stdin has one text per line and a tab before its pair, so texts with line breaks or tabs are skipped.
            if [text, pair.unwrap_or_default()].iter().any(|text| text.contains(['\n', '\r', '\t'])) {
                continue;
            }
            let line = pair.map_or(text.to_owned(), |pair| format!("{text}\t{pair}"));
            let longest = case["max_length"].as_u64().map(|n| n.to_string());
            let mut arguments = vec!["tokenize", option, file];
            arguments.extend(longest.iter().flat_map(|n| ["--max-length", n]));
            let found = cloze_with(&arguments, format!("{line}\n").as_bytes()).object();
            for (field, value) in found.as_object().unwrap() {
                assert_eq!(value, &case[field], "{field} of {}", case["name"]);
            }
        }
    }
}

#[test]
fn a_line_has_exactly_the_fields_of_the_contract() {
    let [[option, file], _] = sources();
    let found = cloze_with(&["tokenize", &option, &file], b"the\n").object();
    let mut fields: Vec<_> = found.as_object().unwrap().keys().map(String::as_str).collect();
    fields.sort_unstable();
    assert_eq!(fields, ["attention_mask", "char_offsets", "ids", "special_tokens_mask", "tokens", "type_ids", "word_ids"]);
}

#[test]
fn empty_lines_and_empty_pairs_are_lines() {
    let [[option, file], _] = sources();
    let found = cloze_with(&["tokenize", &option, &file], b"\n\t\nthe\t\n\tthe\r\nthe").lines();
    let tokens: Vec<&Value> = found.iter().map(|line| &line["tokens"]).collect();
    assert_eq!(
        tokens,
        [
            &json!(["[CLS]", "[SEP]"]),
            &json!(["[CLS]", "[SEP]", "[SEP]"]),
            &json!(["[CLS]", "the", "[SEP]", "[SEP]"]),
            &json!(["[CLS]", "[SEP]", "the", "[SEP]"]),
            &json!(["[CLS]", "the", "[SEP]"]),
        ]
    );
    assert_eq!(found[2]["type_ids"], json!([0, 0, 0, 1]));
    assert_eq!(cloze_with(&["tokenize", &option, &file], b"").lines().len(), 0);
}

#[test]
fn what_is_not_text_is_refused_with_its_line() {
    let [[option, file], _] = sources();
    let found = cloze_with(&["tokenize", &option, &file], b"the\n\xff\xfe\n");
    assert_eq!(found.code, 1);
    assert!(found.stderr.contains("line 2 of stdin"), "{}", found.stderr);
}

#[test]
fn lines_are_read_as_the_reference_implementations_read_them() {
    let ids = |file: &str, text: &str| cloze_with(&["tokenize", "--vocab", file], text.as_bytes()).object()["ids"].clone();
    assert_eq!(ids(&fixture("tokenizer_files/vocab_space.txt"), "the and dog\n"), json!([2, 5, 6, 8, 3]));
    assert_eq!(ids(&fixture("tokenizer_files/vocab_blank.txt"), "the and\n"), json!([2, 5, 7, 3]));
    assert_eq!(ids(&fixture("tokenizer_files/vocab_dup.txt"), "the and\n"), json!([2, 7, 6, 3]));
    let cases = json_fixture("tokenizer_files/cases.json");
    let folder = Folder::new("tokenize-lines");
    for case in cases["vocabularies"].as_array().unwrap() {
        let file = folder.write("vocab.txt", case["text"].as_str().unwrap());
        assert_eq!(ids(&file, cases["text"].as_str().unwrap()), case["ids"], "{}", case["name"]);
        // Editors may add a byte order mark before a file and empty lines after it.
        let file = folder.write("vocab.txt", format!("\u{feff}{}\n\n", case["text"].as_str().unwrap()));
        assert_eq!(ids(&file, cases["text"].as_str().unwrap()), case["ids"], "{}, framed", case["name"]);
    }
}

/// Where its folder says otherwise too. The ids are those of `PreTrainedTokenizerFast(tokenizer_file=FILE)`, transformers 5.24.0; of the
/// folder `AutoTokenizer` gives [2, 52, 52, 52, 3].
#[test]
fn a_tokenizer_json_by_itself_is_read_as_it_stands() {
    let folder = Folder::with_checkpoint("tokenize-alone");
    let mut described = json_fixture("tiny_bert/tokenizer.json");
    described["normalizer"]["lowercase"] = json!(false);
    let file = folder.write("tokenizer.json", described.to_string());
    folder.write("tokenizer_config.json", json!({ "do_lower_case": true, "tokenizer_class": "BertTokenizer" }).to_string());
    let found = cloze_with(&["tokenize", "--tokenizer", &file], b"The the THE\n").object();
    assert_eq!(found["ids"], json!([2, 1, 52, 1, 3]));
}

#[test]
fn vocabularies_that_cannot_be_used_are_refused_with_file_and_place() {
    let folder = Folder::new("tokenize");
    let refused = |option: &str, content: &[u8], words: &[&str]| {
        let file = folder.write("broken", content);
        cloze_with(&["tokenize", option, &file], b"the\n").refused(1, &[&["broken"], words].concat());
    };
    refused("--vocab", b"", &["lacks [PAD]"]);
    refused("--vocab", b"[PAD]\n[UNK]\n[CLS]\n[SEP]\n", &["[MASK]"]);
    refused("--vocab", b"\x89PNG\r\n\x1a\n\0\0", &["UTF-8"]);
    refused("--tokenizer", b"{", &["tokenizer.json"]);
    refused("--tokenizer", b"{}", &["model"]);
    refused("--tokenizer", br#"{"model": {"type": "BPE", "vocab": {}, "merges": []}}"#, &["BPE", "WordPiece"]);
}
