//! The same numbers as transformers and torch, on every engine.
//!
//! Expected values are float64 arithmetic on the float32 weights; tolerances, and the mistake that each one catches, are those
//! of the reference's own table (`tests/fixtures/README.md`). `cargo test --test parity -- --nocapture` prints the largest
//! deviation of each quantity.

mod causal;
mod fixtures;
mod heads;
mod model;
mod optimizers;
mod table;
mod variants;

use cloze::engine::cpu::CpuEngine;
use cloze::engine::{Engine, EngineError, EngineSpec};
use table::Table;

/// What computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Device {
    Cpu,
    #[cfg(feature = "gpu")]
    Gpu,
}

impl Device {
    /// An engine with these parameters.
    pub async fn engine(self, spec: &EngineSpec, parameters: &[f32]) -> Result<Engine, EngineError> {
        let mut engine = match self {
            Self::Cpu => Engine::Cpu(CpuEngine::new(spec)),
            #[cfg(feature = "gpu")]
            Self::Gpu => Engine::Gpu(cloze::engine::gpu::GpuEngine::new(spec).await?),
        };
        engine.set_parameters(parameters);
        Ok(engine)
    }

    /// The reference grants logits twice the room on a GPU.
    pub fn logit_tolerance(self) -> f64 {
        if self == Self::Cpu { 1e-5 } else { 2e-5 }
    }
}

/// Every comparison there is.
async fn compare_all(device: Device) -> Result<Table, EngineError> {
    let mut table = Table::default();
    model::compare(device, &mut table).await?;
    model::compare_gradients_by_position(device, &mut table).await?;
    optimizers::compare(device, &mut table).await?;
    variants::compare(device, &mut table).await?;
    heads::compare(device, &mut table).await?;
    causal::compare(device, &mut table).await?;
    Ok(table)
}

#[cfg(not(target_arch = "wasm32"))]
#[test]
fn the_cpu_engine_agrees_with_the_reference() {
    pollster::block_on(compare_all(Device::Cpu)).unwrap().finish("CPU");
}

#[cfg(all(not(target_arch = "wasm32"), feature = "gpu"))]
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

#[cfg(target_arch = "wasm32")]
#[wasm_bindgen_test::wasm_bindgen_test]
async fn the_cpu_engine_agrees_with_the_reference() {
    compare_all(Device::Cpu).await.unwrap().finish("CPU, WebAssembly");
}
