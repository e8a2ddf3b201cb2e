//! The fuzz targets (`fuzz/src`) on every input that is kept in `fuzz/corpus`, and on random changes of these. `cargo xtask fuzz` does that
//! for hours, guided by what a change reaches.

use std::fs;
use std::path::{Path, PathBuf};

use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64;

#[path = "../fuzz/src/lib.rs"]
mod targets;

use targets::TARGETS;

/// Changed inputs of each target.
const CHANGED: usize = 120;
/// Changes of one of them, at most.
const CHANGES: usize = 4;
/// Bytes that all kept inputs may have together. A finding is kept minimised.
const KEPT: usize = 100 << 10;

/// Tells the input that a target panics at.
struct Told<'a> {
    target: &'a str,
    of: &'a Path,
    bytes: &'a [u8],
}

impl Drop for Told<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{}, from {}: b\"{}\"", self.target, self.of.display(), self.bytes.escape_ascii());
        }
    }
}

fn kept(target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new("fuzz/corpus").join(target);
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect()
}

fn check(target: &str) {
    let run = TARGETS.iter().find(|(name, _)| *name == target).unwrap().1;
    let inputs = kept(target);
    for (of, bytes) in &inputs {
        let _told = Told { target, of, bytes };
        run(bytes);
    }
    let mut random = Pcg64::seed_from_u64(1);
    for turn in 0..CHANGED {
        let (of, mut bytes) = inputs[turn % inputs.len()].clone();
        let other = &inputs[random.random_range(0..inputs.len())].1;
        for _ in 0..random.random_range(1..=CHANGES) {
            change(&mut bytes, other, &mut random);
        }
        let _told = Told { target, of: &of, bytes: &bytes };
        run(&bytes);
    }
}

fn change(bytes: &mut Vec<u8>, other: &[u8], random: &mut Pcg64) {
    let at = random.random_range(0..=bytes.len());
    let length = random.random_range(0..=32.min(bytes.len() - at));
    match random.random_range(0..6) {
        0 => drop(bytes.drain(at..at + length)),
        1 => bytes.insert(at, random.random()),
        2 if at < bytes.len() => bytes[at] ^= 1 << random.random_range(0..8),
        3 => drop(bytes.splice(at..at, bytes[at..at + length].to_vec())),
        4 if !other.is_empty() => {
            let from = random.random_range(0..other.len());
            let until = (from + 48).min(other.len());
            drop(bytes.splice(at..at + length, other[from..until].iter().copied()));
        }
        _ => {
            let odd: [&[u8]; 8] = [b"-1", b"0", b"18446744073709551615", b"1e39", b"\xff\xfe", "\u{202e}".as_bytes(), b"\0", b"\n"];
            drop(bytes.splice(at..at + length, odd[random.random_range(0..odd.len())].iter().copied()));
        }
    }
}

macro_rules! tests {
    ($($target:ident)*) => {
        $(
            #[test]
            fn $target() {
                check(stringify!($target));
            }
        )*

        #[test]
        fn every_target_has_a_test_a_program_and_a_small_corpus() {
            let names: Vec<_> = TARGETS.iter().map(|(name, _)| *name).collect();
            assert_eq!(names, [$(stringify!($target)),*]);
            let manifest = fs::read_to_string("fuzz/Cargo.toml").unwrap();
            for name in &names {
                assert!(manifest.contains(&format!("path = \"fuzz_targets/{name}.rs\"")), "{name} is not in fuzz/Cargo.toml");
                assert!(Path::new("fuzz/fuzz_targets").join(name).with_extension("rs").is_file());
            }
            let bytes: usize = names.iter().flat_map(|name| kept(name)).map(|(_, bytes)| bytes.len()).sum();
            assert!(bytes <= KEPT, "{bytes} bytes are kept");
        }
    };
}

tests! { archive checkpoint corpus labelled protocol settings snapshot tokenizer }
