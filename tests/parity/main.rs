//! The same numbers as transformers and torch, on every engine.
//!
//! Expected values are float64 arithmetic on the float32 weights. The reference's table (`tests/fixtures/README.md`) has the tolerances
//! and the mistakes that each one detects. `cargo test --test parity -- --nocapture` prints the largest deviation of each quantity.
//! `browser.rs` makes the same comparisons in WebAssembly.

mod causal;
mod compare;
#[cfg(feature = "burn")]
mod elmo;
mod fixtures;
mod gpt;
mod heads;
mod model;
mod optimizers;
mod table;
mod tokenization;
mod variants;

use compare::{Device, compare_all};

#[test]
fn the_cpu_engine_agrees_with_the_reference() {
    pollster::block_on(compare_all(Device::Cpu)).unwrap().finish("CPU");
}

#[cfg(feature = "burn")]
#[test]
fn elmo_agrees_with_the_reference() {
    let mut table = table::Table::default();
    elmo::compare(&mut table);
    table.finish("ELMo in Burn");
}

#[cfg(feature = "burn")]
#[test]
fn burn_agrees_with_the_reference() {
    pollster::block_on(compare_all(Device::BurnCpu)).unwrap().finish("Burn on the CPU");
}

#[cfg(feature = "burn-gpu")]
#[test]
fn burn_on_the_gpu_agrees_with_the_reference() {
    let compared = pollster::block_on(compare_all(Device::BurnGpu));
    compared.expect("a Vulkan adapter, software will do (Debian: mesa-vulkan-drivers)").finish("Burn on the GPU");
}

#[cfg(feature = "gpu")]
#[test]
fn the_gpu_engine_agrees_with_the_reference() {
    let compared = pollster::block_on(compare_all(Device::Gpu));
    compared.expect("a Vulkan adapter, software will do (Debian: mesa-vulkan-drivers)").finish("GPU");
}
