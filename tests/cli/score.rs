//! `cloze score`: the reference's numbers under the documented names, and all kinds of invalid input.

use safetensors::tensor::{Dtype, SafeTensors, TensorView, serialize};
use serde_json::{Value, json};

use crate::support::{Folder, cloze, fixture, json_fixture, read_fixture};

fn near(found: &Value, expected: &Value, tolerance: f64, place: &str) {
    match (found, expected) {
        (Value::Array(found), Value::Array(expected)) => {
            assert_eq!(found.len(), expected.len(), "{place}");
            for (i, (found, expected)) in found.iter().zip(expected).enumerate() {
                near(found, expected, tolerance, &format!("{place}[{i}]"));
            }
        }
        (Value::Null, Value::Null) => {}
        _ => {
            let (found, expected) = (found.as_f64().expect(place), expected.as_f64().expect(place));
            assert!((found - expected).abs() <= tolerance, "{place}: {found}, expected {expected}");
        }
    }
}

#[test]
fn the_reference_s_numbers_come_out_under_the_names_of_the_contract() {
    let reference = json_fixture("tiny_bert/cases.json");
    let found = cloze(&["score", "--model", &fixture("tiny_bert"), "--cases", &fixture("tiny_bert/cases.json")]).object();
    assert!(found.get("steps").is_none());
    let cases = found["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 6);
    for (found, case) in cases.iter().zip(reference["cases"].as_array().unwrap()) {
        let (name, length, expected) = (&case["name"], case["length"].as_u64().unwrap() as usize, &case["expected"]);
        assert_eq!(&found["name"], name);
        let place = |key: &str| format!("{key} of {name}");
        near(&found["prediction_logits"], &expected["prediction_logits"], 1e-5, &place("prediction_logits"));
        near(&found["seq_relationship_logits"], &expected["seq_relationship_logits"], 2e-6, &place("seq_relationship_logits"));
        let entropy = &expected["cross_entropy"].as_array().unwrap()[..length];
        near(&found["mlm_cross_entropy"], &entropy.into(), 5e-6, &place("mlm_cross_entropy"));
        for key in ["mlm_loss", "nsp_loss", "total_loss"] {
            near(&found[key], &expected[key], 5e-6, &place(key));
        }
        let selected = case["labels"].as_array().unwrap().iter().filter(|label| label.as_i64().is_some_and(|id| id >= 0)).count();
        assert_eq!(found["n_selected"], selected);
        near(&found["last_hidden_l2_real"], &expected["hidden"].as_array().unwrap().last().unwrap()["l2_real"], 1e-5, &place("hidden"));
    }
    let (found, expected) = (&found["batch"], &reference["batch"]);
    for key in ["mlm_loss", "nsp_loss", "total_loss"] {
        near(&found[key], &expected[key], 5e-6, key);
    }
    let relative = |found: &Value, expected: &Value, place: &str| {
        near(found, expected, 1e-4 * expected.as_f64().unwrap() + 1e-7, place);
    };
    relative(&found["grad_global_l2"], &expected["gradient_global_l2"], "grad_global_l2");
    let (found, expected) = (found["gradients"].as_object().unwrap(), expected["gradients"].as_object().unwrap());
    assert_eq!(found.len(), expected.len());
    for (name, expected) in expected {
        let found = &found[name];
        assert_eq!(found["shape"], expected["shape"], "{name}");
        if !name.ends_with("key.bias") {
            relative(&found["l2"], &expected["l2"], name);
        }
        let values: usize = expected["shape"].as_array().unwrap().iter().map(|size| size.as_u64().unwrap() as usize).product();
        assert_eq!(found["first8"].as_array().unwrap().len(), values.min(8), "{name}");
    }
}

#[test]
fn steps_are_counted_from_0_and_the_first_has_the_losses_of_the_batch() {
    let (model, cases) = (fixture("tiny_bert"), fixture("tiny_bert/cases.json"));
    for optimizer in ["adamw", "google"] {
        let found = cloze(&["score", "--model", &model, "--cases", &cases, "--optimizer", optimizer, "--steps", "3"]).object();
        let (steps, batch) = (found["steps"].as_array().unwrap(), &found["batch"]);
        assert_eq!(steps.iter().map(|step| step["step"].as_u64().unwrap()).collect::<Vec<_>>(), [0, 1, 2]);
        for (key, of_batch) in
            [("mlm", "mlm_loss"), ("nsp", "nsp_loss"), ("total", "total_loss"), ("grad_norm_before_clip", "grad_global_l2")]
        {
            near(&steps[0][key], &batch[of_batch], 1e-5, key);
        }
        assert!(steps[2]["total"].as_f64() < steps[0]["total"].as_f64());
    }
}

#[test]
fn a_task_head_gives_its_logits_instead() {
    let reference = json_fixture("heads/heads.json");
    let found = cloze(&["score", "--model", &fixture("heads/question_answering"), "--cases", &fixture("tiny_bert/cases.json")]).object();
    assert!(found.get("batch").is_none());
    for (i, case) in found["cases"].as_array().unwrap().iter().enumerate() {
        for key in ["start_logits", "end_logits"] {
            let length = case[key].as_array().unwrap().len();
            near(&case[key], &reference["question_answering"][key][i].as_array().unwrap()[..length].into(), 1e-5, key);
        }
        assert!(case.get("logits").is_none());
    }
}

/// Missing lists have default values, and padding changes nothing.
#[test]
fn a_case_needs_no_more_than_its_ids_and_its_label() {
    let folder = Folder::new("score-short");
    let score = |case: Value| {
        let file = folder.write("cases.json", json!({ "cases": [case] }).to_string());
        cloze(&["score", "--model", &fixture("tiny_bert"), "--cases", &file]).object()["cases"][0].clone()
    };
    let short = score(json!({ "input_ids": [2, 30, 31, 3], "next_sentence_label": 1 }));
    assert_eq!((&short["n_selected"], &short["mlm_loss"], &short["name"]), (&json!(0), &json!(0.0), &json!("case 0")));
    assert_eq!(short["mlm_cross_entropy"], json!([null, null, null, null]));
    let long = score(json!({
        "name": "case 0", "input_ids": [2, 30, 31, 3, 0, 0], "token_type_ids": [0, 0, 0, 0, 0, 0], "attention_mask": [1, 1, 1, 1, 0, 0],
        "labels": [-100, null, -100, -100, -100, -100], "next_sentence_label": 1, "comment": "more keys do no harm",
    }));
    near(&long["prediction_logits"], &short["prediction_logits"], 1e-6, "padded");
}

#[test]
fn cases_that_do_not_fit_the_model_are_refused_by_name_and_entry() {
    let folder = Folder::new("score-cases");
    let refused = |content: String, words: &[&str]| {
        let file = folder.write("cases.json", content);
        cloze(&["score", "--model", &fixture("tiny_bert"), "--cases", &file]).refused(1, &[&["cases.json"], words].concat());
    };
    let good = json!({ "name": "odd", "input_ids": [2, 30, 31, 3], "next_sentence_label": 0 });
    let with = |key: &str, value: Value| {
        let mut case = good.clone();
        case[key] = value;
        json!({ "cases": [case] }).to_string()
    };
    refused(String::new(), &["not a file of cases"]);
    refused("[]".into(), &["not a file of cases"]);
    refused("{\"cases\": []}".into(), &["empty"]);
    refused("{\"cases\": [{}]}".into(), &["input_ids"]);
    refused(with("input_ids", json!([])), &["odd", "length"]);
    refused(with("input_ids", json!([2, 160, 3])), &["odd", "input_ids[1]", "160", "159"]);
    refused(with("input_ids", json!([2, -1, 3])), &["odd", "input_ids[1]", "-1"]);
    refused(with("input_ids", json!([2, 1.5, 3])), &["not a file of cases"]);
    refused(with("input_ids", json!(vec![5; 49])), &["odd", "49", "48"]);
    refused(with("token_type_ids", json!([0, 0, 2, 0])), &["odd", "token_type_ids[2]"]);
    refused(with("token_type_ids", json!([0])), &["odd", "token_type_ids"]);
    refused(with("attention_mask", json!([0, 0, 0, 0])), &["odd", "attention_mask"]);
    refused(with("attention_mask", json!([1, 1, 2, 1])), &["odd", "attention_mask[2]"]);
    refused(with("labels", json!([-100, 160, -100, -100])), &["odd", "labels[1]", "160"]);
    refused(with("labels", json!([-100, -5, -100, -100])), &["odd", "labels[1]", "-5"]);
    refused(with("labels", json!("many")), &["odd", "labels"]);
    refused(with("labels", json!([-100])), &["odd", "labels"]);
    refused(with("length", json!(9)), &["odd", "length", "9"]);
    refused(with("next_sentence_label", json!(2)), &["odd", "next_sentence_label", "2"]);
    let file = folder.write("cases.json", with("next_sentence_label", Value::Null));
    cloze(&["score", "--model", &fixture("tiny_bert"), "--cases", &file]).refused(1, &["odd", "next_sentence_label is missing"]);
}

/// A list of another length than the row, for example with a missing entry.
#[test]
fn a_list_that_is_not_as_long_as_its_row_is_refused_with_both_lengths() {
    let folder = Folder::new("score-entries");
    let padded = json!({
        "name": "odd", "input_ids": [2, 30, 31, 3, 0, 0], "token_type_ids": [0, 0, 0, 0, 0, 0], "attention_mask": [1, 1, 1, 1, 0, 0],
        "labels": [-100, 30, -100, -100, -100, -100], "next_sentence_label": 1,
    });
    let score = |case: &Value| {
        let file = folder.write("cases.json", json!({ "cases": [case] }).to_string());
        cloze(&["score", "--model", &fixture("tiny_bert"), "--cases", &file])
    };
    for length in [Value::Null, json!(4)] {
        let mut good = padded.clone();
        good["length"] = length;
        assert_eq!(score(&good).code, 0);
        for key in ["token_type_ids", "attention_mask", "labels"] {
            let list = good[key].as_array().unwrap();
            let longer: Vec<_> = list.iter().chain(&list[5..]).collect();
            for (entries, found) in [(json!(list[..5]), "5"), (json!(list[..4]), "4"), (json!([]), "is 0"), (json!(longer), "7")] {
                let mut case = good.clone();
                case[key] = entries;
                score(&case).refused(1, &["cases.json", "odd", key, found, "expected 6"]);
            }
        }
    }
}

/// A checkpoint whose head says one of `classes` of each text or token. Its weights do not matter here.
fn with_task_head(folder: &Folder, class: &str, classes: usize) {
    let mut config = json_fixture("tiny_bert/config.json");
    config["architectures"] = json!([class]);
    config["id2label"] = (0..classes).map(|id| (id.to_string(), json!(format!("LABEL_{id}")))).collect::<serde_json::Map<_, _>>().into();
    let hidden = config["hidden_size"].as_u64().unwrap() as usize;
    let encoder = read_fixture("tiny_bert/model.safetensors");
    let encoder = SafeTensors::deserialize(&encoder).unwrap();
    let zeros = vec![0; 4 * classes * hidden];
    let zero = |shape: &[usize]| TensorView::new(Dtype::F32, shape.to_vec(), &zeros[..4 * shape.iter().product::<usize>()]).unwrap();
    let head = [("classifier.weight".to_owned(), zero(&[classes, hidden])), ("classifier.bias".to_owned(), zero(&[classes]))];
    let tensors = encoder.tensors().into_iter().filter(|(name, _)| name.starts_with("bert.")).chain(head);
    folder.write("config.json", config.to_string());
    folder.write("model.safetensors", serialize(tensors, None).unwrap());
}

/// Scoring does not read the labels of a task. A list that lost an entry is another row's all the same.
#[test]
fn labels_of_a_task_that_fit_neither_row_nor_classes_are_refused_with_both_lengths() {
    let folder = Folder::with_checkpoint("score-task-labels");
    let score = |labels: &Value| {
        let case = json!({ "name": "odd", "input_ids": [2, 30, 31, 32, 33, 3], "labels": labels });
        let file = folder.write("cases.json", json!({ "cases": [case] }).to_string());
        cloze(&["score", "--model", folder.as_argument(), "--cases", &file])
    };
    let of_tokens = json!([-100, 0, 1, 2, 1, -100]);
    for class in ["BertForTokenClassification", "BertForSequenceClassification"] {
        with_task_head(&folder, class, 4);
        for good in [&of_tokens, &Value::Null] {
            assert_eq!(score(good).code, 0, "{class}");
        }
        for (labels, found) in [(json!([-100, 0, 1, 2, 1]), "5"), (json!([]), "is 0"), (json!([0, 0, 1, 2, 1, 0, 0]), "7")] {
            score(&labels).refused(1, &["cases.json", "odd", "labels", found, "expected 6"]);
        }
    }
    for good in [json!(1), json!([1]), json!([0.0, 1.0, 1.0, 0.0])] {
        assert_eq!(score(&good).code, 0, "a text's own label: {good}");
    }
    with_task_head(&folder, "BertForTokenClassification", 4);
    score(&json!([0, 1, 1, 0])).refused(1, &["odd", "labels", "4", "expected 6"]);
}

#[test]
fn checkpoints_that_cannot_be_used_are_refused_with_file_and_place() {
    let folder = Folder::with_checkpoint("score-model");
    let cases = fixture("tiny_bert/cases.json");
    let refused = |words: &[&str]| cloze(&["score", "--model", folder.as_argument(), "--cases", &cases]).refused(1, words);
    let config = json_fixture("tiny_bert/config.json");
    for (key, value, words) in [
        ("model_type", json!("gpt2"), ["gpt2", "bert"]),
        ("hidden_act", json!("silu"), ["silu", "gelu"]),
        ("position_embedding_type", json!("relative_key"), ["relative_key", "absolute"]),
        ("num_attention_heads", json!(5), ["num_attention_heads", "divisor"]),
        ("hidden_size", json!(96), ["shape", "96"]),
        ("num_hidden_layers", json!(4), ["missing", "layer.3"]),
        ("num_hidden_layers", json!(2), ["layer.2", "num_hidden_layers"]),
        ("vocab_size", json!(150), ["vocab", "150"]),
        ("vocab_size", json!(-1), ["vocab_size", "-1"]),
    ] {
        let mut changed = config.clone();
        changed[key] = value;
        folder.write("config.json", changed.to_string());
        refused(&words);
    }
    folder.write("config.json", "{");
    refused(&["config.json", "not JSON"]);
    folder.write("config.json", config.to_string());
    let weights = read_fixture("tiny_bert/model.safetensors");
    folder.write("model.safetensors", &weights[..weights.len() - 4]);
    refused(&["model.safetensors", "truncated"]);
    folder.write("model.safetensors", [&10_000_000_000u64.to_le_bytes(), &weights[8..]].concat());
    refused(&["model.safetensors", "header", "10000000000"]);
    let mut broken = weights.clone();
    let end = broken.len();
    broken[end - 4..].copy_from_slice(&f32::NAN.to_le_bytes());
    folder.write("model.safetensors", broken);
    refused(&["model.safetensors", "tensor", "NaN"]);
    std::fs::remove_file(folder.path("model.safetensors")).unwrap();
    refused(&["model.safetensors", "safetensors"]);
    folder.write("model.safetensors", weights);
    folder.write("vocab.txt", (0..161).map(|i| format!("token{i}\n")).collect::<String>());
    refused(&["vocab.txt", "161", "160"]);
}
