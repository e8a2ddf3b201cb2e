//! Arithmetic on plain slices that several operations share: matrix products, sums, functions.
//!
//! Sums run in one fixed order and no multiply-add is fused, so a result does not depend on the machine: WebAssembly and
//! native code give the same bits.
//!
//! Every slice is row-major and of exactly the stated shape; wrong lengths are the caller's mistake and panic. Identifiers
//! and indices are the caller's to check too. Nothing is allocated once a [`Scratch`] has grown to its largest product.

pub(crate) mod active_rows;
pub mod math;
pub mod matmul;
pub(crate) mod sum;
#[cfg(test)]
pub(crate) mod testing;

pub use matmul::{Scratch, Size, View, ViewMut, matmul};
