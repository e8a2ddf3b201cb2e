//! Layer normalisation (Ba, Kiros, Hinton 2016) of a sum of two inputs: the residual connection is part of it.

pub mod cpu;
#[cfg(feature = "gpu")]
pub mod gpu;

use std::ops::Range;

use super::cpu::{Target, two};
use super::{CpuPass, Losses, Operation, Reads, SlotId, Weights};

/// `output[R, O] = LayerNorm(input + residual) * weight + bias`
#[derive(Clone, Debug, PartialEq)]
pub struct LayerNorm {
    pub input: SlotId,
    pub residual: Option<SlotId>,
    pub weight: Weights,
    pub bias: Weights,
    pub output: SlotId,
    /// `[R, 2]`: mean and 1 / sd of each row, cached for the backward pass.
    pub statistics: SlotId,
    pub epsilon: f32,
}

impl Operation for LayerNorm {
    fn output(&self) -> Option<SlotId> {
        Some(self.output)
    }

    fn outputs(&self) -> Vec<SlotId> {
        vec![self.statistics, self.output]
    }

    fn inputs_mut(&mut self) -> Vec<&mut SlotId> {
        std::iter::once(&mut self.input).chain(&mut self.residual).collect()
    }

    fn reads(&self) -> Reads {
        Reads::SameRow
    }

    fn forward(&self, pass: &mut CpuPass, _: &mut Losses) {
        let mut out = std::mem::take(&mut pass.values[self.output.0]);
        let mut statistics = std::mem::take(&mut pass.values[self.statistics.0]);
        let (input, residual) = (&pass.values[self.input.0], self.residual.map(|slot| pass.values[slot.0].as_slice()));
        let (weight, bias, columns) = (pass.parameter(self.weight), pass.parameter(self.bias), self.weight.columns);
        let mut run = |rows: Range<usize>| {
            let range = rows.start * columns..rows.end * columns;
            let x = cpu::Input { columns, values: &input[range.clone()], residual: residual.map(|residual| &residual[range.clone()]) };
            cpu::forward(&x, weight, bias, self.epsilon, &mut out[range], &mut statistics[2 * rows.start..2 * rows.end]);
        };
        match pass.live_rows(self.output) {
            None => run(0..pass.rows(self.input)),
            Some(live) => live.runs().for_each(run),
        }
        pass.values[self.output.0] = out;
        pass.values[self.statistics.0] = statistics;
    }

    fn backward(&self, adds: &[bool], pass: &mut CpuPass, parameter_gradients: &mut [f32]) {
        let used = pass.used(self.input);
        let mut to_input = std::mem::take(&mut pass.gradients[self.input.0]);
        let mut to_residual = self.residual.map(|slot| std::mem::take(&mut pass.gradients[slot.0]));
        let (weight, bias) = two(parameter_gradients, self.weight, self.bias);
        let x = cpu::Input {
            columns: self.weight.columns,
            values: &pass.values[self.input.0][..used],
            residual: self.residual.map(|slot| &pass.values[slot.0][..used]),
        };
        let gradients = cpu::Gradients {
            input: Target { values: &mut to_input, adds: adds[0] },
            residual: to_residual.as_deref_mut().map(|values| Target { values, adds: adds[1] }),
            weight,
            bias,
        };
        let statistics = &pass.values[self.statistics.0];
        cpu::backward(&x, pass.parameter(self.weight), statistics, &pass.gradients[self.output.0], gradients);
        pass.gradients[self.input.0] = to_input;
        if let (Some(slot), Some(gradient)) = (self.residual, to_residual) {
            pass.gradients[slot.0] = gradient;
        }
    }

    #[cfg(feature = "gpu")]
    fn lower_forward(&self, lowering: &mut super::gpu::Lowering) {
        gpu::forward(self, lowering);
    }

    #[cfg(feature = "gpu")]
    fn lower_backward(&self, adds: &[bool], lowering: &mut super::gpu::Lowering) {
        gpu::backward(self, adds, lowering);
    }
}
