//! Help and its reference, wrong usage, closed pipes.

use std::collections::BTreeSet;
use std::fs;
use std::process::{Command, Stdio};

use cloze::settings::{SCHEMA, SettingGroup, SettingSpec};

use crate::support::{cloze, fixture};

const SUBCOMMANDS: [&str; 10] = ["tokenize", "mask", "pairs", "corpus", "task", "score", "encode", "pretrain", "finetune", "benchmark"];

#[test]
fn help_of_every_subcommand_has_examples() {
    for subcommand in SUBCOMMANDS {
        let help = cloze(&[subcommand, "--help"]);
        assert_eq!(help.code, 0);
        let text = String::from_utf8(help.stdout).unwrap();
        assert!(text.contains("Examples:") && text.contains(&format!("cloze {subcommand}")), "{subcommand}:\n{text}");
    }
    let all = String::from_utf8(cloze(&["--help"]).stdout).unwrap();
    assert!(SUBCOMMANDS.iter().all(|subcommand| all.contains(subcommand)), "{all}");
}

#[test]
fn the_reference_has_every_option_and_no_other() {
    let reference = fs::read_to_string("docs/command.md").unwrap();
    let options = |text: &str| -> BTreeSet<String> {
        let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
        words.filter(|word| word.starts_with("--") && word.len() > 3).map(str::to_owned).collect()
    };
    for subcommand in SUBCOMMANDS {
        let help = String::from_utf8(cloze(&[subcommand, "--help"]).stdout).unwrap();
        let heads = help.lines().map(str::trim_start).filter(|line| line.starts_with("--")).collect::<Vec<_>>();
        let offered = options(&heads.join("\n"));
        let (_, section) =
            reference.split_once(&format!("\n## cloze {subcommand}\n")).unwrap_or_else(|| panic!("no section on {subcommand}"));
        let section = section.split("\n## ").next().unwrap_or_default();
        assert_eq!(options(section), offered, "docs/command.md, cloze {subcommand}");
    }
}

#[test]
fn wrong_usage_is_exit_code_2_and_names_the_option() {
    let (vocab, text) = (fixture("tokenization/vocab.txt"), fixture("curve/corpus.txt"));
    let mask = |more: &[&str]| {
        let start = ["mask", "--vocab", &vocab, "--input", &text, "--count", "5", "--max-length", "32"];
        cloze(&[&start[..], more].concat())
    };
    cloze(&[]).refused(2, &["Usage"]);
    cloze(&["train"]).refused(2, &["train"]);
    cloze(&["tokenize"]).refused(2, &["--vocab", "--tokenizer"]);
    cloze(&["tokenize", "--vocab", &vocab, "--tokenizer", &vocab]).refused(2, &["--tokenizer"]);
    cloze(&["tokenize", "--vocab", &vocab, "--max-length", "2"]).refused(2, &["--max-length"]);
    mask(&["--shares", "80,10,20"]).refused(2, &["--shares", "sum to 100"]);
    mask(&["--shares", "110,-5,-5"]).refused(2, &["--shares"]);
    mask(&["--shares", "80,10"]).refused(2, &["--shares", "three"]);
    for probability in ["0", "1.01", "-0.1", "NaN", "many"] {
        mask(&[&format!("--probability={probability}")]).refused(2, &["--probability"]);
    }
    mask(&["--rule", "bert"]).refused(2, &["--rule", "google", "hf", "span"]);
    mask(&["--max-predictions", "0"]).refused(2, &["--max-predictions"]);
    mask(&["--seed", "-1"]).refused(2, &["--seed"]);
    cloze(&["pairs", "--vocab", &vocab, "--input", &text, "--max-length", "4"]).refused(2, &["--max-length"]);
    let model = fixture("tiny_bert");
    let cases = fixture("tiny_bert/cases.json");
    let score = |more: &[&str]| cloze(&[&["score", "--model", &model, "--cases", &cases][..], more].concat());
    score(&["--optimizer", "sgd", "--steps", "1"]).refused(2, &["--optimizer"]);
    score(&["--optimizer", "adamw"]).refused(2, &["--steps"]);
    score(&["--steps", "0"]).refused(2, &["--steps"]);
    score(&["--device", "tpu"]).refused(2, &["--device"]);
    cloze(&["encode", "--model", &model, "--pooling", "max"]).refused(2, &["--pooling"]);
    cloze(&["benchmark", "--size", "medium"]).refused(2, &["--size", "small", "big"]);
    cloze(&["benchmark", "--steps", "0"]).refused(2, &["--steps"]);
    cloze(&["benchmark", "--write-case", "case", "--steps", "3"]).refused(2, &["--write-case", "--steps"]);
    let question = fixture("heads/question_answering");
    cloze(&["score", "--model", &question, "--cases", &cases, "--steps", "3"]).refused(2, &["--steps", "task head"]);
}

