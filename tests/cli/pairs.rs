//! `cloze pairs`, checked by the reference's checker.

use crate::support::{Folder, check, cloze, fixture};

#[test]
fn pairs_pass_the_check_at_every_length() {
    let (vocab, corpus) = (fixture("curve/vocab.txt"), fixture("curve/corpus.txt"));
    for (length, passes, seed) in [("64", "2", "1"), ("32", "2", "8"), ("12", "1", "3")] {
        let folder = Folder::new(&format!("pairs-{length}"));
        let arguments = ["pairs", "--vocab", &vocab, "--input", &corpus, "--max-length", length, "--passes", passes, "--seed", seed];
        let outcome = cloze(&arguments);
        let lines = outcome.lines();
        assert_eq!(lines[0]["docs"].as_array().unwrap().len(), 1000);
        assert!(lines[1..].iter().all(|pair| pair["chunk"].as_u64().is_some_and(|chunk| chunk >= 1) && pair["pass"].is_u64()));
        check("pairs/check_pairs.py", &folder.write("dump.jsonl", &outcome.stdout), &[]);
    }
}

#[test]
fn passes_differ_and_seeds_repeat() {
    let (vocab, corpus) = (fixture("curve/vocab.txt"), fixture("curve/corpus.txt"));
    let dump = |seed: &str| cloze(&["pairs", "--vocab", &vocab, "--input", &corpus, "--max-length", "32", "--seed", seed]).stdout;
    assert!(dump("4") == dump("4"));
    assert!(dump("4") != dump("5"));
}

#[test]
fn a_corpus_of_one_document_is_refused_with_what_to_do() {
    let folder = Folder::new("pairs-one");
    let vocab = fixture("curve/vocab.txt");
    let refused = |content: &[u8], words: &[&str]| {
        let corpus = folder.write("corpus.txt", content);
        cloze(&["pairs", "--vocab", &vocab, "--input", &corpus, "--max-length", "32"]).refused(1, &[&["corpus.txt"], words].concat());
    };
    refused(b"The dog runs.\nThe cat sleeps.\n", &["1 document", "blank lines"]);
    refused(b"", &["empty"]);
    refused(b"\0\x01\x02\x03\x04\x05", &["not text"]);
    refused(b"The dog\xff\n\nThe cat\n", &["UTF-8"]);
}
