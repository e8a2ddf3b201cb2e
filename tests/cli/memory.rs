//! A whole text in one line: memory has to stay far below what the tokenizers crate needs for a whole text.

#![cfg(target_os = "linux")]

use std::io::Write;
use std::process::{Command, Stdio};

use crate::support::{Folder, fixture};

/// A line of 4 MB that is expensive in every way: tokens of one character, very long words, characters that decompose.
fn line() -> String {
    let kinds = ["a . ", "the dog. ", "..........", "a", "한", "中", "é", "e\u{301}"];
    kinds.map(|kind| kind.repeat(500_000 / kind.len())).join(" ")
}

/// Runs the command with a limit of kilobytes for its data (RLIMIT_DATA). Returns whether it succeeded.
fn runs_within(kilobytes: u32, arguments: &[&str], stdin: &str) -> Result<(), String> {
    let script = format!("ulimit -d {kilobytes} && exec \"$0\" \"$@\"");
    let mut child = Command::new("sh")
        .args(["-c", &script, env!("CARGO_BIN_EXE_cloze")])
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A process that runs out of memory stops reading.
    let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
    let output = child.wait_with_output().unwrap();
    if output.status.success() { Ok(()) } else { Err(format!("{}: {}", output.status, String::from_utf8_lossy(&output.stderr))) }
}

#[test]
fn a_text_in_one_line_takes_less_than_a_hundred_times_its_size() {
    let folder = Folder::new("memory");
    let (vocab, model, out, line) = (fixture("curve/vocab.txt"), fixture("tiny_bert"), folder.path("out"), line());
    let text = folder.write("text.txt", &line);
    let corpus = folder.write("corpus.txt", format!("{line}\n\nThe dog runs.\n"));
    let mut pretrain = vec!["pretrain", "--corpus", &corpus, "--out", &out];
    pretrain.extend(
        "--vocabulary-size 60 --sequence-length 16 --hidden-size 16 --layers 1 --heads 2 --intermediate-size 16 --steps 1".split(' '),
    );
    let bound = line.len() as u32 / 1024 * 100;
    for (arguments, stdin) in [
        (vec!["tokenize", "--vocab", &vocab], line.as_str()),
        (vec!["tokenize", "--vocab", &vocab, "--max-length", "64"], &format!("{line}\t{line}")),
        (vec!["mask", "--vocab", &vocab, "--input", &text, "--count", "2", "--max-length", "64"], ""),
        (vec!["pairs", "--vocab", &vocab, "--input", &corpus, "--max-length", "64"], ""),
        (vec!["encode", "--model", &model], &line),
        (pretrain, ""),
    ] {
        runs_within(bound, &arguments, stdin).unwrap_or_else(|error| panic!("{arguments:?}: {error}"));
    }
    // The limit works: a process that needs more is stopped.
    assert!(runs_within(4_000, &["tokenize", "--vocab", &vocab], &line).is_err());
}
