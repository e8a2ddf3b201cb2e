//! The CPU engine.
use super::*;

/// Walks a graph with the kernels of [`crate::kernels`].
pub struct CpuEngine {}

impl CpuEngine {
    pub fn new(_spec: &EngineSpec) -> Self {
        todo!()
    }
    pub fn set_parameters(&mut self, _: &[f32]) {}
    pub fn set_moments(&mut self, _: &[f32], _: &[f32]) {}
    pub fn step(&mut self, _: &Batch, _: &Update, _: Option<usize>) {}
    pub fn take_losses(&mut self) -> Vec<StepLosses> {
        vec![]
    }
    pub fn take_inspection(&mut self) -> Option<Inspection> {
        None
    }
    pub fn gradients(&mut self, _: &Batch) -> (StepLosses, Vec<f32>) {
        todo!()
    }
    pub fn evaluate(&mut self, _: &Batch) -> EvaluationSums {
        todo!()
    }
    pub fn probe(&mut self, _: &Batch) -> (StepLosses, Inspection) {
        todo!()
    }
    pub fn parameters(&self) -> &[f32] {
        &[]
    }
    pub fn moments(&self) -> (Vec<f32>, Vec<f32>) {
        todo!()
    }
}
