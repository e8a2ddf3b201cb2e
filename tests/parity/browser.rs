//! The comparisons of `main.rs` as a WebAssembly module: the page's arithmetic on the CPU and on WebGPU.
//!
//! `cargo xtask test` builds it and serves it beside the tested page. `tests/browser/parity*.spec.ts` run it there.
#![cfg(target_arch = "wasm32")]

mod causal;
mod compare;
mod fixtures;
mod gpt;
mod heads;
mod model;
mod optimizers;
mod table;
mod tokenization;
mod variants;

use compare::{Device, compare_all};
use wasm_bindgen::prelude::*;

/// Compares everything on `cpu` or `webgpu`. Returns the table of deviations, or rejects with it if one exceeds its tolerance.
#[wasm_bindgen]
pub async fn compare(device: &str) -> Result<String, JsError> {
    let engine = if device == "webgpu" { Device::Gpu } else { Device::Cpu };
    let table = compare_all(engine).await?;
    let text = table.text(&format!("{device}, browser"));
    if table.is_within() { Ok(text) } else { Err(JsError::new(&format!("beyond the tolerance:\n{text}"))) }
}
