//! Facts about the worker that this module runs in.

use wasm_bindgen::JsCast;

/// Milliseconds since the worker started.
pub fn now() -> f64 {
    let scope: web_sys::WorkerGlobalScope = js_sys::global().unchecked_into();
    scope.performance().map_or(0.0, |performance| performance.now())
}

/// Memory of the module in bytes. It never shrinks.
pub fn memory_bytes() -> u64 {
    core::arch::wasm32::memory_size(0) as u64 * 65536
}
