//! `cloze pretrain`

use serde_json::Value;

use crate::support::{Folder, Outcome, cloze, cloze_with, fixture, read_fixture};

/// A model that trains in a few milliseconds.
const SMALL: [&str; 12] =
    ["--hidden-size", "32", "--layers", "1", "--heads", "2", "--intermediate-size", "64", "--batch-size", "8", "--vocabulary-size", "300"];

fn pretrain(folder: &Folder, out: &str, options: &[&str]) -> Outcome {
    let (corpus, out) = (fixture("curve/corpus.txt"), folder.path(out));
    cloze(&[&["pretrain", "--corpus", &corpus, "--out", &out][..], &SMALL, options].concat())
}

fn without_times(mut lines: Vec<Value>) -> Vec<Value> {
    for line in &mut lines {
        assert!(line.as_object_mut().unwrap().remove("ms_per_step").unwrap().is_number());
    }
    lines
}

#[test]
fn one_seed_gives_one_run_and_one_folder_but_for_the_times() {
    let folder = Folder::new("pretrain");
    let run = |out: &str, seed: &str| without_times(pretrain(&folder, out, &["--steps", "60", "--seed", seed]).lines());
    let first = run("first", "3");
    assert_eq!(first.iter().map(|line| line["step"].as_u64().unwrap()).collect::<Vec<_>>(), [0, 50, 60]);
    for measures in first.iter().flat_map(|line| [line, &line["held_out"]]) {
        for key in ["mlm_loss", "nsp_loss", "mlm_accuracy", "nsp_accuracy", "nsp_majority"] {
            assert!(measures[key].is_f64(), "{key}");
        }
    }
    assert!(first[2]["held_out"]["mlm_loss"].as_f64() < first[0]["held_out"]["mlm_loss"].as_f64());
    assert_eq!(first, run("again", "3"));
    assert_ne!(first, run("other", "4"));
    for file in ["config.json", "model.safetensors", "vocab.txt", "tokenizer.json", "tokenizer_config.json"] {
        let read = |out: &str| std::fs::read(folder.path(&format!("{out}/{file}"))).unwrap();
        assert!(read("first") == read("again"), "{file}");
    }
    assert_ne!(
        std::fs::read(folder.path("first/model.safetensors")).unwrap(),
        std::fs::read(folder.path("other/model.safetensors")).unwrap()
    );
}

#[cfg(feature = "burn")]
#[test]
fn burn_trains_the_same_run_and_the_same_bits_each_time() {
    let folder = Folder::new("burn");
    let run = |out: &str, engine: &str| {
        let options = ["--steps", "10", "--evaluation-interval", "1", "--engine", engine];
        without_times(pretrain(&folder, out, &options).lines())
    };
    let (ours, burn) = (run("ours", "cloze"), run("burn", "burn"));
    assert_eq!((ours.len(), burn.len()), (11, 11));
    for (ours, burn) in ours.iter().zip(&burn) {
        for (ours, burn) in [(ours, burn), (&ours["held_out"], &burn["held_out"])] {
            for key in ["mlm_loss", "nsp_loss"] {
                let (ours, burn) = (ours[key].as_f64().unwrap(), burn[key].as_f64().unwrap());
                assert!((ours - burn).abs() < 2e-5, "{key}: {burn}, {ours} by our kernels");
            }
        }
    }
    assert_ne!(ours, burn, "they sum in other orders");
    assert_eq!(burn, run("again", "burn"));
}

#[cfg(feature = "burn")]
#[test]
fn an_elmo_has_a_loss_for_each_direction_and_a_folder_with_its_class() {
    let folder = Folder::new("elmo");
    let options = ["--steps", "3", "--objective", "elmo"];
    let lines = pretrain(&folder, "out", &[&options[..], &["--engine", "burn"]].concat()).lines();
    for measures in lines.iter().flat_map(|line| [line, &line["held_out"]]) {
        for key in ["forward_loss", "forward_accuracy", "backward_loss", "backward_accuracy"] {
            assert!(measures[key].is_f64(), "{key}");
        }
        assert!(measures["mlm_loss"].is_null() && measures["nsp_loss"].is_null());
    }
    let config: Value = serde_json::from_slice(&std::fs::read(folder.path("out/config.json")).unwrap()).unwrap();
    assert_eq!((&config["architectures"][0], &config["hidden_size"]), (&"Elmo".into(), &32.into()));
    for file in ["elmo.py", "model.safetensors", "tokenizer.json", "vocab.txt"] {
        assert!(std::path::Path::new(&folder.path(&format!("out/{file}"))).exists(), "{file}");
    }
    pretrain(&folder, "ours", &options).refused(2, &["--objective elmo", "--engine burn"]);
    let half = [&options[..], &["--engine", "burn", "--half"]].concat();
    pretrain(&folder, "half", &half).refused(2, &["--half"]);
}

#[cfg(not(feature = "burn-gpu"))]
#[test]
fn an_engine_that_this_build_lacks_is_refused_with_the_feature_that_has_it() {
    let folder = Folder::new("no_burn");
    pretrain(&folder, "out", &["--engine", "burn", "--device", "wgpu"]).refused(2, &["--engine burn --device wgpu", "`burn-gpu`"]);
}

