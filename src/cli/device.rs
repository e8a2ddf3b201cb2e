//! `--device`, for the subcommands that have it.

use super::Failure;
use crate::engine::cpu::CpuEngine;
use crate::engine::{Engine, EngineSpec};

/// What computes.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Device {
    Cpu,
    Wgpu,
}

impl Device {
    /// Refuses a device that this build doesn't have.
    pub fn check(self) -> Result<(), Failure> {
        if self == Self::Wgpu && cfg!(not(feature = "gpu")) {
            return Err(Failure::Usage("--device wgpu: this build has no GPU engine, build it with its default features".into()));
        }
        Ok(())
    }

    /// An engine on this device.
    pub fn engine(self, spec: &EngineSpec) -> Result<Engine, Failure> {
        self.check()?;
        match self {
            #[cfg(feature = "gpu")]
            Self::Wgpu => Ok(Engine::Gpu(pollster::block_on(crate::engine::gpu::GpuEngine::new(spec))?)),
            _ => Ok(Engine::Cpu(CpuEngine::new(spec))),
        }
    }

    /// The same, as a run knows it.
    pub fn of_run(self) -> Result<crate::engine::device::Device, Failure> {
        self.check()?;
        Ok(if self == Self::Wgpu { crate::engine::device::Device::Webgpu } else { crate::engine::device::Device::Cpu })
    }
}
