//! Burn's device: its CPU backend, or its wgpu backend on the adapter that our own engine would take.

#[cfg(feature = "burn-gpu")]
use std::cell::RefCell;

use burn::tensor::Device;

use crate::engine::EngineError;
use crate::engine::device::Device as Kind;
#[cfg(feature = "burn-gpu")]
use crate::engine::gpu::{AdapterReport, device};

/// How many operations Burn puts into one submission.
#[cfg(feature = "burn-gpu")]
const TASKS: usize = 64;

/// A device, and the name of its adapter; none on the CPU.
pub(super) struct Opened {
    pub device: Device,
    pub adapter: Option<String>,
}

/// # Errors
/// [`EngineError::NoAdapter`] where there is no such device, or no Burn for it in this build.
pub(super) async fn open(kind: Kind) -> Result<Opened, EngineError> {
    match kind {
        Kind::Cpu => Ok(Opened { device: Device::flex(), adapter: None }),
        #[cfg(feature = "burn-gpu")]
        Kind::Webgpu => {
            let (device, report) = shared_gpu().await?;
            Ok(Opened { device, adapter: Some(report.name) })
        }
        #[cfg(not(feature = "burn-gpu"))]
        Kind::Webgpu => Err(EngineError::NoAdapter("this build of Cloze was made without the feature `burn-gpu`".into())),
    }
}

#[cfg(feature = "burn-gpu")]
thread_local! {
    /// Burn keeps a device as long as the program runs, so each thread opens one only.
    static SHARED: RefCell<Option<(Device, AdapterReport)>> = const { RefCell::new(None) };
}

#[cfg(feature = "burn-gpu")]
async fn shared_gpu() -> Result<(Device, AdapterReport), EngineError> {
    use burn::tensor::wgpu::WgpuSetup;
    if let Some(shared) = SHARED.with(|shared| shared.borrow().clone()) {
        return Ok(shared);
    }
    let (instance, adapter) = device::request_adapter_of_instance().await?;
    let report = device::describe(&adapter).await;
    let refused = |error: &dyn std::fmt::Display| EngineError::NoAdapter(format!("{} gave Burn no device: {error}", report.name));
    // Burn writes kernels for what the adapter has, so the device has to have it too.
    let required_features =
        adapter.features().difference(wgpu::Features::all_experimental_mask() | wgpu::Features::MAPPABLE_PRIMARY_BUFFERS);
    let request =
        wgpu::DeviceDescriptor { label: Some("burn"), required_features, required_limits: adapter.limits(), ..Default::default() };
    let (device, queue) = adapter.request_device(&request).await.map_err(|error| refused(&error))?;
    let backend = adapter.get_info().backend;
    let setup = WgpuSetup { instance, adapter, device, queue, backend };
    let device = Device::wgpu_options().tasks_max(TASKS).setup(setup).init().map_err(|error| refused(&error))?;
    SHARED.with(|shared| *shared.borrow_mut() = Some((device.clone(), report.clone())));
    Ok((device, report))
}
