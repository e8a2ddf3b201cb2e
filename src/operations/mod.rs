//! The operations of a model: one folder for each, with forward and backward pass side by side.
//!
//! | file | what it has |
//! |---|---|
//! | `mod.rs` | the operation's fields, the slots it reads and writes, and its passes over the slots of the CPU engine |
//! | `cpu.rs` | its arithmetic on plain slices, forward and backward, tested against its definition |
//! | `gpu.rs` | its WGSL kernels, their parameters, and the dispatches of both passes |
//!
//! The engines know operations by the trait [`Operation`] alone. `docs/how-to/operation.md` says how to add one.

mod activation;
pub mod cpu;
#[cfg(feature = "gpu")]
pub mod gpu;
mod slots;

pub use activation::Activation;
pub use cpu::{CpuPass, LossSums, Losses};
pub use gather::GatherFrom;
pub use slots::{BatchShape, Rows, Slot, SlotId, Weights};

/// One step of a model's forward pass. Shapes in the operations' comments: `R` rows of the slot, `I` and `O` columns.
pub trait Operation {
    /// The slot with this operation's result. `None` for losses, which no operation reads.
    fn output(&self) -> Option<SlotId>;

    /// All slots that the forward pass writes.
    fn outputs(&self) -> Vec<SlotId> {
        self.output().into_iter().collect()
    }

    /// The slots whose gradient the backward pass writes, in the order in which it writes them.
    fn inputs_mut(&mut self) -> Vec<&mut SlotId>;

    /// Which rows of its inputs a row of the output needs.
    fn reads(&self) -> Reads {
        Reads::AllRows
    }

    /// Fills the outputs on the CPU. Losses also write the gradient of their logits here, because they have the
    /// softmax.
    fn forward(&self, pass: &mut CpuPass, losses: &mut Losses);

    /// Computes the gradient of each input from the gradient of the output. It is added to the existing values where
    /// `adds` says so. `parameter_gradients[P]` is always added to.
    fn backward(&self, adds: &[bool], pass: &mut CpuPass, parameter_gradients: &mut [f32]);

    /// The dispatches of the forward pass on the GPU, any number of them.
    #[cfg(feature = "gpu")]
    fn lower_forward(&self, lowering: &mut gpu::Lowering);

    /// The dispatches of the backward pass on the GPU; see [`Operation::backward`]. Parameter gradients are written, not added to,
    /// by the operation that reaches them first.
    #[cfg(feature = "gpu")]
    fn lower_backward(&self, adds: &[bool], lowering: &mut gpu::Lowering);

    /// Floats of memory that [`gpu::Binding::Scratch`] needs for this operation. All operations share one buffer, so
    /// its contents are lost after the pass.
    #[cfg(feature = "gpu")]
    fn gpu_scratch(&self, _lowering: &gpu::Lowering) -> usize {
        0
    }
}

/// Which rows of its inputs a row of an operation's output needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reads {
    AllRows,
    /// The row with the same index.
    SameRow,
    /// One of these rows.
    Gathered(GatherFrom),
}

/// Declares the folders of the operations and the closed set of them.
macro_rules! operations {
    ($($module:ident::$name:ident),* $(,)?) => {
        $(pub mod $module;)*
        $(pub use $module::$name;)*

        /// Any of the operations. A graph is a list of these.
        #[derive(Clone, Debug, PartialEq)]
        pub enum AnyOperation {
            $($name($name)),*
        }

        $(impl From<$name> for AnyOperation {
            fn from(operation: $name) -> Self {
                Self::$name(operation)
            }
        })*

        impl std::ops::Deref for AnyOperation {
            type Target = dyn Operation;

            fn deref(&self) -> &Self::Target {
                match self {
                    $(Self::$name(operation) => operation),*
                }
            }
        }

        impl std::ops::DerefMut for AnyOperation {
            fn deref_mut(&mut self) -> &mut Self::Target {
                match self {
                    $(Self::$name(operation) => operation),*
                }
            }
        }

        /// The kernels of each operation.
        #[cfg(feature = "gpu")]
        pub static KERNELS: &[&[&gpu::Kernel]] = &[$($module::gpu::KERNELS),*];
    };
}

operations! {
    embed::Embed,
    layer_norm::LayerNorm,
    linear::Linear,
    attention::Attention,
    gather::Gather,
    mean_pool::MeanPool,
    spans::Spans,
    cross_entropy::CrossEntropy,
}

impl AnyOperation {
    /// See [`Operation::inputs_mut`].
    pub fn inputs(&self) -> Vec<SlotId> {
        self.clone().inputs_mut().into_iter().map(|slot| *slot).collect()
    }
}
