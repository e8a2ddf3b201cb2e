//! Adapter, device, and what goes wrong with them.

use std::sync::{Arc, Mutex, MutexGuard};

use serde::{Deserialize, Serialize};

use super::super::EngineError;

/// Which adapter trains, for the page's line about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AdapterReport {
    pub name: String,
    /// A processor that pretends to be a GPU: SwiftShader, llvmpipe.
    pub software: bool,
    pub backend: String,
    pub driver: String,
}

/// What was asked of the device since it was opened. A steady training step creates nothing, writes once and submits once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    pub dispatches: u64,
    pub submits: u64,
    pub buffer_writes: u64,
    pub buffers_created: u64,
    pub bind_groups_created: u64,
    pub pipelines_created: u64,
}

/// An open device.
pub struct Gpu {
    pub device: wgpu::Device,
    pub queue: wgpu::Queue,
    pub report: AdapterReport,
    failure: Arc<Mutex<Option<EngineError>>>,
    counters: Mutex<Counters>,
}

impl Gpu {
    /// Opens the preferred adapter, with room for buffers of `largest_buffer` bytes.
    ///
    /// # Errors
    /// [`EngineError::NoAdapter`], or [`EngineError::Limits`] where the adapter has no room for such a buffer.
    pub async fn open(largest_buffer: u64) -> Result<Self, EngineError> {
        let adapter = request_adapter().await?;
        let report = describe(&adapter.get_info());
        let (offered, mut limits) = (adapter.limits(), wgpu::Limits::default());
        let room = offered.max_storage_buffer_binding_size.min(offered.max_buffer_size);
        if largest_buffer > room {
            return Err(EngineError::Limits(format!(
                "it needs a buffer of {largest_buffer} bytes, {} offers {room}; choose a smaller model, vocabulary or batch",
                report.name
            )));
        }
        limits.max_storage_buffer_binding_size = limits.max_storage_buffer_binding_size.max(largest_buffer).min(room);
        limits.max_buffer_size = limits.max_buffer_size.max(largest_buffer).min(offered.max_buffer_size);
        let (device, queue) = adapter
            .request_device(&wgpu::DeviceDescriptor {
                label: Some("cloze"),
                required_limits: limits,
                memory_hints: wgpu::MemoryHints::Performance,
                ..Default::default()
            })
            .await
            .map_err(|error| EngineError::NoAdapter(format!("{} gave no device: {error}", report.name)))?;
        let failure = Arc::new(Mutex::new(None));
        let slot = failure.clone();
        device.on_uncaptured_error(Arc::new(move |error| keep_first(&slot, device_error(&error))));
        let slot = failure.clone();
        device.set_device_lost_callback(move |reason, message| {
            if reason != wgpu::DeviceLostReason::Destroyed {
                *lock(&slot) = Some(EngineError::DeviceLost(message));
            }
        });
        Ok(Self { device, queue, report, failure, counters: Mutex::default() })
    }

    /// The first error that the device reported, if it has reported one.
    pub fn check(&self) -> Result<(), EngineError> {
        lock(&self.failure).clone().map_or(Ok(()), Err)
    }

    /// Keeps an error for the next [`Gpu::check`].
    pub fn fail(&self, error: EngineError) {
        keep_first(&self.failure, error);
    }

    pub fn count(&self, change: impl FnOnce(&mut Counters)) {
        change(&mut lock(&self.counters));
    }

    pub fn counters(&self) -> Counters {
        *lock(&self.counters)
    }

    /// A buffer of `bytes` (at least 256), all 0.
    pub fn buffer(&self, label: &str, bytes: u64, usage: wgpu::BufferUsages) -> wgpu::Buffer {
        self.count(|counters| counters.buffers_created += 1);
        let size = bytes.max(256).next_multiple_of(16);
        self.device.create_buffer(&wgpu::BufferDescriptor { label: Some(label), size, usage, mapped_at_creation: false })
    }

    pub fn write(&self, buffer: &wgpu::Buffer, offset: u64, bytes: &[u8]) {
        self.count(|counters| counters.buffer_writes += 1);
        self.queue.write_buffer(buffer, offset, bytes);
    }

    pub fn submit(&self, encoder: wgpu::CommandEncoder) {
        self.count(|counters| counters.submits += 1);
        self.queue.submit([encoder.finish()]);
    }

    pub fn encoder(&self) -> wgpu::CommandEncoder {
        self.device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default())
    }
}

/// Whether there is an adapter that is not software. Opens no device.
pub async fn hardware_adapter() -> Option<AdapterReport> {
    let adapter = request_adapter().await.ok()?;
    Some(describe(&adapter.get_info())).filter(|report| !report.software)
}

/// The adapter that every engine here would take.
pub async fn request_adapter() -> Result<wgpu::Adapter, EngineError> {
    let backends = wgpu::Backends::VULKAN | wgpu::Backends::BROWSER_WEBGPU;
    let instance = wgpu::Instance::new(wgpu::InstanceDescriptor { backends, ..wgpu::InstanceDescriptor::new_without_display_handle() });
    instance
        .request_adapter(&wgpu::RequestAdapterOptions { power_preference: wgpu::PowerPreference::HighPerformance, ..Default::default() })
        .await
        .map_err(|error| EngineError::NoAdapter(error.to_string()))
}

fn describe(info: &wgpu::AdapterInfo) -> AdapterReport {
    let all = format!("{} {} {}", info.name, info.driver, info.driver_info).to_lowercase();
    let named_software = ["swiftshader", "llvmpipe", "lavapipe", "basic render", "softpipe"].iter().any(|name| all.contains(name));
    AdapterReport {
        name: info.name.clone(),
        software: info.device_type == wgpu::DeviceType::Cpu || named_software,
        backend: info.backend.to_string(),
        driver: format!("{} {}", info.driver, info.driver_info).trim().to_owned(),
    }
}

fn device_error(error: &wgpu::Error) -> EngineError {
    match error {
        wgpu::Error::OutOfMemory { .. } => EngineError::Limits("out of memory; choose a smaller model, vocabulary or batch".into()),
        other => EngineError::Device(other.to_string()),
    }
}

fn keep_first(slot: &Mutex<Option<EngineError>>, error: EngineError) {
    lock(slot).get_or_insert(error);
}

/// These locks only guard plain values, which a panic cannot leave half written.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
