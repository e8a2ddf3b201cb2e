//! On which device an engine runs, and what can keep it from running there.

use serde::{Deserialize, Serialize};
use tsify::Tsify;

/// The two kinds of device that an engine is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Tsify)]
#[serde(rename_all = "lowercase")]
pub enum Device {
    Cpu,
    Webgpu,
}

/// Whose arithmetic an engine uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Tsify)]
#[serde(rename_all = "lowercase")]
pub enum Framework {
    /// The kernels of this crate.
    Cloze,
    /// Burn's.
    Burn,
}

/// Which engine on which device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backend {
    pub framework: Framework,
    pub device: Device,
}

impl From<Device> for Backend {
    fn from(device: Device) -> Self {
        Self { framework: Framework::Cloze, device }
    }
}

impl Backend {
    /// Whether this build has such an engine.
    ///
    /// # Errors
    /// Which feature it was built without.
    pub fn check(self) -> Result<(), String> {
        let missing = |feature: &str| Err(format!("this build of Cloze was made without the feature `{feature}`"));
        match (self.framework, self.device) {
            (Framework::Cloze, Device::Webgpu) if !cfg!(feature = "gpu") => missing("gpu"),
            (Framework::Burn, Device::Cpu) if !cfg!(feature = "burn") => missing("burn"),
            (Framework::Burn, Device::Webgpu) if !cfg!(feature = "burn-gpu") => missing("burn-gpu"),
            _ => Ok(()),
        }
    }
}

/// What kind of obstacle keeps the WebGPU engine from going on, where that is the cause. The page has the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Tsify)]
#[serde(rename_all = "snake_case")]
pub enum Obstacle {
    /// The adapter offers less than the kernels need.
    Adapter,
    /// A kernel does not compile.
    Kernel,
    /// A kernel computes something else than the CPU engine.
    SelfTest,
    /// The model does not fit into the device's memory.
    Memory,
}

/// How far a kernel's results on this adapter are from the CPU engine's, as a share of the greatest value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct KernelVerdict {
    /// Its file in `shaders/`.
    pub kernel: String,
    /// Null where it is no number.
    pub difference: Option<f32>,
    /// The greatest difference that two orders of summing explain.
    pub tolerance: f32,
    pub holds: bool,
}
