//! The arithmetic of each operation for the CPU, forward and backward, on plain slices.
//!
//! Sums run in one fixed order and no multiply-add is fused, so a result does not depend on the machine: WebAssembly and
//! native code give the same bits.
//!
//! Every slice is row-major and of exactly the stated shape; wrong lengths are the caller's mistake and panic. Identifiers
//! and indices are the caller's to check too. Nothing is allocated once a [`Scratch`] has grown to its largest product.

#![allow(clippy::too_many_arguments, reason = "a kernel's arguments are its inputs and outputs, as in llm.c")]

pub(crate) mod active_rows;
pub mod attention;
pub mod cross_entropy;
pub mod embedding;
pub mod gather;
pub mod layer_norm;
pub mod linear;
pub mod math;
pub mod matmul;
pub mod optimizer;
pub mod pixels;
mod sum;
#[cfg(test)]
pub(crate) mod testing;

pub use matmul::{Scratch, View, matmul};
