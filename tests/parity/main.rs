//! The same numbers as transformers and torch, on every engine.
//!
//! Expected values are float64 arithmetic on the float32 weights; tolerances, and the mistake that each one catches, are those
//! of the reference's own table (`tests/fixtures/README.md`). `cargo test --test parity -- --nocapture` prints the largest
//! deviation of each quantity. `browser.rs` makes the same comparisons in WebAssembly.

mod causal;
mod compare;
mod fixtures;
mod heads;
mod model;
mod optimizers;
mod table;
mod tokenization;
mod variants;

use cloze::engine::EngineError;
use compare::{Device, compare_all};

#[test]
fn the_cpu_engine_agrees_with_the_reference() {
    pollster::block_on(compare_all(Device::Cpu)).unwrap().finish("CPU");
}

#[cfg(feature = "gpu")]
#[test]
fn the_gpu_engine_agrees_with_the_reference() {
    match pollster::block_on(compare_all(Device::Gpu)) {
        Ok(table) => table.finish("GPU"),
        Err(EngineError::NoAdapter(reason)) if std::env::var_os("CLOZE_REQUIRE_GPU").is_none() => {
            println!("skipped: no GPU adapter here ({reason})");
        }
        Err(error) => panic!("{error}"),
    }
}
