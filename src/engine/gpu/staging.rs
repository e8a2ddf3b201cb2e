//! Reading buffers back: a copy into a staging buffer, mapped when the device is done with it.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

use super::super::EngineError;
use super::device::{Buffer, Gpu};
use super::plan::Part;

/// A buffer that the processor can map, for all reads of an engine. Reads may be abandoned (their future dropped) and begun again.
pub struct Staging {
    buffer: Buffer,
    /// A read was begun and not seen to its end.
    mapping: bool,
}

impl Staging {
    /// Room for `bytes`; a read of more makes more.
    pub fn new(gpu: &Gpu, bytes: u64) -> Self {
        let usage = wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST;
        Self { buffer: gpu.buffer("staging", bytes, usage), mapping: false }
    }

    /// Submits what is encoded, and the parts' values after it, one behind the other, as 32-bit floats. Waits until the device has
    /// done everything submitted before.
    ///
    /// # Errors
    /// What the device reported since the last check, or its loss.
    pub async fn read(&mut self, gpu: &Gpu, mut encoder: wgpu::CommandEncoder, parts: &[Part<'_>]) -> Result<Vec<f32>, EngineError> {
        gpu.check()?;
        let bytes = parts.iter().map(Part::bytes).sum();
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
        // Natively somebody has to turn the crank; a browser does it by itself.
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

/// A future that a callback completes.
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
