//! `cloze benchmark`: the fixed step that trainers are compared with.

use serde_json::Value;

use crate::support::{Folder, cloze};

/// The files of `--write-case` with these options: the step, and the bytes of the weights.
fn written_case(name: &str, options: &[&str]) -> (Value, Vec<u8>) {
    let folder = Folder::new(name);
    let path = folder.path("case");
    cloze(&[&["benchmark", "--write-case", &path], options].concat()).lines();
    let case = serde_json::from_slice(&std::fs::read(format!("{path}/case.json")).unwrap()).unwrap();
    (case, std::fs::read(format!("{path}/parameters.f32")).unwrap())
}

fn numbers(list: &Value) -> Vec<f64> {
    list.as_array().unwrap().iter().map(|value| value.as_f64().unwrap()).collect()
}

#[test]
fn every_step_has_its_loss_and_every_timed_step_its_time() {
    let found = cloze(&["benchmark", "--steps", "3", "--warmup", "1"]).object();
    let (losses, times) = (numbers(&found["losses"]), numbers(&found["step_ms"]));
    assert_eq!((losses.len(), times.len()), (4, 3));
    assert!(times.iter().all(|ms| *ms > 0.0));
    // The losses of an untrained model are those of chance, among 1024 tokens and among 2 answers.
    let chance = f64::ln(1024.0) + f64::ln(2.0);
    assert!((losses[0] - chance).abs() < 0.2, "{} is far from {chance}", losses[0]);
    assert!(losses.is_sorted_by(|a, b| a > b), "{losses:?}");
    assert_eq!((&found["loss_first"], &found["loss_last"]), (&found["losses"][0], &found["losses"][3]));
}

#[test]
fn the_kernels_of_a_step_are_timed_by_the_gpu() {
    cloze(&["benchmark", "--kernels"]).refused(2, &["--kernels", "--device wgpu"]);
    let smaller = ["--hidden-size", "32", "--batch-size", "2", "--steps", "2", "--warmup", "1"];
    let found = cloze(&[&["benchmark", "--device", "wgpu", "--kernels"], &smaller[..]].concat()).object();
    let kernels = found["kernels"].as_array().unwrap();
    let time = |kernel: &Value| kernel["ms"].as_f64().unwrap();
    assert!(kernels.is_sorted_by(|a, b| time(a) >= time(b)), "the slowest first");
    assert!((kernels.iter().map(time).sum::<f64>() - found["ms_per_step"].as_f64().unwrap()).abs() < 1e-9);
    let dispatches =
        |name: &str| kernels.iter().find(|kernel| kernel["kernel"] == name).map_or(0, |kernel| kernel["dispatches"].as_u64().unwrap());
    // Two layers with two each, the embeddings' and the head's.
    assert_eq!([dispatches("layer_norm"), dispatches("attention"), dispatches("embed"), dispatches("update")], [6, 2, 1, 1]);
    assert!(time(&kernels[0]) > 0.0 && found["adapter"].as_str().is_some_and(|name| !name.is_empty()));
}

#[test]
fn a_written_case_is_a_whole_model_and_batch() {
    let (case, bytes) = written_case("small", &[]);
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
            // Truncated at two standard deviations of 0.02.
            (false, false) => assert!(values.iter().all(|value| value.abs() <= 0.04) && values.iter().any(|value| *value != 0.0), "{name}"),
        }
    }
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    cloze(&["benchmark", "--write-case", "/dev/null/case"]).refused(1, &["/dev/null/case"]);
}