#[test]
fn help_says_of_every_setting_what_it_is_and_which_values_it_takes() {
    let in_another_form = ["corpus", "text", "objective", "device", "engine"];
    let of_a_run = |spec: &&SettingSpec| !in_another_form.contains(&spec.name);
    let of_a_row = |spec: &&SettingSpec| spec.group == SettingGroup::Masking && spec.name != "masking.fresh";
    let offered: [(&str, Vec<_>); 2] =
        [("pretrain", SCHEMA.iter().filter(of_a_run).collect()), ("mask", SCHEMA.iter().filter(of_a_row).collect())];
    for (subcommand, settings) in offered {
        assert!(settings.len() > 6);
        let help = String::from_utf8(cloze(&[subcommand, "--help"]).stdout).unwrap();
        let words = help.split_whitespace().collect::<Vec<_>>().join(" ");
        for spec in settings {
            let option = format!("--{}", spec.short_name().replace('_', "-"));
            for said in [&option, &spec.about.replace('`', ""), &spec.kind.to_string()] {
                assert!(words.contains(said.as_str()), "{subcommand} --help says nothing of {said}:\n{help}");
            }
        }
    }
}

#[test]
fn settings_of_a_run_are_refused_by_the_name_of_their_option() {
    let corpus = fixture("curve/corpus.txt");
    let pretrain = |more: &[&str]| cloze(&[&["pretrain", "--corpus", &corpus, "--out", "/dev/null/nowhere"][..], more].concat());
    for (option, value) in [
        ("--steps", "0"),
        ("--steps", "many"),
        ("--hidden-size", "7"),
        ("--heads", "3"),
        ("--probability", "0"),
        ("--learning-rate", "-1"),
        ("--seed", "4294967296"),
        ("--shares", "80,10,20"),
        ("--objective", "rtd"),
        ("--max-predictions", "0"),
    ] {
        pretrain(&[option, value]).refused(2, &[option.trim_start_matches("--")]);
    }
}

#[test]
fn files_that_are_not_there_are_exit_code_1_and_named() {
    let (missing, vocab) = (fixture("nowhere"), fixture("tokenization/vocab.txt"));
    cloze(&["tokenize", "--vocab", &missing]).refused(1, &["nowhere"]);
    cloze(&["mask", "--vocab", &vocab, "--input", &missing, "--count", "1", "--max-length", "32"]).refused(1, &["nowhere"]);
    cloze(&["pairs", "--vocab", &vocab, "--input", &missing, "--max-length", "32"]).refused(1, &["nowhere"]);
    cloze(&["score", "--model", &missing, "--cases", &missing]).refused(1, &["nowhere", "config.json"]);
    cloze(&["score", "--model", &fixture("tiny_bert"), "--cases", &missing]).refused(1, &["nowhere"]);
    cloze(&["encode", "--model", &missing]).refused(1, &["nowhere"]);
    cloze(&["pretrain", "--corpus", &missing, "--out", env!("CARGO_TARGET_TMPDIR")]).refused(1, &["nowhere"]);
    let corpus = fixture("curve/corpus.txt");
    cloze(&["pretrain", "--corpus", &corpus, "--out", &vocab]).refused(1, &["vocab.txt"]);
}

#[test]
fn a_reader_who_stops_early_is_no_error() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_cloze"))
        .args(["corpus", "stories"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr), (Some(0), vec![]));
}
