//! The adapter, the device, and their errors.

use std::cell::RefCell;
use std::ops::Deref;
use std::rc::{Rc, Weak};
use std::sync::{Arc, Mutex, MutexGuard};

use serde::{Deserialize, Serialize};

use super::super::EngineError;
use super::pipelines::{Pipeline, Pipelines, kernels_of_adapter};
use crate::operations::gpu::Kernel;

/// The adapter that trains, for the page's line about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AdapterReport {
    pub name: String,
    /// A software adapter, such as SwiftShader or llvmpipe.
    pub software: bool,
    pub backend: String,
    pub driver: String,
}

/// An open device with the kernels that were compiled for it. All engines of a thread share one.
pub struct Gpu {
    pub device: wgpu::Device,
    pub queue: wgpu::Queue,
    pub report: AdapterReport,
    pub(super) pipelines: Pipelines,
    failure: Arc<Mutex<Option<EngineError>>>,
}

/// The limits that the kernels need, by their names in WebGPU, with the available and the needed value. The standard
/// guarantees them, so every conforming adapter has them.
fn needs(offered: &wgpu::Limits) -> [(&'static str, u32, u32); 4] {
    [
        ("maxStorageBuffersPerShaderStage", offered.max_storage_buffers_per_shader_stage, 8),
        ("maxComputeInvocationsPerWorkgroup", offered.max_compute_invocations_per_workgroup, 256),
        ("maxComputeWorkgroupStorageSize", offered.max_compute_workgroup_storage_size, 16384),
        ("maxComputeWorkgroupsPerDimension", offered.max_compute_workgroups_per_dimension, 65535),
    ]
}

/// Optional features: a clock, for `cloze benchmark`. A browser's device is opened without it.
const OPTIONAL: wgpu::Features = if cfg!(target_arch = "wasm32") { wgpu::Features::empty() } else { wgpu::Features::TIMESTAMP_QUERY };

thread_local! {
    /// The device of this thread, as long as an engine holds it.
    static SHARED: RefCell<Weak<Gpu>> = const { RefCell::new(Weak::new()) };
}

impl Gpu {
    /// The device of this thread. Opens one if no engine holds a working device.
    ///
    /// # Errors
    /// [`EngineError::NoAdapter`], or [`EngineError::Adapter`] if its limits are below those that the kernels need.
    pub async fn shared() -> Result<Rc<Self>, EngineError> {
        let shared = SHARED.with(|shared| shared.borrow().upgrade());
        if let Some(gpu) = shared.filter(|gpu| gpu.check().is_ok()) {
            return Ok(gpu);
        }
        let gpu = Rc::new(Self::open(request_adapter().await?).await?);
        SHARED.with(|shared| *shared.borrow_mut() = Rc::downgrade(&gpu));
        Ok(gpu)
    }

    /// Requests the largest buffers that the adapter offers, because the next model is not known yet.
    pub(super) async fn open(adapter: wgpu::Adapter) -> Result<Self, EngineError> {
        let report = describe(&adapter).await;
        let (offered, mut limits) = (adapter.limits(), wgpu::Limits::default());
        for (name, found, needed) in needs(&offered) {
            if found < needed {
                return Err(EngineError::Adapter(format!("{name} is {found}, at least {needed} is needed")));
            }
        }
        limits.max_storage_buffer_binding_size = offered.max_storage_buffer_binding_size;
        limits.max_buffer_size = offered.max_buffer_size;
        let (device, queue) = adapter
            .request_device(&wgpu::DeviceDescriptor {
                label: Some("cloze"),
                required_features: adapter.features() & OPTIONAL,
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
        Ok(Self { device, queue, report, pipelines: Pipelines::default(), failure })
    }

    /// Whether a buffer of this many bytes can be bound.
    ///
    /// # Errors
    /// [`EngineError::Limits`] if it cannot.
    pub fn admit(&self, largest_buffer: u64) -> Result<(), EngineError> {
        let limits = self.device.limits();
        let room = limits.max_storage_buffer_binding_size.min(limits.max_buffer_size);
        if largest_buffer > room {
            return Err(EngineError::Limits(format!(
                "it needs a buffer of {largest_buffer} bytes, {} offers {room}; choose a smaller model, vocabulary or batch",
                self.report.name
            )));
        }
        Ok(())
    }

    /// Compiles the kernels that this adapter needs, one after the other. In between, it yields to other tasks on this
    /// thread. `watch` is called with the number of compiled kernels and their total.
    ///
    /// # Errors
    /// [`EngineError::Kernel`] for the first one that does not compile.
    pub async fn compile(&self, watch: &mut dyn FnMut(usize, usize)) -> Result<(), EngineError> {
        let kernels = kernels_of_adapter(self.report.software);
        for (done, &kernel) in kernels.iter().enumerate() {
            watch(done, kernels.len());
            let scope = self.device.push_error_scope(wgpu::ErrorFilter::Validation);
            self.pipeline(kernel);
            if let Some(error) = scope.pop().await {
                return Err(EngineError::Kernel { name: kernel.name, why: first_line(&error.to_string()) });
            }
            self.check()?;
        }
        watch(kernels.len(), kernels.len());
        Ok(())
    }

    /// A kernel's pipeline, compiled on its first use.
    pub fn pipeline(&self, kernel: &'static Kernel) -> &Pipeline {
        self.pipelines.get(&self.device, kernel)
    }

    /// The first error that the device reported, if it has reported one.
    pub fn check(&self) -> Result<(), EngineError> {
        lock(&self.failure).clone().map_or(Ok(()), Err)
    }

    /// A buffer of `bytes` (at least 256), all 0.
    pub fn buffer(&self, label: &str, bytes: u64, usage: wgpu::BufferUsages) -> Buffer {
        let size = bytes.max(256).next_multiple_of(16);
        Buffer(self.device.create_buffer(&wgpu::BufferDescriptor { label: Some(label), size, usage, mapped_at_creation: false }))
    }

    pub fn submit(&self, encoder: wgpu::CommandEncoder) {
        self.queue.submit([encoder.finish()]);
    }

    pub fn encoder(&self) -> wgpu::CommandEncoder {
        self.device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default())
    }
}

impl Drop for Gpu {
    /// In a browser only the garbage collector would free it, at a time of its own.
    fn drop(&mut self) {
        self.device.destroy();
    }
}

/// A buffer that is freed with its owner. In a browser, dropping a wgpu buffer leaves that to the garbage collector,
/// which does not know about the device's memory.
pub struct Buffer(wgpu::Buffer);

impl Deref for Buffer {
    type Target = wgpu::Buffer;

    fn deref(&self) -> &wgpu::Buffer {
        &self.0
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        self.0.destroy();
    }
}

/// Whether there is a hardware adapter. Opens no device.
pub async fn hardware_adapter() -> Option<AdapterReport> {
    let adapter = request_adapter().await.ok()?;
    Some(describe(&adapter).await).filter(|report| !report.software)
}

/// The adapter that every engine on this machine would use.
pub(super) async fn request_adapter() -> Result<wgpu::Adapter, EngineError> {
    request_adapter_of_instance().await.map(|(_, adapter)| adapter)
}

/// The same, and the instance that it belongs to.
pub(in crate::engine) async fn request_adapter_of_instance() -> Result<(wgpu::Instance, wgpu::Adapter), EngineError> {
    let backends = wgpu::Backends::VULKAN | wgpu::Backends::BROWSER_WEBGPU;
    let instance = wgpu::Instance::new(wgpu::InstanceDescriptor { backends, ..wgpu::InstanceDescriptor::new_without_display_handle() });
    let options = wgpu::RequestAdapterOptions { power_preference: wgpu::PowerPreference::HighPerformance, ..Default::default() };
    let adapter = instance.request_adapter(&options).await.map_err(|error| EngineError::NoAdapter(error.to_string()))?;
    Ok((instance, adapter))
}

pub(in crate::engine) async fn describe(adapter: &wgpu::Adapter) -> AdapterReport {
    let mut info = adapter.get_info();
    if info.name.is_empty() {
        info.name = browser_name().await;
    }
    let all = format!("{} {} {}", info.name, info.driver, info.driver_info).to_lowercase();
    let named_software = ["swiftshader", "llvmpipe", "lavapipe", "basic render", "softpipe"].iter().any(|name| all.contains(name));
    AdapterReport {
        name: info.name.clone(),
        software: info.device_type == wgpu::DeviceType::Cpu || named_software,
        backend: info.backend.to_string(),
        driver: format!("{} {}", info.driver, info.driver_info).trim().to_owned(),
    }
}

/// Vendor and architecture of the browser's adapter. wgpu passes on only the description, which browsers leave empty.
#[cfg(target_arch = "wasm32")]
async fn browser_name() -> String {
    use wasm_bindgen::prelude::*;
    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(catch, js_namespace = ["navigator", "gpu"], js_name = requestAdapter)]
        async fn request_browser_adapter() -> Result<JsValue, JsValue>;
    }
    let get = |from: &JsValue, name: &str| js_sys::Reflect::get(from, &JsValue::from_str(name)).unwrap_or_default();
    let info = get(&request_browser_adapter().await.unwrap_or_default(), "info");
    ["vendor", "architecture"].map(|name| get(&info, name).as_string().unwrap_or_default()).join(" ").trim().to_owned()
}

#[cfg(not(target_arch = "wasm32"))]
async fn browser_name() -> String {
    String::new()
}

fn device_error(error: &wgpu::Error) -> EngineError {
    match error {
        wgpu::Error::OutOfMemory { .. } => EngineError::Limits("it is out of memory; choose a smaller model, vocabulary or batch".into()),
        other => EngineError::Device(other.to_string()),
    }
}

/// The most informative line of a compiler's message.
fn first_line(message: &str) -> String {
    message.lines().map(str::trim).find(|line| line.contains("error")).or(message.lines().next()).unwrap_or_default().to_owned()
}

fn keep_first(slot: &Mutex<Option<EngineError>>, error: EngineError) {
    lock(slot).get_or_insert(error);
}

/// These locks only guard plain values, which a panic cannot leave half written.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