#[test]
fn a_size_can_be_taken_otherwise() {
    let (case, _) =
        written_case("otherwise", &["--sequence-length", "20", "--batch-size", "3", "--hidden-size", "200", "--vocabulary-size", "50"]);
    let expected = [("sequence", 20), ("rows", 3), ("hidden", 200), ("vocabulary", 50), ("intermediate", 800), ("layers", 2)];
    for (name, value) in expected {
        assert_eq!(case[name], value, "{name}");
    }
    // Three heads of 64 would fit into 200, but three does not divide it.
    assert_eq!(case["heads"], 2);
    // 15 % of 20.
    let selected = numbers(&case["selected"]);
    for row in 0..3 {
        assert_eq!(selected.iter().filter(|&&position| (20.0 * f64::from(row)..20.0 * f64::from(row + 1)).contains(&position)).count(), 3);
    }
    assert_eq!(numbers(&case["input_ids"]).len(), 60);
    assert!([&case["input_ids"], &case["labels"]].into_iter().flat_map(numbers).all(|id| id < 50.0));
    assert_eq!(case["parameters"][0]["shape"], serde_json::json!([50, 200]));
}

#[test]
fn a_size_in_its_own_numbers_is_that_size() {
    let its_own = ["--sequence-length", "64", "--batch-size", "16", "--hidden-size", "128", "--vocabulary-size", "1024"];
    assert_eq!(written_case("own", &its_own), written_case("plain", &[]));
}

#[test]
fn another_shape_is_trained_too() {
    let shape = ["--sequence-length", "9", "--batch-size", "2", "--hidden-size", "24", "--vocabulary-size", "37"];
    let found = cloze(&[&["benchmark", "--steps", "2", "--warmup", "1"][..], &shape].concat()).object();
    let losses = numbers(&found["losses"]);
    let chance = f64::ln(37.0) + f64::ln(2.0);
    assert!((losses[0] - chance).abs() < 0.2, "{} is far from {chance}", losses[0]);
    assert!(losses.is_sorted_by(|a, b| a > b), "{losses:?}");
}

#[test]
fn no_step_begins_when_its_seconds_are_over() {
    let found = cloze(&["benchmark", "--sequence-length", "16", "--seconds", "1", "--steps", "100000"]).object();
    let times = numbers(&found["step_ms"]);
    let before_the_last: f64 = times[..times.len() - 1].iter().sum();
    assert!(times.len() < 100_000 && before_the_last < 1000.0, "{} steps, {before_the_last} ms before the last", times.len());
    assert!(times.iter().sum::<f64>() >= 1000.0);
}

#[test]
fn what_is_out_of_range_is_refused_by_name() {
    let wrong = [
        ("--sequence-length", "7", "a whole number from 8 to 512"),
        ("--batch-size", "0", "a whole number from 1 to 256"),
        ("--hidden-size", "1025", "a whole number from 8 to 1024"),
        ("--vocabulary-size", "30001", "a whole number from 32 to 30000"),
        ("--hidden-size", "wide", "a whole number from 8 to 1024"),
        ("--batch-size", "2.5", "a whole number from 1 to 256"),
    ];
    for (option, found, expected) in wrong {
        cloze(&["benchmark", option, found]).refused(2, &[option, "found", found, expected]);
    }
}

#[test]
fn training_a_vocabulary_is_timed_and_weighed() {
    let folder = Folder::new("tokenizer-benchmark");
    let text = cloze(&["corpus", "stories"]).stdout;
    let file = folder.write("text.txt", &text);
    let found = cloze(&["benchmark", "--train-tokenizer", &file, "--vocabulary-size", "200"]).object();
    assert_eq!((&found["bytes"], &found["tokens"]), (&text.len().into(), &200.into()));
    assert!(found["read_ms"].as_f64().unwrap() > 0.0 && found["train_ms"].as_f64().unwrap() > 0.0);
    if cfg!(target_os = "linux") {
        let (before, peak) = (found["memory_before"].as_u64().unwrap(), found["peak_memory"].as_u64().unwrap());
        assert!(before > 0 && peak > before, "{before} before, {peak} at most");
    }
}

#[test]
fn a_vocabulary_is_not_timed_without_its_text_or_with_steps() {
    cloze(&["benchmark", "--train-tokenizer", "nowhere.txt"]).refused(1, &["nowhere.txt"]);
    cloze(&["benchmark", "--train-tokenizer", "nowhere.txt", "--steps", "3"]).refused(2, &["--train-tokenizer", "--steps"]);
}
