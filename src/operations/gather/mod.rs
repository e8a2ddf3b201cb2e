//! Selecting rows of a matrix: the selected positions, or `[CLS]` of every sequence.

pub mod cpu;
#[cfg(feature = "gpu")]
pub mod gpu;

use super::cpu::Target;
use super::{CpuPass, Losses, Operation, Reads, Rows, SlotId};
use crate::examples::batch::Batch;

/// `output[R, O] = input[from, O]`
#[derive(Clone, Debug, PartialEq)]
pub struct Gather {
    pub input: SlotId,
    pub from: GatherFrom,
    pub output: SlotId,
}

/// Which rows a [`Gather`] takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GatherFrom {
    /// The selected positions, `Batch::selected`.
    Selected,
    /// Position 0 of every sequence, `[CLS]`.
    FirstPosition,
    /// Both of these, ascending.
    Scored,
}

impl GatherFrom {
    /// The rows to take from a slot with rows of this kind: all positions, or only those that reach a loss.
    pub fn rows(self, batch: &Batch, source: Rows) -> Vec<u32> {
        let positions = match self {
            Self::Selected => batch.selected.clone(),
            Self::FirstPosition => batch.first_positions().collect(),
            Self::Scored => batch.scored(),
        };
        if source != Rows::Scored {
            return positions;
        }
        let scored = batch.scored();
        positions.into_iter().map(|position| scored.partition_point(|&other| other < position) as u32).collect()
    }
}

impl Gather {
    fn rows(&self, pass: &CpuPass) -> Vec<u32> {
        self.from.rows(pass.batch, pass.slot(self.input).rows)
    }
}

impl Operation for Gather {
    fn output(&self) -> Option<SlotId> {
        Some(self.output)
    }

    fn inputs_mut(&mut self) -> Vec<&mut SlotId> {
        vec![&mut self.input]
    }

    fn reads(&self) -> Reads {
        Reads::Gathered(self.from)
    }

    fn forward(&self, pass: &mut CpuPass, _: &mut Losses) {
        let (used, columns) = (pass.used(self.output), pass.slot(self.input).columns);
        let mut out = std::mem::take(&mut pass.values[self.output.0]);
        cpu::forward(&pass.values[self.input.0], columns, &self.rows(pass), &mut out[..used]);
        pass.values[self.output.0] = out;
    }

    fn backward(&self, adds: &[bool], pass: &mut CpuPass, _: &mut [f32]) {
        let columns = pass.slot(self.input).columns;
        let (used, given) = (pass.used(self.input), pass.used(self.output));
        let mut to_input = std::mem::take(&mut pass.gradients[self.input.0]);
        let target = Target { values: &mut to_input[..used], adds: adds[0] };
        cpu::backward(&pass.gradients[self.output.0][..given], columns, &self.rows(pass), target);
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
