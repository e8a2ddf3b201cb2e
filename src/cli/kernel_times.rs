//! `cloze benchmark --kernels`: the time of each kernel in a step.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Failure;
use crate::engine::gpu::GpuEngine;
use crate::engine::gpu::timing::KernelTime;
use crate::engine::{EngineSpec, Update};
use crate::settings::OptimizerKind;
use crate::train::benchmark::{LEARNING_RATE, batch, parameters};

/// What each kernel took in the median of the steps.
#[derive(Serialize)]
pub struct KernelTimes {
    adapter: String,
    driver: String,
    /// Of all kernels.
    ms_per_step: f64,
    kernels: Vec<KernelTime>,
}

/// Times the kernels of `steps` steps, after those to warm up.
pub fn kernel_times(spec: &EngineSpec, warmup: u32, steps: u32) -> Result<KernelTimes, Failure> {
    let mut engine = pollster::block_on(GpuEngine::new(spec))?;
    let batch = batch(spec);
    engine.set_parameters(&parameters(&spec.config));
    let mut found: BTreeMap<&str, Vec<KernelTime>> = BTreeMap::new();
    for number in 1..=warmup + steps {
        let update = Update::new(OptimizerKind::Adamw, LEARNING_RATE, number);
        let times = pollster::block_on(engine.time_kernels(&batch, &update))?;
        for time in times.into_iter().filter(|_| number > warmup) {
            found.entry(time.kernel).or_default().push(time);
        }
    }
    let median = |mut times: Vec<KernelTime>| {
        times.sort_by(|a, b| a.ms.total_cmp(&b.ms));
        times.swap_remove(times.len() / 2)
    };
    let mut kernels: Vec<KernelTime> = found.into_values().map(median).collect();
    kernels.sort_by(|a, b| b.ms.total_cmp(&a.ms));
    let report = engine.adapter().clone();
    Ok(KernelTimes { adapter: report.name, driver: report.driver, ms_per_step: kernels.iter().map(|time| time.ms).sum(), kernels })
}
