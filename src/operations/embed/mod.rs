//! The sum of looked-up rows: BERT's input before its LayerNorm. GPT-1's has no token types.

pub mod cpu;
#[cfg(feature = "gpu")]
pub mod gpu;

use super::{CpuPass, Losses, Operation, SlotId, Weights};

/// `output[B*S, H] = word[input_id] + position[position] + token_type[type]`
#[derive(Clone, Debug, PartialEq)]
pub struct Embed {
    pub word: Weights,
    pub position: Weights,
    pub token_type: Option<Weights>,
    pub output: SlotId,
}

impl Operation for Embed {
    fn output(&self) -> Option<SlotId> {
        Some(self.output)
    }

    fn inputs_mut(&mut self) -> Vec<&mut SlotId> {
        vec![]
    }

    fn forward(&self, pass: &mut CpuPass, _: &mut Losses) {
        let used = pass.used(self.output);
        let tables = cpu::Tables {
            word: pass.parameter(self.word),
            position: pass.parameter(self.position),
            token_type: self.token_type.map(|weights| pass.parameter(weights)),
        };
        cpu::forward(&cpu::Tokens::of(pass.batch), tables, &mut pass.values[self.output.0][..used]);
    }

    fn backward(&self, _: &[bool], pass: &mut CpuPass, parameter_gradients: &mut [f32]) {
        let output_gradient = &pass.gradients[self.output.0][..pass.used(self.output)];
        let (words, rest) = parameter_gradients.split_at_mut(self.position.offset);
        let (position, token_type) = match self.token_type {
            Some(token_type) => {
                let (position, rest) = rest.split_at_mut(token_type.offset - self.position.offset);
                (position, Some(rest))
            }
            None => (rest, None),
        };
        let gradients = cpu::Tables { word: &mut words[self.word.range()], position, token_type };
        cpu::backward(&cpu::Tokens::of(pass.batch), output_gradient, gradients);
    }

    #[cfg(feature = "gpu")]
    fn lower_forward(&self, lowering: &mut super::gpu::Lowering) {
        gpu::forward(self, lowering);
    }

    #[cfg(feature = "gpu")]
    fn lower_backward(&self, _: &[bool], lowering: &mut super::gpu::Lowering) {
        gpu::backward(self, lowering);
    }
}
