//! The models in Burn: a framework's view of what [`crate::model`] and [`crate::operations`] compute by kernels of their own.
//!
//! Start with [`bert`]: the whole model, in one file. [`crate::engine::burn`] trains it behind the interface of the other engines.
//!
//! | file | what |
//! |---|---|
//! | [`bert`] | embeddings, encoder and heads of BERT and GPT-1, as Burn modules |
//! | [`elmo`] | ELMo: two stacks of LSTM layers |
//! | [`leaves`] | parameters out of the flat vector, and their gradients back into one |
//! | [`losses`] | cross-entropy at the scored positions |
//! | [`optimizer`] | clipping by the global norm and the two update rules, on flat tensors |
//! | [`pass`] | a forward and a backward pass, with the gradients that the page shows |

pub mod bert;
pub mod elmo;
pub mod leaves;
pub mod losses;
pub mod optimizer;
pub mod pass;

use ::burn::tensor::{Device, Int, Tensor, TensorData};

/// Ids, positions or labels as a tensor.
pub fn ints<const D: usize>(values: &[u32], shape: [usize; D], device: &Device) -> Tensor<D, Int> {
    let values: Vec<i32> = values.iter().map(|&value| value as i32).collect();
    Tensor::from_data(TensorData::new(values, shape), device)
}
