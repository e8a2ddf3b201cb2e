//! What the worker that this module runs in can tell.

use wasm_bindgen::JsCast;

/// Milliseconds since the worker began.
pub fn now() -> f64 {
    let scope: web_sys::WorkerGlobalScope = js_sys::global().unchecked_into();
    scope.performance().map_or(0.0, |performance| performance.now())
}

/// Of the module, in bytes; it never shrinks.
pub fn memory_bytes() -> u64 {
    core::arch::wasm32::memory_size(0) as u64 * 65536
}
