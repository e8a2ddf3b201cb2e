//! All comparisons, on either engine.

use cloze::engine::cpu::CpuEngine;
#[cfg(feature = "burn")]
use cloze::engine::device::{Backend, Device as Kind, Framework};
use cloze::engine::{Engine, EngineError, EngineSpec};

use crate::table::Table;
use crate::{causal, gpt, heads, model, optimizers, tokenization, variants};

/// The engine to compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Device {
    Cpu,
    #[cfg(feature = "gpu")]
    Gpu,
    #[cfg(feature = "burn")]
    BurnCpu,
    #[cfg(feature = "burn-gpu")]
    BurnGpu,
}

impl Device {
    /// An engine with these parameters.
    pub async fn engine(self, spec: &EngineSpec, parameters: &[f32]) -> Result<Engine, EngineError> {
        let mut engine = match self {
            Self::Cpu => Engine::Cpu(CpuEngine::new(spec)),
            #[cfg(feature = "gpu")]
            Self::Gpu => Engine::Gpu(cloze::engine::gpu::GpuEngine::new(spec).await?),
            #[cfg(feature = "burn")]
            Self::BurnCpu => Engine::new(Backend { framework: Framework::Burn, device: Kind::Cpu }, spec).await?,
            #[cfg(feature = "burn-gpu")]
            Self::BurnGpu => Engine::new(Backend { framework: Framework::Burn, device: Kind::Webgpu }, spec).await?,
        };
        engine.set_parameters(parameters);
        Ok(engine)
    }

    /// An engine that keeps every position in every slot, even those that no loss reads.
    pub async fn whole_engine(self, spec: &EngineSpec, parameters: &[f32]) -> Result<Engine, EngineError> {
        #[cfg(feature = "gpu")]
        if self == Self::Gpu {
            use cloze::engine::gpu::{GpuEngine, Options};
            let mut engine = GpuEngine::with_options(spec, Options { every_position: true, ..Options::default() }).await?;
            engine.set_parameters(parameters);
            return Ok(Engine::Gpu(engine));
        }
        self.engine(spec, parameters).await
    }

    /// The reference's tolerance of logits is twice as large on a GPU.
    pub fn logit_tolerance(self) -> f64 {
        match self {
            Self::Cpu => 1e-5,
            #[cfg(feature = "burn")]
            Self::BurnCpu => 1e-5,
            #[cfg(feature = "gpu")]
            Self::Gpu => 2e-5,
            #[cfg(feature = "burn-gpu")]
            Self::BurnGpu => 2e-5,
        }
    }
}

/// All comparisons.
pub async fn compare_all(device: Device) -> Result<Table, EngineError> {
    let mut table = Table::default();
    tokenization::compare(&mut table);
    model::compare(device, &mut table).await?;
    model::compare_gradients_by_position(device, &mut table).await?;
    optimizers::compare(device, &mut table).await?;
    variants::compare(device, &mut table).await?;
    heads::compare(device, &mut table).await?;
    causal::compare(device, &mut table).await?;
    gpt::compare(device, &mut table).await?;
    Ok(table)
}
