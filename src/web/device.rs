//! The device that this build's engine uses.

#[cfg(feature = "gpu")]
use std::rc::Rc;

use crate::engine::Engine;
#[cfg(feature = "gpu")]
use crate::engine::EngineError;
#[cfg(feature = "gpu")]
use crate::engine::device::KernelVerdict;
#[cfg(feature = "gpu")]
use crate::engine::gpu::{Gpu, self_test};
#[cfg(feature = "gpu")]
use crate::protocol::Event;

/// The device with its compiled and tested kernels.
#[cfg(feature = "gpu")]
pub async fn prepare(emit: &mut dyn FnMut(Event)) -> Result<Rc<Gpu>, EngineError> {
    let gpu = Gpu::shared().await?;
    gpu.compile(&mut |done, kernels| emit(Event::Compiling { done: done as u32, kernels: kernels as u32 })).await?;
    let verdicts = self_test::self_test(&gpu).await?;
    let told = verdicts.iter().map(|verdict| KernelVerdict {
        kernel: verdict.kernel.into(),
        difference: Some(verdict.difference).filter(|difference| difference.is_finite()),
        tolerance: verdict.tolerance,
        holds: verdict.holds(),
    });
    emit(Event::SelfTested { kernels: told.collect() });
    match verdicts.iter().find(|verdict| !verdict.holds()) {
        Some(verdict) => Err(verdict.error()),
        None => Ok(gpu),
    }
}

/// Why this engine trains, as far as the engine knows. The page adds how it was chosen.
pub fn reason(engine: &Engine) -> String {
    match engine {
        Engine::Cpu(_) => "CPU, WebAssembly SIMD".into(),
        #[cfg(feature = "gpu")]
        Engine::Gpu(engine) => {
            let report = engine.adapter();
            let kind = if report.software { "software adapter" } else { "GPU" };
            let name = if report.name.is_empty() { "unnamed" } else { &report.name };
            format!("{kind} {name}, WebGPU")
        }
    }
}
