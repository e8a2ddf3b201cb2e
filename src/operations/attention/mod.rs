//! Scaled dot-product attention of all heads (Vaswani et al. 2017), on queries, keys and values side by side.

pub mod cpu;
#[cfg(feature = "gpu")]
pub mod gpu;

use super::cpu::Target;
use super::{CpuPass, Losses, Operation, SlotId};

/// `output[B*S, H] = softmax(q * k^T / sqrt(D)) * v`, head by head.
#[derive(Clone, Debug, PartialEq)]
pub struct Attention {
    /// `[B*S, 3H]`: queries, keys, values side by side, each split into heads of `D`.
    pub qkv: SlotId,
    /// `[B*N*S, S]`. Keys outside the attention mask get probability 0; with `causal`, so do keys after the query.
    pub probabilities: SlotId,
    pub output: SlotId,
    pub heads: usize,
    pub causal: bool,
}

impl Attention {
    fn shape(&self, pass: &CpuPass) -> cpu::Shape {
        let (rows, sequence) = (pass.batch.rows, pass.batch.sequence);
        cpu::Shape { rows, sequence, heads: self.heads, head_size: pass.slot(self.output).columns / self.heads }
    }
}

impl Operation for Attention {
    fn output(&self) -> Option<SlotId> {
        Some(self.output)
    }

    fn outputs(&self) -> Vec<SlotId> {
        vec![self.probabilities, self.output]
    }

    fn inputs_mut(&mut self) -> Vec<&mut SlotId> {
        vec![&mut self.qkv]
    }

    fn forward(&self, pass: &mut CpuPass, _: &mut Losses) {
        let shape = self.shape(pass);
        let mut out = std::mem::take(&mut pass.values[self.output.0]);
        let mut probabilities = std::mem::take(&mut pass.values[self.probabilities.0]);
        let visible = cpu::Visible { attention_mask: &pass.batch.attention_mask, causal: self.causal };
        let used = shape.probabilities();
        cpu::forward(pass.scratch, shape, &pass.values[self.qkv.0], visible, &mut probabilities[..used], &mut out);
        pass.values[self.output.0] = out;
        pass.values[self.probabilities.0] = probabilities;
    }

    fn backward(&self, adds: &[bool], pass: &mut CpuPass, _: &mut [f32]) {
        let shape = self.shape(pass);
        let mut to_qkv = std::mem::take(&mut pass.gradients[self.qkv.0]);
        let (qkv, probabilities) = (&pass.values[self.qkv.0], &pass.values[self.probabilities.0]);
        let target = Target { values: &mut to_qkv, adds: adds[0] };
        cpu::backward(pass.scratch, shape, qkv, probabilities, &pass.gradients[self.output.0], target);
        pass.gradients[self.qkv.0] = to_qkv;
    }

    #[cfg(feature = "gpu")]
    fn lower_forward(&self, lowering: &mut super::gpu::Lowering) {
        gpu::forward(self, lowering);
    }

    #[cfg(feature = "gpu")]
    fn lower_backward(&self, adds: &[bool], lowering: &mut super::gpu::Lowering) {
        debug_assert!(!adds[0], "queries, keys and values have no other consumer");
        gpu::backward(self, lowering);
    }

    #[cfg(feature = "gpu")]
    fn gpu_scratch(&self, lowering: &super::gpu::Lowering) -> usize {
        lowering.floats(self.probabilities)
    }
}
