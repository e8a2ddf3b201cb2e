//! Readback: a copy into a staging buffer, which is mapped when the device has made it.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

use super::super::EngineError;
use super::device::{Buffer, Gpu};
use super::plan::BufferRange;

/// A buffer that the CPU can map, for all reads of an engine. A read may be abandoned (its future dropped) and begun
/// again.
pub struct Staging {
    buffer: Buffer,
    /// A read was begun and not finished.
    mapping: bool,
}

impl Staging {
    /// Holds `bytes`; a larger read allocates more.
    pub fn new(gpu: &Gpu, bytes: u64) -> Self {
        let usage = wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST;
        Self { buffer: gpu.buffer("staging", bytes, usage), mapping: false }
    }

    /// Submits what is encoded, and then copies of the parts, which it returns one behind the other as 32-bit floats.
    /// Waits until the device has done everything that was submitted before.
    ///
    /// # Errors
    /// The first error of the device since the last check, or its loss.
    pub async fn read(&mut self, gpu: &Gpu, mut encoder: wgpu::CommandEncoder, parts: &[BufferRange<'_>]) -> Result<Vec<f32>, EngineError> {
        gpu.check()?;
        let bytes = parts.iter().map(BufferRange::bytes).sum();
        if bytes > self.buffer.size() {
            *self = Self::new(gpu, bytes);
        }
        if std::mem::replace(&mut self.mapping, true) {
            self.buffer.unmap();
        }
        let mut place = 0;
        for part in parts.iter().filter(|part| part.bytes() > 0) {
            encoder.copy_buffer_to_buffer(part.buffer, part.offset, &self.buffer, place, part.bytes());
            place += part.bytes();
        }
        gpu.submit(encoder);
        if bytes == 0 {
            self.mapping = false;
            return Ok(vec![]);
        }
        let signal = Signal::default();
        let sender = signal.clone();
        self.buffer.map_async(wgpu::MapMode::Read, 0..bytes, move |result| sender.set(result));
        // A native device has to be polled; a browser does that by itself.
        #[cfg(not(target_arch = "wasm32"))]
        gpu.device.poll(wgpu::PollType::wait_indefinitely()).map_err(|error| EngineError::DeviceLost(error.to_string()))?;
        let mapped = signal.await;
        gpu.check()?;
        let failed = |error: String| EngineError::DeviceLost(format!("reading back failed: {error}"));
        mapped.map_err(|error| failed(error.to_string()))?;
        let range = self.buffer.get_mapped_range(0..bytes).map_err(|error| failed(error.to_string()))?;
        let values = bytemuck::pod_collect_to_vec(&range);
        drop(range);
        self.buffer.unmap();
        self.mapping = false;
        gpu.check()?;
        Ok(values)
    }
}

type Mapped = Result<(), wgpu::BufferAsyncError>;

/// A future that is completed by a callback.
#[derive(Clone, Default)]
struct Signal(Arc<Mutex<(Option<Mapped>, Option<Waker>)>>);

impl Signal {
    fn set(&self, result: Mapped) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.0 = Some(result);
        if let Some(waker) = state.1.take() {
            waker.wake();
        }
    }
}

impl Future for Signal {
    type Output = Mapped;

    fn poll(self: Pin<&mut Self>, context: &mut Context) -> Poll<Mapped> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match state.0.take() {
            Some(result) => Poll::Ready(result),
            None => {
                state.1 = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }
}
