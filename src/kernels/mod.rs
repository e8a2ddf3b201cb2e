//! Arithmetic on plain slices that several operations share: matrix products, sums, functions.
//!
//! Sums run in one fixed order, and multiply-adds are not fused. So WebAssembly and native code give the same bits on
//! every machine.
//!
//! Every slice is row-major and has exactly the documented shape. A wrong length is the caller's mistake and panics.
//! The caller also checks identifiers and indices. Nothing is allocated after a [`Scratch`] has grown to its largest
//! product.

pub(crate) mod active_rows;
pub mod math;
pub mod matmul;
pub(crate) mod sum;
#[cfg(test)]
pub(crate) mod testing;

pub use matmul::{MatrixView, MatrixViewMut, Scratch, Size, matmul};
