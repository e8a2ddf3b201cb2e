//! `--device` and `--engine`, for the subcommands that have them.

use super::Failure;
use crate::engine::device::{self, Backend, Framework};
use crate::engine::{Engine, EngineSpec};

/// What computes.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Device {
    Cpu,
    Wgpu,
}

/// Where training, or a forward pass, is computed.
#[derive(clap::Args)]
pub struct BackendOptions {
    /// What computes
    #[arg(long, value_enum, default_value = "cpu")]
    pub device: Device,
    /// By whose kernels
    #[arg(long, value_enum, default_value = "auto")]
    engine: EngineOption,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum EngineOption {
    /// as cloze
    Auto,
    /// our own kernels
    Cloze,
    /// the model in Burn
    Burn,
}

impl BackendOptions {
    /// Refuses what this build doesn't have.
    pub fn backend(&self) -> Result<Backend, Failure> {
        let framework = match self.engine {
            EngineOption::Auto | EngineOption::Cloze => Framework::Cloze,
            EngineOption::Burn => Framework::Burn,
        };
        let (device, name) = match self.device {
            Device::Cpu => (device::Device::Cpu, "cpu"),
            Device::Wgpu => (device::Device::Webgpu, "wgpu"),
        };
        let backend = Backend { framework, device };
        let option = if framework == Framework::Burn { format!("--engine burn --device {name}") } else { format!("--device {name}") };
        backend.check().map_err(|why| Failure::Usage(format!("{option}: {why}; build it with `--features` and that name")))?;
        Ok(backend)
    }

    /// An engine there.
    pub fn engine(&self, spec: &EngineSpec) -> Result<Engine, Failure> {
        Ok(pollster::block_on(Engine::new(self.backend()?, spec))?)
    }
}
