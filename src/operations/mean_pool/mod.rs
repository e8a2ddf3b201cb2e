//! One vector for a sequence: the mean over its real tokens.

pub mod cpu;
#[cfg(feature = "gpu")]
pub mod gpu;

use super::cpu::Target;
use super::{CpuPass, Losses, Operation, SlotId};

/// `output[B, O] = mean(input[B*S, O])` over the real tokens of each sequence
#[derive(Clone, Debug, PartialEq)]
pub struct MeanPool {
    pub input: SlotId,
    pub output: SlotId,
}

impl Operation for MeanPool {
    fn output(&self) -> Option<SlotId> {
        Some(self.output)
    }

    fn inputs_mut(&mut self) -> Vec<&mut SlotId> {
        vec![&mut self.input]
    }

    fn forward(&self, pass: &mut CpuPass, _: &mut Losses) {
        let (read, used, columns) = (pass.used(self.input), pass.used(self.output), pass.slot(self.input).columns);
        let mut out = std::mem::take(&mut pass.values[self.output.0]);
        let input = &pass.values[self.input.0][..read];
        cpu::forward(input, columns, pass.batch.sequence, &pass.batch.attention_mask, &mut out[..used]);
        pass.values[self.output.0] = out;
    }

    fn backward(&self, adds: &[bool], pass: &mut CpuPass, _: &mut [f32]) {
        let (used, given, columns) = (pass.used(self.input), pass.used(self.output), pass.slot(self.input).columns);
        let mut to_input = std::mem::take(&mut pass.gradients[self.input.0]);
        let target = Target { values: &mut to_input[..used], adds: adds[0] };
        let upstream = &pass.gradients[self.output.0][..given];
        cpu::backward(upstream, columns, pass.batch.sequence, &pass.batch.attention_mask, target);
        pass.gradients[self.input.0] = to_input;
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
