//! The device that this build's engine uses.

use crate::engine::device::{Backend, Device, Framework};
use crate::engine::{Engine, EngineError};
use crate::protocol::Event;

/// Each build has one engine.
pub const BACKEND: Backend = if cfg!(feature = "burn-gpu") {
    Backend { framework: Framework::Burn, device: Device::Webgpu }
} else if cfg!(feature = "gpu") {
    Backend { framework: Framework::Cloze, device: Device::Webgpu }
} else if cfg!(feature = "burn") {
    Backend { framework: Framework::Burn, device: Device::Cpu }
} else {
    Backend { framework: Framework::Cloze, device: Device::Cpu }
};

/// What is held as long as the worker lives: the GPU with its kernels.
#[cfg(all(feature = "gpu", not(feature = "burn-gpu")))]
pub type Prepared = std::rc::Rc<crate::engine::gpu::Gpu>;
#[cfg(any(not(feature = "gpu"), feature = "burn-gpu"))]
pub type Prepared = ();

/// The device with its compiled and tested kernels.
#[cfg(all(feature = "gpu", not(feature = "burn-gpu")))]
pub async fn prepare(emit: &mut dyn FnMut(Event)) -> Result<Prepared, EngineError> {
    use crate::engine::device::KernelVerdict;
    use crate::engine::gpu::{Gpu, self_test};

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

/// Nothing takes time before there is a model: Burn compiles its kernels in the first steps.
#[cfg(any(not(feature = "gpu"), feature = "burn-gpu"))]
#[expect(clippy::unused_async, reason = "another build awaits its kernels here")]
pub async fn prepare(_: &mut dyn FnMut(Event)) -> Result<Prepared, EngineError> {
    Ok(())
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
        #[cfg(feature = "burn")]
        Engine::Burn(engine) => match engine.adapter_name() {
            Some(adapter) => format!("Burn on {adapter}, WebGPU"),
            None => "Burn on the CPU, WebAssembly SIMD".into(),
        },
    }
}
