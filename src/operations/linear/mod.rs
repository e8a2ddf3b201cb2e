//! A dense layer with its activation.

pub mod cpu;
#[cfg(feature = "gpu")]
pub mod gpu;

use super::cpu::{Target, two};
use super::{Activation, CpuPass, Losses, Operation, Reads, SlotId, Weights};

/// `output[R, O] = activation(input[R, I] * weight[O, I]^T + bias[O])`. The output layer of GPT-1 has no bias.
#[derive(Clone, Debug, PartialEq)]
pub struct Linear {
    pub input: SlotId,
    pub weight: Weights,
    pub bias: Option<Weights>,
    pub activation: Activation,
    /// `[R, O]`: keeps the activation's argument where [`Activation::keeps_argument`] says so.
    pub pre_activation: Option<SlotId>,
    pub output: SlotId,
}

impl Linear {
    fn layer<'a>(&self, pass: &CpuPass<'a>) -> cpu::Layer<'a> {
        cpu::Layer {
            weight: pass.parameter(self.weight),
            outputs: self.weight.rows,
            bias: self.bias.map(|bias| pass.parameter(bias)),
            activation: self.activation,
        }
    }
}

impl Operation for Linear {
    fn output(&self) -> Option<SlotId> {
        Some(self.output)
    }

    fn outputs(&self) -> Vec<SlotId> {
        self.pre_activation.into_iter().chain([self.output]).collect()
    }

    fn inputs_mut(&mut self) -> Vec<&mut SlotId> {
        vec![&mut self.input]
    }

    fn reads(&self) -> Reads {
        Reads::SameRow
    }

    fn forward(&self, pass: &mut CpuPass, _: &mut Losses) {
        let rows = pass.rows(self.input);
        let mut out = std::mem::take(&mut pass.values[self.output.0]);
        let mut argument = self.pre_activation.map(|slot| std::mem::take(&mut pass.values[slot.0]));
        let layer = self.layer(pass);
        let (kept, live) = (argument.as_deref_mut(), pass.live_rows(self.output));
        let input = &pass.values[self.input.0];
        match live {
            None => cpu::forward(pass.scratch, rows, input, layer, kept, &mut out),
            Some(live) => cpu::forward_some(pass.scratch, live, input, layer, kept, &mut out),
        }
        pass.values[self.output.0] = out;
        if let (Some(slot), Some(argument)) = (self.pre_activation, argument) {
            pass.values[slot.0] = argument;
        }
    }

    fn backward(&self, adds: &[bool], pass: &mut CpuPass, parameter_gradients: &mut [f32]) {
        let rows = pass.rows(self.input);
        let mut upstream = std::mem::take(&mut pass.gradients[self.output.0]);
        let mut to_input = std::mem::take(&mut pass.gradients[self.input.0]);
        let layer = self.layer(pass);
        let (weight, bias) = match self.bias {
            Some(bias) => {
                let (weight, bias) = two(parameter_gradients, self.weight, bias);
                (weight, Some(bias))
            }
            None => (&mut parameter_gradients[self.weight.range()], None),
        };
        let kept = cpu::Kept {
            rows,
            input: &pass.values[self.input.0],
            pre_activation: self.pre_activation.map(|slot| pass.values[slot.0].as_slice()),
            output: &pass.values[self.output.0],
        };
        let gradients = cpu::Gradients { input: Target { values: &mut to_input, adds: adds[0] }, weight, bias };
        cpu::backward(pass.scratch, layer, kept, &mut upstream, gradients);
        pass.gradients[self.output.0] = upstream;
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
