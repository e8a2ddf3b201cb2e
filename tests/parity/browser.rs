//! The comparisons of `main.rs` as a WebAssembly module: the arithmetic that the page ships, on the CPU and on WebGPU.
//!
//! `cargo xtask test` builds it and puts it beside the page that it tests; `tests/browser/parity*.spec.ts` run it there.
#![cfg(target_arch = "wasm32")]

mod causal;
mod compare;
mod fixtures;
mod heads;
mod model;
mod optimizers;
mod table;
mod tokenization;
mod variants;

use compare::{Device, compare_all};
use wasm_bindgen::prelude::*;

/// Compares everything on `cpu` or `webgpu`: the table of deviations. Rejects with that table if one is beyond its tolerance.
#[wasm_bindgen]
pub async fn compare(device: &str) -> Result<String, JsError> {
    let engine = if device == "webgpu" { Device::Gpu } else { Device::Cpu };
    let table = compare_all(engine).await?;
    let text = table.text(&format!("{device}, browser"));
    if table.is_within() { Ok(text) } else { Err(JsError::new(&format!("beyond the tolerance:\n{text}"))) }
}
