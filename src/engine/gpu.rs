//! The WebGPU engine.
use super::*;

/// Walks a graph with the kernels of `shaders/`.
pub struct GpuEngine {}

impl GpuEngine {
    pub async fn new(_spec: &EngineSpec) -> Result<Self, EngineError> {
        todo!()
    }
    pub fn set_parameters(&mut self, _: &[f32]) {}
    pub fn set_moments(&mut self, _: &[f32], _: &[f32]) {}
    pub fn step(&mut self, _: &Batch, _: Option<&Update>, _: Option<usize>) {}
    pub async fn read_losses(&mut self) -> Result<Vec<StepLosses>, EngineError> {
        todo!()
    }
    pub async fn read_inspection(&mut self) -> Result<Option<Inspection>, EngineError> {
        todo!()
    }
    pub async fn gradients(&mut self, _: &Batch) -> Result<(StepLosses, Vec<f32>), EngineError> {
        todo!()
    }
    pub async fn evaluate(&mut self, _: &Batch) -> Result<EvaluationSums, EngineError> {
        todo!()
    }
    pub async fn probe(&mut self, _: &Batch) -> Result<(StepLosses, Inspection), EngineError> {
        todo!()
    }
    pub async fn parameters(&mut self) -> Result<Vec<f32>, EngineError> {
        todo!()
    }
    pub async fn moments(&mut self) -> Result<(Vec<f32>, Vec<f32>), EngineError> {
        todo!()
    }
}
