//! Two scores for each position, as two rows for each sequence: the softmax of an answer's start or end is over positions.

pub mod cpu;
#[cfg(feature = "gpu")]
pub mod gpu;

use super::cpu::Target;
use super::{CpuPass, Losses, Operation, SlotId};

/// `output[2*B, S] = transpose(scores[B, S, 2])`
#[derive(Clone, Debug, PartialEq)]
pub struct Spans {
    pub scores: SlotId,
    pub output: SlotId,
}

impl Operation for Spans {
    fn output(&self) -> Option<SlotId> {
        Some(self.output)
    }

    fn inputs_mut(&mut self) -> Vec<&mut SlotId> {
        vec![&mut self.scores]
    }

    fn forward(&self, pass: &mut CpuPass, _: &mut Losses) {
        let (read, used, columns) = (pass.used(self.scores), pass.used(self.output), pass.slot(self.output).columns);
        let mut out = std::mem::take(&mut pass.values[self.output.0]);
        cpu::forward(&pass.values[self.scores.0][..read], pass.batch.sequence, columns, &mut out[..used]);
        pass.values[self.output.0] = out;
    }

    fn backward(&self, adds: &[bool], pass: &mut CpuPass, _: &mut [f32]) {
        let (used, given, columns) = (pass.used(self.scores), pass.used(self.output), pass.slot(self.output).columns);
        let mut to_scores = std::mem::take(&mut pass.gradients[self.scores.0]);
        let target = Target { values: &mut to_scores[..used], adds: adds[0] };
        cpu::backward(&pass.gradients[self.output.0][..given], pass.batch.sequence, columns, target);
        pass.gradients[self.scores.0] = to_scores;
    }

    #[cfg(feature = "gpu")]
    fn lower_forward(&self, lowering: &mut super::gpu::Lowering) {
        gpu::forward(self, lowering);
    }

    #[cfg(feature = "gpu")]
    fn lower_backward(&self, adds: &[bool], lowering: &mut super::gpu::Lowering) {
        gpu::backward(self, adds[0], lowering);
    }
}
