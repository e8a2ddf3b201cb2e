//! How long each kernel of a step takes, measured by the device's own clock.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::{EngineError, Update};
use super::plan::BufferRange;
use super::{GpuEngine, UNREAD_STEPS};
use crate::examples::batch::Batch;
use crate::operations::gpu::Kernel;

/// The time of one kernel within one step.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct KernelTime {
    pub kernel: &'static str,
    pub dispatches: u32,
    /// Of all its dispatches.
    pub ms: f64,
}

/// A clock to which the passes of the device write.
pub struct Clock {
    queries: wgpu::QuerySet,
    /// Kernels of the dispatches so far.
    pub(super) kernels: Vec<&'static Kernel>,
}

impl Clock {
    /// The timestamps that the next pass, of one dispatch, has to write.
    pub(super) fn next(&mut self, kernel: &'static Kernel) -> wgpu::ComputePassTimestampWrites<'_> {
        let place = 2 * self.kernels.len() as u32;
        self.kernels.push(kernel);
        wgpu::ComputePassTimestampWrites {
            query_set: &self.queries,
            beginning_of_pass_write_index: Some(place),
            end_of_pass_write_index: Some(place + 1),
        }
    }
}

impl GpuEngine {
    /// Does a step with a pass for each dispatch, and returns the time of each kernel, the slowest first. Passes have a
    /// cost of their own, so the sum may be more than the time of a normal step.
    ///
    /// # Errors
    /// [`EngineError::Adapter`] if the device has no clock; an error for a batch that does not fit.
    pub async fn time_kernels(&mut self, batch: &Batch, update: &Update) -> Result<Vec<KernelTime>, EngineError> {
        self.accept()?;
        if !self.gpu.device.features().contains(wgpu::Features::TIMESTAMP_QUERY) {
            return Err(EngineError::Adapter("it has no timestamp queries, so its kernels cannot be timed".into()));
        }
        self.training.fill(&mut self.batches, batch, UNREAD_STEPS, 0, Some(update))?;
        self.batches.write(&self.gpu, self.training.words());
        let plans = [&self.plans.forward, &self.plans.backward, &self.plans.results, &self.plans.update];
        let count = 2 * plans.iter().map(|plan| plan.dispatches()).sum::<usize>() as u32;
        let label = Some("clock");
        let queries = self.gpu.device.create_query_set(&wgpu::QuerySetDescriptor { label, ty: wgpu::QueryType::Timestamp, count });
        let mut clock = Clock { queries, kernels: vec![] };
        let mut encoder = self.gpu.encoder();
        for plan in plans {
            plan.encode_timed(&mut encoder, &mut clock);
        }
        let ticks = self.gpu.buffer("ticks", 8 * u64::from(count), wgpu::BufferUsages::QUERY_RESOLVE | wgpu::BufferUsages::COPY_SRC);
        encoder.resolve_query_set(&clock.queries, 0..count, &ticks, 0);
        let part = BufferRange { buffer: &ticks, offset: 0, size: Some(8 * u64::from(count)) };
        let values = self.staging.read(&self.gpu, encoder, &[part]).await?;
        let ticks: Vec<u64> =
            values.chunks_exact(2).map(|halves| u64::from(halves[0].to_bits()) | u64::from(halves[1].to_bits()) << 32).collect();
        let ms_per_tick = f64::from(self.gpu.queue.get_timestamp_period()) * 1e-6;
        let mut times: BTreeMap<&Kernel, KernelTime> = BTreeMap::new();
        for (&kernel, ends) in clock.kernels.iter().zip(ticks.chunks_exact(2)) {
            let time = times.entry(kernel).or_insert(KernelTime { kernel: kernel.name, dispatches: 0, ms: 0.0 });
            time.dispatches += 1;
            time.ms += ends[1].saturating_sub(ends[0]) as f64 * ms_per_tick;
        }
        let mut times: Vec<KernelTime> = times.into_values().collect();
        times.sort_by(|a, b| b.ms.total_cmp(&a.ms));
        Ok(times)
    }
}
