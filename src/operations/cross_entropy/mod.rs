//! Softmax cross-entropy: the losses, where every backward pass begins.

pub mod cpu;
#[cfg(feature = "gpu")]
pub mod gpu;

use super::{CpuPass, LossSums, Losses, Operation, SlotId};

/// `losses[R, 1] = -log softmax(logits[R, O])[label]`
#[derive(Clone, Debug, PartialEq)]
pub struct CrossEntropy {
    pub logits: SlotId,
    pub losses: SlotId,
    /// Its place among the losses of the graph, and of its labels in `Batch::labels`.
    pub loss: usize,
}

impl Operation for CrossEntropy {
    fn output(&self) -> Option<SlotId> {
        None
    }

    fn outputs(&self) -> Vec<SlotId> {
        vec![self.losses]
    }

    fn inputs_mut(&mut self) -> Vec<&mut SlotId> {
        vec![&mut self.logits]
    }

    /// Writes the gradient of the logits too.
    fn forward(&self, pass: &mut CpuPass, losses: &mut Losses) {
        let labels = pass.batch.labels_of(self.loss);
        let (rows, columns, used) = (labels.len(), pass.slot(self.logits).columns, pass.used(self.logits));
        let mut out = std::mem::take(&mut pass.values[self.losses.0]);
        let (logits, gradient) = (&pass.values[self.logits.0], &mut pass.gradients[self.logits.0]);
        let sums = cpu::cross_entropy(rows, columns, logits, labels, losses.scales[self.loss], &mut out, Some(&mut gradient[..]));
        // Rows without a label are not scored, whatever the last batch left in their rows.
        gradient[rows * columns..used].fill(0.0);
        pass.values[self.losses.0] = out;
        losses.found[self.loss] = LossSums { loss: sums.loss, correct: sums.correct, labels: rows as u32 };
    }

    fn backward(&self, _: &[bool], _: &mut CpuPass, _: &mut [f32]) {
        // The forward pass already wrote the gradient, because it had the softmax.
    }

    #[cfg(feature = "gpu")]
    fn lower_forward(&self, lowering: &mut super::gpu::Lowering) {
        gpu::forward(self, lowering);
    }

    #[cfg(feature = "gpu")]
    fn lower_backward(&self, _: &[bool], _: &mut super::gpu::Lowering) {
        // As on the CPU.
    }
}
