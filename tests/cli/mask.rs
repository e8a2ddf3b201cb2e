//! `cloze mask`, checked by the reference's statistical checker.

use serde_json::Value;

use crate::support::{Folder, check, cloze, fixture, read_fixture};

const CHECKER: &str = "masking/check_masking.py";

/// Lines of one to nine sentences, for rows of varied length.
fn text(folder: &Folder) -> String {
    let corpus = String::from_utf8(read_fixture("curve/corpus.txt")).unwrap();
    let mut sentences = corpus.lines().filter(|line| !line.is_empty());
    let lines: Vec<String> = (0..1000).map(|i| sentences.by_ref().take(1 + i % 9).collect::<Vec<_>>().join(" ")).collect();
    folder.write("text.txt", lines.join("\n\n"))
}

struct Dump {
    folder: Folder,
    rows: Vec<Value>,
}

/// 3000 rows masked with these options.
fn dump(name: &str, options: &[&str]) -> Dump {
    let folder = Folder::new(&format!("mask-{name}"));
    let (text, vocab) = (text(&folder), fixture("curve/vocab.txt"));
    let start = ["mask", "--vocab", &vocab, "--input", &text, "--count", "3000", "--max-length", "96"];
    let outcome = cloze(&[&start[..], options].concat());
    let rows = outcome.lines();
    assert_eq!(rows.len(), 3000);
    folder.write("dump.jsonl", &outcome.stdout);
    Dump { folder, rows }
}

impl Dump {
    fn passes(&self, options: &[&str]) {
        check(CHECKER, &self.folder.path("dump.jsonl"), options);
    }
}

#[test]
fn googles_rule_passes_the_statistical_check() {
    dump("google", &[]).passes(&[]);
    dump("google-seed", &["--seed", "77"]).passes(&[]);
}

#[test]
fn the_hf_rule_passes_the_statistical_check() {
    dump("hf", &["--rule", "hf"]).passes(&["--rule", "hf"]);
    dump("hf-probability", &["--rule", "hf", "--probability", "0.3"]).passes(&["--rule", "hf", "--prob", "0.3"]);
}

#[test]
fn whole_words_pass_the_statistical_check() {
    let dump = dump("words", &["--whole-word"]);
    assert!(dump.rows.iter().all(|row| row["word_starts"].as_array().unwrap().len() == row["input_ids"].as_array().unwrap().len()));
    dump.passes(&["--wwm"]);
}

#[test]
fn spans_of_words_pass_the_statistical_check() {
    dump("span", &["--rule", "span"]).passes(&["--rule", "span"]);
    let more = ["--rule", "span", "--probability", "0.3", "--max-predictions", "96"];
    dump("span-probability", &more).passes(&["--rule", "span", "--prob", "0.3", "--cap", "96"]);
}

#[test]
fn a_limit_and_another_probability_pass_the_statistical_check() {
    dump("limit", &["--max-predictions", "3"]).passes(&["--cap", "3"]);
    dump("probability", &["--probability", "0.4", "--max-predictions", "96"]).passes(&["--prob", "0.4", "--cap", "96"]);
}

/// The checker supports BERT's shares only. Of `n` selected tokens, `n p` are expected for a share `p`. Chance exceeds five standard
/// deviations once in two million draws. A random token is [MASK] or the original once in 1000 each, which is included.
#[test]
fn other_shares_come_out_as_asked() {
    let dump = dump("shares", &["--shares", "50,30,20", "--probability", "0.3", "--max-predictions", "96"]);
    let (mut masked, mut random, mut kept) = (0.0, 0.0, 0.0);
    let special = &dump.rows[0]["special_ids"];
    let vocabulary = dump.rows[0]["vocab_size"].as_f64().unwrap();
    for row in &dump.rows {
        let lists = ["labels", "input_ids", "original_ids"].map(|key| row[key].as_array().unwrap());
        for ((label, input), original) in lists[0].iter().zip(lists[1]).zip(lists[2]) {
            match label {
                label if label == -100 => assert_eq!(input, original),
                _ if input == &special["mask"] => masked += 1.0,
                _ if input == original => kept += 1.0,
                _ => random += 1.0,
            }
        }
    }
    let n: f64 = masked + random + kept;
    for (found, share) in [(masked, 0.5 + 0.3 / vocabulary), (random, 0.3 * (1.0 - 2.0 / vocabulary)), (kept, 0.2 + 0.3 / vocabulary)] {
        let deviation = (found - n * share) / (n * share * (1.0 - share)).sqrt();
        assert!(deviation.abs() < 5.0, "{found} of {n} selected, expected a share of {share:.3}");
    }
}

#[test]
fn always_mask_is_always_mask() {
    let dump = dump("always", &["--shares", "100,0,0"]);
    let mask = &dump.rows[0]["special_ids"]["mask"];
    for row in &dump.rows {
        for (label, input) in row["labels"].as_array().unwrap().iter().zip(row["input_ids"].as_array().unwrap()) {
            assert!(label == -100 || input == mask);
        }
    }
}

#[test]
fn one_seed_gives_one_dump_and_another_seed_another() {
    let rows = |name: &str, seed: &str| dump(name, &["--seed", seed]).rows;
    let first = rows("first", "5");
    assert_eq!(first, rows("again", "5"));
    assert_ne!(first, rows("other", "6"));
}

#[test]
fn texts_come_in_turn_over_and_over_and_pairs_have_two_types() {
    let folder = Folder::new("mask-turn");
    let text = folder.write("text.txt", "\u{feff}the dog\r\n\r\nthe cat\tthe bird\r\n   \n");
    let vocab = fixture("curve/vocab.txt");
    let rows = cloze(&["mask", "--vocab", &vocab, "--input", &text, "--count", "5", "--max-length", "16"]).lines();
    let originals: Vec<_> = rows.iter().map(|row| row["original_ids"].clone()).collect();
    assert_eq!(originals.len(), 5);
    assert_eq!((&originals[0], &originals[1]), (&originals[2], &originals[3]));
    assert_ne!(originals[0], originals[1]);
    assert_eq!(rows[1]["token_type_ids"].as_array().unwrap().last().unwrap(), 1);
    // Facts about all rows are written once.
    for (place, row) in rows.iter().enumerate() {
        assert_eq!(row.get("special_ids").is_some() && row.get("vocab_size").is_some(), place == 0);
    }
}

#[test]
fn a_file_without_text_is_refused() {
    let folder = Folder::new("mask-empty");
    let vocab = fixture("curve/vocab.txt");
    for (content, word) in [(&b""[..], "no line"), (b"\n \n\r\n", "no line"), (b"\xff\xfe\0", "UTF-8")] {
        let text = folder.write("text.txt", content);
        cloze(&["mask", "--vocab", &vocab, "--input", &text, "--count", "5", "--max-length", "16"]).refused(1, &["text.txt", word]);
    }
}
