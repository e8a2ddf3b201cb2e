//! What each fuzz target does with its bytes: a module each. `fuzz_targets` passes them what libFuzzer makes up, `tests/fuzzing.rs` what is
//! kept in `corpus`, changed at random.
//!
//! A target panics for a finding: a panic of the code under test, a result that breaks a promise, an error without a proper message, or more
//! memory than a small multiple of the input.

pub mod archive;
pub mod checkpoint;
pub mod corpus;
pub mod edits;
pub mod labelled;
pub mod memory;
pub mod parts;
pub mod protocol;
pub mod settings;
pub mod small;
pub mod snapshot;
pub mod tokenizer;

/// What a target does with an input. It panics where something is wrong.
pub type Target = fn(&[u8]);

/// The targets by name, which is also that of their folder in `corpus`.
pub const TARGETS: [(&str, Target); 8] = [
    ("archive", archive::run),
    ("checkpoint", checkpoint::run),
    ("corpus", corpus::run),
    ("labelled", labelled::run),
    ("protocol", protocol::run),
    ("settings", settings::run),
    ("snapshot", snapshot::run),
    ("tokenizer", tokenizer::run),
];