#[test]
fn every_objective_trains_its_losses_and_leaves_a_folder_that_opens() {
    let folder = Folder::new("objectives");
    for (objective, mlm, nsp) in [("mlm+nsp", true, true), ("mlm", true, false), ("nsp", false, true), ("ltr", true, false)] {
        let lines = pretrain(&folder, objective, &["--steps", "2", "--objective", objective]).lines();
        for line in &lines {
            assert_eq!((line["mlm_loss"].is_f64(), line["nsp_loss"].is_f64()), (mlm, nsp), "{objective}");
        }
        let model = folder.path(objective);
        let found = cloze_with(&["encode", "--model", &model], b"the dog\n").object();
        assert_eq!(found["embedding"].as_array().unwrap().len(), 32);
        let config: Value = serde_json::from_slice(&std::fs::read(folder.path(&format!("{objective}/config.json"))).unwrap()).unwrap();
        // The config says that it is causal, or other programs would let it attend to later tokens.
        assert_eq!(config["is_decoder"], objective == "ltr");
    }
}

#[test]
fn a_gpt_has_losses_of_its_own_name_and_a_folder_of_its_own_class() {
    let folder = Folder::new("gpt");
    let options = ["--steps", "2", "--objective", "causal", "--intermediate-size", "128"];
    let (corpus, out) = (fixture("curve/corpus.txt"), folder.path("out"));
    let sizes = [&SMALL[..6], &SMALL[8..]].concat();
    let lines = cloze(&[&["pretrain", "--corpus", &corpus, "--out", &out][..], &sizes, &options].concat()).lines();
    for measures in lines.iter().flat_map(|line| [line, &line["held_out"]]) {
        assert!(measures["causal_loss"].is_f64() && measures["causal_accuracy"].is_f64());
        assert!(measures["mlm_loss"].is_null() && measures["nsp_loss"].is_null());
    }
    let config: Value = serde_json::from_slice(&std::fs::read(folder.path("out/config.json")).unwrap()).unwrap();
    assert_eq!((&config["model_type"], &config["n_embd"]), (&"openai-gpt".into(), &32.into()));
    cloze_with(&["encode", "--model", &out], b"the dog\n").refused(1, &["config.json", "model_type", "openai-gpt", "bert"]);
    // The class fixes this width, which is said before anything is trained.
    pretrain(&folder, "narrow", &options[..4]).refused(1, &["intermediate_size", "found 64", "expected 128"]);
    assert!(!std::path::Path::new(&folder.path("narrow")).exists());
}

/// `cat<FF>nap` is one word, since BERT deletes a form feed. The same holds for the other two deleted white space characters.
#[test]
fn a_word_with_a_deleted_character_in_it_is_learned_whole() {
    let folder = Folder::new("formfeed");
    let text = String::from_utf8(read_fixture("tokenizer_files/formfeed.txt")).unwrap();
    let options = "--vocabulary-size 60 --sequence-length 16 --hidden-size 16 --layers 1 --heads 2 --intermediate-size 16 --steps 1";
    let options: Vec<&str> = options.split(' ').collect();
    for deleted in ["\u{c}", "\u{b}", "\u{85}"] {
        let (corpus, out) = (folder.write("corpus.txt", text.replace('\u{c}', deleted)), folder.path("out"));
        cloze(&[&["pretrain", "--corpus", &corpus, "--out", &out][..], &options].concat()).lines();
        let vocab = folder.path("out/vocab.txt");
        let words = std::fs::read_to_string(&vocab).unwrap();
        for token in ["catnap", "napcat", "##cat", "##nap"] {
            assert!(words.lines().any(|line| line == token), "{token}");
        }
        let found = cloze_with(&["tokenize", "--vocab", &vocab], format!("cat{deleted}nap sat.\n").as_bytes()).object();
        assert_eq!(found["tokens"], serde_json::json!(["[CLS]", "catnap", "sat", ".", "[SEP]"]));
    }
}

#[test]
fn a_given_vocabulary_is_the_one_that_is_used() {
    let folder = Folder::new("vocabulary");
    let vocab = fixture("curve/vocab.txt");
    pretrain(&folder, "out", &["--steps", "1", "--vocab", &vocab]).lines();
    assert!(std::fs::read(folder.path("out/vocab.txt")).unwrap() == read_fixture("curve/vocab.txt"));
}

#[test]
fn half_precision_halves_the_weights() {
    let folder = Folder::new("half");
    pretrain(&folder, "full", &["--steps", "1"]).lines();
    pretrain(&folder, "half", &["--steps", "1", "--half"]).lines();
    let size = |out: &str| std::fs::metadata(folder.path(&format!("{out}/model.safetensors"))).unwrap().len() as f64;
    assert!(size("half") / size("full") < 0.6);
    cloze_with(&["encode", "--model", &folder.path("half")], b"the dog\n").object();
}

#[test]
fn a_corpus_that_cannot_be_trained_on_is_refused() {
    let folder = Folder::new("corpora");
    let out = folder.path("out");
    for (content, word) in [(&b""[..], "empty"), (b"\0\x01\x02\x03", "not text"), (b"dog\xff", "UTF-8")] {
        let corpus = folder.write("corpus.txt", content);
        cloze(&["pretrain", "--corpus", &corpus, "--out", &out, "--steps", "1"]).refused(1, &["corpus.txt", word]);
    }
    let corpus = folder.write("corpus.txt", "One dog runs.\nIt sleeps.\n");
    cloze(&["pretrain", "--corpus", &corpus, "--out", &out, "--steps", "1", "--objective", "nsp"]).refused(1, &["document"]);
}
