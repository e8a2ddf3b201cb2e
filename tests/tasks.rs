//! Scores of tasks as scikit-learn, seqeval and SQuAD's script count them (`tests/fixtures/metrics/make.py`).

use cloze::tasks::metrics::{accuracy, answer_f1, entity_f1, exact_match, macro_f1, micro_f1};
use serde_json::Value;

fn cases(kind: &str) -> Vec<Value> {
    let file: Value = serde_json::from_str(include_str!("fixtures/metrics/cases.json")).unwrap();
    file[kind].as_array().unwrap().clone()
}

fn list(value: &Value) -> Vec<String> {
    value.as_array().unwrap().iter().map(|item| item.as_str().unwrap().to_owned()).collect()
}

/// `tolerance`: torchmetrics computes in f32.
#[track_caller]
fn assert_score(case: &Value, name: &str, found: f64, tolerance: f64) {
    let expected = case[name].as_f64().unwrap();
    assert!((found - expected).abs() <= tolerance, "{name}: {found}, expected {expected}, of {case}");
}

#[test]
fn classes_are_scored_as_scikit_learn_does() {
    for case in cases("classes") {
        let (labels, predictions) = (list(&case["labels"]), list(&case["predictions"]));
        assert_score(&case, "accuracy", accuracy(&labels, &predictions), 1e-12);
        assert_score(&case, "macro_f1", macro_f1(&labels, &predictions), 1e-12);
    }
}

#[test]
fn tags_are_scored_as_seqeval_and_scikit_learn_do() {
    let mut entities = 0.0;
    for case in cases("tags") {
        let rows = |name: &str| case[name].as_array().unwrap().iter().map(list).collect::<Vec<_>>();
        let (labels, predictions) = (rows("labels"), rows("predictions"));
        assert_score(&case, "word_accuracy", accuracy(&labels.concat(), &predictions.concat()), 1e-12);
        assert_score(&case, "micro_f1", micro_f1(&labels.concat(), &predictions.concat()), 1e-12);
        let found = entity_f1(&labels, &predictions);
        assert_score(&case, "entity_f1", found, 1e-12);
        entities += found;
    }
    assert!(entities > 10.0, "the cases have entities");
}

#[test]
fn answers_are_scored_as_squads_script_does() {
    for case in cases("answers") {
        let (answer, prediction) = (case["answer"].as_str().unwrap(), case["prediction"].as_str().unwrap());
        assert_score(&case, "exact_match", f64::from(u8::from(exact_match(answer, prediction))), 0.0);
        assert_score(&case, "f1", answer_f1(answer, prediction), 1e-6);
    }
}
