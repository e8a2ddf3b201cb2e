//! `cloze benchmark`: the step that trainers are compared by, taken and written out.

use serde_json::Value;

use crate::support::{Folder, cloze};

fn numbers(list: &Value) -> Vec<f64> {
    list.as_array().unwrap().iter().map(|value| value.as_f64().unwrap()).collect()
}

#[test]
fn every_step_has_its_loss_and_every_timed_step_its_time() {
    let found = cloze(&["benchmark", "--steps", "3", "--warmup", "1"]).object();
    let (losses, times) = (numbers(&found["losses"]), numbers(&found["step_ms"]));
    assert_eq!((losses.len(), times.len()), (4, 3));
    assert!(times.iter().all(|ms| *ms > 0.0));
    // Who knows nothing is as good as chance, among 1024 tokens and among 2 answers.
    let chance = f64::ln(1024.0) + f64::ln(2.0);
    assert!((losses[0] - chance).abs() < 0.2, "{} is far from {chance}", losses[0]);
    assert!(losses.is_sorted_by(|a, b| a > b), "{losses:?}");
    assert_eq!((&found["loss_first"], &found["loss_last"]), (&found["losses"][0], &found["losses"][3]));
}

#[test]
fn a_written_case_is_a_whole_model_and_batch() {
    let folder = Folder::new("case");
    let path = folder.path("small");
    cloze(&["benchmark", "--write-case", &path]).lines();
    let case: Value = serde_json::from_slice(&std::fs::read(format!("{path}/case.json")).unwrap()).unwrap();
    let bytes = std::fs::read(format!("{path}/parameters.f32")).unwrap();
    let flat: Vec<f32> = bytes.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();

    let size = |name: &str| case[name].as_u64().unwrap() as usize;
    let (rows, sequence) = (size("rows"), size("sequence"));
    assert_eq!(numbers(&case["input_ids"]).len(), rows * sequence);
    assert_eq!(numbers(&case["labels"]).len(), numbers(&case["selected"]).len());
    for row in 0..rows {
        let (first, next) = ((row * sequence) as f64, ((row + 1) * sequence) as f64);
        let selected = numbers(&case["selected"]).into_iter().filter(|position| (first..next).contains(position)).count();
        assert_eq!(selected, 10, "row {row}");
    }
    for parameter in case["parameters"].as_array().unwrap() {
        let (name, shape) = (parameter["name"].as_str().unwrap(), numbers(&parameter["shape"]));
        let (start, length) = (parameter["offset"].as_u64().unwrap() as usize, shape.iter().product::<f64>() as usize);
        let values = &flat[start..start + length];
        assert_eq!(parameter["decays"], shape.len() == 2, "{name}");
        match (name.contains("LayerNorm"), name.ends_with("bias")) {
            (_, true) => assert!(values.iter().all(|value| *value == 0.0), "{name}"),
            (true, false) => assert!(values.iter().all(|value| *value == 1.0), "{name}"),
            // Cut at two standard deviations of 0.02.
            (false, false) => assert!(values.iter().all(|value| value.abs() <= 0.04) && values.iter().any(|value| *value != 0.0), "{name}"),
        }
    }
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    cloze(&["benchmark", "--write-case", "/dev/null/case"]).refused(1, &["/dev/null/case"]);
}
